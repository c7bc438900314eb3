"""The numbers of an activity: typical values of each sport, heart rate, power, and kudos.

Units are Strava's: meters, seconds, meters per second, bpm, watts, kilojoules; the cadence of a
run counts the steps of one leg.
Source: https://developers.strava.com/docs/reference/#api-models-SummaryActivity
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

RESTING_HEART_RATE, MAX_HEART_RATE = 48, 188


@dataclass(frozen=True)
class Sport:
    """Typical values of a sport.

    `legacy_type` is Strava's older field `type`, and `noun` the word in Strava's default names.
    `speed` is the speed on flat ground (m/s); each meter of elevation gain adds
    `seconds_per_meter_up`. `minutes` is the range of durations without a route, `effort` the
    average share of the heart rate reserve, and `pauses` the average total of all pauses as a
    share of the moving time.
    """

    legacy_type: str
    noun: str
    speed: float = 0.0
    seconds_per_meter_up: float = 0.0
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


def heart_rate(
    rng: Random, sport: Sport, moving_time: int, relative_speed: float
) -> dict[str, Any]:
    """Return heart rate and suffer score, which rise with the speed relative to the usual one."""
    effort = min(0.92, max(0.08, sport.effort + 0.9 * (relative_speed - 1) + rng.gauss(0, 0.03)))
    average = RESTING_HEART_RATE + effort * (MAX_HEART_RATE - RESTING_HEART_RATE)
    highest = min(MAX_HEART_RATE, average + rng.uniform(9, 24) + 10 * effort)
    return {
        "has_heartrate": True,
        "average_heartrate": round(average, 1),
        "max_heartrate": float(round(highest)),
        "suffer_score": float(max(1, round(moving_time / 60 * effort**2.4 * 2.6))),
    }


def power(
    rng: Random, sport: Sport, moving_time: int, relative_speed: float, *, power_meter: bool
) -> dict[str, Any]:
    """Return average power and work.

    With a power meter there are also maximum and weighted average; without one, the values are
    estimates, as on Strava.
    """
    average = sport.watts * relative_speed**1.6 * rng.uniform(0.94, 1.06)
    values: dict[str, Any] = {
        "average_watts": round(average, 1),
        "kilojoules": round(average * moving_time / 1000, 1),
        "device_watts": power_meter,
    }
    if power_meter:
        values["max_watts"] = round(average * rng.uniform(2.6, 4.2))
        values["weighted_average_watts"] = round(average * rng.uniform(1.03, 1.14))
    return values


def social_counts(
    rng: Random, moving_time: int, *, visible: bool, has_track: bool, race: bool
) -> dict[str, Any]:
    """Return the numbers of kudos, comments, photos, achievements and personal records.

    Only activities that others can see get kudos, and only those with a track earn achievements.
    """
    kudos = 0
    if visible:
        kudos = min(40, round(rng.expovariate(1) * (3 + moving_time / 1500)) + 22 * race)
    records = rng.choice((0, 0, 0, 1, 1, 2, 4)) if has_track else 0
    return {
        "achievement_count": records + (rng.randrange(4) if has_track else 0),
        "kudos_count": kudos + (25 if records > 2 and visible else 0),
        "comment_count": rng.choice((0, 0, 0, 1, 2)) if kudos > 6 else 0,
        "athlete_count": rng.choice((1, 1, 1, 1, 2, 3)),
        "photo_count": 0,
        "total_photo_count": rng.choice((0, 0, 0, 0, 1, 3)),
        "pr_count": records,
    }
