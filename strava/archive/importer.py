"""Imports an archive as a run: all rows of its table first, then the recordings, newest first.

Each step is a short transaction, which also stores the progress and the report. Whoever continues
the run starts from there: what is left to read is in `ArchivedActivity.pending`.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from ..db.enums import RunState
from ..db.models import ArchiveImport, SyncRun
from ..errors import StorageError
from ..sync.context import Interrupted, RunContext
from . import copies, merging, profiles, report
from .date_proof import prove_dates
from .faults import UnreadableArchive
from .reading import Overview
from .recordings_stage import count_pending, read_recordings
from .report import Report
from .rows_stage import store_all_rows
from .worker_process import SECONDS_FOR_TABLES, Worker


def import_archive(context: RunContext) -> None:
    """Execute or continue the import of a run.

    Raises UnreadableArchive if the archive cannot be used. Its uploaded copy is removed then, and
    at the end, and after the athlete has canceled the import.
    """
    with context.logbook.sessions() as session:
        stored = _find(session, context.run.id)
    try:
        _import(context, stored)
    except UnreadableArchive:
        _remove_copy(context, stored)
        raise
    except Interrupted:
        with context.logbook.sessions() as session:
            run = session.get(SyncRun, context.run.id)
        # The athlete may have removed all their data.
        if run is None or run.state == RunState.CANCELED:
            _remove_copy(context, stored)
        raise


def _import(context: RunContext, stored: ArchiveImport) -> None:
    path, progress = Path(stored.path), report.from_json(stored.report)
    with context.logbook.sessions() as session:
        left = count_pending(session, context.run.athlete_id) if stored.has_rows else None
    if left != 0:
        # Once everything is read, the archive is not needed any more, and may be gone.
        _check_path(path)
        with Worker(path) as worker:
            if not stored.has_rows or _has_changed(worker, progress):
                progress = _store_tables(context, worker)
            read_recordings(context, worker, progress)
    _finish(context, progress)
    _remove_copy(context, stored)


def _find(session: Session, run_id: int) -> ArchiveImport:
    stored = session.get(ArchiveImport, run_id)
    if stored is None:
        raise StorageError("This import does not know its archive any more. Import it again.")
    return stored


def _check_path(path: Path) -> None:
    """Raise UnreadableArchive if the archive is gone, which a run that continues may find."""
    if not path.exists():
        raise UnreadableArchive(
            f"{path} is not there any more. What was imported is stored. Put the archive back and "
            "import it again: the import then continues where it ended."
        )


def _has_changed(worker: Worker, progress: Report) -> bool:
    fingerprint = worker.call("fingerprint", seconds=SECONDS_FOR_TABLES)
    return bool(fingerprint != progress.fingerprint)


def _store_tables(context: RunContext, worker: Worker) -> Report:
    """Store the athlete and all rows, once the dates are proven; return the report so far."""
    overview: Overview = worker.call("overview", seconds=SECONDS_FOR_TABLES)
    progress = Report(
        fingerprint=overview.fingerprint,
        language=overview.language,
        date_form=overview.date_form,
        unknown_columns=list(overview.unknown_columns),
        unknown_sports=list(overview.unknown_sports),
        rows=overview.row_count + overview.skipped,
        skipped=overview.skipped,
    )
    progress.add(overview.problems)
    progress.is_date_proven = prove_dates(context, worker)
    with context.transaction() as (session, run):
        profiles.store(session, run.athlete_id, overview.profile)
    store_all_rows(context, worker, overview, progress)
    return progress


def _finish(context: RunContext, progress: Report) -> None:
    """Store what follows from all activities, and the final report."""
    with context.transaction() as (session, run):
        merging.finish(session, run, run.athlete_id, context.logbook.now())
        progress.unknown_sports = profiles.unknown_sports(session, run.athlete_id, progress)
        _find(session, run.id).report = progress.as_json()


def _remove_copy(context: RunContext, stored: ArchiveImport) -> None:
    if stored.is_copy:
        copies.remove(context.logbook.settings, Path(stored.path))
