"""What concerns all stored data of an athlete."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from .models import Athlete


def lock(session: Session, athlete_id: int) -> None:
    """Let other transactions that do the same wait for the end of this one.

    What depends on all that is stored of an athlete is then read as the one before has left it.
    """
    athlete = select(Athlete.id).where(Athlete.id == athlete_id)
    session.execute(athlete.with_for_update(key_share=True))


def data_changed(session: Session, athlete_id: int) -> None:
    """Increase the athlete's data version, which invalidates caches. The caller commits."""
    session.execute(
        update(Athlete)
        .where(Athlete.id == athlete_id)
        .values(data_version=Athlete.data_version + 1)
        .execution_options(synchronize_session=False)
    )
