"""What is read of each matching activity to compare them, in one query."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from ..analysis.plausible import is_plausible_average, is_plausible_climb
from ..db.models import Activity
from ..table import conditions
from ..table.context import QueryContext
from ..table.filters import Filters
from ..workouts import averaged_time


class Matching(NamedTuple):
    """A matching activity: meters, and seconds."""

    id: int
    moment: str | None
    """The local time at its start in ISO 8601; None if it is not known."""
    sport_type: str
    workout_type: int | None
    distance: float | None
    moving_time: int | None
    elapsed_time: int | None
    elevation_gain: float | None
    manual: bool

    @property
    def day(self) -> date | None:
        """The local day; None if it is not known."""
        return None if self.moment is None else date.fromisoformat(self.moment[:10])


def load_matching(session: Session, context: QueryContext, filters: Filters) -> list[Matching]:
    """Return the matching activities by the time of their start. Those without one come first."""
    query = (
        select(
            Activity.id,
            func.substr(cast(Activity.start_local, Text), 1, 19),
            Activity.sport_type,
            Activity.workout_type,
            Activity.distance,
            Activity.moving_time,
            Activity.elapsed_time,
            Activity.total_elevation_gain,
            Activity.manual,
        )
        .where(*conditions.where(context, filters.matching))
        # The order of the index, which has what is not known at its end.
        .order_by(*conditions.order_by(context, Filters()))
    )
    # Without the session, which would take as long as the query for its thousands of rows.
    rows = session.connection().execute(query).all()
    return [tuple.__new__(Matching, row) for row in reversed(rows)]


def is_plausible(one: Matching) -> bool:
    """Return whether an activity can be true, as plausibility.can_be_true says it in SQL."""
    elapsed = one.elapsed_time or one.moving_time
    seconds = averaged_time(one.workout_type, one.moving_time, one.elapsed_time) or elapsed
    is_too_fast = (
        (one.distance or 0) > 0
        and (seconds or 0) > 0
        and not is_plausible_average(one.sport_type, one.distance or 0, seconds or 0)
    )
    is_too_steep = (
        (one.elevation_gain or 0) > 0
        and (elapsed or 0) > 0
        and not is_plausible_climb(one.sport_type, one.elevation_gain or 0, elapsed or 0)
    )
    return not is_too_fast and not is_too_steep
