"""Made-up recordings of rides, and a database that has them.

They have what recordings of devices have: a sample a second, all sensors, pauses, and a few laps.
The sample Strava is not used here, because its longest ride has no fixed number of samples.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from math import cos, pi, radians, sin
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from strava.db.documents import STREAMS, store_documents, stored_documents
from strava.db.models import Activity

Streams = dict[str, list[Any]]

METERS_PER_DEGREE = 111_195.0
PAUSE_EVERY, PAUSE = 2_700, 90
"""A pause of 90 seconds after every 45 minutes."""
LAPS = 20


def make_streams(samples: int, seed: int) -> Streams:
    """Return the streams of a ride with this many samples."""
    rng = Random(seed)
    speeds = [8 + 2 * sin(number / 290) + rng.gauss(0, 0.3) for number in range(samples)]
    distances, positions = _way(rng, speeds)
    heights = [500 + 180 * sin(number / 2400) + 25 * sin(number / 170) for number in range(samples)]
    efforts = [1 + 0.3 * sin(number / 130) + rng.gauss(0, 0.05) for number in range(samples)]
    return {
        "time": [number + PAUSE * (number // PAUSE_EVERY) for number in range(samples)],
        "distance": distances,
        "latlng": positions,
        "altitude": [round(height, 1) for height in heights],
        "velocity_smooth": [round(speed, 2) for speed in speeds],
        "heartrate": [round(110 + 30 * effort) for effort in efforts],
        "cadence": [round(80 + 8 * effort) for effort in efforts],
        "watts": [max(0, round(170 * effort + rng.gauss(0, 40))) for effort in efforts],
        "temp": [18 + number // 4000 for number in range(samples)],
        "moving": [bool(number % PAUSE_EVERY) for number in range(samples)],
        "grade_smooth": [
            round(100 * (after - before) / 8, 1)
            for before, after in pairwise([heights[0], *heights])
        ],
    }


def _way(rng: Random, speeds: Sequence[float]) -> tuple[list[float], list[list[float]]]:
    """Return the distance and the position after each second."""
    latitude, longitude = 47.0 + rng.random(), 8.0 + rng.random()
    heading = rng.uniform(0, 2 * pi)
    covered = 0.0
    distances, positions = [], []
    for speed in speeds:
        distances.append(round(covered, 1))
        positions.append([round(latitude, 6), round(longitude, 6)])
        covered += speed
        heading += rng.gauss(0, 0.03)
        latitude += speed * cos(heading) / METERS_PER_DEGREE
        longitude += speed * sin(heading) / METERS_PER_DEGREE / cos(radians(latitude))
    return distances, positions


def as_document(streams: Streams) -> str:
    """Return streams as Strava sends them."""
    return json.dumps(
        {
            name: {
                "data": values,
                "series_type": "distance",
                "original_size": len(values),
                "resolution": "high",
            }
            for name, values in streams.items()
        },
        separators=(",", ":"),
    )


def longest(session: Session) -> list[int]:
    """Return the IDs of all activities: first the rides, the longest first."""
    is_other = Activity.sport_type != "Ride"
    return list(
        session.scalars(select(Activity.id).order_by(is_other, Activity.moving_time.desc()))
    )


def store_recording(session: Session, activity_id: int, streams: Streams) -> str:
    """Store streams and a detail with laps for an activity; return the document of the streams."""
    document = as_document(streams)
    detail = {**stored_documents(session, activity_id)["summary"], "laps": list(_laps(streams))}
    bodies = {STREAMS: document, "detail": json.dumps(detail)}
    store_documents(session, activity_id, bodies, datetime.now(UTC))
    return document


def _laps(streams: Streams) -> Iterator[dict[str, Any]]:
    last = len(streams["time"]) - 1
    bounds = [last * number // LAPS for number in range(LAPS + 1)]
    for number, (first, end) in enumerate(pairwise(bounds), start=1):
        meters = streams["distance"][end] - streams["distance"][first]
        seconds = streams["time"][end] - streams["time"][first]
        yield {
            "name": f"Lap {number}",
            "lap_index": number,
            "start_index": first,
            "end_index": end,
            "distance": round(meters, 1),
            "moving_time": seconds,
            "elapsed_time": seconds,
            "average_speed": round(meters / seconds, 2),
        }
