"""Makes up routes as the summaries of a long history have them, and stores them."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator

import polyline
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from strava.db.models import Document

HOMES = ((47.37, 8.54), (47.42, 8.40), (47.05, 8.31), (46.95, 7.45), (46.01, 8.96))
POINTS = (100, 500)
"""The numbers of points of a route are between these."""
STEP = 40.0
"""Meters between two points on average."""
_METERS_PER_DEGREE = 111_195


def store_routes(sessions: sessionmaker[Session]) -> int:
    """Give every activity a route, and return the number of their points."""
    points = 0
    with sessions.begin() as session:
        summaries = session.scalars(select(Document).where(Document.kind == "summary"))
        for number, document in enumerate(summaries):
            line = list(_line(random.Random(number)))
            points += len(line)
            summary = json.loads(document.body)
            summary["map"] = {"summary_polyline": polyline.encode(line)}
            document.body = json.dumps(summary, separators=(",", ":"))
    return points


def _line(chance: random.Random) -> Iterator[tuple[float, float]]:
    """Yield the points of a route along bends and corners, with the noise of a GPS."""
    latitude, longitude = chance.choice(HOMES)
    heading = chance.random() * math.tau
    for _ in range(chance.randint(*POINTS)):
        turn = chance.choice((-1.3, 1.3)) if chance.random() < 0.1 else chance.gauss(0, 0.15)
        heading += turn
        step = chance.uniform(0.4, 1.6) * STEP / _METERS_PER_DEGREE
        latitude += step * math.sin(heading)
        longitude += step * math.cos(heading) / math.cos(math.radians(latitude))
        noise = 3 / _METERS_PER_DEGREE
        yield latitude + chance.gauss(0, noise), longitude + chance.gauss(0, noise)
