"""A sample Strava that lists activities in any order, breaks down, and cannot send some."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from flask import Response, jsonify
from werkzeug.test import run_wsgi_app

from strava.sample import create_sample, faults
from strava.sample.state import Sample

from ..clock import Clock

SERVER_ERROR = b'{"message": "Internal Server Error"}'


class UnreliableStrava:
    """A WSGI application in front of the sample Strava.

    `activities` is the list in the order in which the sample lists it. After `calls_left` more
    calls every response is an error. Responses that contain an activity of `broken` always are.
    """

    def __init__(self, clock: Clock) -> None:
        self.activities: list[dict[str, Any]] = []
        self.broken: set[int] = set()
        self.calls_left: int | None = None
        self._app = create_sample(clock=clock, activities=[])
        self.sample: Sample = self._app.extensions["sample"]
        self.sample.set_limits(read=(10**6, 10**6), overall=(10**6, 10**6))
        self._app.view_functions["api.show_activity"] = self._show_activity
        self.sample.newest_first = lambda: list(self.activities)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/api/") and self._is_down():
            return self._fail(start_response)
        chunks, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        body = b"".join(chunks)
        if self.broken and status.startswith("200") and self._contains_broken(body):
            return self._fail(start_response)
        start_response(status, list(headers))
        return [body]

    def _show_activity(self, activity_id: int) -> Response:
        # The sample cannot make up the details of these activities.
        for one in self.activities:
            if one["id"] == activity_id:
                return jsonify(one)
        raise faults.not_found("Activity")

    def _is_down(self) -> bool:
        if self.calls_left is None:
            return False
        self.calls_left -= 1
        return self.calls_left < 0

    def _contains_broken(self, body: bytes) -> bool:
        parsed = json.loads(body)
        items = parsed if isinstance(parsed, list) else [parsed]
        return any(isinstance(item, dict) and item.get("id") in self.broken for item in items)

    @staticmethod
    def _fail(start_response: Any) -> Iterable[bytes]:
        start_response("500 Internal Server Error", [("Content-Type", "application/json")])
        return [SERVER_ERROR]
