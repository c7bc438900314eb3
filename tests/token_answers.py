"""Token responses of the sample Strava that differ from the documentation."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Response, request

from .sample_strava import Strava

EXPIRIES = {
    "text": '"1795370400"',
    "float": "1795370400.5",
    "float as text": '"1795370400.0"',
    "bool": "true",
    "null": "null",
    "past": "1",
    "now": "1795348800",
    "in a minute": "1795348860",
    "far away": "1000000000000",
    "year 10^12": "3" + "0" * 19,
    "beyond 64 bits": "1" + "0" * 30,
    "5,000 digits": "9" * 5000,
    "zero": "0",
    "negative": "-1795370400",
    "NaN": "NaN",
    "infinity": "1e999",
    "date": '"2026-11-22T18:00:00Z"',
    "empty": '""',
    "text without a number": '"soon"',
    "text of a huge number": '"1e400"',
    "list": "[1795370400]",
    "object": '{"at": 1795370400}',
}
"""JSON of an `expires_at` that is not as documented. The clock of tests shows 1795348800."""

Change = Callable[[str], str]
"""Returns the text to send instead of a token response."""


def change(strava: Strava, changed: Change) -> None:
    """Send something else instead of every token response from now on."""

    def replace(response: Response) -> Response:
        if request.path.endswith("/token") and response.status_code == 200:
            response.set_data(changed(response.get_data(as_text=True)))
        return response

    strava.app.after_request_funcs[None] = [replace]


def fields(**values: Any) -> Change:
    """Replace these fields of the response; None removes one."""

    def changed(body: str) -> str:
        answer = json.loads(body) | values
        return json.dumps({name: value for name, value in answer.items() if value is not None})

    return changed


def expiry(expires_at: str | None, *, expires_in: bool) -> Change:
    """Replace `expires_at` by this JSON, or remove it, and keep or remove `expires_in`."""

    def changed(body: str) -> str:
        answer = json.loads(body)
        del answer["expires_at"]
        if not expires_in:
            del answer["expires_in"]
        if expires_at is None:
            return json.dumps(answer)
        return f'{{"expires_at": {expires_at}, {json.dumps(answer)[1:]}'

    return changed


def cut_after_the_tokens(body: str) -> str:
    """Cut the text off after both tokens."""
    answer = json.loads(body)
    tokens = {name: answer[name] for name in ("access_token", "refresh_token")}
    return json.dumps(tokens)[:-1] + ', "athlete": {"id"'


def nested_too_deeply(body: str) -> str:
    """Add a value that no parser can read."""
    return f'{body.rstrip().removesuffix("}")}, "x": {"[" * 200_000}{"]" * 200_000}}}'
