"""The activities of a list beside or below the map, each with a drawing of its route."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from ...table.rows import ActivityRow, fetch_rows, routes
from ..display import route_thumbnail


class Item(NamedTuple):
    """An activity in the list."""

    activity: ActivityRow
    path: str
    """The `d` of the SVG path of its route; "" if it has none."""


def read_items(session: Session, athlete_id: int, activity_ids: Sequence[int]) -> list[Item]:
    """Return the activities with these ids, in the same order."""
    lines = routes(session, athlete_id, activity_ids)
    return [
        Item(row, route_thumbnail.path(*lines.get(row.id, ())))
        for row in fetch_rows(session, activity_ids)
    ]
