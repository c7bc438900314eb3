"""Measures of power: the best average over each duration, and the weighted average.

Only watts of a power meter are worth measuring: those that Strava estimates are not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from operator import sub

from .streams import LONGEST_HOLD, Streams

DURATIONS = (5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 5400)
"""Seconds of the power curve."""

_SMOOTHING = 30
"""Seconds of the rolling mean of the weighted average power."""


@dataclass(frozen=True)
class BestPower:
    """The highest average power over a duration in seconds, from `start` on."""

    duration: int
    start: float
    watts: float


@dataclass(frozen=True)
class _Piece:
    """Watts for each second from `start` on."""

    start: float
    watts: list[float]


def power_curve(streams: Streams, durations: Iterable[int] = DURATIONS) -> list[BestPower]:
    """Return the highest average power over each duration that the recording covers.

    A value lasts until the next one, at most 30 seconds. A longer gap has no power.
    """
    wanted = [one for one in durations if one <= streams.time[-1] - streams.time[0]]
    if not streams.watts or not wanted:
        return []
    pieces = _by_second(streams, longest_gap=max(wanted))
    energies = [list(accumulate(piece.watts, initial=0.0)) for piece in pieces]
    curve = []
    for duration in wanted:
        best = None
        for piece, energy in zip(pieces, energies, strict=True):
            sums = list(map(sub, energy[duration:], energy))
            if not sums:
                continue
            most = max(sums)
            if best is None or most > best.watts * duration:
                best = BestPower(duration, piece.start + sums.index(most), most / duration)
        if best is not None and best.watts > 0:
            curve.append(best)
    return curve


def weighted_power(streams: Streams) -> float | None:
    """Return the average power that would have cost as much effort if it had been constant.

    It is the fourth root of the mean of the fourth powers of the 30-second rolling mean. Gaps
    longer than 30 seconds are left out. None without power, or for less than 30 seconds.
    """
    return weighted_power_and_seconds(streams)[0]


def weighted_power_and_seconds(streams: Streams) -> tuple[float | None, int]:
    """Return the weighted power, and how many seconds have a power, zero included."""
    if not streams.watts:
        return None, 0
    total, count, seconds = 0.0, 0, 0
    for piece in _by_second(streams, longest_gap=0):
        energy = list(accumulate(piece.watts, initial=0.0))
        sums = list(map(sub, energy[_SMOOTHING:], energy))
        total += sum(value * value * value * value for value in sums)
        count += len(sums)
        seconds += len(piece.watts)
    return ((total / count) ** 0.25 / _SMOOTHING if count else None), seconds


def _by_second(streams: Streams, longest_gap: int) -> list[_Piece]:
    """Return the watts for each second, in pieces that begin where a gap ended.

    A gap without power is filled with zeros, at either end up to the seconds of `longest_gap`
    only: windows that are no longer than that meet nothing else in a longer one.
    """
    time, watts = streams.time, [value or 0.0 for value in streams.watts]
    last = len(time) - 1
    before_gaps = [i for i in range(last) if time[i + 1] - time[i] > LONGEST_HOLD]
    pieces = [_Piece(time[0], [])]
    first = 0
    for end in (*before_gaps, last):
        piece = pieces[-1]
        seconds = [round(moment - piece.start) for moment in time[first : end + 1]]
        held = zip(watts[first:end], map(sub, seconds[1:], seconds), strict=True)
        piece.watts.extend([value for value, lasts in held for _ in range(lasts)])
        if end == last:
            break
        gap = round(time[end + 1] - piece.start) - len(piece.watts) - 1
        # A value before a gap lasts a second.
        piece.watts.append(watts[end])
        piece.watts.extend([0.0] * min(gap, longest_gap))
        if gap > longest_gap:
            pieces.append(_Piece(time[end + 1] - longest_gap, [0.0] * longest_gap))
        first = end + 1
    return pieces
