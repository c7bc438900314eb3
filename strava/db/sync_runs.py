"""Cancels sync runs when a sign-in grants more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from .enums import UNFINISHED, RunKind, RunState
from .models import SyncRun


def supersede(session: Session, athlete_id: int, now: datetime) -> None:
    """Cancel the athlete's unfinished runs and discard all resume points. The caller commits.

    Used when more activities become visible: a run that resumed would miss those above its
    resume point. What is imported from an archive does not depend on that.
    """
    of_athlete = SyncRun.athlete_id == athlete_id
    session.execute(update(SyncRun).where(of_athlete).values(position=None))
    session.execute(
        update(SyncRun)
        .where(of_athlete, SyncRun.state.in_(UNFINISHED), SyncRun.kind != RunKind.ARCHIVE)
        .values(state=RunState.CANCELED, finished_at=now, waiting_for=None, resume_at=None)
    )
