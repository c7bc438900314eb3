"""Heart rates that a chest strap stored under water and handed over after the swim.

Garmin on them: https://developer.garmin.com/fit/cookbook/decoding-heart-rate/
"""

from __future__ import annotations

from bisect import bisect_right

from .fit_clock import Clock
from .fit_profile import HEARTRATES, TIME
from .fit_tables import Messages

TICKS = 1024
"""The strap counts time in parts of a second."""
LONGEST_GAP = 5
"""Seconds for which a heart rate holds if no other follows."""


def stored_heartrates(messages: Messages, clock: Clock, times: list[float]) -> list[float | None]:
    """Return the heart rate that a strap stored at each of the times; none without a strap."""
    beats = _beats(messages, clock)
    moments = [moment for moment, _ in beats]
    found: list[float | None] = []
    for time in times if beats else ():
        place = bisect_right(moments, time + 0.5) - 1
        moment, rate = beats[place]
        found.append(rate if place >= 0 and moment > time - LONGEST_GAP else None)
    return found


def _beats(messages: Messages, clock: Clock) -> list[tuple[float, int]]:
    """Return when the strap stored which heart rate, by time.

    The first message has a time and the strap's own count at that time; each later one has the
    last twelve bits of the count at several heart rates.
    """
    beats: list[tuple[float, int]] = []
    start: float | None = None
    first = count = 0
    for each in messages.each(HEARTRATES):
        rates, packed = each.get(6, b""), int.from_bytes(each.get(10, b""), "little")
        time = clock.unix(each.get(TIME))
        if time is not None and 9 in each:
            start, first, count = time + each.get(0, 0) / 32768, int(each[9]), int(each[9])
            rates = rates[:1]
        elif not packed:
            continue
        for rate in rates:
            if time is None:
                count += ((packed & 0xFFF) - count) & 0xFFF
                packed >>= 12
            if start is not None and 0 < rate < 0xFF:
                beats.append((start + (count - first) / TICKS, rate))
    return sorted(beats)
