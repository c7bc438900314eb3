"""Which activities follow the same route: an index of their cells, and what it finds.

The index also has the line of each route as the map of all routes draws it, and its explorer tiles
until its recording is measured. All routes come from the polyline of the summary, so that they are
equally exact, and are known before the details are fetched.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from ..analysis import routes
from ..analysis.routes import LENGTH_TOLERANCE, Direction, Matcher
from ..db import athletes
from ..db.activities import is_current, is_left_out
from ..db.models import Activity, Document, Route, RouteKey
from ..db.upsert import dialect_insert, upsert
from ..polylines import Position, decode, encode, simplified
from ..sports import group
from . import tiles

VERSION = 3
"""Increase it when the computation changes, so that every route is indexed again."""

_NO_ROUTE = routes.Route((), 0.0)
_TOLERANCE = 1e-4
"""Degrees: about ten meters, which a map of many routes shows only when it is zoomed in closely."""


@dataclass(frozen=True)
class Match:
    """An activity on the route of another one."""

    activity_id: int
    direction: Direction


def index_missing(session: Session, athlete_id: int, limit: int) -> int:
    """Index up to `limit` routes that are new or have changed, and return how many there were.

    Takes about a millisecond for each. The caller commits.
    """
    athletes.lock(session, athlete_id)
    rows = session.execute(
        select(
            Activity.id,
            Activity.distance,
            Activity.sport_type,
            Document.body,
            Document.fetched_at,
        )
        .join(Document, Document.activity_id == Activity.id)
        .outerjoin(Route, Route.activity_id == Activity.id)
        .where(
            Activity.athlete_id == athlete_id,
            Document.kind == "summary",
            or_(
                Route.activity_id.is_(None),
                Route.version != VERSION,
                Route.fetched_at != Document.fetched_at,
            ),
        )
        .limit(limit)
    ).all()
    if not rows:
        return 0
    found = [(row, _positions(json.loads(row.body))) for row in rows]
    traced = [
        (row.id, row.fetched_at, positions, routes.trace(positions) or _NO_ROUTE)
        for row, positions in found
    ]
    session.execute(delete(RouteKey).where(RouteKey.activity_id.in_([row.id for row in rows])))
    upsert(session, Route, [_row(*one) for one in traced])
    key_rows = [
        {"key": key, "activity_id": activity_id}
        for activity_id, _, _, route in traced
        for key in routes.keys(route)
    ]
    if key_rows:
        # Another process may be indexing the same activities.
        session.execute(dialect_insert(session)(RouteKey).on_conflict_do_nothing(), key_rows)
    passed = {
        row.id: tiles.of_summary(positions, row.distance, row.sport_type)
        for row, positions in found
    }
    tiles.store_of_summaries(session, athlete_id, passed)
    return len(rows)


def same_route(session: Session, activity: Activity, limit: int | None = None) -> list[Match]:
    """Return the activities of the same group of sports on the route of an activity.

    The activity itself is the first one, and the others are the newest first. Only the `limit`
    newest that may be on the route are compared. Returns none if there is no route, or none yet.
    """
    stored = session.get(Route, activity.id)
    if stored is None or not stored.cells:
        return []
    route = routes.Route(_unpacked(stored.cells), stored.length)
    matcher = Matcher(route)
    matches = [Match(activity.id, Direction.SAME)]
    for activity_id, other in islice(_candidates(session, activity, route), limit):
        if (direction := matcher.direction(other)) is not None:
            matches.append(Match(activity_id, direction))
    return matches


def _candidates(
    session: Session, activity: Activity, route: routes.Route
) -> Iterator[tuple[int, routes.Route]]:
    """Yield the other routes that may be the same, newest first."""
    route_keys = routes.keys(route)
    sharing = (
        select(RouteKey.activity_id)
        .where(RouteKey.key.in_(route_keys), RouteKey.activity_id != activity.id)
        .group_by(RouteKey.activity_id)
        .having(func.count() >= routes.min_shared_keys(route_keys))
        .subquery()
    )
    rows = session.execute(
        select(Route.activity_id, Route.cells, Route.length, Activity.sport_type)
        .join(sharing, sharing.c.activity_id == Route.activity_id)
        .join(Activity, Activity.id == Route.activity_id)
        .where(
            is_current(activity.athlete_id),
            ~is_left_out(),
            Route.length.between(
                route.length * (1 - LENGTH_TOLERANCE), route.length / (1 - LENGTH_TOLERANCE)
            ),
        )
        .order_by(Activity.start_local.desc().nulls_last(), Activity.id.desc())
    )
    sports = group(activity.sport_type)
    for activity_id, cells, length, sport_type in rows:
        if group(sport_type) == sports:
            yield activity_id, routes.Route(_unpacked(cells), length)


def _positions(summary: Any) -> list[Position]:
    drawn = summary.get("map") if isinstance(summary, dict) else None
    encoded = drawn.get("summary_polyline") if isinstance(drawn, dict) else None
    return decode(encoded)


def _row(
    activity_id: int, fetched_at: Any, positions: Sequence[Position], route: routes.Route
) -> dict[str, Any]:
    return {
        "activity_id": activity_id,
        "version": VERSION,
        "fetched_at": fetched_at,
        "length": route.length,
        "cells": struct.pack(f"<{len(route.cells)}I", *route.cells),
        "polyline": encode(simplified(positions, len(positions), _TOLERANCE)),
    }


def _unpacked(cells: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(cells) // 4}I", cells)
