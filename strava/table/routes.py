"""The routes of the matching activities, for a map of all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, case, select
from sqlalchemy.orm import Session

from .. import sports
from ..db.models import Activity, Document, Route
from ..db.summary import polyline
from ..polylines import is_well_formed
from ..privacy import places, shown
from . import conditions
from .context import QueryContext
from .filters import Filters

_BATCH_SIZE = 500


def matching_ids(session: Session, context: QueryContext, filters: Filters) -> list[int]:
    """Return the ids of all matching activities, newest first."""
    filters = filters.matching
    query = (
        select(Activity.id)
        .where(*conditions.where(context, filters))
        .order_by(*conditions.order_by(context, filters))
    )
    return list(session.scalars(query))


def matching_routes(
    session: Session, context: QueryContext, filters: Filters
) -> Iterator[dict[str, Any]]:
    """Yield the matching activities that have a route, newest first, with its encoded polyline.

    The polyline is the simplified one of the index of routes. Until a new or changed route is
    indexed, it is the one of the summary. If a private place cuts a route, each of its pieces is
    an item.
    """
    hidden = places.hidden(session, context.athlete_id)
    filters = filters.matching
    is_indexed = and_(Route.fetched_at == Document.fetched_at, Route.polyline.is_not(None))
    query = (
        select(
            Activity.id,
            Activity.sport_type,
            Activity.day,
            case((is_indexed, Route.polyline)).label("polyline"),
            case((is_indexed, None), else_=Document.body).label("summary"),
        )
        .join(Document, and_(Document.activity_id == Activity.id, Document.kind == "summary"))
        .outerjoin(Route, Route.activity_id == Activity.id)
        .where(*conditions.where(context, filters))
        .order_by(*conditions.order_by(context, filters))
        .execution_options(yield_per=_BATCH_SIZE)
    )
    for row in session.execute(query):
        line = row.polyline if row.summary is None else _line(row.summary)
        for piece in shown.lines(line, hidden) if line else ():
            yield {
                "id": row.id,
                "sport_type": row.sport_type,
                "sport_group": sports.group(row.sport_type),
                "date": row.day and row.day.isoformat(),
                "polyline": piece,
            }


def _line(summary: str) -> str:
    """Return the polyline of a stored summary; "" if it has none, or one that is cut off."""
    read = json.loads(summary)
    encoded = polyline(read) if isinstance(read, dict) else None
    return encoded if is_well_formed(encoded) else ""
