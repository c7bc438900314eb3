"""The activities on the same route, and how they have become faster or slower."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from sqlalchemy import select

from ...analysis.routes import Direction
from ...db.models import Activity
from ...recordings import routes
from ...sports import name as sport_name
from ...workouts import averaged_time
from ..display import formats
from ..display.measures import average_heading
from .charts import Chart, axis, measurements
from .page import Page

SHOWN = 20
"""Rows in each direction, unless all are asked for."""
COMPARED = 100
"""How many routes are compared, the newest first, unless all are asked for."""
_COLUMNS = (
    Activity.id,
    Activity.name,
    Activity.sport_type,
    Activity.workout_type,
    Activity.start_local,
    Activity.distance,
    Activity.moving_time,
    Activity.elapsed_time,
    Activity.average_heartrate,
)
_LEAST_POINTS = 3
"""A line through fewer points shows no trend."""


@dataclass(frozen=True)
class Row:
    """An activity on the route."""

    id: int
    name: str
    start: datetime | None
    time: str
    average: str
    heartrate: str
    sport: str
    """The name of its sport, if that is another one."""
    address: str
    is_current: bool


@dataclass(frozen=True)
class Trend:
    """The average speeds over the years."""

    chart: Chart
    points: list[tuple[float, float, bool]]
    """Place from the left and from the top, in percent, and whether it is the shown activity."""
    first: datetime
    last: datetime


def build(page: Page) -> dict[str, Any] | None:
    """Return the activities in either direction; None if there is no other one."""
    shows_all = request.args.get("routes") == "all"
    limit = None if shows_all else COMPARED
    matches = routes.same_route(page.session, page.activity, limit)
    if len(matches) < 2:
        return None
    direction = {match.activity_id: match.direction for match in matches}
    activities = page.session.execute(
        select(*_COLUMNS)
        .where(Activity.id.in_(direction))
        .order_by(Activity.start_local.desc().nulls_last(), Activity.id.desc())
    ).all()
    same = [one for one in activities if direction[one.id] is Direction.SAME]
    opposite = [one for one in activities if direction[one.id] is Direction.OPPOSITE]
    return {
        "same": _rows(page, same, shows_all),
        "opposite": _rows(page, opposite, shows_all),
        "numbers": (len(same), len(opposite)),
        "is_limited": not shows_all and len(matches) > COMPARED,
        "all": None if shows_all else _address_of_all(page),
        "heading": average_heading(page.activity.sport_type, page.imperial),
        "trend": _trend(page, same),
    }


def _rows(page: Page, activities: Sequence[Any], shows_all: bool) -> list[Row]:
    shown = list(activities if shows_all else activities[:SHOWN])
    is_current = [one.id == page.activity.id for one in activities]
    if any(is_current[len(shown) :]):
        shown[-1] = activities[is_current.index(True)]
    return [_row(page, one) for one in shown]


def _row(page: Page, activity: Any) -> Row:
    sport_type = page.activity.sport_type
    is_other_sport = activity.sport_type != sport_type
    return Row(
        id=activity.id,
        name=activity.name,
        start=activity.start_local,
        time=formats.duration(activity.moving_time),
        average=formats.average(sport_type, activity.distance, _seconds(activity), page.imperial),
        heartrate=formats.integer(activity.average_heartrate),
        sport=sport_name(activity.sport_type) if is_other_sport else "",
        address=_address(page, activity.id),
        is_current=activity.id == page.activity.id,
    )


def _seconds(activity: Any) -> float | None:
    return averaged_time(activity.workout_type, activity.moving_time, activity.elapsed_time)


def _address(page: Page, activity_id: int) -> str:
    return url_for("activity.show", activity_id=activity_id, list=page.list_query or None)


def _address_of_all(page: Page) -> str:
    return url_for(
        "activity.show",
        activity_id=page.activity.id,
        list=page.list_query or None,
        routes="all",
        _anchor="same-route",
    )


def _trend(page: Page, newest_first: Sequence[Any]) -> Trend | None:
    speeds = [
        (one.start_local, one.distance / seconds, one.id == page.activity.id)
        for one in reversed(newest_first)
        if one.start_local and one.distance and (seconds := _seconds(one))
    ]
    if len(speeds) < _LEAST_POINTS:
        return None
    measurement = next(
        one for one in measurements(page.activity.sport_type, page.imperial) if one.key == "speed"
    )
    chart = axis(measurement, [speed for _, speed, _ in speeds], shows_all=True)
    first, last = speeds[0][0], speeds[-1][0]
    span = (last - first).total_seconds() or 1.0
    places = [(start - first).total_seconds() / span * 100 for start, _, _ in speeds]
    chart = chart.with_line(places, [speed for _, speed, _ in speeds])
    points = [
        (round(place, 2), chart.place(speed), is_current)
        for place, (_, speed, is_current) in zip(places, speeds, strict=True)
    ]
    return Trend(chart, points, first, last)
