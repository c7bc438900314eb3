"""Usage of the rate limits: stored after each response, loaded before each call.

Limits apply to an API application, so all its athletes and all processes share one row.
Source: https://developers.strava.com/docs/rate-limits/
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, and_, case, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from ..api.rate_limits import DAY, QUARTER_HOUR, RateLimits, Window, day_start, quarter_start
from ..db.errors import storage_error
from ..db.models import RateLimitRow
from ..db.upsert import DialectInsert, dialect_insert
from ..errors import RateLimited

log = logging.getLogger(__name__)

RESERVE = 10
"""Calls of each window that background work leaves for the athlete's own clicks."""

_OUT_OF_ORDER = 8
"""How much lower the usage in a response can be because parallel responses overtook it."""


@dataclass(frozen=True)
class Usage:
    """The two windows at a given time, and when each resets (UTC)."""

    quarter_hour: Window
    quarter_opens_at: datetime
    day: Window
    day_opens_at: datetime

    @property
    def left(self) -> int:
        """Calls that are possible now."""
        return min(self.quarter_hour.left, self.day.left)

    def check(self, in_flight: int = 0, reserve: int = RESERVE) -> None:
        """Raise RateLimited unless another call is possible besides those in flight."""
        for window, opens_at in (
            (self.day, self.day_opens_at),
            (self.quarter_hour, self.quarter_opens_at),
        ):
            calls = reserved(window, reserve)
            if window.left - in_flight <= calls:
                raise RateLimited(opens_at, reserved=min(calls, window.left))


def reserved(window: Window, reserve: int = RESERVE) -> int:
    """Return how many calls of a window are reserved: at most half of them."""
    return min(reserve, window.limit // 2)


def load(session: Session, client_id: str, now: datetime) -> Usage | None:
    """Return the usage at `now`; None if no response has reported plausible limits yet.

    A window that has reset since the last response counts as unused. So does one in the future,
    which was stored while the clock was ahead.
    """
    row = session.get(RateLimitRow, client_id, populate_existing=True)
    if row is None:
        return None
    quarter, day = quarter_start(now), day_start(now)
    if row.quarter_start > quarter or row.day_start > day:
        _forget_future(session, client_id, quarter, day)
    usage = Usage(
        Window(row.quarter_limit, row.quarter_used if row.quarter_start == quarter else 0),
        quarter + QUARTER_HOUR,
        Window(row.day_limit, row.day_used if row.day_start == day else 0),
        day + DAY,
    )
    return usage if usage.quarter_hour.is_plausible and usage.day.is_plausible else None


def _forget_future(session: Session, client_id: str, quarter: datetime, day: datetime) -> None:
    """Reset the windows that lie in the future, or they would count once their time comes."""
    row = RateLimitRow
    for start, used, current in (
        (row.quarter_start, row.quarter_used, quarter),
        (row.day_start, row.day_used, day),
    ):
        session.execute(
            update(row)
            .where(row.client_id == client_id, start > current)
            .values({start: current, used: 0})
        )
    session.commit()


def save(
    sessions: sessionmaker[Session], client_id: str, limits: RateLimits, now: datetime
) -> None:
    """Store the rate limits that a response reported at `now`.

    A failure to write is only logged, as the response itself is still useful.
    """
    row = {
        "client_id": client_id,
        "quarter_start": quarter_start(now),
        "quarter_limit": limits.quarter_hour.limit,
        "quarter_used": limits.quarter_hour.used,
        "day_start": day_start(now),
        "day_limit": limits.day.limit,
        "day_used": limits.day.used,
    }
    try:
        with sessions.begin() as session:
            session.execute(_upsert(dialect_insert(session)), row)
    except SQLAlchemyError as error:
        log.warning("Strava's rate limits could not be stored: %s", storage_error(error))


@lru_cache
def _upsert(insert: DialectInsert) -> Insert:
    statement = insert(RateLimitRow)
    stored, reported = RateLimitRow.__table__.c, statement.excluded
    values: dict[str, ColumnElement[Any]] = {
        column.name: reported[column.name] for column in stored if not column.primary_key
    }
    for window in ("quarter", "day"):
        start, used = f"{window}_start", f"{window}_used"
        overtaken = and_(
            stored[start] == reported[start],
            (stored[used] - reported[used]).between(1, _OUT_OF_ORDER),
        )
        values[used] = case((overtaken, stored[used]), else_=reported[used])
    return statement.on_conflict_do_update(index_elements=["client_id"], set_=values)
