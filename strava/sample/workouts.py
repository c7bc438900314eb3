"""The parts of a workout: intervals, sets of a pool swim, and laps by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from .outline import Outline
from .quirks import Quirks

RUN_WORKOUT, RIDE_WORKOUT = 3, 12
"""Strava's workout types."""
POOL_LENGTH = 25
WORK, REST, WARM_UP = 1.0, -1.0, -0.15

_NAMED = re.compile(r"([1-9]\d*) × ([1-9]\d*)( m\b)?")
_USUAL_RUNS = ((8, 400), (5, 1000), (6, 600), (4, 800))
"""How often the athlete runs how many meters, if the name does not say."""
_USUAL_RIDES = ((4, 8), (3, 12), (6, 5))
"""How often the athlete rides hard for how many minutes, if the name does not say."""
_SETS = (100, 200, 200, 300, 400)


@dataclass(frozen=True)
class Part:
    """A part of a workout up to `end`, in meters from the start of the activity.

    `effort` is 1 at work, -1 at rest, 0 as usual.
    """

    end: float
    effort: float


def make_parts(rng: Random, outline: Outline, quirks: Quirks) -> list[Part]:
    """Return the parts of a workout; empty if it has none. The last one ends at the distance."""
    sport = outline.sport_type
    if (sport, outline.workout_type) in (("Run", RUN_WORKOUT), ("Ride", RIDE_WORKOUT)):
        return _intervals(rng, outline)
    if sport == "Swim" and not outline.polyline and outline.distance >= 8 * POOL_LENGTH:
        return _sets(rng, outline.distance)
    if sport == "Run" and quirks.laps_by_hand and outline.distance > 2000:
        presses = sorted(rng.uniform(0.05, 0.97) for _ in range(rng.randrange(2, 6)))
        return [Part(outline.distance * share, 0.0) for share in [*presses, 1.0]]
    return []


def _intervals(rng: Random, outline: Outline) -> list[Part]:
    """Return a warm-up, work and rest in turn, and a cool-down."""
    distance = outline.distance
    count, work, rest = _repetitions(rng, outline)
    room = 0.72 * distance
    if 2 * work + rest > room:
        shrink = room / (2 * work + rest)
        work, rest = work * shrink, rest * shrink
    count = max(2, min(count, int((room + rest) / (work + rest))))
    easy = distance - count * work - (count - 1) * rest
    lengths = [0.55 * easy, *[work, rest] * (count - 1), work]
    efforts = [WARM_UP, *[WORK, REST] * (count - 1), WORK]
    parts = [Part(end, effort) for end, effort in zip(accumulate(lengths), efforts, strict=True)]
    return [*parts, Part(distance, WARM_UP)]


def _repetitions(rng: Random, outline: Outline) -> tuple[int, float, float]:
    """Return how often the athlete works, and the meters of work and of rest."""
    named = _NAMED.search(outline.name)
    if outline.sport_type == "Run" and not (named and not named[3]):
        count, meters = (int(named[1]), int(named[2])) if named else rng.choice(_USUAL_RUNS)
        return count, meters, min(500.0, 0.5 * meters)
    count, minutes = (int(named[1]), int(named[2])) if named else rng.choice(_USUAL_RIDES)
    return count, 60 * minutes * outline.speed * 1.1, 180 * outline.speed * 0.8


def _sets(rng: Random, distance: float) -> list[Part]:
    parts: list[Part] = []
    end = 0.0
    while end < distance:
        end = min(distance, end + rng.choice(_SETS))
        parts.append(Part(end, rng.uniform(-0.6, 0.6)))
    return parts
