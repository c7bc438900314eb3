"""Workout types: what Strava's codes mean, and which time the average speed of a race is over.

Runs have the codes 0 to 3 and rides 10 to 12. 0, 10, and codes that are missing here mean nothing
special. Source: recorded answers; Strava's documentation has the field without its codes.
"""

from __future__ import annotations

from collections.abc import Iterable

NAMES = {"race": "Race", "long_run": "Long run", "workout": "Workout"}
"""The name of each workout type, by its value in addresses."""

_CODES = {"race": (1, 11), "long_run": (2,), "workout": (3, 12)}
RACE_CODES = _CODES["race"]
BY_CODE = {code: workout for workout, codes in _CODES.items() for code in codes}
NAMES_BY_CODE = {code: NAMES[workout] for code, workout in BY_CODE.items()}


def codes(workouts: Iterable[str]) -> list[int]:
    """Return the codes of these workout types."""
    return [code for workout in workouts for code in _CODES[workout]]


def averaged_time(
    workout_type: float | None, moving_time: float | None, elapsed_time: float | None
) -> float | None:
    """Return the seconds that an average speed is over: in races, pauses count as well.

    Strava's own `average_speed` does the same.
    """
    return elapsed_time if workout_type in RACE_CODES and elapsed_time else moving_time
