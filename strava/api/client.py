"""One athlete's authorized way to Strava's API: `get` and `activities`.

Source: https://developers.strava.com/docs/reference/
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

import requests
from requests.auth import AuthBase

from . import pagination, rate_limits
from .pagination import PAGE_SIZE, Page
from .responses import json_body, json_items
from .transport import RETRIES, Adapters, new_session, send

AccessToken = Callable[[str | None], str]
"""Gives a usable access token; its argument is None, or the token Strava has just refused."""

Moment = str | date | datetime | int | float
"""A time: ISO 8601 text, a date (its local midnight), a datetime (naive: local), Unix time."""


class BearerAuth(AuthBase):
    """Puts the access token in the Authorization header, the one place Strava accepts it in."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Client:
    """Calls to the API in one athlete's name.

    `quota` is what the last answer said of the limits, and `told` is called with it each time;
    `calls` counts requests as Strava does. Safe to share among threads.
    """

    def __init__(
        self,
        token: AccessToken,
        url: str,
        adapters: Adapters | None = None,
        told: Callable[[rate_limits.RateLimits], None] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.url = url
        self.quota: rate_limits.RateLimits | None = None
        self.calls = 0
        self._token = token
        self._told = told
        self._now = now
        self._session = new_session(RETRIES, adapters)
        self._counting = threading.Lock()

    def get(self, path: str, **params: Any) -> Any:
        """The JSON at a path such as "/athlete/zones"; `params` become the query.

        A 401 is met with one refresh and one more try, for a token can die before its time.
        Raises a StravaError (see errors), or NotConnected when there is no token to send.
        """
        return json_body(self._answer(path, params), self._now())

    def activities(
        self, *, after: Moment | None = None, before: Moment | None = None
    ) -> Iterator[dict[str, Any]]:
        """Every activity summary: newest first, or oldest first when `after` is given.

        `after` and `before` bound the start. Distances are in metres, times in seconds.
        """
        for page in self.pages(after=after, before=before):
            yield from (activity for activity, _ in page)

    def pages(
        self,
        *,
        after: Moment | None = None,
        before: Moment | None = None,
        may_call: Callable[[int], None] = pagination.unlimited,
    ) -> Iterator[Page]:
        """The same list in pages of up to 200, each one call; see pagination.pages.

        Beside each activity stands its text as Strava sent it.
        """
        bounds = {} if after is None else {"after": unix_time(after)}
        end = None if before is None else unix_time(before)
        return pagination.pages(partial(self._page, **bounds), end, may_call)

    def pages_together(
        self,
        before: int | None,
        below: pagination.Below,
        *,
        parallel: int,
        may_call: Callable[[int], None],
    ) -> Iterator[Page]:
        """The same pages, several at a time; see pagination.together."""
        return pagination.together(self._page, before, below, parallel=parallel, may_call=may_call)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _page(self, before: int | None, number: int, **bounds: int) -> Page:
        asked = {"page": number, "per_page": PAGE_SIZE, **bounds}
        if before is not None:
            asked["before"] = before
        return json_items(self._answer("/athlete/activities", asked), self._now())

    def _answer(self, path: str, params: dict[str, Any]) -> requests.Response:
        url = f"{self.url}/{path.lstrip('/')}"
        token = self._token(None)
        response = self._send(url, params, token)
        if response.status_code == 401 and (newer := self._token(token)) != token:
            response = self._send(url, params, newer)
        return response

    def _send(self, url: str, params: dict[str, Any], token: str) -> requests.Response:
        with self._counting:
            self.calls += 1
        response = send(self._session, "GET", url, params=params, auth=BearerAuth(token))
        retries = getattr(response.raw, "retries", None)
        seen = rate_limits.from_headers(response.headers)
        with self._counting:
            self.calls += len(retries.history) if retries else 0
            self.quota = seen or self.quota
        if seen is not None and self._told is not None:
            self._told(seen)
        return response


def unix_time(moment: Moment) -> int:
    """A moment as Unix time; raises ValueError for text that is not ISO 8601."""
    if isinstance(moment, int | float):
        return int(moment)
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return int(moment.astimezone(UTC).timestamp())
