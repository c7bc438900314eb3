"""Saved views of the table: filters, order and columns under a name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ..db.models import SavedView
from ..folding import folded

MAX_NAME_LENGTH = 60
MAX_VIEWS = 50
"""Every page of the table lists all views."""


def find_all(session: Session, athlete_id: int) -> Sequence[SavedView]:
    """Return the athlete's views, sorted by name."""
    views = session.scalars(select(SavedView).where(SavedView.athlete_id == athlete_id))
    return sorted(views, key=lambda view: (folded(view.name), view.name))


def find(session: Session, athlete_id: int, view_id: int) -> SavedView | None:
    """Return a view by its ID; None if the athlete has no such view."""
    is_view = SavedView.athlete_id == athlete_id, SavedView.id == view_id
    return session.scalar(select(SavedView).where(*is_view))


def save(session: Session, athlete_id: int, name: str, query: str) -> bool | None:
    """Store a view under a name, and commit; return whether it replaced another view.

    Returns None, and stores nothing, if it would be one more than MAX_VIEWS.
    """
    has_name = SavedView.athlete_id == athlete_id, SavedView.name == name
    existing = session.scalar(select(SavedView).where(*has_name))
    if existing is None and _count(session, athlete_id) >= MAX_VIEWS:
        return None
    view = existing or SavedView(athlete_id=athlete_id, name=name)
    view.query = query
    session.add(view)
    session.commit()
    return existing is not None


def remove(session: Session, athlete_id: int, view_id: int) -> bool:
    """Delete a view, and commit; return whether it existed."""
    is_view = SavedView.athlete_id == athlete_id, SavedView.id == view_id
    removed = session.scalars(delete(SavedView).where(*is_view).returning(SavedView.id)).all()
    session.commit()
    return bool(removed)


def _count(session: Session, athlete_id: int) -> int:
    query = select(func.count()).where(SavedView.athlete_id == athlete_id)
    return session.scalar(query) or 0
