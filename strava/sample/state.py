"""The state of a running sample: activities, authorization codes, tokens and API calls.

Source: https://developers.strava.com/docs/authentication/
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from threading import RLock
from typing import Any

from flask import current_app

from . import faults, segments
from .limits import CallCounter, Limits
from .recording import MAX_SAMPLES, Recording, record

CLIENT_ID = "1234"
CLIENT_SECRET = "5a3b1e5a3b1e5a3b1e5a3b1e5a3b1e5a3b1e5a3b"  # noqa: S105 - made up, and public

CODE_LIFETIME = 10 * 60
TOKEN_LIFETIME = 6 * 60 * 60
REFRESH_MARGIN = 60 * 60
"""Remaining lifetime in seconds above which a refresh returns the same access token."""

Activity = dict[str, Any]


@dataclass
class Grant:
    """The scopes that the athlete granted, with the current pair of tokens."""

    scopes: frozenset[str]
    access_token: str
    refresh_token: str
    expires_at: int
    """When the access token expires, in Unix time."""


@dataclass(frozen=True)
class Code:
    """An authorization code that has not been exchanged yet."""

    scopes: frozenset[str]
    expires_at: float


def current() -> Sample:
    """Return the state of the sample that answers the current request."""
    sample: Sample = current_app.extensions["sample"]
    return sample


class Sample:
    """The state of the server. It is thread-safe, and tests may read and change it.

    With `inactive` or `too_many_athletes` set, the API rejects calls as Strava does in that
    case; without `subscriber`, it shows no zones of activities. With `terse_rate_limit`, the
    response to a call above the rate limit is the shorter of two that Strava gives. Segments lie
    on the routes of `seed`, and recordings have at most `max_samples`. `calls` lists the API
    calls as (method, path), `token_requests` the grant types of the requests for tokens.
    """

    def __init__(
        self,
        make_activities: Callable[[], list[Activity]],
        clock: Callable[[], float],
        limits: Limits,
        delay: float,
        *,
        seed: int = 1,
        max_samples: int = MAX_SAMPLES,
    ) -> None:
        self.clock = clock
        self.delay = delay
        self.seed = seed
        self.max_samples = max_samples
        self.inactive = False
        self.too_many_athletes = False
        self.subscriber = True
        self.terse_rate_limit = False
        self.calls: list[tuple[str, str]] = []
        self.token_requests: list[str] = []
        self._lock = RLock()
        self._make_activities = make_activities
        self._activities: list[Activity] | None = None
        self._counter = CallCounter(limits)
        self._codes: dict[str, Code] = {}
        self._grants: list[Grant] = []

    @property
    def activities(self) -> list[Activity]:
        """The summaries in any order, generated on first access. The list may be changed."""
        with self._lock:
            if self._activities is None:
                self._activities = self._make_activities()
            return self._activities

    @activities.setter
    def activities(self, activities: list[Activity]) -> None:
        with self._lock:
            self._activities = activities

    def newest_first(self) -> list[Activity]:
        """Return a copy of the list of summaries, sorted by start, newest first."""
        with self._lock:
            return sorted(
                self.activities, key=lambda activity: activity["start_date"], reverse=True
            )

    def record(self, activity: Activity) -> Recording | None:
        """Return the recording of one of the activities, or None if it is manual."""
        passages = segments.passages(activity, self.seed)
        moments = {moment for one in passages for moment in (one.start, one.end)}
        return record(activity, self.max_samples, frozenset(moments))

    def set_limits(
        self, *, read: tuple[int, int] = Limits.read, overall: tuple[int, int] = Limits.overall
    ) -> None:
        """Replace the rate limits (see `Limits`) and reset the counts to zero."""
        with self._lock:
            self._counter = CallCounter(Limits(read, overall))

    def count_call(self, method: str, path: str) -> bool:
        """Record an API call and return whether the rate limits allow it."""
        with self._lock:
            self.calls.append((method, path))
            return self._counter.count(self.clock())

    def limit_headers(self) -> dict[str, str]:
        """Return the rate limit headers of an API response."""
        with self._lock:
            return self._counter.headers(self.clock())

    def issue_code(self, scopes: frozenset[str]) -> str:
        """Return an authorization code for these scopes; it works once, for ten minutes."""
        code = secrets.token_hex(20)
        with self._lock:
            self._codes[code] = Code(scopes, self.clock() + CODE_LIFETIME)
        return code

    def exchange(self, code: str) -> Grant:
        """Exchange an authorization code for a new pair of tokens.

        Raise Fault if the code is unknown, used or expired.
        """
        with self._lock:
            issued = self._codes.pop(code, None)
            if issued is None or issued.expires_at <= self.clock():
                raise faults.bad_request("AuthorizationCode", "code")
            grant = Grant(issued.scopes, "", "", 0)
            self._renew(grant)
            self._grants.append(grant)
            return grant

    def refresh(self, refresh_token: str) -> Grant:
        """Return the current tokens; raise Fault unless this is the latest refresh token.

        While the access token is valid for more than an hour, the tokens stay the same.
        Otherwise both are replaced, and the old refresh token is invalid immediately.
        """
        with self._lock:
            for grant in self._grants:
                if grant.refresh_token == refresh_token:
                    if grant.expires_at - self.clock() <= REFRESH_MARGIN:
                        self._renew(grant)
                    return grant
        raise faults.bad_request("RefreshToken", "refresh_token")

    def scopes_of(self, access_token: str) -> frozenset[str]:
        """Return the scopes of a valid access token; raise Fault for any other token."""
        with self._lock:
            for grant in self._grants:
                if grant.access_token == access_token and grant.expires_at > self.clock():
                    return grant.scopes
        raise faults.unauthorized("Athlete", "access_token")

    def revoke(self, token: str) -> None:
        """Revoke the grant that an access token or refresh token belongs to, if any."""
        with self._lock:
            self._grants = [
                grant
                for grant in self._grants
                if token not in (grant.access_token, grant.refresh_token)
            ]

    def revoke_all(self) -> None:
        """Revoke every grant, as when the athlete revokes access on Strava's settings page."""
        with self._lock:
            self._grants.clear()

    def expire_access_tokens(self) -> None:
        """Expire every access token now; refresh tokens stay valid."""
        with self._lock:
            for grant in self._grants:
                grant.expires_at = int(self.clock())

    def _renew(self, grant: Grant) -> None:
        grant.access_token = secrets.token_hex(20)
        grant.refresh_token = secrets.token_hex(20)
        grant.expires_at = int(self.clock()) + TOKEN_LIFETIME
