"""The stored figures of the splits and laps of an activity, as tables of the page."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, select

from ...db.models import StretchRow
from ..display.stretch_table import Figures, Style
from .page import Page

MAX_ROWS = 1000
"""Number of rows that a table shows."""

StoredRow = Row[*tuple[Any, ...]]


def stored_rows(page: Page, kinds: Collection[str]) -> list[StoredRow]:
    """Return the first MAX_ROWS stored stretches of these kinds, in order."""
    query = select(*StretchRow.__table__.columns).where(
        StretchRow.activity_id == page.activity.id,
        StretchRow.kind.in_(kinds),
        StretchRow.number <= MAX_ROWS,
    )
    return list(page.session.execute(query.order_by(StretchRow.kind, StretchRow.number)))


def figures(row: StoredRow) -> Figures:
    """Return the figures of a stored stretch."""
    return Figures(
        moving_time=row.moving_time,
        elapsed_time=row.end - row.start,
        distance=row.distance,
        flat_distance=row.flat_distance,
        elevation_gain=row.elevation_gain,
        elevation_loss=row.elevation_loss,
        average_heartrate=row.average_heartrate,
        average_watts=row.average_watts,
        average_cadence=row.average_cadence,
    )


def style(page: Page, *, imperial_pace: bool) -> Style:
    """Return how the figures of this activity are written."""
    activity = page.activity
    return Style(activity.sport_type, page.imperial, imperial_pace, activity.workout_type)
