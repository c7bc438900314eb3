"""Made-up activities with many ties and missing values."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from strava.db.models import Activity, LeftOut

Fields = dict[str, Any]

GEAR = {"b1": "Ämilie", "b2": "bike two", "g1": "Zebra shoes"}
UNNAMED_GEAR = "g9"
DEVICES = ("Garmin Edge", "COROS PACE 3", None)
SPORTS = ("Run", "Ride", "Swim", "Hike", "Yoga", "Quidditch")
WORKOUT_CODES = (None, 0, 1, 2, 3, 10, 11, 12, 99, "1")
NAMES = ("Morning Run", "Über den Berg", "100% lunch_ride", "Bike two laps", "", "Ärger")
DELETED_STEP = 7
"""Activities whose ID is divisible by this are marked as deleted."""
LEFT_OUT_STEP = 11
"""Activities whose ID is divisible by this are left out as duplicates."""


def make_up(number: int) -> Fields:
    """Return an activity as Strava sends it, always the same for a number."""
    chance = random.Random(number)
    day = datetime(2023, 1, 1) + timedelta(
        days=chance.randrange(1400), hours=chance.choice((6, 18))
    )
    is_time_hidden = chance.random() < 0.1
    local = day.replace(hour=0, minute=0, second=1) if is_time_hidden else day

    def maybe(*values: Any) -> Any:
        return chance.choice((None, *values))

    return {
        "id": 9_000_000_000 + number,
        "name": chance.choice(NAMES),
        "sport_type": chance.choice(SPORTS),
        "workout_type": chance.choice(WORKOUT_CODES),
        "start_date": f"{day - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": None if number == 5 else f"{local:%Y-%m-%dT%H:%M:%SZ}",
        "utc_offset": 3600,
        "distance": maybe(0.0, 1000.0, 5000.0, 10_000.0, 42_195.0),
        "moving_time": maybe(0, 600, 3600, 9000),
        "elapsed_time": maybe(700, 4000),
        "total_elevation_gain": maybe(0.0, 10.0, 500.0),
        "average_heartrate": maybe(120.0, 140.5, 160.0),
        "max_heartrate": maybe(170.0, 190.0),
        "average_watts": maybe(150.0, 250.0),
        "average_cadence": maybe(80.0, 90.0),
        "kilojoules": maybe(400.0, 900.0),
        "suffer_score": maybe(10, 50),
        "kudos_count": maybe(0, 3),
        "gear_id": maybe(*GEAR, UNNAMED_GEAR),
        "device_name": chance.choice(DEVICES),
        "visibility": maybe("everyone", "followers_only", "only_me"),
        "private": chance.random() < 0.1,
        "commute": chance.random() < 0.3,
        "trainer": chance.random() < 0.3,
    }


def take_out(app: Flask) -> None:
    """Mark some of the stored activities as deleted, and leave some out as duplicates."""
    now = app.extensions["logbook"].now()
    with app.extensions["logbook"].sessions.begin() as session:
        is_deleted = Activity.id % DELETED_STEP == 0
        session.execute(update(Activity).where(is_deleted).values(deleted_at=now))
        for key in session.scalars(select(Activity.id).where(Activity.id % LEFT_OUT_STEP == 0)):
            session.add(LeftOut(activity_id=key, since=now))


ACTIVITIES = [make_up(number) for number in range(160)]
