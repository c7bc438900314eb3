"""What the sample Strava remembers while it runs: activities, codes, tokens and calls.

Source: https://developers.strava.com/docs/authentication/
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from threading import RLock
from typing import Any

from . import faults
from .limits import CallCounter, Limits

CLIENT_ID = "1234"
CLIENT_SECRET = "5a3b1e5a3b1e5a3b1e5a3b1e5a3b1e5a3b1e5a3b"  # noqa: S105 - made up, and public

CODE_LIFETIME = 10 * 60
TOKEN_LIFETIME = 6 * 60 * 60
KEPT_LIFETIME = 60 * 60
"""With more than this left (seconds), refreshing returns the same access token."""

Activity = dict[str, Any]


@dataclass
class Grant:
    """What the athlete allowed, and the pair of tokens that stands for it now."""

    scopes: frozenset[str]
    access_token: str
    refresh_token: str
    expires_at: int
    """Unix time at which the access token dies."""


@dataclass(frozen=True)
class Code:
    """An authorization code on its way to the application."""

    scopes: frozenset[str]
    expires_at: float


class Sample:
    """The server's memory, safe to share among threads; tests look at it and turn its knobs.

    `inactive` and `too_many_athletes` make the API refuse as Strava does then. `calls` are the
    API's calls as (method, path), `token_requests` the grant types of requests for tokens.
    """

    def __init__(
        self,
        make_activities: Callable[[], list[Activity]],
        clock: Callable[[], float],
        limits: Limits,
        delay: float,
    ) -> None:
        self.clock = clock
        self.delay = delay
        self.inactive = False
        self.too_many_athletes = False
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
        """The summaries in any order, to be changed at will; made when first asked for."""
        with self._lock:
            if self._activities is None:
                self._activities = self._make_activities()
            return self._activities

    @activities.setter
    def activities(self, activities: list[Activity]) -> None:
        with self._lock:
            self._activities = activities

    def newest_first(self) -> list[Activity]:
        """The summaries by start, newest first; a copy, safe from changes by other threads."""
        with self._lock:
            return sorted(
                self.activities, key=lambda activity: activity["start_date"], reverse=True
            )

    def set_limits(
        self, *, read: tuple[int, int] = Limits.read, overall: tuple[int, int] = Limits.overall
    ) -> None:
        """Replace the limits, as `Limits` describes them, and start counting from zero."""
        with self._lock:
            self._counter = CallCounter(Limits(read, overall))

    def count_call(self, method: str, path: str) -> bool:
        """Note a call of the API; False when a limit refuses it."""
        with self._lock:
            self.calls.append((method, path))
            return self._counter.count(self.clock())

    def limit_headers(self) -> dict[str, str]:
        """Limits and usage as every answer of the API carries them."""
        with self._lock:
            return self._counter.headers(self.clock())

    def issue_code(self, scopes: frozenset[str]) -> str:
        """A code for what the athlete allowed, good once and for ten minutes."""
        code = secrets.token_hex(20)
        with self._lock:
            self._codes[code] = Code(scopes, self.clock() + CODE_LIFETIME)
        return code

    def exchange(self, code: str) -> Grant:
        """A new pair of tokens for a code; raises Fault when it is spent, old or made up."""
        with self._lock:
            issued = self._codes.pop(code, None)
            if issued is None or issued.expires_at <= self.clock():
                raise faults.bad_request("AuthorizationCode", "code")
            grant = Grant(issued.scopes, "", "", 0)
            self._renew(grant)
            self._grants.append(grant)
            return grant

    def refresh(self, refresh_token: str) -> Grant:
        """The tokens to use from now on; raises Fault unless this is the newest refresh token.

        They are the same ones while the access token has more than an hour to live. Otherwise
        both are new, and the old refresh token is dead at once.
        """
        with self._lock:
            for grant in self._grants:
                if secrets.compare_digest(grant.refresh_token.encode(), refresh_token.encode()):
                    if grant.expires_at - self.clock() <= KEPT_LIFETIME:
                        self._renew(grant)
                    return grant
        raise faults.bad_request("RefreshToken", "refresh_token")

    def scopes_of(self, access_token: str) -> frozenset[str]:
        """What a live access token may see; raises Fault for any other."""
        with self._lock:
            for grant in self._grants:
                if grant.access_token == access_token and grant.expires_at > self.clock():
                    return grant.scopes
        raise faults.unauthorized("Athlete", "access_token", "invalid")

    def revoke(self, token: str) -> None:
        """Kill the pair to which an access or refresh token belongs, if there is one."""
        with self._lock:
            self._grants = [
                grant
                for grant in self._grants
                if token not in (grant.access_token, grant.refresh_token)
            ]

    def revoke_all(self) -> None:
        """Kill every token, as when the athlete revokes access on Strava's own pages."""
        with self._lock:
            self._grants.clear()

    def expire_access_tokens(self) -> None:
        """Let every access token die early; refresh tokens live on."""
        with self._lock:
            for grant in self._grants:
                grant.expires_at = int(self.clock())

    def _renew(self, grant: Grant) -> None:
        grant.access_token = secrets.token_hex(20)
        grant.refresh_token = secrets.token_hex(20)
        grant.expires_at = int(self.clock()) + TOKEN_LIFETIME
