"""A clock that tests set."""

from __future__ import annotations

NOON = 1_795_348_800.0
"""22 November 2026, 12:00 UTC."""


class Clock:
    """A clock that shows the same time until a test moves it."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, *, hours: float = 0, minutes: float = 0) -> None:
        """Move the clock forward."""
        self.now += hours * 3600 + minutes * 60
