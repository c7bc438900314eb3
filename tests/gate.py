"""A gate before a server, which holds back the calls of one address until a test lets them in."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from .faults import LIST

HELD_AT_MOST = 20.0
"""Seconds, so that a test that fails while the gate is closed ends."""


class Gate:
    """Open until it is closed; pages of a list are let in by their number, others as they come."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application
        self._path = ""
        self._let_in = math.inf
        self._came = 0
        self._changed = threading.Condition()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self._changed:
            if environ["PATH_INFO"] == self._path:
                self._came += 1
                query = parse_qs(environ["QUERY_STRING"])
                # After the first, pages are counted from its end.
                number = int(query["page"][0]) + ("before" in query) if query else self._came
                self._changed.wait_for(lambda: number <= self._let_in, HELD_AT_MOST)
        return self._application(environ, start_response)

    def close(self, path: str = LIST) -> None:
        """From now on, calls of this address wait."""
        with self._changed:
            self._path, self._let_in, self._came = path, 0, 0

    def open(self) -> None:
        """Let in all that wait, and all that come."""
        self.let_in(math.inf)

    def let_in(self, more: float) -> None:
        """Let in so many calls more."""
        with self._changed:
            self._let_in += more
            self._changed.notify_all()
