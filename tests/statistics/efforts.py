"""Random best efforts of a history, with many equal values, and the plain way to judge them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from strava.db.models import Effort

from .histories import Fields

GROUPS = {"run": "Run", "ride": "Ride", "swim": "Swim"}
FAMILIES = {"Run": "run", "TrailRun": "run", "Ride": "ride", "Swim": "swim"}
TIMES = {
    # The first one of each is faster than any human.
    ("run", 1000.0): (120, 180, 181, 181.5, 190),
    ("run", 5000.0): (700, 1100, 1101, 1102, 1103, 1103.5),
    ("ride", 10_000.0): (300, *range(900, 930)),
    ("swim", 100.0): (40, 80, 81.5),
}
WATTS = {
    ("ride", 60.0): (3000, 400, 401, 402, 410),
    ("ride", 300.0): (2600, *range(300, 320)),
    ("run", 60.0): (9999, 350.5, 351),
}
Key = tuple[str, str, float]
"""Family, kind and size."""


def make_efforts(history: Iterable[Fields], seed: int = 5) -> list[Effort]:
    """Return efforts of most activities, some of them put aside."""
    chance = random.Random(seed)
    made = []
    for one in history:
        family = FAMILIES.get(one["sport_type"])
        for kind, values in (("distance", TIMES), ("power", WATTS)):
            for (its, size), choices in values.items():
                if its != family or chance.random() < 0.3:
                    continue
                if kind == "distance" and size > (one["distance"] or size):
                    continue
                is_odd = chance.random() < 0.05
                start = float(chance.randrange(100))
                made.append(
                    Effort(
                        activity_id=one["id"],
                        athlete_id=1,
                        family=family,
                        kind=kind,
                        size=size,
                        value=float(choices[0] if is_odd else chance.choice(choices[1:])),
                        start=start,
                        end=start + 60,
                        average_heartrate=chance.choice((None, 150.4)),
                        set_aside=chance.random() < 0.1,
                    )
                )
    return made


def store_efforts(app: Flask, efforts: Iterable[Effort]) -> list[Fields]:
    """Store efforts, and return their fields."""
    columns = Effort.__table__.columns.keys()
    with app.extensions["logbook"].sessions.begin() as session:
        made = list(efforts)
        session.add_all(made)
        session.flush()
        return [{name: getattr(one, name) for name in columns} for one in made]


def judge(
    efforts: Iterable[Fields], activities: Iterable[Fields], is_ranked: Callable[[Fields], bool]
) -> dict[Key, list[Fields]]:
    """Return the efforts that count of each family, kind and size, by time.

    An effort has the activity in the field `activity`.
    """
    of_activity = {one["id"]: one for one in activities if is_ranked(one)}
    found: dict[Key, list[Fields]] = {}
    for one in efforts:
        activity = of_activity.get(one["activity_id"])
        if activity is None or one["set_aside"]:
            continue
        values = TIMES if one["kind"] == "distance" else WATTS
        if one["value"] == values[one["family"], one["size"]][0]:
            continue
        key = one["family"], one["kind"], one["size"]
        found.setdefault(key, []).append({**one, "activity": activity})
    for each in found.values():
        each.sort(key=when)
    return found


def when(effort: Fields) -> Any:
    """Return what efforts are sorted by in time; those without a time come first."""
    return effort["activity"]["start_date_local"] or "", effort["activity_id"]


def best_first(efforts: list[Fields], kind: str) -> list[Fields]:
    """Return the best effort first; of equal ones, the earliest."""
    sign = -1 if kind == "power" else 1
    return sorted(efforts, key=lambda one: (sign * one["value"], when(one)))
