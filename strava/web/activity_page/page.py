"""What the sections of the page are built from, read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ...analysis.circles import Circles
from ...analysis.hiding import Drawing
from ...db.documents import merged_fields
from ...db.models import Activity, Athlete, Measured
from ...privacy import places, shown


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
    drawing_version: str
    """A part of the drawing's address that changes with its content."""
    hidden: Circles
    """The private places that are left out of the documents and of the drawing."""
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
    documents = shown.documents(session, activity)
    measured = session.get(Measured, activity.id)
    stored = shown.drawing(session, athlete.id, measured)
    drawing = _with_a_line(stored.read()) if stored else None
    return Page(
        session=session,
        athlete=athlete,
        activity=activity,
        documents=documents,
        fields=merged_fields(documents),
        measured=measured,
        drawing=drawing,
        drawing_version=stored.version if stored else "",
        hidden=places.hidden(session, athlete.id),
        stretch=_recorded(stretch, drawing),
        list_query=list_query,
    )


def _with_a_line(drawing: Drawing) -> Drawing | None:
    return drawing if len(drawing["time"]) > 1 else None


def _recorded(
    stretch: tuple[float, float] | None, drawing: Drawing | None
) -> tuple[float, float] | None:
    """Return the part of a stretch that was recorded; None if nothing of it was."""
    if stretch is None or drawing is None:
        return None
    start, end = max(stretch[0], drawing["time"][0]), min(stretch[1], drawing["time"][-1])
    return (start, end) if start < end else None
