"""Lists what is stored, a page or all of it; in the order and with the filters of matching."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from .. import coerce
from ..db.models import Activity, Document, Gear
from . import conditions
from .columns import BY_KEY
from .context import QueryContext
from .filters import Filters

_SHOWN = tuple(
    Activity.__table__.c[field]
    for field in dict.fromkeys(
        ["id", "private", *(field for column in BY_KEY.values() for field in column.fields)]
    )
)

_ROWS_AT_ONCE = 500

ActivityRow = Row[*tuple[Any, ...]]
"""An activity with the fields of every column of the table."""


class TablePage(NamedTuple):
    """Which activities are on one page, and how it stands in the whole.

    `pages` is None where it was not said how many activities match.
    """

    ids: Sequence[int]
    number: int
    pages: int | None


def page_ids(
    session: Session, context: QueryContext, filters: Filters, total: int | None = None
) -> TablePage:
    """One page of what matches; the last one if there are fewer pages than asked for.

    `total` is how many activities match, which all pages but the first need to know.
    """
    size = filters.per_page
    if total is None:
        return TablePage(_ids(session, context, filters, 0, size), 1, None)
    if total == 0:
        return TablePage((), 1, 1)
    pages = math.ceil(total / size)
    number = min(filters.page, pages)
    start = (number - 1) * size
    rest = total - start
    if start <= rest:
        return TablePage(_ids(session, context, filters, start, size), number, pages)
    # Nearer to the end it is faster to count from there.
    length = min(size, rest)
    ids = _ids(session, context, filters, rest - length, length, backwards=True)
    return TablePage(ids[::-1], number, pages)


def fetch_rows(session: Session, ids: Sequence[int]) -> list[ActivityRow]:
    """The activities of these ids that are stored, in their order."""
    wanted = select(*_SHOWN).where(Activity.__table__.c.id.in_(ids))
    found = {row.id: row for row in session.execute(wanted)} if ids else {}
    return [found[activity_id] for activity_id in ids if activity_id in found]


def stream_rows(
    session: Session,
    context: QueryContext,
    filters: Filters,
    fields: Sequence[ColumnElement[Any]],
    *,
    only_page: bool = False,
) -> Iterator[Sequence[Row[Any]]]:
    """These fields of every row that matches, or of those of the page; some rows at a time.

    They may be of the activity's gear, too.
    """
    asked = (
        select(*fields)
        .select_from(Activity)
        .outerjoin(Gear, Gear.id == Activity.gear_id)
        .where(*conditions.where(context, filters))
        .order_by(*conditions.order_by(context, filters))
    )
    if only_page:
        asked = asked.limit(filters.per_page).offset((filters.page - 1) * filters.per_page)
    # A download that breaks off leaves no cursor open.
    options = {"yield_per": _ROWS_AT_ONCE}
    with session.connection().execute(asked, execution_options=options) as result:
        yield from result.partitions()


def routes(session: Session, activity_ids: Sequence[int]) -> dict[int, str]:
    """The encoded polylines of these activities' routes; those without one are left out."""
    summaries = select(Document.activity_id, Document.body).where(
        Document.kind == "summary", Document.activity_id.in_(activity_ids)
    )
    maps = {key: json.loads(body).get("map") for key, body in session.execute(summaries)}
    encoded = {
        key: coerce.text(found.get("summary_polyline"))
        for key, found in maps.items()
        if isinstance(found, dict)
    }
    return {key: line for key in activity_ids if (line := encoded.get(key))}


def _ids(
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
