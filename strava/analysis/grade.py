"""The grade of the ground, and the distance on the flat that would cost as much effort."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise

_REACH = 50.0
"""Meters before and after a sample over which the grade is measured."""
_STEEPEST = 0.45
"""Grades are limited to this: what is steeper is an error of the recording."""

_GRADES = (-0.35, -0.25, -0.18, -0.15, -0.10, -0.05, 0.0, 0.05, 0.10, 0.15, 0.20, 0.30)
_FACTORS = (1.25, 1.12, 1.01, 0.96, 0.88, 0.94, 1.0, 1.20, 1.42, 1.70, 2.0, 2.6)
"""By how much longer a run is on the flat for the same heart rate.

Source: https://medium.com/strava-engineering/an-improved-gap-model-8b07ae8886c3
"""


def grades(distances: list[float], altitudes: list[float]) -> list[float]:
    """Return the grade at each sample, rise over run, measured over about 100 meters."""
    measured = []
    first = after = 0
    last = len(distances) - 1
    for distance in distances:
        while after < last and distances[after] < distance + _REACH:
            after += 1
        while first < last and distances[first + 1] <= distance - _REACH:
            first += 1
        run = distances[after] - distances[first]
        rise = altitudes[after] - altitudes[first]
        grade = rise / run if run > 1 else 0.0
        if not -_STEEPEST <= grade <= _STEEPEST:
            grade = _STEEPEST if grade > 0 else -_STEEPEST
        measured.append(grade)
    return measured


def flat_distances(distances: list[float], altitudes: list[float]) -> list[float]:
    """Return the distance on the flat that equals a run up to each sample. It is an estimate."""
    factors = map(effort_factor, grades(distances, altitudes)[1:])
    lengths = (end - start for start, end in pairwise(distances))
    equal = (length * factor for length, factor in zip(lengths, factors, strict=True))
    return list(accumulate(equal, initial=distances[0] if distances else 0.0))


def effort_factor(grade: float) -> float:
    """Return how many meters on the flat cost a runner as much as one meter at this grade."""
    if grade <= _GRADES[0]:
        return _FACTORS[0]
    if grade >= _GRADES[-1]:
        return _FACTORS[-1]
    after = bisect_right(_GRADES, grade)
    low, high = _GRADES[after - 1], _GRADES[after]
    part = (grade - low) / (high - low)
    return _FACTORS[after - 1] + part * (_FACTORS[after] - _FACTORS[after - 1])
