"""How much an athlete has climbed and descended up to each sample.

Altitudes are smoothed, and rises that are smaller than a threshold are left out as noise.
Source: https://support.strava.com/hc/en-us/articles/216917087
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

_THRESHOLD = 2.0
"""Meters by which altitudes have to differ to count."""

_REACH = 4.0
"""Seconds before and after a sample over which its altitude is averaged."""


@dataclass(frozen=True)
class Climbs:
    """Meters climbed and descended from the start to each sample."""

    gain: list[float]
    loss: list[float]


def climbs(
    times: list[float], altitudes: list[float], *, total_gain: float | None = None
) -> Climbs:
    """Return the climbs of a recording.

    `total_gain` is the elevation gain that Strava gives for the whole activity: gains are scaled
    to add up to it, and losses so that the difference of both remains the net height. It cannot
    remain where a gain is less than the net height: then nothing is lost.
    """
    smooth = smoothed(times, altitudes)
    turns = _turning_points(smooth)
    before_turns = min(turns, default=len(times) - 1) + 1
    gain, loss = [0.0] * before_turns, [0.0] * before_turns
    for start, end in pairwise(turns):
        rises = smooth[end] > smooth[start]
        extreme = smooth[start]
        for altitude in smooth[start + 1 : end + 1]:
            change = max(0.0, altitude - extreme if rises else extreme - altitude)
            extreme += change if rises else -change
            gain.append(gain[-1] + (change if rises else 0.0))
            loss.append(loss[-1] + (0.0 if rises else change))
    after_turns = len(times) - len(gain)
    gain.extend([gain[-1]] * after_turns)
    loss.extend([loss[-1]] * after_turns)
    if total_gain is not None and gain[-1] > 0:
        net = gain[-1] - loss[-1]
        gain = _scaled(gain, total_gain)
        loss = _scaled(loss, max(0.0, total_gain - net))
    return Climbs(gain, loss)


def _scaled(totals: list[float], last: float) -> list[float]:
    """Return running totals that end with `last`, unless all are 0."""
    factor = last / totals[-1] if totals[-1] else 0.0
    return [value * factor for value in totals]


def smoothed(times: list[float], altitudes: list[float]) -> list[float]:
    """Return for each sample the mean altitude of those within four seconds of it."""
    means = []
    first = after = 0
    total = 0.0
    for time in times:
        while after < len(times) and times[after] <= time + _REACH:
            total += altitudes[after]
            after += 1
        while times[first] < time - _REACH:
            total -= altitudes[first]
            first += 1
        means.append(total / (after - first))
    return means


def _turning_points(altitudes: list[float]) -> list[int]:
    """Return the indexes of the highs and lows between which the altitude changes enough.

    They alternate. The last one is the high or low after which no change reaches the threshold.
    """
    turns: list[int] = []
    low = high = 0
    is_rising: bool | None = None  # until the first change that reaches the threshold
    for index, altitude in enumerate(altitudes):
        if altitude > altitudes[high]:
            high = index
        if altitude < altitudes[low]:
            low = index
        if is_rising is not True and altitude - altitudes[low] >= _THRESHOLD:
            turns.append(low)
            is_rising, high = True, index
        elif is_rising is not False and altitudes[high] - altitude >= _THRESHOLD:
            turns.append(high)
            is_rising, low = False, index
    if is_rising is not None:
        turns.append(high if is_rising else low)
    return turns
