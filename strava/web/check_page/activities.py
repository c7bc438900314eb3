"""The activities that the page names, and what it says about each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from ...db.archived import FROM_ARCHIVE
from ...db.models import Activity, Document
from ...table.rows import ActivityRow

ON_STRAVA = "https://www.strava.com/activities"


class Named(NamedTuple):
    """An activity in a list of the page."""

    row: ActivityRow
    """Its columns, in SI units."""
    source: str
    """Where it comes from."""

    @property
    def name(self) -> str:
        """Its name; never empty."""
        return self.row.name or "(no name)"

    @property
    def edit_address(self) -> str:
        """Where it is mended on Strava."""
        return f"{ON_STRAVA}/{self.row.id}/edit"


def read(session: Session, ids: Iterable[int]) -> dict[int, Named]:
    """Return these activities by id."""
    is_summary = and_(Document.activity_id == Activity.id, Document.kind == "summary")
    query = (
        select(
            Activity.id,
            Activity.name,
            Activity.sport_type,
            Activity.start_local,
            Activity.distance,
            Activity.moving_time,
            Activity.elapsed_time,
            Activity.device_name,
            Activity.manual,
            Document.source,
        )
        .outerjoin(Document, is_summary)
        .where(Activity.id.in_({*ids}))
    )
    return {row.id: Named(row, _source(row)) for row in session.execute(query)}


def _source(row: ActivityRow) -> str:
    if row.manual:
        return "Entered by hand"
    return "Strava’s archive" if row.source == FROM_ARCHIVE else "Strava"
