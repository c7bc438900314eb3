"""The version of an athlete's measures, which caches compare."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from ..db.models import Athlete


def measures_changed(session: Session, athlete_id: int) -> None:
    """Increase the version of the athlete's measures. The caller commits."""
    session.execute(
        update(Athlete)
        .where(Athlete.id == athlete_id)
        .values(measures_version=Athlete.measures_version + 1)
        .execution_options(synchronize_session=False)
    )
