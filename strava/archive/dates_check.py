"""Proves how the dates of activities.csv are read, by the clocks of the recordings.

Each language writes dates in its own way, and a wrong reading is wrong by at least a quarter of an
hour: days and months, hours of the morning and the evening, or time zones are mistaken.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto

from .formats.track import Track

MAX_DISAGREEING = 3
"""So many recordings that disagree prove that dates are read wrongly."""
_SAME = 120.0
"""Seconds between the starts in the table and in the recording, which are usually equal."""
_ZONES = 900
"""Time zones differ by multiples of this many seconds."""
_EARLIEST = 631_152_000.0
"""1990. Devices whose clock was never set are earlier."""


class Verdict(Enum):
    """What a recording says about the date of its row."""

    AGREES = auto()
    DISAGREES = auto()
    UNDECIDED = auto()


def compare(start: datetime, track: Track) -> Verdict:
    """Compare the start of a row with a recording.

    A start in the middle of the recording decides nothing, because Strava crops activities, unless
    the difference is that of time zones.
    """
    row = start.timestamp()
    times = [time for time in track.times if time >= _EARLIEST]
    if not times:
        return Verdict.UNDECIDED
    begin, end = min(times), max(times)
    starts = [begin, *(session.start for session in track.sessions)]
    if any(abs(row - one) <= _SAME for one in starts):
        return Verdict.AGREES
    off = (row - begin) % _ZONES
    is_of_zones = min(off, _ZONES - off) <= 1
    return Verdict.UNDECIDED if begin <= row <= end and not is_of_zones else Verdict.DISAGREES
