"""Merges an archive into the stored history: what the API says wins, the archive fills the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ..db.models import SyncRun
from .prepared import Prepared, RecordingFacts
from .rows import ArchivedGear, Row

FileDigest = Callable[[str], str | None]
"""Returns the digest of a file of the archive by the name in its table; None if it is missing."""


def store_rows(
    session: Session,
    run: SyncRun,
    athlete_id: int,
    rows: Sequence[Row],
    gear: Sequence[ArchivedGear],
    now: datetime,
    *,
    file_digest: FileDigest,
    as_of: datetime | None = None,
) -> None:
    """Store rows of activities.csv, and update the run's counters. The caller commits.

    Recordings that are new or have changed become `ArchivedActivity.pending`. `as_of` tells which
    of two archives is newer: it is the start of the newest activity in the whole table, by
    default of these rows.
    """
    raise NotImplementedError


def recording_facts(session: Session, activity_id: int) -> RecordingFacts | None:
    """Return what `prepare` has to know about an activity; None if it is gone."""
    raise NotImplementedError


def store_track(
    session: Session, run: SyncRun, activity_id: int, track: Prepared, now: datetime
) -> None:
    """Store a recording, which is no longer pending then. The caller commits."""
    raise NotImplementedError


def store_unreadable(session: Session, activity_id: int) -> None:
    """Let a recording that cannot be read be pending no longer. The caller commits."""
    raise NotImplementedError


def finish(session: Session, run: SyncRun, athlete_id: int, now: datetime) -> None:
    """Complete an import: sports and time zones that follow from other activities.

    The caller commits.
    """
    raise NotImplementedError
