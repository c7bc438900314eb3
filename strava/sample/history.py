"""The athlete's whole history: one summary per activity, as in Strava's list."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import ceil
from random import Random

from .routes import make_atlas
from .summaries import RIDE_RACE, Summary, rate_by_elapsed_time, summarize
from .titles import UNUSUAL_NAMES
from .training import Session, sessions

SIX_YEARS = 6 * 365 + 1
ACTIVITIES_PER_YEAR = 240
"""An estimate that is a little too low."""
MAX_YEARS = 15
LATE_UPLOAD_SHARE = 0.01


def make_history(today: date, seed: int = 1, count: int | None = None) -> list[Summary]:
    """Return the summaries up to and including `today`, oldest first.

    The same seed and day always give the same history. By default it covers six years, about
    1,500 activities. With `count` it has exactly that many activities, over fewer or more years;
    if fifteen years are not enough, each day has more activities.
    """
    rng = Random(f"{seed} {today}")  # noqa: S311 - made up, not secret
    atlas = make_atlas(seed)
    planned = _plan(rng, today, count)
    history = [
        summarize(rng, session, number / len(planned), atlas)
        for number, session in enumerate(planned)
    ]
    _assign_ids(rng, history)
    _hide_one_start_time(history)
    _race_by_bike(history)
    for number, name in enumerate(UNUSUAL_NAMES, start=1):
        history[number * len(history) // (len(UNUSUAL_NAMES) + 2)]["name"] = name
    return history


def _plan(rng: Random, today: date, count: int | None) -> list[Session]:
    if count is None:
        return list(sessions(rng, today - timedelta(days=SIX_YEARS), today))
    years = min(MAX_YEARS, 1.15 * count / ACTIVITIES_PER_YEAR + 0.2)
    repeats = ceil(count / ACTIVITIES_PER_YEAR / years)
    while True:
        first = today - timedelta(days=round(years * 365))
        planned = list(sessions(rng, first, today, repeats))
        if len(planned) >= count:
            return planned[-count:]
        repeats += 1


def _assign_ids(rng: Random, history: list[Summary]) -> None:
    """Assign IDs above 2^31 that grow with the time of upload, as on Strava."""
    assigned: set[int] = set()
    for summary in history:
        start = datetime.fromisoformat(summary["start_date"]).astimezone(UTC)
        delay = rng.randrange(3, 20) * 86_400 if rng.random() < LATE_UPLOAD_SHARE else 0
        number = 8 * (round(start.timestamp()) + summary["elapsed_time"] + delay)
        while number in assigned:
            number += 1
        assigned.add(number)
        summary["id"] = number
        summary["map"]["id"] = f"a{number}"
        if not summary["manual"]:
            summary["upload_id"] = number + number // 9
            summary["upload_id_str"] = str(summary["upload_id"])
            summary["external_id"] = f"{number}.fit"


def _hide_one_start_time(history: list[Summary]) -> None:
    """Hide the start time of one run: Strava then shows one second after midnight."""
    for summary in history[len(history) // 2 :]:
        if summary["sport_type"] == "Run" and summary["visibility"] == "everyone":
            local = datetime.fromisoformat(summary["start_date_local"][:10] + "T00:00:01")
            start = local - timedelta(seconds=summary["utc_offset"])
            summary["start_date_local"] = f"{local:%Y-%m-%dT%H:%M:%SZ}"
            summary["start_date"] = f"{start:%Y-%m-%dT%H:%M:%SZ}"
            return


def _race_by_bike(history: list[Summary]) -> None:
    """Turn the longest ride of each summer into a race; running races are planned instead."""
    longest: dict[str, Summary] = {}
    for ride in history:
        day = ride["start_date_local"]
        if ride["sport_type"] == "Ride" and not ride["manual"] and "05" <= day[5:7] <= "09":
            other = longest.setdefault(day[:4], ride)
            if ride["distance"] > other["distance"]:
                longest[day[:4]] = ride
    for year, ride in longest.items():
        ride |= {"name": f"Gran Fondo {year}", "workout_type": RIDE_RACE}
        rate_by_elapsed_time(ride)
