"""Which stored recordings have to be measured, or measured again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from ..analysis.zones import SHARES_OF_MAXIMUM
from ..db.documents import STREAMS
from ..db.models import Activity, Body, Document, Measured, ZoneTime
from . import bodies, zones
from .facts import OF_HIGHEST
from .measuring import VERSION


@dataclass(frozen=True)
class Pending:
    """A recording to measure. `only_ratings`: all but the load and the zones are up to date."""

    activity_id: int
    name: str
    only_ratings: bool


def newest_first(session: Session, athlete_id: int) -> list[Pending]:
    """Return the recordings to measure."""
    is_measured = and_(
        # False and not NULL, for a recording without a row of measures.
        Measured.version.is_not(None),
        Measured.version == VERSION,
        Measured.fetched_at == Document.fetched_at,
    )
    query = _pending(athlete_id, Activity.id, Activity.name, is_measured.label("is_measured"))
    rows = session.execute(
        query.order_by(Activity.start_local.desc().nulls_last(), Activity.id.desc())
    )
    return [Pending(row.id, row.name, bool(row.is_measured)) for row in rows]


def count(session: Session, athlete_id: int) -> int:
    """Return how many recordings have to be measured."""
    return session.scalar(_pending(athlete_id, func.count(Activity.id))) or 0


def outdate_ratings(session: Session, athlete_id: int, since: date) -> None:
    """Let load and zones be computed again for activities from a day on. The caller commits."""
    is_later = or_(Activity.day >= since, Activity.day.is_(None))
    _outdate(session, select(Activity.id).where(Activity.athlete_id == athlete_id, is_later))


def outdate_shares(session: Session, athlete_id: int) -> None:
    """Let zones be computed again that are shares of a highest heart rate that was exceeded.

    The caller commits.
    """
    highest = bodies.highest_heartrate(session, athlete_id)
    if highest is None:
        return
    entered = (Body.athlete_id == athlete_id, Body.max_heartrate.is_not(None))
    first_maximum = session.scalar(select(func.min(Body.valid_from)).where(*entered))
    is_outdated = (
        select(Measured.activity_id)
        .join(Activity)
        .join(ZoneTime, ZoneTime.activity_id == Activity.id)
        .where(
            Activity.athlete_id == athlete_id,
            Measured.heartrate_zones == OF_HIGHEST,
            ZoneTime.kind == zones.HEARTRATE,
            ZoneTime.number == 1,
            ZoneTime.low != SHARES_OF_MAXIMUM[0] * highest,
        )
    )
    if first_maximum is not None:
        # From then on, the zones are shares of what the athlete has entered.
        is_outdated = is_outdated.where(Activity.day < first_maximum)
    # Usually there is none, and a transaction that writes may have to wait for another one.
    if session.scalar(is_outdated.limit(1)) is not None:
        _outdate(session, is_outdated)


def outdate(session: Session, *activity_ids: int) -> None:
    """Let the recordings of activities be measured again. The caller commits."""
    of_activities = Measured.activity_id.in_(activity_ids)
    session.execute(
        update(Measured)
        .where(of_activities)
        .values(version=0)
        .execution_options(synchronize_session=False)
    )


def outdate_all(session: Session) -> None:
    """Let every recording be measured again. The caller commits."""
    session.execute(update(Measured).values(version=0))


def _outdate(session: Session, activity_ids: Select[int]) -> None:
    session.execute(
        update(Measured)
        .where(Measured.activity_id.in_(activity_ids), Measured.rated)
        .values(rated=False)
        .execution_options(synchronize_session=False)
    )


def _pending(athlete_id: int, *columns: Any) -> Select[Any]:
    """Select columns of the recordings to measure.

    SQLite stops at the first condition that holds. The last one is slow for streams that are
    stored as text, none of which has been measured.
    """
    return (
        select()
        .add_columns(*columns)
        .select_from(Activity)
        .join(Document, and_(Document.activity_id == Activity.id, Document.kind == STREAMS))
        .outerjoin(Measured, Measured.activity_id == Activity.id)
        .where(
            Activity.athlete_id == athlete_id,
            or_(
                Measured.activity_id.is_(None),
                Measured.version != VERSION,
                Measured.rated.is_(False),
                Measured.fetched_at != Document.fetched_at,
            ),
        )
    )
