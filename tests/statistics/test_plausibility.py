"""Whether an activity can be true is the same in SQL and in Python."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from strava.db.models import Athlete
from strava.statistics.activity_records import implausible_ids
from strava.statistics.matching import is_plausible, load_matching
from strava.table.context import load_context
from strava.table.filters import Filters

from ..applications import stored
from ..sample_strava import activity

SPORTS = ("Run", "Walk", "Ride", "Swim", "AlpineSki", "Kitesurf", "Wheelchair", "Quidditch")
SPEEDS = (1.0, 2.5, 4.2, 5.2, 6.1, 6.4, 6.7, 7.2, 7.6, 8.4, 10.0, 12.0, 25.0, 35.0, 40.0)
DISTANCES = (299, 300, 1200, 2500, 6000, 15_000, 30_000, 60_000, 150_000)


def made_up(chance: random.Random, number: int) -> dict[str, Any]:
    """Return an activity about as fast as possible, or with an odd value."""
    distance, speed = float(chance.choice(DISTANCES)), chance.choice(SPEEDS)
    seconds = round(distance / speed) + chance.choice((-1, 0, 1))
    return activity(
        number,
        sport_type=chance.choice(SPORTS),
        workout_type=chance.choice((None, 0, 1, 11)),
        distance=chance.choice((distance, distance, distance, None, 0.0, -5.0)),
        moving_time=chance.choice((seconds, seconds, 0, None, -600)),
        elapsed_time=chance.choice((seconds, 2 * seconds, 0, None, -600)),
        total_elevation_gain=chance.choice((0.0, None, -9.0, float(seconds), seconds + 1.0)),
        elev_high=chance.choice((100.0, None, 9000.0)),
    )


def test_both_ways_to_judge_an_activity_agree(tmp_path: Path) -> None:
    chance = random.Random(4)
    activities = [made_up(chance, number) for number in range(400)]
    with stored(tmp_path, activities) as app:
        logbook = app.extensions["logbook"]
        with logbook.sessions() as session:
            athlete = session.scalars(select(Athlete)).one()
            context = load_context(session, athlete, Filters(), date(2026, 11, 25), 0)
            found = load_matching(session, context, Filters())
            refused = {*implausible_ids(session, context, Filters())}
    assert len(found) == 400
    assert {one.id for one in found if not is_plausible(one)} == refused
    assert 30 < len(refused) < 370
