"""How long it takes to find the activities on the same route."""

from __future__ import annotations

import statistics
import time
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from strava.db.models import Activity
from strava.recordings.routes import same_route
from strava.web.activity_page.same_route import COMPARED

NEWEST = 300


class SameRoute(NamedTuple):
    """Milliseconds for an activity, and the activities that were found for it."""

    milliseconds: float
    found: int


def time_same_route(sessions: sessionmaker[Session]) -> tuple[SameRoute, SameRoute]:
    """Return the median and the slowest search for each of the newest activities with a route."""
    results: list[SameRoute] = []
    with sessions() as session:
        newest = session.scalars(
            select(Activity).order_by(Activity.start_local.desc()).limit(NEWEST)
        ).all()
        for activity in newest:
            started = time.perf_counter()
            matches = same_route(session, activity, COMPARED)
            milliseconds = (time.perf_counter() - started) * 1000
            if matches:
                results.append(SameRoute(milliseconds, len(matches) - 1))
    return statistics.median_low(results), max(results)
