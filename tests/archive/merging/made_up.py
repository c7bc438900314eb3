"""Made-up rows and recordings of archives."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from strava.archive.formats.track import Session, Track
from strava.archive.tables.rows import Row

from ...sample_strava import activity

START = datetime(2026, 6, 1, 6, tzinfo=UTC)
FREIBURG = (47.99, 7.84)


def made_up_row(number: int = 1, **changes: Any) -> Row:
    """Return the row of a ride of ten minutes. Changes are of the row itself, or of its fields."""
    own = {name: value for name, value in changes.items() if name in Row.__dataclass_fields__}
    others = {name: value for name, value in changes.items() if name not in own}
    made = replace(
        Row(
            number=number,
            id=9_100_000_000 + number,
            name=f"Activity {number}",
            start=START,
            sport="Radfahrt",
            sport_type="Ride",
            file_name=f"activities/{number}.fit.gz",
            is_file_lost=False,
            gear_name=None,
            gear_key=None,
            digest="",
            fields={"distance": 3000.0, "elapsed_time": 600, "moving_time": 590, **others},
        ),
        **own,
    )
    return replace(made, digest=own.get("digest", repr(made)))


def sent_summary(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return the summary that the API sends of the same ride."""
    return {
        **activity(number),
        "id": 9_100_000_000 + number,
        "sport_type": "Ride",
        "distance": 3000.0,
        "moving_time": 590,
        "elapsed_time": 600,
        "start_date": f"{START:%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": f"{START + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}",
        "timezone": "(GMT+01:00) Europe/Berlin",
        "utc_offset": 7200.0,
        **changes,
    }


def made_up_track(
    start: datetime = START,
    *,
    seconds: int = 600,
    place: tuple[float, float] | None = FREIBURG,
    **changes: Any,
) -> Track:
    """Return a recording of 5 meters a second to the north, with a point every ten seconds."""
    begin = start.timestamp()
    offsets = range(0, seconds + 1, 10)
    channels: dict[str, list[float | None]] = {
        "distance": [5.0 * offset for offset in offsets],
        "altitude": [200.0 + offset / 100 for offset in offsets],
        "heartrate": [120.0 + offset % 30 for offset in offsets],
    }
    if place is not None:
        channels["latitude"] = [place[0] + 0.000045 * offset for offset in offsets]
        channels["longitude"] = [place[1] for _ in offsets]
    made = Track(
        times=[begin + offset for offset in offsets],
        channels=channels,
        sessions=[Session(begin, elapsed_time=seconds, sport="cycling")],
        device="Garmin Edge 530",
    )
    return replace(made, **changes)
