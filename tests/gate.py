"""WSGI middleware that holds requests for one path until a test releases them."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from .faults import LIST

MAX_WAIT = 20.0
"""Seconds after which a request is released anyway, so that a failing test ends."""


class Gate:
    """Passes requests on until it is closed for a path.

    Pages of the list are released by page number, other requests in the order of arrival. The
    recent activities, with which a walk begins, are released with the first page.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application
        self._path = ""
        self._released = math.inf
        self._arrived = 0
        self._changed = threading.Condition()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self._changed:
            query = parse_qs(environ["QUERY_STRING"])
            if environ["PATH_INFO"] == self._path:
                self._arrived += 1
                self._changed.notify_all()
                page = 1 if "after" in query else int(query.get("page", ["0"])[0])
                number = page or self._arrived
                self._changed.wait_for(lambda: number <= self._released, MAX_WAIT)
        return self._application(environ, start_response)

    def close(self, path: str = LIST) -> None:
        """Hold all further requests for a path."""
        with self._changed:
            self._path, self._released, self._arrived = path, 0, 0

    def wait_for_request(self) -> None:
        """Wait until a request has arrived since the gate was closed."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._arrived > 0, MAX_WAIT)

    def open(self) -> None:
        """Release all waiting and future requests."""
        self.let_in(math.inf)

    def let_in(self, count: float) -> None:
        """Release `count` more requests."""
        with self._changed:
            self._released += count
            self._changed.notify_all()
