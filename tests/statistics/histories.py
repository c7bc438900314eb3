"""Random histories, with days where years, months and weeks begin and end."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

Fields = dict[str, Any]

BORDERS = (
    *(date(year, 12, 31) for year in (2022, 2023, 2024, 2025)),
    *(date(2024, 2, 29), date(2023, 2, 28), date(2025, 5, 31), date(2026, 11, 22)),
)
SPORTS = ("Run", "TrailRun", "Ride", "Swim", "NordicSki", "Yoga", "Quidditch")
GROUPS = {
    **{"Run": "foot", "TrailRun": "foot", "Ride": "cycle", "Swim": "water"},
    **{"NordicSki": "winter", "Yoga": "other", "Quidditch": "other"},
}
GEAR = {"b1": "Cirrus", "g1": "Zebra shoes"}
UNNAMED_GEAR = "g9"
HIDDEN = "00:00:01"


def make_history(seed: int, number: int) -> list[Fields]:
    """Return activities as Strava sends them, always the same for a seed."""
    chance = random.Random(seed)
    return [_activity(chance, seed * 10_000 + one) for one in range(number)]


def _activity(chance: random.Random, number: int) -> Fields:
    day = chance.choice(BORDERS) + timedelta(days=chance.choice((0, 0, 1, *range(-8, 9))))
    day = min(day, date(2026, 11, 23))
    clock = chance.choice((HIDDEN, "00:30:00", "07:59:59", "08:00:00", "23:59:00"))
    offset = chance.choice((-11, 0, 1, 14))
    local = datetime.fromisoformat(f"{day}T{clock}")

    def maybe(*values: Any) -> Any:
        return chance.choice((None, *values))

    return {
        "id": 8_000_000_000 + number,
        "name": f"Made up {number}",
        "sport_type": chance.choice(SPORTS),
        "start_date": f"{local - timedelta(hours=offset):%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": f"{local:%Y-%m-%dT%H:%M:%SZ}",
        "utc_offset": offset * 3600,
        "distance": maybe(0.0, 1000.3, 5012.1, 10_000.0, 42_195.0, 160_934.4),
        "moving_time": maybe(0, 601, 3600, 9001),
        "elapsed_time": 10_000,
        "total_elevation_gain": maybe(0.0, 10.4, 500.0),
        "kilojoules": maybe(400.2, 900.0),
        "suffer_score": maybe(10, 51.0),
        "gear_id": maybe(*GEAR, UNNAMED_GEAR),
        "visibility": "everyone",
        "commute": chance.random() < 0.3,
    }
