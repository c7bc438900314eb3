"""The best efforts of a year, and which of them were records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from ..analysis.families import RIDE, RUN, SWIM, family
from ..analysis.plausible import MOST_WATTS, shortest_time
from ..db.models import Activity, Effort
from ..recordings.efforts import DISTANCE, POWER
from ..table import conditions
from ..table.context import QueryContext
from ..table.filters import Filters
from ..units import METERS_PER_MILE
from .plausibility import can_be_true

_SIZES = (
    *((RUN.name, DISTANCE, size) for size in (1000.0, METERS_PER_MILE, 5000.0, 10_000.0)),
    *((RUN.name, DISTANCE, size) for size in (21_097.5, 42_195.0)),
    *((RIDE.name, DISTANCE, size) for size in (20_000.0, 50_000.0, 100_000.0)),
    *((SWIM.name, DISTANCE, size) for size in (100.0, 400.0, 1500.0)),
    *((RIDE.name, POWER, size) for size in (60.0, 300.0, 1200.0, 3600.0)),
)
"""The family, kind and size of the best efforts of a year. /records has all."""


class YearEffort(NamedTuple):
    """The best effort of a year over a distance or a duration; see db.models.Effort."""

    family: str
    kind: str
    size: float
    value: float
    start: float
    end: float
    activity_id: int
    day: date
    is_record: bool = False
    """Whether it was better than every earlier year, of which at least one had such an effort."""


def find_year_efforts(
    session: Session,
    context: QueryContext,
    year: int,
    filters: Filters,
    sports_before: Iterable[str],
) -> list[YearEffort]:
    """Return the best efforts of the matching activities. `filters` has the year.

    For records, all earlier activities count, whether they match or not. `sports_before` has
    their sport types.
    """
    best = _best(_load(session, context, filters))
    found = [best[key] for key in _SIZES if key in best]
    families = {one.name for sport in sports_before if (one := family(sport)) is not None}
    if not families:
        return found
    earlier = {kind: _earlier(context, year, kind) for kind in (DISTANCE, POWER)}
    return [
        one._replace(is_record=_is_record(session, earlier[one.kind], one))
        if one.family in families
        else one
        for one in found
    ]


def _load(session: Session, context: QueryContext, filters: Filters) -> Iterable[YearEffort]:
    """Yield the plausible efforts of all sizes, of activities that can be true, by time."""
    fields = [getattr(Effort, name) for name in YearEffort._fields[:7]]
    query = (
        select(*fields, Activity.day)
        .join(Activity, Activity.id == Effort.activity_id)
        .where(
            *conditions.where(context, filters.matching),
            can_be_true(),
            Effort.set_aside.is_(False),
            or_(*(_is_plausible(*key) for key in _SIZES)),
        )
        .order_by(Activity.start_local, Activity.id)
    )
    for row in session.connection().execute(query):
        yield YearEffort._make((*row, False))


def _is_plausible(name: str, kind: str, size: float) -> ColumnElement[bool]:
    limit = _limit(name, kind, size)
    return and_(
        Effort.family == name,
        Effort.kind == kind,
        Effort.size == size,
        Effort.value <= limit if kind == POWER else Effort.value >= limit,
    )


def _limit(name: str, kind: str, size: float) -> float:
    """Return the best value that a human can reach."""
    return MOST_WATTS if kind == POWER else shortest_time(name, size)


def _best(efforts: Iterable[YearEffort]) -> dict[tuple[str, str, float], YearEffort]:
    """Return the best one of each family, kind and size; of equal ones, the first."""
    best: dict[tuple[str, str, float], YearEffort] = {}
    for one in efforts:
        key = one.family, one.kind, one.size
        if key not in best or _is_better(one, best[key]):
            best[key] = one
    return best


def _is_better(one: YearEffort, other: YearEffort) -> bool:
    return one.value > other.value if one.kind == POWER else one.value < other.value


def _is_record(session: Session, earlier: Select[bool, bool], one: YearEffort) -> bool:
    values = {name: getattr(one, name) for name in ("family", "kind", "size", "value")}
    limit = _limit(one.family, one.kind, one.size)
    found = session.execute(earlier, values | {"limit": limit}).one()
    return found.has_any and not found.has_as_good


def _earlier(context: QueryContext, year: int, kind: str) -> Select[bool, bool]:
    """Return the query whether earlier years had such an effort, and one that was as good.

    The index of ranks has the better ones next to each other, and few of them come later.
    """
    value: Any = Effort.value
    is_comparable = and_(
        Effort.athlete_id == context.athlete_id,
        Effort.family == bindparam("family"),
        Effort.kind == bindparam("kind"),
        Effort.size == bindparam("size"),
        Effort.set_aside.is_(False),
        value <= bindparam("limit") if kind == POWER else value >= bindparam("limit"),
        exists().where(
            Activity.id == Effort.activity_id,
            *conditions.where(context, Filters(end=date(year - 1, 12, 31))),
            can_be_true(),
        ),
    )
    is_as_good = value >= bindparam("value") if kind == POWER else value <= bindparam("value")
    return select(
        exists().where(is_comparable).label("has_any"),
        exists().where(is_comparable, is_as_good).label("has_as_good"),
    )
