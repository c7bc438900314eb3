"""How fast the athlete is at each point of the way.

The pace (seconds per meter) is given at knots, and linear in between. The time at any distance,
and the distance at any time, therefore follow from a formula, without a recording.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import exp, log, sqrt
from random import Random

from .noise import LENGTH, SPEED_JITTER, TIME_JITTER, make_wave
from .outline import Outline
from .track import Track
from .workouts import Part

SECONDS_PER_KNOT = 40
MOST_KNOTS = 200
TRANSITION = 6.0
"""Meters within which the athlete gets faster or slower between two parts of a workout."""
USUAL_MAX_SPEED = 1.35
"""Maximum speed relative to the average, if the summary has none."""

_ON_FOOT = {"Run", "TrailRun", "Walk", "Hike"}


@dataclass(frozen=True)
class Pacing:
    """Knots with their distance, the moving time there, the pace, and the effort (see workouts)."""

    distances: list[float]
    times: list[float]
    paces: list[float]
    efforts: list[float]

    def time_at(self, distance: float) -> float:
        """Return the seconds of moving time at a distance in meters."""
        knot = min(max(0, bisect_right(self.distances, distance) - 1), len(self.distances) - 2)
        span = self.distances[knot + 1] - self.distances[knot]
        covered = distance - self.distances[knot]
        pace, next_pace = self.paces[knot], self.paces[knot + 1]
        return self.times[knot] + covered * (pace + (next_pace - pace) * covered / span / 2)

    def follow(self, clock: Sequence[int]) -> tuple[list[float], list[float]]:
        """Return distances and speeds at increasing seconds of moving time, with some jitter."""
        starts, times, paces = self.distances, self.times, self.paces
        slopes = [
            (b - a) / (end - start)
            for (a, b), (start, end) in zip(pairwise(paces), pairwise(starts), strict=True)
        ]
        distances, speeds = [], []
        knot, last, total = -1, len(slopes) - 1, times[-1]
        start = pace = double_slope = now = 0.0
        until = -1.0
        for second in clock:
            number = second % LENGTH
            moment = min(total, max(0.0, second + TIME_JITTER[number]))
            if moment >= until:
                while knot < last and times[knot + 1] <= moment:
                    knot += 1
                now, start, pace = times[knot], starts[knot], paces[knot]
                double_slope = 2 * slopes[knot]
                until = times[knot + 1] if knot < last else total + 1
            since = moment - now
            # Integrating a linear pace gives a quadratic equation for the distance.
            here = sqrt(max(1e-9, pace * pace + double_slope * since))
            distances.append(start + 2 * since / (pace + here))
            speeds.append(SPEED_JITTER[number] / here)
        return distances, speeds


def make_pacing(
    rng: Random, outline: Outline, track: Track | None, parts: list[Part]
) -> Pacing | None:
    """Return the pacing of an activity; None if it has no distance."""
    total = outline.distance
    if total <= 0:
        return None
    count = min(MOST_KNOTS, max(8, outline.moving_time // SECONDS_PER_KNOT))
    distances = [total * number / count for number in range(count + 1)]
    efforts = [0.0] * len(distances)
    if parts:
        distances, efforts = _with_parts(distances, parts)
    wave = make_wave(rng)
    on_foot = outline.sport_type in _ON_FOOT
    speeds = []
    for number, distance in enumerate(distances):
        share = distance / total
        deviation = wave(share)
        speed = 0.09 * deviation + 0.3 * efforts[number]
        efforts[number] += 0.4 * deviation
        if track is not None:
            grade = track.grade_at(share)
            speed -= _slowdown(grade, on_foot=on_foot)
            efforts[number] += 4 * max(0.0, grade)
        speeds.append(speed)
    paces = _paces(distances, speeds, outline)
    legs = zip(pairwise(distances), pairwise(paces), strict=True)
    times = accumulate(((end - start) * (a + b) / 2 for (start, end), (a, b) in legs), initial=0.0)
    return Pacing(distances, list(times), paces, efforts)


def _with_parts(distances: list[float], parts: list[Part]) -> tuple[list[float], list[float]]:
    """Add two knots between parts, and return all knots and their efforts."""
    ends = [part.end for part in parts[:-1]]
    changes = {end + TRANSITION * side for end in ends for side in (-0.5, 0.5)}
    knots = sorted({*distances, *(one for one in changes if 0 < one < distances[-1])})
    bounds = [part.end for part in parts]
    last = len(parts) - 1
    return knots, [parts[min(last, bisect_right(bounds, knot))].effort for knot in knots]


def _slowdown(grade: float, *, on_foot: bool) -> float:
    """Return how much slower a grade makes: 0.1 means about 10 %."""
    if on_foot:
        return 2.8 * grade if grade > 0 else max(1.2 * grade, -0.1)
    return 7 * grade if grade > 0 else max(4 * grade, -0.3)


def _paces(distances: list[float], speeds: list[float], outline: Outline) -> list[float]:
    """Return paces that take the moving time, and whose fastest is the maximum speed.

    `speeds` are logarithms of relative speeds; they are stretched to reach the maximum.
    """
    ratio = max(1.08, (outline.max_speed / outline.speed) if outline.max_speed else USUAL_MAX_SPEED)
    ratio = min(ratio, 4.0)
    fastest = max(speeds)
    speeds = [max(speed - fastest, -1.6) for speed in speeds]
    stretch = 1.0
    for _ in range(4):
        paces = [exp(-stretch * speed) for speed in speeds]
        reached = _seconds(distances, paces) / distances[-1]
        if reached <= 1.0001:
            break
        stretch = min(4.0, stretch * log(ratio) / log(reached))
    paces = [exp(-stretch * speed) for speed in speeds]
    factor = outline.moving_time / _seconds(distances, paces)
    return [pace * factor for pace in paces]


def _seconds(distances: list[float], paces: list[float]) -> float:
    return sum(
        (end - start) * (a + b) / 2
        for (start, end), (a, b) in zip(pairwise(distances), pairwise(paces), strict=True)
    )
