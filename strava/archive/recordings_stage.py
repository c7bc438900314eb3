"""Reads the recordings of an archive that are pending, newest first, and stores them in batches."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ..db.models import Activity, ArchivedActivity, ArchiveImport, SyncRun
from ..sync import runs
from ..sync.context import Interrupted, RunContext
from . import merging
from .batches import store_each
from .faults import UnreadableFile
from .prepared import Prepared
from .report import Report
from .tables.rows import Problem
from .worker_process import Worker

BATCH = 25
BATCH_SECONDS = 1.0
"""A batch is stored after this time, so that a pause takes effect soon."""
_LISTED = 500
_MOST_ATTEMPTS = 3
"""How often a recording is read whose summary a sync has changed meanwhile."""
CHANGING = "The activity changed again and again. Import the archive once more."
UNEXPECTED = "Logbook cannot store it; the log has the details."


@dataclass(frozen=True)
class PendingFile:
    """A recording that is to be read."""

    activity_id: int
    name: str
    file_name: str


@dataclass(frozen=True)
class ReadFile:
    """A recording that was read, or the reason why it could not be."""

    pending: PendingFile
    prepared: Prepared | None = None
    reason: str | None = None


def count_pending(session: Session, athlete_id: int) -> int:
    """Return how many recordings of an athlete are to be read."""
    pending = ArchivedActivity.athlete_id == athlete_id, ArchivedActivity.pending
    return session.scalar(select(func.count()).select_from(ArchivedActivity).where(*pending)) or 0


def read_recordings(context: RunContext, worker: Worker, progress: Report) -> None:
    """Read everything that is pending. What cannot be read is named in the report."""
    attempts: Counter[int] = Counter()
    while todo := _newest(context):
        attempts.update(one.activity_id for one in todo)
        batch: list[ReadFile] = []
        began = time.monotonic()
        for one in todo:
            if context.stopping():
                raise Interrupted
            is_changing = attempts[one.activity_id] > _MOST_ATTEMPTS
            read = ReadFile(one, reason=CHANGING) if is_changing else _read(context, worker, one)
            batch.append(read)
            if len(batch) >= BATCH or time.monotonic() - began >= BATCH_SECONDS:
                _store_batch(context, batch, progress)
                batch, began = [], time.monotonic()
        if batch:
            _store_batch(context, batch, progress)


def _newest(context: RunContext) -> list[PendingFile]:
    query = (
        select(ArchivedActivity.activity_id, Activity.name, ArchivedActivity.file_name)
        .join(Activity, Activity.id == ArchivedActivity.activity_id)
        .where(ArchivedActivity.athlete_id == context.run.athlete_id, ArchivedActivity.pending)
        .order_by(Activity.start_local.desc().nulls_last(), Activity.id.desc())
        .limit(_LISTED)
    )
    with context.logbook.sessions() as session:
        return [
            PendingFile(activity_id, name or "", file_name or "")
            for activity_id, name, file_name in session.execute(query)
        ]


def _read(context: RunContext, worker: Worker, pending: PendingFile) -> ReadFile:
    with context.logbook.sessions() as session:
        facts = merging.recording_facts(session, pending.activity_id)
    if facts is None:
        return ReadFile(pending, reason="The activity is gone.")
    try:
        return ReadFile(pending, worker.call("recording", pending.file_name, facts))
    except UnreadableFile as error:
        return ReadFile(pending, reason=str(error))


def _store_batch(context: RunContext, batch: Sequence[ReadFile], progress: Report) -> None:
    def pass_over(one: ReadFile) -> None:
        _store(context, progress, [ReadFile(one.pending, reason=UNEXPECTED)])

    store_each(context, batch, partial(_store, context, progress), pass_over)


def _store(context: RunContext, progress: Report, batch: Sequence[ReadFile]) -> None:
    counted = replace(progress, problems=list(progress.problems))
    with context.transaction() as (session, run):
        for one in batch:
            _store_one(session, run, one, counted, context)
        session.get_one(ArchiveImport, run.id).report = counted.as_json()
    vars(progress).update(vars(counted))


def _store_one(
    session: Session, run: SyncRun, one: ReadFile, counted: Report, context: RunContext
) -> None:
    activity_id = one.pending.activity_id
    if one.prepared is not None:
        merging.store_track(session, run, activity_id, one.prepared, context.logbook.now())
        file = session.get(ArchivedActivity, activity_id)
        if file is not None and file.pending:
            return  # A sync has changed the summary meanwhile, so it is read again.
        counted.read += 1
        counted.read_in_part += bool(one.prepared.notes)
        reason = " ".join(one.prepared.notes)
    else:
        merging.store_unreadable(session, activity_id)
        counted.not_read += 1
        reason = one.reason or ""
        runs.name_skipped(run, [f'The recording of "{one.pending.name}": {reason}'])
    if one.prepared is None or one.prepared.is_damaged_here:
        # The next import of the archive tries again.
        session.execute(
            update(ArchivedActivity)
            .where(ArchivedActivity.activity_id == activity_id)
            .values(file_digest=None)
        )
    run.done += 1
    if reason:
        name, file_name = one.pending.name, one.pending.file_name
        counted.add([Problem(reason, None, name, file_name, activity_id)])
