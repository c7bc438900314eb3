"""The sign-ins that this process is finishing or has finished.

A browser may request the callback twice with the same cookie: by a double click, or because
something has opened the address ahead. The authorization code works once, so the second request
waits for the first, and gets the same result.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .sign_in_outcomes import Outcome

_MAX_REMEMBERED = 100


@dataclass
class SignIn:
    """One sign-in. Both results are None until the code has been exchanged."""

    session: dict[str, Any] | None = None
    """The session of the browser after a sign-in that succeeded."""
    failure: Outcome | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_finished(self) -> bool:
        """Whether the code has been exchanged, or never will be."""
        has_failed = self.failure is not None and not self.failure.is_temporary
        return self.session is not None or has_failed


class SignIns:
    """The latest sign-ins, by state."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_state: OrderedDict[str, SignIn] = OrderedDict()

    @contextmanager
    def alone(self, state: str) -> Iterator[SignIn]:
        """Yield the sign-in with this state to one request at a time."""
        with self._lock:
            sign_in = self._by_state.setdefault(state, SignIn())
            while len(self._by_state) > _MAX_REMEMBERED:
                self._by_state.popitem(last=False)
        with sign_in.lock:
            yield sign_in
