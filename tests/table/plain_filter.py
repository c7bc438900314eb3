"""Filters, orders and totals of the made-up activities, computed in plain Python.

The queries of the table must give the same results.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from strava.folding import folded, search_terms
from strava.table.columns import BY_KEY
from strava.table.filters import Filters
from strava.table.totals import Sums

from ..clock import NOON
from .made_up import ACTIVITIES, DELETED_STEP, GEAR, LEFT_OUT_STEP, Fields

SPORT_NAMES = {
    "Run": ("run", "runs", "running", "on foot"),
    "Ride": ("ride", "rides", "riding", "cycling"),
    "Swim": ("swim", "swims", "swimming", "on the water"),
    "Hike": ("hike", "hikes", "hiking", "on foot"),
    "Yoga": ("yoga", "yogas", "other sports"),
    "Quidditch": ("quidditch", "quidditchs", "other sports"),
}
GROUPS = {
    **{"Run": "foot", "Hike": "foot", "Ride": "cycle", "Swim": "water"},
    **{"Yoga": "other", "Quidditch": "other"},
}
WORKOUTS = {"long_run": (2,), "race": (1, 11), "workout": (3, 12)}


def local_start(activity: Fields) -> datetime:
    """Return when an activity started; without a local time, that is UTC plus the offset."""
    if activity["start_date_local"] is None:
        return datetime.fromisoformat(activity["start_date"][:-1]) + timedelta(hours=1)
    return datetime.fromisoformat(activity["start_date_local"][:-1])


def tiles_of(activity: Fields) -> list[int]:
    """Return the rows of the tiles that an activity has passed, in the column in the west."""
    number = activity["id"]
    return [number % 3, 3 + number % 5] if number % 2 else []


def is_private(activity: Fields) -> bool:
    return bool(activity["private"]) or activity["visibility"] == "only_me"


def workout(activity: Fields) -> str | None:
    """Return the workout type of an activity as addresses name it."""
    for name, codes in WORKOUTS.items():
        if activity["workout_type"] in codes:
            return name
    return None


def matches(activity: Fields, filters: Filters, first_weekday: int = 0) -> bool:
    """Return whether an activity matches all filters."""
    meters = [km and km * 1000 for km in (filters.min_km, filters.max_km)]
    seconds = [minutes and minutes * 60 for minutes in (filters.min_minutes, filters.max_minutes)]
    return all(
        (
            (activity["id"] % DELETED_STEP == 0) == filters.deleted,
            (activity["id"] % LEFT_OUT_STEP == 0) == filters.left_out,
            all(_is_found(activity, term) for term in search_terms(filters.q)),
            not filters.sport or activity["sport_type"] in filters.sport,
            not filters.group or GROUPS[activity["sport_type"]] in filters.group,
            not filters.id or activity["id"] in filters.id,
            not filters.tile or any(f"0/{row}" in filters.tile for row in tiles_of(activity)),
            filters.weekday in (None, local_start(activity).weekday()),
            filters.hour is None or _hour(activity) == filters.hour,
            not filters.workout or workout(activity) in filters.workout,
            _is_in_period(local_start(activity).date(), filters, first_weekday),
            _is_within(activity["distance"], *meters),
            _is_within(activity["moving_time"], *seconds),
            _is_within(activity["total_elevation_gain"], filters.min_climb, filters.max_climb),
            filters.gear in (None, activity["gear_id"]),
            filters.commute in (None, activity["commute"]),
            filters.trainer in (None, activity["trainer"]),
            filters.private in (None, is_private(activity)),
            filters.private is not False or activity["visibility"] is not None,
        )
    )


def matching_ids(filters: Filters, first_weekday: int = 0) -> list[int]:
    """Return the IDs of all activities that match, in their order."""
    found = [one for one in ACTIVITIES if matches(one, filters, first_weekday)]
    found.sort(key=lambda one: (local_start(one), one["id"]), reverse=True)

    def value(activity: Fields) -> Any:
        return sort_value(activity, filters.sort, first_weekday)

    known = [one for one in found if value(one) is not None]
    missing = [one for one in found if value(one) is None]
    if filters.sort == "gear":
        # Gear without a name comes after gear with one, sorted by ID.
        missing.sort(key=lambda one: one["gear_id"] or "", reverse=not filters.ascending)
        missing.sort(key=lambda one: one["gear_id"] is None)
    # Sorting is stable in both directions, so that ties stay sorted by date and ID.
    known.sort(key=value, reverse=not filters.ascending)
    if filters.sort == "date":
        known.sort(key=lambda one: one["id"], reverse=True)
        known.sort(key=local_start, reverse=not filters.ascending)
    return [one["id"] for one in (*known, *missing)]


def sort_value(activity: Fields, sort: str, first_weekday: int = 0) -> Any:
    """Return the value by which an activity is sorted; None if it is missing."""
    start = local_start(activity)
    is_race = workout(activity) == "race" and activity["elapsed_time"]
    distance = activity["distance"] or None
    seconds = activity["elapsed_time" if is_race else "moving_time"] or None
    cadence, steps = activity["average_cadence"], activity["sport_type"] in ("Run", "Hike")
    gear_by_name = sorted(GEAR, key=lambda gear_id: folded(GEAR[gear_id]))
    gear_id = activity["gear_id"]
    is_time_hidden = (start.hour, start.second) == (0, 1)
    computed = {
        "date": start,
        "weekday": (start.weekday() - first_weekday) % 7,
        "time": None if is_time_hidden else start.time(),
        "name": folded(activity["name"]),
        "distance": distance,
        "speed": distance / seconds if distance and seconds else None,
        "workout": workout(activity),
        "cadence": cadence and cadence * (2 if steps else 1),
        "gear": gear_by_name.index(gear_id) if gear_id in GEAR else None,
        "privacy": activity["visibility"],
    }
    return computed[sort] if sort in computed else activity[BY_KEY[sort].fields[0]]


def count(filters: Filters, first_weekday: int = 0) -> int:
    return sum(matches(activity, filters, first_weekday) for activity in ACTIVITIES)


def sums(filters: Filters, first_weekday: int = 0) -> Sums:
    """Return the sums over all activities that match."""
    found = [one for one in ACTIVITIES if matches(one, filters, first_weekday)]
    with_heartrate = [one for one in found if one["average_heartrate"] and one["moving_time"]]
    return Sums(
        len(found),
        sum(one["distance"] or 0 for one in found),
        sum(one["moving_time"] or 0 for one in found),
        sum(one["total_elevation_gain"] or 0 for one in found),
        sum(one["kilojoules"] or 0 for one in found),
        sum(one["average_heartrate"] * one["moving_time"] for one in with_heartrate),
        sum(one["moving_time"] for one in with_heartrate),
    )


def _hour(activity: Fields) -> int | None:
    start = local_start(activity)
    is_hidden = (start.hour, start.minute, start.second) == (0, 0, 1)
    return None if is_hidden else start.hour


def _is_found(activity: Fields, term: str) -> bool:
    texts = [activity["name"], GEAR.get(activity["gear_id"], ""), activity["device_name"] or ""]
    sport = any(f" {term}" in f" {name}" for name in SPORT_NAMES[activity["sport_type"]])
    is_year = term == str(local_start(activity).year)
    return sport or is_year or any(term in folded(text) for text in texts)


def _is_in_period(day: date, filters: Filters, first_weekday: int) -> bool:
    today = datetime.fromtimestamp(NOON).date()
    latest = today + timedelta(days=2)
    week_start = today - timedelta(days=(today.weekday() - first_weekday) % 7)
    spans: dict[str | None, Callable[[], bool]] = {
        None: lambda: True,
        "week": lambda: week_start <= day <= latest,
        "month": lambda: today.replace(day=1) <= day <= latest,
        "year": lambda: today.replace(month=1, day=1) <= day <= latest,
        "30days": lambda: today - timedelta(days=30) < day <= latest,
    }
    in_span = spans[filters.span]() if filters.span in spans else str(day.year) == filters.span
    return in_span and (filters.start or date.min) <= day <= (filters.end or date.max)


def _is_within(value: float | None, minimum: float | None, maximum: float | None) -> bool:
    if minimum is None and maximum is None:
        return True
    return value is not None and (minimum or 0) <= value <= (maximum or 10**9)
