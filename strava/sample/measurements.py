"""What a session measures: speed, heart rate, power and the rest, so that they hang together.

Units are Strava's: metres, seconds, metres per second, bpm, watts, kilojoules; cadence of runs
is counted for one leg. Source: https://developers.strava.com/docs/reference/#api-models-SummaryActivity
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

RESTING, HIGHEST = 48, 188
"""The athlete's heart rate asleep and at the very most."""


@dataclass(frozen=True)
class Sport:
    """How a sport behaves.

    `kind` is Strava's older, closed list (`type`), `noun` how Strava names an activity by
    default. `speed` is on the flat (m/s), `climb_cost` the seconds a metre up adds, `minutes`
    how long a session without a route lasts, `effort` its share of the heart-rate reserve.
    """

    kind: str
    noun: str
    speed: float = 0.0
    climb_cost: float = 0.0
    minutes: tuple[int, int] = (30, 60)
    effort: float = 0.5
    cadence: float = 0.0
    watts: float = 0.0
    pauses: float = 0.04


SPORTS: dict[str, Sport] = {
    "Run": Sport("Run", "Run", 3.05, 1.6, effort=0.70, cadence=84),
    "TrailRun": Sport("Run", "Trail Run", 2.75, 3.0, effort=0.72, cadence=81, pauses=0.08),
    "Ride": Sport("Ride", "Ride", 7.9, 2.2, (45, 90), 0.60, 82, 158, pauses=0.10),
    "GravelRide": Sport("Ride", "Gravel Ride", 6.4, 2.6, (60, 90), 0.62, 78, 160, pauses=0.12),
    "MountainBikeRide": Sport(
        "Ride", "Mountain Bike Ride", 4.9, 3.4, (60, 90), 0.64, 72, 165, pauses=0.15
    ),
    "EBikeRide": Sport("EBikeRide", "E-Bike Ride", 6.9, 0.8, (60, 90), 0.38, pauses=0.12),
    "VirtualRide": Sport(
        "VirtualRide", "Virtual Ride", 8.9, 0.0, (35, 75), 0.66, 86, 172, pauses=0.0
    ),
    "Swim": Sport("Swim", "Swim", 0.78, 0.0, (25, 50), 0.58, 27, pauses=0.10),
    "Hike": Sport("Hike", "Hike", 1.32, 4.5, (90, 240), 0.38, pauses=0.22),
    "Walk": Sport("Walk", "Walk", 1.42, 1.5, (25, 50), 0.26, pauses=0.06),
    "NordicSki": Sport("NordicSki", "Nordic Ski", 3.5, 3.6, (50, 120), 0.68, pauses=0.09),
    "WeightTraining": Sport("WeightTraining", "Weight Training", minutes=(30, 65), effort=0.36),
    "Workout": Sport("Workout", "Workout", minutes=(18, 40), effort=0.48),
    "Yoga": Sport("Yoga", "Yoga", minutes=(20, 60), effort=0.16),
    "Rowing": Sport("Rowing", "Rowing", 3.6, 0.0, (20, 35), 0.64, 25, 130, pauses=0.0),
    "Padel": Sport("Workout", "Padel", minutes=(60, 90), effort=0.52),
}


def heart(rng: Random, sport: Sport, moving: int, pace: float) -> dict[str, Any]:
    """Heart rate and what follows from it; faster than usual is harder than usual."""
    effort = min(0.92, max(0.08, sport.effort + 0.9 * (pace - 1) + rng.gauss(0, 0.03)))
    average = RESTING + effort * (HIGHEST - RESTING)
    highest = min(HIGHEST, average + rng.uniform(9, 24) + 10 * effort)
    return {
        "has_heartrate": True,
        "average_heartrate": round(average, 1),
        "max_heartrate": float(round(highest)),
        "suffer_score": float(max(1, round(moving / 60 * effort**2.4 * 2.6))),
    }


def power(rng: Random, sport: Sport, moving: int, pace: float, *, meter: bool) -> dict[str, Any]:
    """Power of a ride: from a meter, or as Strava estimates it, without weighted average."""
    average = sport.watts * pace**1.6 * rng.uniform(0.94, 1.06)
    measured: dict[str, Any] = {
        "average_watts": round(average, 1),
        "kilojoules": round(average * moving / 1000, 1),
        "device_watts": meter,
    }
    if meter:
        measured["max_watts"] = round(average * rng.uniform(2.6, 4.2))
        measured["weighted_average_watts"] = round(average * rng.uniform(1.03, 1.14))
    return measured


def social(rng: Random, moving: int, *, seen: bool, best: bool, race: bool) -> dict[str, Any]:
    """Kudos and the like; nobody gives kudos for what nobody sees."""
    crowd = min(40, round(rng.expovariate(1) * (3 + moving / 1500)) + 22 * race) if seen else 0
    records = rng.choice((0, 0, 0, 1, 1, 2, 4)) if best else 0
    return {
        "achievement_count": records + (rng.randrange(4) if best else 0),
        "kudos_count": crowd + (25 if records > 2 and seen else 0),
        "comment_count": rng.choice((0, 0, 0, 1, 2)) if crowd > 6 else 0,
        "athlete_count": rng.choice((1, 1, 1, 1, 2, 3)),
        "photo_count": 0,
        "total_photo_count": rng.choice((0, 0, 0, 0, 1, 3)),
        "pr_count": records,
    }
