"""What the sections of the page are built from, read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ...db.documents import stored_documents
from ...db.models import Activity, Athlete, Measured


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
    stretch: tuple[float, float] | None
    """The chosen stretch, in seconds since the start."""
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
    fields: dict[str, Any] = {}
    for kind, document in documents.items():
        if kind in ("summary", "detail"):
            fields |= document
    return Page(
        session=session,
        athlete=athlete,
        activity=activity,
        documents=documents,
        fields=fields,
        measured=session.get(Measured, activity.id),
        stretch=stretch,
        list_query=list_query,
    )
