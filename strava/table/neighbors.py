"""Where an activity is in the table: how many are above it, and which are next to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select
from sqlalchemy.orm import Session

from ..db.models import Activity
from . import conditions
from .conditions import Term
from .context import QueryContext
from .filters import Filters


class Neighbor(NamedTuple):
    """The activity in the row above or below."""

    id: int
    name: str


class Place(NamedTuple):
    """The place of an activity in the table."""

    above: int
    """The number of matching activities above it, on all pages."""
    previous: Neighbor | None
    next: Neighbor | None


def find_place(
    session: Session, context: QueryContext, filters: Filters, activity_id: int
) -> Place | None:
    """Return the place of an activity among those that match, or the place it would have.

    None if there is no such activity.
    """
    terms = conditions.directed_terms(context, filters)
    row = session.execute(select(*(term for term, _ in terms)).where(Activity.id == activity_id))
    values = row.one_or_none()
    if values is None:
        return None
    above, below = (
        [*conditions.where(context, filters), _is_beyond(terms, values, backwards=backwards)]
        for backwards in (True, False)
    )
    count = session.scalar(select(func.count()).select_from(Activity).where(*above))
    previous, following = (
        session.scalar(
            select(Activity.id)
            .where(*wanted)
            .order_by(*conditions.order_by(context, filters, backwards=backwards))
            .limit(1)
        )
        for wanted, backwards in ((above, True), (below, False))
    )
    names = _names(session, [key for key in (previous, following) if key is not None])
    return Place(count or 0, names.get(previous), names.get(following))


def _names(session: Session, ids: Sequence[int]) -> dict[int | None, Neighbor]:
    # Names are in no index, so they are read for these rows only.
    rows = session.execute(select(Activity.id, Activity.name).where(Activity.id.in_(ids)))
    return {row.id: Neighbor(row.id, row.name) for row in rows}


def _is_beyond(
    terms: Sequence[tuple[Term, bool]], values: Sequence[Any], *, backwards: bool
) -> ColumnElement[bool]:
    """Return the condition that a row is below one with these values, or above it."""
    choices, equal = [], list[ColumnElement[bool]]()
    for (term, ascending), value in zip(terms, values, strict=True):
        choices.append(and_(*equal, _differs(term, value, ascending, backwards)))
        equal.append(term.is_(None) if value is None else term == literal(value))
    return or_(*choices)


def _differs(term: Term, value: Any, ascending: bool, backwards: bool) -> ColumnElement[bool]:
    """Return the condition that a term decides. Missing values are below all others."""
    if value is None:
        return term.is_not(None) if backwards else false()
    limit = literal(value)
    beyond = term > limit if ascending is not backwards else term < limit
    return beyond if backwards else or_(beyond, term.is_(None))
