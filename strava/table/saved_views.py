"""Views of the table that the athlete saved under a name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..db.models import SavedView

LONGEST_NAME = 60


def listed(session: Session, athlete_id: int) -> Sequence[SavedView]:
    """The athlete's views, by name."""
    found = session.scalars(select(SavedView).where(SavedView.athlete_id == athlete_id))
    return sorted(found, key=lambda view: view.name.casefold())


def save(session: Session, athlete_id: int, name: str, query: str) -> bool:
    """Keep a view under a name, and commit; whether it replaces one that had the name."""
    named = select(SavedView).where(SavedView.athlete_id == athlete_id, SavedView.name == name)
    older = session.scalar(named)
    view = older or SavedView(athlete_id=athlete_id, name=name)
    view.query = query
    session.add(view)
    session.commit()
    return older is not None


def remove(session: Session, athlete_id: int, view_id: int) -> bool:
    """Forget a view, and commit; whether there was one."""
    ours = SavedView.athlete_id == athlete_id, SavedView.id == view_id
    gone = session.scalars(delete(SavedView).where(*ours).returning(SavedView.id)).all()
    session.commit()
    return bool(gone)
