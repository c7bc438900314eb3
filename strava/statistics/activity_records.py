"""The records of whole activities: the longest, the highest, the fastest.

One query finds the best values of each sport type, and others the activities that have them. All
activities never leave the database, which would take longer than to compare them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from .. import sports
from ..analysis.plausible import HIGHEST
from ..db.models import Activity
from ..table import conditions
from ..table.context import QueryContext
from ..table.filters import Filters
from .contenders import moment
from .plausibility import average_speed, can_be_true

DISTANCE, TIME, CLIMB = "distance", "moving_time", "elevation_gain"
HIGHEST_POINT, SPEED = "highest", "speed"

LEAST = {
    "foot": (5.0, 10.0, 20.0),
    "cycle": (20.0, 50.0, 100.0),
    "water": (1.0, 5.0),
    "winter": (5.0, 20.0),
    "other": (5.0, 20.0),
}
"""The distances from which on an average counts, by group of sports, in kilometers or miles."""

_Term = ColumnElement[Any] | InstrumentedAttribute[Any]
_TERMS: Mapping[str, _Term] = {
    DISTANCE: Activity.distance,
    TIME: Activity.moving_time,
    CLIMB: Activity.total_elevation_gain,
    HIGHEST_POINT: case((Activity.elev_high <= HIGHEST, Activity.elev_high)),
    SPEED: average_speed(),
}


class Key(NamedTuple):
    """What a record is about."""

    measure: str
    """DISTANCE, TIME, CLIMB, HIGHEST_POINT or SPEED."""
    least: float | None = None
    """For SPEED, the meters from which on an average counts."""


class Holder(NamedTuple):
    """An activity that has a record."""

    id: int
    moment: str | None
    """The local time at its start in ISO 8601; None if it is not known."""
    sport_type: str


class ActivityRecord(NamedTuple):
    """The best activity of a group of sports in one measure."""

    group: str
    key: Key
    value: float
    """Meters, seconds, or meters per second."""
    holder: Holder


def find_activity_records(
    session: Session, context: QueryContext, filters: Filters, unit: float
) -> list[ActivityRecord]:
    """Return the records of each group, in the order of sports.GROUP_NAMES.

    `unit` is that of LEAST in meters. Of equal activities, the earliest has the record.
    """
    filters = filters.matching
    by_sport = _load_best(session, context, filters, unit)
    best = {
        (group, key): value
        for group in sports.GROUP_NAMES
        for key, value in _best_of_group(group, by_sport, unit)
    }
    holders = _load_holders(session, context, filters, best)
    return [
        ActivityRecord(group, key, value, holders[group, key])
        for (group, key), value in best.items()
        # The data can change between two queries.
        if (group, key) in holders
    ]


def _load_best(
    session: Session, context: QueryContext, filters: Filters, unit: float
) -> dict[str, dict[Key, float]]:
    """Return the best values that are more than nothing, by sport type."""
    keys = [
        *map(Key, (DISTANCE, TIME, CLIMB, HIGHEST_POINT)),
        *(Key(SPEED, unit * least) for least in sorted({*sum(LEAST.values(), ())})),
    ]
    query = (
        select(Activity.sport_type, *(func.max(_term(key)) for key in keys))
        .where(*conditions.where(context, filters), can_be_true())
        .group_by(Activity.sport_type)
    )
    return {
        sport_type: {
            key: value for key, value in zip(keys, values, strict=True) if (value or 0) > 0
        }
        for sport_type, *values in session.execute(query)
    }


def _term(key: Key) -> _Term:
    if key.least is None:
        return _TERMS[key.measure]
    return case((Activity.distance >= key.least, _TERMS[key.measure]))


def _best_of_group(
    group: str, by_sport: Mapping[str, Mapping[Key, float]], unit: float
) -> Iterator[tuple[Key, float]]:
    its = [best for sport_type, best in by_sport.items() if sports.group(sport_type) == group]
    keys = (
        *map(Key, (DISTANCE, TIME, CLIMB, HIGHEST_POINT)),
        *(Key(SPEED, unit * least) for least in LEAST[group]),
    )
    for key in keys:
        if values := [best[key] for best in its if key in best]:
            yield key, max(values)


def _load_holders(
    session: Session,
    context: QueryContext,
    filters: Filters,
    best: Mapping[tuple[str, Key], float],
) -> dict[tuple[str, Key], Holder]:
    """Return the earliest activity with each of the best values, by group and key."""
    found: dict[tuple[str, Key], Holder] = {}
    values: dict[str, set[float]] = {measure: set() for measure in _TERMS}
    # Averages from several distances can be equal.
    keys: dict[tuple[str, str, float], list[Key]] = {}
    for (group, key), value in best.items():
        values[key.measure].add(value)
        keys.setdefault((group, key.measure, value), []).append(key)
    # The height is in no index, so the activities are read once more for it, and only for it.
    for measures in ((DISTANCE, TIME, CLIMB, SPEED), (HIGHEST_POINT,)):
        rows = _with_values(session, context, filters, {one: values[one] for one in measures})
        for holder, distance, its in rows:
            group = sports.group(holder.sport_type)
            for measure, value in zip(measures, its, strict=True):
                for key in keys.get((group, measure, value), ()):
                    if key.least is None or (distance or 0) >= key.least:
                        found.setdefault((group, key), holder)
    return found


def _with_values(
    session: Session,
    context: QueryContext,
    filters: Filters,
    values: Mapping[str, Iterable[float]],
) -> Iterator[tuple[Holder, float | None, Sequence[float]]]:
    """Yield the activities with one of the values of a measure, by time.

    With each are its distance in meters, and its values of these measures.
    """
    terms = [_TERMS[measure] for measure in values]
    has_any = [term.in_(its) for term, its in zip(terms, values.values(), strict=True) if its]
    if not has_any:
        return
    ids = select(Activity.id).where(*conditions.where(context, filters), or_(*has_any))
    # Only those that are found are judged, which takes as long as to find them.
    query = (
        select(Activity.id, moment(), Activity.sport_type, Activity.distance, *terms)
        .where(Activity.id.in_(ids), can_be_true())
        .order_by(Activity.start_local.nulls_first(), Activity.id)
    )
    for activity_id, at, sport_type, distance, *its in session.execute(query):
        yield Holder(activity_id, at, sport_type), distance, its


def implausible_ids(session: Session, context: QueryContext, filters: Filters) -> list[int]:
    """Return the activities that cannot be true, the newest first."""
    query = (
        select(Activity.id)
        .where(*conditions.where(context, filters), not_(can_be_true()))
        .order_by(*conditions.order_by(context, Filters()))
    )
    return list(session.scalars(query))
