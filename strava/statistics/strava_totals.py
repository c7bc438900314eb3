"""Strava's own totals, and those of the stored activities that Strava would count.

Strava counts rides, runs and swims that are visible to everyone, and nothing else.
Source: https://developers.strava.com/docs/reference/#api-Athletes-getStats
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, delete, or_, select
from sqlalchemy.orm import Session

from .. import coerce
from ..db.activities import is_current, is_left_out
from ..db.models import Activity, StravaTotals
from ..table.sums import common_sums

FAMILIES = {
    "ride": ("Ride", "MountainBikeRide", "GravelRide"),
    "run": ("Run", "TrailRun"),
    "swim": ("Swim",),
}
"""The sport types of each family. Strava does not list them: these are the sport types whose older
`type` is Ride, Run, or Swim."""
PERIODS = ("all", "ytd", "recent")
RECENT = timedelta(weeks=4)

COUNTED, HIDDEN, UNKNOWN, LATER, LEFT_OUT = "counted", "hidden", "unknown", "later", "left out"
"""Why Strava counts an activity or not: it is visible to everyone; it is not; an archive does not
say; it began after Strava was asked; Strava counts it, but it is left out here as a duplicate."""


class Sums(NamedTuple):
    """What is compared: meters and seconds."""

    activities: int = 0
    distance: float = 0.0
    moving_time: int = 0
    elevation_gain: float = 0.0

    def plus(self, other: Sums, sign: int = 1) -> Sums:
        """Return the sums of both; with a sign of -1, by how much these are more."""
        return Sums(
            self.activities + sign * other.activities,
            self.distance + sign * other.distance,
            self.moving_time + sign * other.moving_time,
            self.elevation_gain + sign * other.elevation_gain,
        )


Local = dict[tuple[str, str | None, str], Sums]
"""The sums of stored activities by period, family (None for all other sports), and the reason."""


def store(session: Session, athlete_id: int, document: Any, now: datetime) -> bool:
    """Store the answer of `GET /athletes/ID/stats`, and return whether it has any totals.

    The caller commits.
    """
    found = []
    for period in PERIODS:
        for family in FAMILIES:
            name = f"{period}_{family}_totals"
            sent = document.get(name) if isinstance(document, dict) else None
            if isinstance(sent, dict):
                found.append(_row(athlete_id, period, family, sent, now))
    if found:
        session.execute(delete(StravaTotals).where(StravaTotals.athlete_id == athlete_id))
        session.add_all(found)
    return bool(found)


def find(session: Session, athlete_id: int) -> Sequence[StravaTotals]:
    """Return Strava's totals; none if Strava was not asked yet."""
    query = select(StravaTotals).where(StravaTotals.athlete_id == athlete_id)
    return session.scalars(query).all()


def local(session: Session, athlete_id: int, asked_at: datetime) -> Local:
    """Return the totals of the stored activities, for the periods of an answer of this time."""
    in_families = {sport: family for family, sports in FAMILIES.items() for sport in sports}
    family = case(in_families, value=Activity.sport_type)
    is_public = Activity.visibility == "everyone"
    is_later = Activity.start_date > asked_at
    reason = case(
        (and_(is_left_out(), is_public, ~is_later), LEFT_OUT),
        (is_later, LATER),
        (is_public, COUNTED),
        (and_(Activity.visibility.is_(None), Activity.private.is_(False)), UNKNOWN),
        else_=HIDDEN,
    )
    is_in = _is_in_period(asked_at)
    # What is left out here and what Strava does not count is in none of the totals.
    is_compared = or_(~is_left_out(), and_(is_public, ~is_later))
    found: Local = {}
    for period in PERIODS:
        query = (
            select(family, reason, *common_sums())
            .where(is_current(athlete_id), is_compared, *is_in[period])
            .group_by(family, reason)
        )
        for key, why, *sums in session.execute(query):
            found[period, key, why] = Sums(*sums[:4])
    return found


def _is_in_period(asked_at: datetime) -> dict[str, list[ColumnElement[bool]]]:
    year = asked_at.astimezone().year
    return {
        "all": [],
        "ytd": [
            Activity.start_local >= datetime(year, 1, 1),
            Activity.start_local < datetime(year + 1, 1, 1),
        ],
        "recent": [Activity.start_date >= asked_at - RECENT],
    }


def _row(
    athlete_id: int, period: str, family: str, sent: dict[str, Any], now: datetime
) -> StravaTotals:
    return StravaTotals(
        athlete_id=athlete_id,
        period=period,
        family=family,
        fetched_at=now,
        activities=coerce.whole_number(sent.get("count")) or 0,
        distance=coerce.number(sent.get("distance")) or 0.0,
        moving_time=coerce.whole_number(sent.get("moving_time")) or 0,
        elevation_gain=coerce.number(sent.get("elevation_gain")) or 0.0,
    )
