"""Questions about the stored activities that several packages ask."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .models import Activity


def count_activities(session: Session, athlete_id: int) -> int:
    """Return how many activities are stored and not deleted on Strava."""
    shown = (Activity.athlete_id == athlete_id, Activity.deleted_at.is_(None))
    return session.scalar(select(func.count()).select_from(Activity).where(*shown)) or 0
