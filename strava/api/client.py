"""A client for Strava's API, authorized by one athlete.

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
from .pagination import PAGE_SIZE, BeforeCall, Page
from .responses import json_body, json_items
from .transport import RETRIES, Adapters, new_session, send

AccessToken = Callable[[str | None], str]
"""Returns a valid access token. Its argument is None, or the token that Strava just refused."""

Moment = str | date | datetime | int | float
"""A point in time: ISO 8601 text, a date (midnight, local time), a datetime (local time if it is
naive), or Unix time."""


class BearerAuth(AuthBase):
    """Authentication by access token in the Authorization header, the only place Strava reads."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Client:
    """A client for the API, authorized by one athlete. Threads may share it.

    `rate_limits` holds the limits that the latest response reported, and `on_rate_limits` is
    called with them each time. `calls` counts requests as Strava does, retries included.
    """

    def __init__(
        self,
        token: AccessToken,
        url: str,
        adapters: Adapters | None = None,
        on_rate_limits: Callable[[rate_limits.RateLimits], None] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.url = url
        self.rate_limits: rate_limits.RateLimits | None = None
        self.calls = 0
        self._token = token
        self._on_rate_limits = on_rate_limits
        self._now = now
        self._session = new_session(RETRIES, adapters)
        self._lock = threading.Lock()

    def get(self, path: str, **params: Any) -> Any:
        """Return the JSON at a path such as "/athlete/zones"; `params` become the query string.

        After a 401 the token is refreshed and the call repeated once, as a token can become
        invalid before it expires. Raises a StravaError (see errors), or NotConnected if there is
        no token.
        """
        return json_body(self._request(path, params), self._now())

    def activities(
        self, *, after: Moment | None = None, before: Moment | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield every activity summary: newest first, or oldest first if `after` is given.

        `after` and `before` limit the start time. Distances are in meters, times in seconds.
        """
        # Not a generator, so that an invalid bound raises an error at the call.
        pages = self.pages(after=after, before=before)
        return (activity for page in pages for activity, _ in page)

    def pages(
        self,
        *,
        after: Moment | None = None,
        before: Moment | None = None,
        before_call: BeforeCall = pagination.allow_every_call,
    ) -> Iterator[Page]:
        """Yield the activity summaries in pages of up to 200, one call each.

        An item of a page is an activity and its JSON text as sent by Strava.
        """
        bounds = {"after": after, "before": before}
        times = {name: unix_time(time) for name, time in bounds.items() if time is not None}
        return pagination.pages(partial(self.page, **times), before_call)

    def parallel_pages(
        self,
        first: int = 1,
        *,
        before: int | None = None,
        size: int = PAGE_SIZE,
        parallel: int = pagination.PARALLEL,
        before_call: BeforeCall = pagination.allow_every_call,
    ) -> Iterator[Page]:
        """Yield the pages from number `first`, fetching several at a time.

        See pagination.parallel_pages.
        """
        fetch = partial(self.page, size=size, before=before)
        return pagination.parallel_pages(
            fetch, first, size=size, parallel=parallel, before_call=before_call
        )

    def page(
        self,
        number: int,
        *,
        size: int = PAGE_SIZE,
        before: int | None = None,
        after: int | None = None,
    ) -> Page:
        """Return one page of activity summaries. `before` and `after` are in Unix time."""
        params = {"page": number, "per_page": size, "before": before, "after": after}
        # requests omits parameters that are None.
        return json_items(self._request("/athlete/activities", params), self._now())

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _request(self, path: str, params: dict[str, Any]) -> requests.Response:
        url = f"{self.url}/{path.lstrip('/')}"
        token = self._token(None)
        response = self._send(url, params, token)
        if response.status_code == 401 and (newer := self._token(token)) != token:
            response = self._send(url, params, newer)
        return response

    def _send(self, url: str, params: dict[str, Any], token: str) -> requests.Response:
        with self._lock:
            self.calls += 1
        response = send(self._session, "GET", url, params=params, auth=BearerAuth(token))
        retries = getattr(response.raw, "retries", None)
        reported = rate_limits.from_headers(response.headers)
        with self._lock:
            self.calls += len(retries.history) if retries else 0
            self.rate_limits = reported or self.rate_limits
        if reported is not None and self._on_rate_limits is not None:
            self._on_rate_limits(reported)
        return response


def unix_time(moment: Moment) -> int:
    """Return a point in time as Unix time; raises ValueError for text that is not ISO 8601."""
    try:
        if isinstance(moment, int | float):
            return int(moment)
        point = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        if not isinstance(point, datetime):
            point = datetime.combine(point, time())
        return int(point.astimezone(UTC).timestamp())
    except (ValueError, OverflowError):
        raise ValueError(
            f"{moment!r} is not a point in time: use ISO 8601, such as 2026-01-31 or "
            "2026-01-31T06:00:00Z, a date, a datetime, or Unix time."
        ) from None
