"""The best efforts of a year, and which of them were records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import BindParameter, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from ..analysis.families import RIDE, RUN, SWIM, family
from ..db.models import Activity, Effort
from ..recordings.efforts import POWER
from ..table import conditions
from ..table.context import QueryContext
from ..table.filters import Filters
from ..units import METERS_PER_MILE

DISTANCE = "distance"
_SIZES = {
    (RUN.name, DISTANCE): (1000.0, METERS_PER_MILE, 5000.0, 10_000.0, 21_097.5, 42_195.0),
    (RIDE.name, DISTANCE): (20_000.0, 50_000.0, 100_000.0),
    (SWIM.name, DISTANCE): (100.0, 400.0, 1500.0),
    (RIDE.name, POWER): (60.0, 300.0, 1200.0, 3600.0),
}
"""The distances and durations for which a year has a best effort. /records has all."""


class BestEffort(NamedTuple):
    """The best effort of the year over a distance or a duration; see db.models.Effort."""

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


def best_efforts(
    session: Session,
    context: QueryContext,
    year: int,
    filters: Filters,
    sports_before: Iterable[str],
) -> list[BestEffort]:
    """Return the best efforts of the activities of a year that match the filters.

    For records, all earlier activities count, whether they match or not. `sports_before` has
    their sport types.
    """
    of_year = Filters(span=f"{year:04}")
    fields = [getattr(Effort, name) for name in BestEffort._fields[:7]]
    query = (
        select(*fields, Activity.day)
        .join(Activity, Activity.id == Effort.activity_id)
        .where(
            *conditions.where(context, of_year),
            *conditions.where(context, filters.matching),
            Effort.set_aside.is_(False),
            or_(
                *(
                    and_(Effort.family == name, Effort.kind == kind, Effort.size.in_(sizes))
                    for (name, kind), sizes in _SIZES.items()
                )
            ),
        )
        .order_by(Activity.start_local, Activity.id)
    )
    best = _best(BestEffort._make((*row, False)) for row in session.execute(query))
    ordered = [
        best[name, kind, size]
        for (name, kind), sizes in _SIZES.items()
        for size in sizes
        if (name, kind, size) in best
    ]
    families = {found.name for sport in sports_before if (found := family(sport)) is not None}
    if not families:
        return ordered
    earlier = {kind: _earlier(context, year, kind == POWER) for kind in (DISTANCE, POWER)}
    return [
        one._replace(is_record=_is_record(session, earlier[one.kind], one))
        if one.family in families
        else one
        for one in ordered
    ]


def _best(efforts: Iterable[BestEffort]) -> dict[tuple[str, str, float], BestEffort]:
    """Return the best one of each family, kind and size; of equal ones, the first."""
    best: dict[tuple[str, str, float], BestEffort] = {}
    for one in efforts:
        key = one.family, one.kind, one.size
        if key not in best or _is_better(one, best[key]):
            best[key] = one
    return best


def _is_better(one: BestEffort, other: BestEffort) -> bool:
    return one.value > other.value if one.kind == POWER else one.value < other.value


def _is_record(session: Session, earlier: Select[bool, bool], one: BestEffort) -> bool:
    values = {name: getattr(one, name) for name in ("family", "kind", "size", "value")}
    found = session.execute(earlier, values).one()
    return found.any and not found.as_good


def _earlier(context: QueryContext, year: int, is_power: bool) -> Select[bool, bool]:
    """Return the query whether earlier years had such an effort, and one that was as good.

    The index of ranks has the better ones next to each other, and few of them come later.
    """
    value: BindParameter[float] = bindparam("value")
    is_comparable = and_(
        Effort.athlete_id == context.athlete_id,
        Effort.family == bindparam("family"),
        Effort.kind == bindparam("kind"),
        Effort.size == bindparam("size"),
        Effort.set_aside.is_(False),
        exists().where(
            Activity.id == Effort.activity_id,
            *conditions.where(context, Filters(end=date(year - 1, 12, 31))),
        ),
    )
    is_as_good = Effort.value >= value if is_power else Effort.value <= value
    return select(
        exists().where(is_comparable).label("any"),
        exists().where(is_comparable, is_as_good).label("as_good"),
    )
