"""What athletes have entered about their bodies, and what was valid on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..db.activities import is_current
from ..db.models import Activity, Body

LOWEST_RESTING, HIGHEST_RESTING = 25, 120
LOWEST_MAXIMUM, HIGHEST_MAXIMUM = 100, 230
LOWEST_FTP, HIGHEST_FTP = 30, 700
SEXES = ("F", "M")
MOST_ENTRIES = 100


@dataclass(frozen=True)
class BodyValues:
    """Heart rates in beats per minute, and the FTP in watts. None is unknown."""

    resting_heartrate: int | None = None
    max_heartrate: int | None = None
    ftp: int | None = None
    sex: str | None = None


def entries(session: Session, athlete_id: int) -> Sequence[Body]:
    """Return what an athlete has entered, by the day from which it is valid."""
    in_order = select(Body).where(Body.athlete_id == athlete_id).order_by(Body.valid_from)
    return session.scalars(in_order).all()


def valid_on(entered: Sequence[Body], day: date | None) -> BodyValues:
    """Return what is valid on a day: of each value the latest entry up to then that has one.

    Without a day, that is the latest entry.
    """
    values: dict[str, int | str | None] = {}
    for entry in entered:
        if day is None or entry.valid_from <= day:
            for name in BodyValues.__dataclass_fields__:
                if (value := getattr(entry, name)) is not None:
                    values[name] = value
    return BodyValues(**values)  # type: ignore[arg-type]


def save(session: Session, athlete_id: int, valid_from: date, values: BodyValues) -> None:
    """Store what is valid from a day on. The caller commits."""
    session.merge(Body(athlete_id=athlete_id, valid_from=valid_from, **vars(values)))


def remove(session: Session, athlete_id: int, valid_from: date) -> bool:
    """Remove what was valid from a day on; return whether it existed. The caller commits."""
    entry = session.get(Body, (athlete_id, valid_from))
    if entry is not None:
        session.delete(entry)
    return entry is not None


def highest_heartrate(session: Session, athlete_id: int) -> float | None:
    """Return the highest plausible heart rate of the athlete's activities."""
    return session.scalar(
        select(func.max(Activity.max_heartrate)).where(
            is_current(athlete_id), Activity.max_heartrate.between(1, HIGHEST_MAXIMUM)
        )
    )
