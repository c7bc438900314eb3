"""When the timer of a device stood still: it recorded nothing until the athlete moved on."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from ..recording import Recording

SHORTEST = 2
"""Seconds: a device that goes on recording has a sample every second."""


class Stop(NamedTuple):
    """The seconds since the start at which the timer stopped, and started again."""

    begin: int
    end: int


def find_stops(recording: Recording) -> list[Stop]:
    """Return the pauses that the device did not record, in order."""
    samples = list(zip(recording.time, recording.moving, strict=True))
    return [
        Stop(before, second)
        for (before, _), (second, moving) in pairwise(samples)
        if not moving and second - before >= SHORTEST
    ]


def timer_time(stops: list[Stop], start: int, end: int) -> int:
    """Return the seconds between two moments for which the timer ran."""
    stood = (min(stop.end, end) - max(stop.begin, start) for stop in stops)
    return end - start - sum(seconds for seconds in stood if seconds > 0)
