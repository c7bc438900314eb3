"""The times of a FIT file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .fit_profile import RECORD, SESSION, TIME
from .fit_tables import Messages

EPOCH = 631065600
"""FIT counts seconds from the end of 1989."""
FIRST_DATE = 0x10000000
"""Smaller times are no dates: they count from when the device was switched on."""

NO_DATE = 0xFFFFFFFF
LONGEST_WAIT = 600
"""Seconds from the start of a recording to its first point."""


@dataclass(frozen=True)
class Clock:
    """How the times of a file become Unix times."""

    has_dates: bool
    first: int = 0
    """If no record has a date: the time of the start, which becomes 0."""

    def unix(self, value: Any) -> float | None:
        """Return a time of the file as Unix time, or None if it is none."""
        if value is None:
            return None
        if self.has_dates:
            return float(value + EPOCH) if FIRST_DATE <= value < NO_DATE else None
        return float(value - self.first) if self.first <= value < FIRST_DATE else None


def clock_of(messages: Messages) -> Clock:
    """Return the clock of the device: a few very old ones never learned the date."""
    times = [value for value in messages.column(RECORD, TIME) if value is not None]
    if not times or max(times) >= FIRST_DATE:
        return Clock(has_dates=True)
    starts = [
        start
        for start in messages.column(SESSION, 2)
        if start is not None and times[0] - LONGEST_WAIT <= start < times[0]
    ]
    return Clock(has_dates=False, first=min([*starts, times[0]]))
