"""SQL for the average speed of activities, and for whether they can be true."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func

from ..analysis.plausible import (
    FASTEST,
    FASTEST_CLIMB,
    FASTEST_OF_OTHERS,
    ON_FOOT,
    RUNNERS,
    WITHOUT_LIFTS,
)
from ..db.models import Activity
from ..table.conditions import AVERAGED_TIME


def average_speed() -> ColumnElement[Any]:
    """Return the average in meters per second; NULL if it is not known."""
    return Activity.distance / func.nullif(AVERAGED_TIME, 0)


def can_be_true() -> ColumnElement[bool]:
    """Return the condition that a human can have done the activity. It is never NULL.

    What is not known is no reason against it.
    """
    elapsed = func.coalesce(func.nullif(Activity.elapsed_time, 0), Activity.moving_time)
    seconds = func.coalesce(func.nullif(AVERAGED_TIME, 0), elapsed)
    fastest = case(
        (Activity.sport_type.in_(ON_FOOT), _fastest_on_foot()),
        *((Activity.sport_type == name, speed) for name, speed in FASTEST.items()),
        else_=FASTEST_OF_OTHERS,
    )
    is_too_fast = and_(Activity.distance > fastest * seconds, seconds > 0)
    is_too_steep = and_(
        Activity.total_elevation_gain > FASTEST_CLIMB * elapsed,
        elapsed > 0,
        Activity.sport_type.in_(WITHOUT_LIFTS),
    )
    return and_(is_too_fast.is_not(True), is_too_steep.is_not(True))


def _fastest_on_foot() -> ColumnElement[Any]:
    """Return the speed that nobody keeps up on foot over the distance of the activity."""
    longest_first = sorted(RUNNERS, reverse=True)
    return case(*((Activity.distance >= least, speed) for least, speed in longest_first))
