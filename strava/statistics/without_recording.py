"""How many of the matching activities have no recording, so that their best efforts are missing."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..analysis.families import family
from ..db.documents import STREAMS
from ..db.models import Document
from .matching import Matching


def count_without_recording(session: Session, matching: Iterable[Matching]) -> tuple[int, int]:
    """Return how many of the activities lack a recording, and how many could have best efforts.

    Strava has no recording of those that were entered by hand.
    """
    has_efforts = {name: family(name) is not None for name in {one.sport_type for one in matching}}
    possible = {one.id for one in matching if has_efforts[one.sport_type] and not one.manual}
    # The index of documents is read alone, which is faster than to look each activity up.
    stored = select(Document.activity_id).where(Document.kind == STREAMS)
    found = {row[0] for row in session.connection().execute(stored)}
    return len(possible - found), len(possible)
