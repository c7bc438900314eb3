"""The heart rate and power zones of athletes: Strava's for a day, or shares of a limit.

Strava has no history of zones. So the answer of each week is stored with its day, and an activity
belongs to the first answer after it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from .. import coerce
from ..db.models import Zones

HEARTRATE, POWER = "heartrate", "power"
_NAMES = {HEARTRATE: "heart_rate", POWER: "power"}
"""What Strava calls the kinds."""
_MOST_ZONES = 20


def bounds_on(session: Session, athlete_id: int, kind: str, day: date | None) -> list[float] | None:
    """Return where each zone begins, as first seen on or after a day, or else as last seen."""
    of_kind = select(Zones.bounds).where(Zones.athlete_id == athlete_id, Zones.kind == kind)
    found = None
    if day is not None:
        found = session.scalar(of_kind.where(Zones.day >= day).order_by(Zones.day).limit(1))
    return found or session.scalar(of_kind.order_by(Zones.day.desc()).limit(1))


def store(session: Session, athlete_id: int, document: Any, day: date) -> date | None:
    """Store the answer of `GET /athlete/zones` for a day. The caller commits.

    Return the first day whose activities are in other zones than before; None if no day is.
    """
    changed_since: date | None = None
    for kind, name in _NAMES.items():
        bounds = _bounds(document.get(name) if isinstance(document, dict) else None)
        if not bounds:
            continue
        previous = session.scalar(
            select(Zones)
            .where(Zones.athlete_id == athlete_id, Zones.kind == kind)
            .order_by(Zones.day.desc())
            .limit(1)
        )
        if previous is None or previous.bounds != bounds:
            since = date.min if previous is None else min(previous.day, day)
            changed_since = since if changed_since is None else min(changed_since, since)
        session.merge(Zones(athlete_id=athlete_id, kind=kind, day=day, bounds=bounds))
    return changed_since


def _bounds(zones: Any) -> list[float]:
    """Return where each zone begins; empty if Strava has none, or they make no sense."""
    listed = zones.get("zones") if isinstance(zones, dict) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= _MOST_ZONES:
        return []
    lows = [coerce.number(one.get("min")) if isinstance(one, dict) else None for one in listed]
    bounds = [low for low in lows if low is not None]
    is_ascending = bounds == sorted(set(bounds))
    return bounds if is_ascending and len(bounds) == len(listed) else []
