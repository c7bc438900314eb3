"""What the sections of the page are built from, read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ...db.documents import merged_fields, stored_documents
from ...db.models import Activity, Athlete, Measured
from .charts import Drawing, read_drawing


@dataclass(frozen=True)
class Page:
    """An activity, with what is stored about it."""

    session: Session
    athlete: Athlete
    activity: Activity
    documents: dict[str, Any]
    """Its documents from Strava by kind, without the streams."""
    fields: dict[str, Any]
    """The summary and the detail merged. The newer one wins."""
    measured: Measured | None
    """None if its recording has not been measured."""
    drawing: Drawing | None
    """What its map and charts draw; None if nothing was recorded along the time."""
    stretch: tuple[float, float] | None
    """The part of the chosen stretch that was recorded, in seconds since the start."""
    list_query: str
    """The query of the table from which the athlete comes."""

    @property
    def imperial(self) -> bool:
        """Whether the athlete uses miles."""
        return self.athlete.imperial


def read_page(
    session: Session,
    athlete: Athlete,
    activity: Activity,
    *,
    stretch: tuple[float, float] | None,
    list_query: str,
) -> Page:
    """Read what is stored about an activity."""
    documents = stored_documents(session, activity.id)
    measured = session.get(Measured, activity.id)
    drawing = _drawing(measured)
    return Page(
        session=session,
        athlete=athlete,
        activity=activity,
        documents=documents,
        fields=merged_fields(documents),
        measured=measured,
        drawing=drawing,
        stretch=_recorded(stretch, drawing),
        list_query=list_query,
    )


def _drawing(measured: Measured | None) -> Drawing | None:
    if measured is None or measured.drawing is None:
        return None
    drawing = read_drawing(measured.drawing)
    return drawing if len(drawing["time"]) > 1 else None


def _recorded(
    stretch: tuple[float, float] | None, drawing: Drawing | None
) -> tuple[float, float] | None:
    """Return the part of a stretch that was recorded; None if nothing of it was."""
    if stretch is None or drawing is None:
        return None
    start, end = max(stretch[0], drawing["time"][0]), min(stretch[1], drawing["time"][-1])
    return (start, end) if start < end else None
