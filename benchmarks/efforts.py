"""Made-up best efforts, as if the recordings of all activities had been measured."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from strava.analysis.families import family
from strava.analysis.power import DURATIONS

_COLUMNS = (
    *("activity_id", "athlete_id", "family", "kind", "size", "value"),
    *("start", '"end"', "average_heartrate", "from_strava", "set_aside"),
)
_FADING = 0.06
"""How much slower an athlete is over longer distances."""
_POWER_FADING = 0.15


def store_efforts(database_file: Path) -> int:
    """Store best efforts of all activities in a SQLite database; return their number."""
    with closing(sqlite3.connect(database_file)) as database, database:
        activities = database.execute(
            "SELECT id, athlete_id, sport_type, distance, moving_time FROM activity"
        ).fetchall()
        marks = ", ".join("?" * len(_COLUMNS))
        insert = f"INSERT INTO effort ({', '.join(_COLUMNS)}) VALUES ({marks})"
        rng = Random(1)
        stored = database.executemany(
            insert, (row for activity in activities for row in _efforts(rng, *activity))
        )
        return stored.rowcount


def _efforts(
    rng: Random,
    activity_id: int,
    athlete_id: int,
    sport_type: str,
    distance: float | None,
    moving_time: int | None,
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of an activity: faster over shorter distances and on better days."""
    sports = family(sport_type)
    if sports is None or not distance or not moving_time:
        return
    day, watts = rng.uniform(0.9, 1.0), rng.uniform(150, 210)

    def row(kind: str, size: float, value: float, seconds: float) -> tuple[Any, ...]:
        start = round(rng.uniform(0, moving_time), 1)
        whose = (activity_id, athlete_id, sports.name, kind, size)
        return (*whose, round(value, 1), start, start + seconds, 150.0, False, False)

    for size in sports.distances:
        if size <= distance:
            seconds = size * moving_time / distance * day * (size / distance) ** _FADING
            yield row("distance", size, seconds, seconds)
    if sports.name == "ride":
        for duration in DURATIONS:
            if duration <= moving_time:
                value = watts * (3600 / duration) ** _POWER_FADING
                yield row("power", float(duration), value, duration)
