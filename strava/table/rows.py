"""Queries for the rows of the table: one page of them, or all in batches."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from ..db.models import Activity, Gear
from ..privacy import shown
from . import conditions
from .columns import BY_KEY
from .context import QueryContext
from .filters import Filters

_SELECTED = tuple(
    Activity.__table__.c[field]
    for field in dict.fromkeys(
        ["id", "private", *(field for column in BY_KEY.values() for field in column.fields)]
    )
)

_BATCH_SIZE = 500

ActivityRow = Row[*tuple[Any, ...]]
"""An activity, with the fields of every column of the table."""


class TablePage(NamedTuple):
    """The IDs of the activities on one page, its number, and the number of pages.

    `pages` is None if the number of matching activities was not known.
    """

    ids: Sequence[int]
    number: int
    pages: int | None


def page_ids(
    session: Session, context: QueryContext, filters: Filters, total: int | None = None
) -> TablePage:
    """Return the requested page, or the last one if there are fewer pages.

    `total` is the number of matching activities. Without it, the first page is returned.
    """
    size = filters.per_page
    if total is None:
        return TablePage(_select_ids(session, context, filters, 0, size), 1, None)
    if total == 0:
        return TablePage((), 1, 1)
    pages = math.ceil(total / size)
    number = min(filters.page, pages)
    start = (number - 1) * size
    remaining = total - start
    if start <= remaining:
        return TablePage(_select_ids(session, context, filters, start, size), number, pages)
    # In the second half it is faster to skip rows from the end.
    length = min(size, remaining)
    ids = _select_ids(session, context, filters, remaining - length, length, backwards=True)
    return TablePage(ids[::-1], number, pages)


def fetch_rows(session: Session, ids: Sequence[int]) -> list[ActivityRow]:
    """Return the stored activities with these IDs, in the same order."""
    if not ids:
        return []
    query = select(*_SELECTED).where(Activity.__table__.c.id.in_(ids))
    row_by_id = {row.id: row for row in session.execute(query)}
    return [row_by_id[activity_id] for activity_id in ids if activity_id in row_by_id]


def stream_rows(
    session: Session,
    context: QueryContext,
    filters: Filters,
    fields: Sequence[ColumnElement[Any]],
    *,
    only_page: bool = False,
) -> Iterator[Sequence[Row[Any]]]:
    """Yield these fields of all matching activities in batches, or only those of the page.

    Fields of the activity's gear can be selected as well.
    """
    query = (
        select(*fields)
        .select_from(Activity)
        .outerjoin(Gear, Gear.id == Activity.gear_id)
        .where(*conditions.where(context, filters))
        .order_by(*conditions.order_by(context, filters))
    )
    if only_page:
        query = query.limit(filters.per_page).offset((filters.page - 1) * filters.per_page)
    # The cursor is closed even if the client aborts the download.
    options = {"yield_per": _BATCH_SIZE}
    with session.connection().execute(query, execution_options=options) as result:
        yield from result.partitions()


def routes(
    session: Session, athlete_id: int, activity_ids: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Return the routes of these activities, without those that have none.

    Each consists of encoded polylines: one, or its pieces outside of private places.
    """
    found = shown.summaries(session, athlete_id, activity_ids).routes()
    return {key: lines for key, lines in zip(activity_ids, found, strict=True) if lines}


def _select_ids(
    session: Session,
    context: QueryContext,
    filters: Filters,
    offset: int,
    limit: int,
    *,
    backwards: bool = False,
) -> Sequence[int]:
    return session.scalars(
        select(Activity.id)
        .where(*conditions.where(context, filters))
        .order_by(*conditions.order_by(context, filters, backwards=backwards))
        .limit(limit)
        .offset(offset)
    ).all()
