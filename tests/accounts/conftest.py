"""Fixtures for the tests of tokens."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from strava import errors
from strava.accounts import athletes
from strava.accounts.tokens import TokenStore
from strava.api.oauth import OAuth, TokenGrant
from strava.logbook import Logbook

from ..clock import Clock

ATHLETE = 42


class FakeOAuth(OAuth):
    """Issues numbered tokens, records the refresh tokens it receives, and can refuse them."""

    def __init__(self, clock: Clock, lifetime: int = 6 * 3600) -> None:
        self.clock, self.lifetime = clock, lifetime
        self.received: list[str] = []
        self.error: errors.StravaError | None = None
        self.during_refresh: Callable[[], None] = lambda: None
        self.always_the_same = False

    def refresh(self, refresh_token: str) -> TokenGrant:
        self.received.append(refresh_token)
        self.during_refresh()
        if self.error:
            raise self.error
        number = 0 if self.always_the_same else len(self.received)
        expires_at = int(self.clock.now) + self.lifetime
        return TokenGrant(f"access-{number}", f"refresh-{number}", expires_at, {})


@pytest.fixture
def connected_logbook(logbook: Logbook, clock: Clock) -> Logbook:
    """Logbook with one connected athlete, whose access token is valid for an hour."""
    grant = TokenGrant("access-0", "refresh-0", int(clock.now) + 3600, {"id": ATHLETE})
    with logbook.sessions() as session:
        athletes.connect(session, grant, "read,activity:read", logbook.now())
    return logbook


@pytest.fixture
def oauth(clock: Clock) -> FakeOAuth:
    return FakeOAuth(clock)


@pytest.fixture
def tokens(connected_logbook: Logbook, oauth: FakeOAuth, clock: Clock) -> TokenStore:
    return TokenStore(connected_logbook.sessions, lambda: oauth, connected_logbook.lock, clock)
