"""What Strava's limits leave, over all processes: stored with every answer, read before a call.

Limits hold for an API application, whichever of its athletes and programs makes the call.
Source: https://developers.strava.com/docs/rate-limits/
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, and_, case
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from ..api.rate_limits import DAY, QUARTER_HOUR, RateLimits, Window, day_start, quarter_start
from ..db import models
from ..db.errors import storage_error
from ..db.upsert import DialectInsert, dialect_insert
from ..errors import RateLimited

log = logging.getLogger(__name__)

RESERVE = 10
"""Calls of each window that work in the background leaves to the athlete's own clicks."""

_OUT_OF_ORDER = 8
"""Answers to calls made at once may arrive in another order, each with a little less or more."""


@dataclass(frozen=True)
class Usage:
    """The two windows as they are now, and when each opens again (UTC)."""

    quarter_hour: Window
    quarter_opens_at: datetime
    day: Window
    day_opens_at: datetime

    @property
    def left(self) -> int:
        """Calls that can be made at once."""
        return min(self.quarter_hour.left, self.day.left)

    def check(self, under_way: int = 0, reserve: int = RESERVE) -> None:
        """Raise RateLimited unless one more call may be made beside those under way."""
        for window, opens_at in (
            (self.day, self.day_opens_at),
            (self.quarter_hour, self.quarter_opens_at),
        ):
            kept = reserved(window, reserve)
            if window.left - under_way <= kept:
                raise RateLimited(opens_at, kept=min(kept, window.left))


def reserved(window: Window, reserve: int = RESERVE) -> int:
    """How many calls of a window are reserved: never more than half of them."""
    return min(reserve, window.limit // 2)


def recall(session: Session, client_id: str, now: datetime) -> Usage | None:
    """The usage at `now`; None before the first answer. What has opened again counts as unused."""
    row = session.get(models.RateLimitRow, client_id, populate_existing=True)
    if row is None:
        return None
    quarter, day = quarter_start(now), day_start(now)
    return Usage(
        Window(row.quarter_limit, row.quarter_used if row.quarter_start == quarter else 0),
        quarter + QUARTER_HOUR,
        Window(row.day_limit, row.day_used if row.day_start == day else 0),
        day + DAY,
    )


def remember(
    sessions: sessionmaker[Session], client_id: str, quota: RateLimits, now: datetime
) -> None:
    """Store what an answer that came at `now` told.

    A database that cannot be written is logged: the answer itself is no worse for it.
    """
    row = {
        "client_id": client_id,
        "quarter_start": quarter_start(now),
        "quarter_limit": quota.quarter_hour.limit,
        "quarter_used": quota.quarter_hour.used,
        "day_start": day_start(now),
        "day_limit": quota.day.limit,
        "day_used": quota.day.used,
    }
    try:
        with sessions.begin() as session:
            session.execute(_upsert(dialect_insert(session)), row)
    except SQLAlchemyError as error:
        log.warning("Strava's limits could not be noted: %s", storage_error(error))


@lru_cache
def _upsert(insert: DialectInsert) -> Insert:
    statement = insert(models.RateLimitRow)
    stored, told = models.RateLimitRow.__table__.c, statement.excluded
    update: dict[str, ColumnElement[Any]] = {
        column.name: told[column.name] for column in stored if not column.primary_key
    }
    for window in ("quarter", "day"):
        start, used = f"{window}_start", f"{window}_used"
        late = and_(
            stored[start] == told[start],
            (stored[used] - told[used]).between(1, _OUT_OF_ORDER),
        )
        update[used] = case((late, stored[used]), else_=told[used])
    return statement.on_conflict_do_update(index_elements=["client_id"], set_=update)
