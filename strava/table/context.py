"""What a query needs to know besides its filters: the athlete, the date, and their equipment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..db.models import Activity, Athlete, Gear
from ..folding import folded
from .filters import Filters


@dataclass(frozen=True)
class QueryContext:
    """The athlete whose activities are queried, and what gives the filters their meaning.

    Equal contexts and filters give equal results, so that both together are a key for a cache.
    """

    athlete_id: int
    version: tuple[datetime, int]
    """When the athlete connected, and the version of their data, which increases with every change.
    If all data is deleted, the second part starts again, but the first is later."""
    today: date
    """The date on this computer's clock, from which periods like "this week" are counted."""
    first_weekday: int = 0
    """The day on which weeks begin, from 0 for Monday to 6 for Sunday."""
    gear: tuple[tuple[str, str], ...] = ()
    """ID and name of each bike and pair of shoes, sorted by name."""
    devices: tuple[str, ...] = ()
    """Names of the recording devices. Like `sports`, only loaded for a search, which alone needs
    them."""
    sports: tuple[str, ...] = ()
    """Sport types of the activities."""


def data_version(athlete: Athlete) -> tuple[datetime, int]:
    """Return the version of the athlete's data. A later one is greater."""
    return athlete.connected_at, athlete.data_version


def load_context(
    session: Session, athlete: Athlete, filters: Filters, today: date, first_weekday: int = 0
) -> QueryContext:
    """Return the context for queries with these filters."""
    devices, sports = _load_searched(session, athlete.id) if filters.q else ((), ())
    return QueryContext(
        athlete.id,
        data_version(athlete),
        today,
        first_weekday,
        gear=_load_gear(session, athlete.id),
        devices=devices,
        sports=sports,
    )


def _load_gear(session: Session, athlete_id: int) -> tuple[tuple[str, str], ...]:
    query = select(Gear.id, Gear.name).where(Gear.athlete_id == athlete_id)
    gear = [(row.id, row.name) for row in session.execute(query)]
    return tuple(sorted(gear, key=lambda id_and_name: (folded(id_and_name[1]), id_and_name[0])))


def _load_searched(session: Session, athlete_id: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the devices and the sport types."""
    query = select(Activity.device_name, Activity.sport_type).distinct()
    rows = session.execute(query.where(Activity.athlete_id == athlete_id)).all()
    # Sorted, so that equal data always gives an equal context.
    devices = sorted({device for device, _ in rows if device is not None})
    return tuple(devices), tuple(sorted({sport_type for _, sport_type in rows}))
