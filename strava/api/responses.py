"""Reads Strava's answers: the JSON of a good one, or the error that any other stands for.

Source: https://developers.strava.com/docs/reference/#api-models-Fault
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import requests

from ..errors import (
    ApplicationInactive,
    BadRequest,
    CodeRefused,
    Forbidden,
    NotFound,
    NotGranted,
    RateLimited,
    RefreshTokenRefused,
    StravaError,
    TooManyAthletes,
    Unauthorized,
    Unavailable,
    UnexpectedAnswer,
    WrongCredentials,
)
from . import rate_limits

Item = tuple[Any, str]
"""An item of a JSON array, and its text."""

_DECODER = json.JSONDecoder()
_APPLICATION_STATUS = "Status"
_BY_STATUS: dict[int, type[StravaError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
}
_BY_RESOURCE: dict[str, type[StravaError]] = {
    "AuthorizationCode": CodeRefused,
    "RequestToken": CodeRefused,
    "RefreshToken": RefreshTokenRefused,
}


def json_body(response: requests.Response, now: datetime | None = None) -> Any:
    """The JSON of a 2xx answer; raises what any other answer, which came `now`, stands for."""
    _expect_success(response, now)
    try:
        return response.json()
    except (ValueError, RecursionError):
        raise UnexpectedAnswer(response=response) from None


def json_items(response: requests.Response, now: datetime | None = None) -> list[Item]:
    """The same for a JSON array: each item read, and beside it its text as it was sent."""
    _expect_success(response, now)
    try:
        return list(_items(response.content.decode()))
    except (ValueError, IndexError, RecursionError):
        raise UnexpectedAnswer(response=response) from None


def _items(text: str) -> Iterator[Item]:
    at = _after_space(text, 0)
    if text[at] != "[":
        raise ValueError("not an array")
    at = _after_space(text, at + 1)
    if text[at] == "]":
        return
    while True:
        item, end = _DECODER.raw_decode(text, at)
        yield item, text[at:end]
        at = _after_space(text, end)
        if text[at] == "]":
            return
        if text[at] != ",":
            raise ValueError("no comma between two items")
        at = _after_space(text, at + 1)


def _after_space(text: str, at: int) -> int:
    while text[at] in " \t\n\r":
        at += 1
    return at


def _expect_success(response: requests.Response, now: datetime | None) -> None:
    if 300 <= response.status_code < 400:
        raise UnexpectedAnswer(
            "Strava's address answered with a redirect. If Strava has moved its API, set "
            "STRAVA_API_URL to the new address.",
            response=response,
        )
    if not response.ok:
        raise error_from(response, now=now)


def error_from(response: requests.Response, *, now: datetime | None = None) -> StravaError:
    """The error that an answer with a status other than 2xx stands for.

    The bodies are those of https://developers.strava.com/docs/reference/#api-models-Fault;
    `now` is the time of the answer, by default this moment.
    """
    status = response.status_code
    if status == 429:
        seen = rate_limits.from_headers(response.headers)
        return RateLimited(rate_limits.opens_at(seen, now or datetime.now(UTC)), response=response)
    if status >= 500:
        return Unavailable(
            f"Strava has trouble at the moment (status {status}). Try again in a few minutes.",
            response=response,
        )
    return _kind(status, response)(response=response)


def _kind(status: int, response: requests.Response) -> type[StravaError]:
    faults = list(_faults(response))
    for fault in faults:
        resource, field = str(fault.get("resource")), str(fault.get("field"))
        if status == 403 and resource == "Application" and field == _APPLICATION_STATUS:
            return ApplicationInactive
        if status == 401 and "permission" in field:
            return NotGranted
        if resource == "Application" and (
            status == 401 or (status == 400 and field.startswith("client_"))
        ):
            return WrongCredentials
        if status == 400 and resource in _BY_RESOURCE:
            return _BY_RESOURCE[resource]
    if status == 403 and "connected athletes" in response.text.lower():
        return TooManyAthletes
    return _BY_STATUS.get(status, UnexpectedAnswer)


def _faults(response: requests.Response) -> Iterator[dict[str, Any]]:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return
    errors = body.get("errors") if isinstance(body, dict) else None
    if isinstance(errors, list):
        yield from (fault for fault in errors if isinstance(fault, dict))
