"""Imports are started, continued, paused and canceled."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from ..db.enums import Lane, RunKind, RunState
from ..db.models import ArchiveImport, SyncRun
from ..logbook import Logbook
from ..sync import runs
from ..sync.jobs import Jobs
from . import copies

RUNNING = "An import is already running. Wait until it has ended, or cancel it."
UNFINISHED = "An import has not ended. Continue it or cancel it first."


def start_import(
    logbook: Logbook, jobs: Jobs, path: Path, athlete_id: int, is_copy: bool
) -> str | None:
    """Start importing an archive in the background, and return None; the run is recorded by then.

    If the athlete has an import that has not ended, return a sentence about it. `is_copy` means
    that the archive is removed after its import.
    """

    def begin(session: Session) -> SyncRun | None:
        if runs.unfinished(session, athlete_id, Lane.ARCHIVE) is not None:
            return None
        return record(session, path, athlete_id, is_copy, logbook.now())

    if jobs.begin((athlete_id, Lane.ARCHIVE), begin):
        return None
    run = jobs.latest(athlete_id, Lane.ARCHIVE)
    return UNFINISHED if run is not None and run.state == RunState.PAUSED else RUNNING


def record(session: Session, path: Path, athlete_id: int, is_copy: bool, now: datetime) -> SyncRun:
    """Record a new import as running, and commit. The caller holds the lock of the lane."""
    run = runs.create(session, athlete_id, RunKind.ARCHIVE, now)
    session.flush()
    archive = ArchiveImport(sync_id=run.id, path=str(path.absolute()), is_copy=is_copy, report={})
    session.add(archive)
    return runs.mark_running(session, run)


def can_be_retried(session: Session, run: SyncRun) -> bool:
    """Return whether an import has failed, and its archive is still there to try again."""
    archive = session.get(ArchiveImport, run.id)
    newest = runs.latest(session, run.athlete_id, Lane.ARCHIVE)
    has_failed = run.state == RunState.FAILED and newest is not None and newest.id == run.id
    return has_failed and archive is not None and Path(archive.path).exists()


def retry_import(logbook: Logbook, jobs: Jobs, athlete_id: int) -> str | None:
    """Start the athlete's latest import again, which failed; return as `start_import` does."""
    with logbook.sessions() as session:
        run = runs.latest(session, athlete_id, Lane.ARCHIVE)
        archive = None if run is None else session.get(ArchiveImport, run.id)
        is_possible = run is not None and can_be_retried(session, run)
    if archive is None or not is_possible:
        return "There is no import to try again."
    return start_import(logbook, jobs, Path(archive.path), athlete_id, archive.is_copy)


def resume_import(jobs: Jobs, athlete_id: int) -> bool:
    """Continue an import that was paused or waits; return False if there is none."""

    def begin(session: Session) -> SyncRun | None:
        run = runs.unfinished(session, athlete_id, Lane.ARCHIVE)
        return None if run is None else runs.mark_running(session, run)

    return jobs.begin((athlete_id, Lane.ARCHIVE), begin)


def pause_import(jobs: Jobs, athlete_id: int) -> bool:
    """Pause an import until it is continued; return False if there is none."""
    return jobs.pause(athlete_id, Lane.ARCHIVE)


def cancel_import(logbook: Logbook, jobs: Jobs, athlete_id: int) -> bool:
    """Cancel an import, and remove its uploaded copy; return False if there is none.

    What it has stored stays.
    """
    is_canceled = jobs.cancel(athlete_id, Lane.ARCHIVE)
    copies.remove_unneeded(logbook)
    return is_canceled
