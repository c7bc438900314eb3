"""Stores all rows of an archive's table, a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..db.archived import FROM_API
from ..db.models import Activity, ArchivedActivity, ArchiveImport, Document
from ..sync.context import RunContext
from . import merging
from .batches import store_each
from .reading import Overview, RowBatch
from .recordings_stage import count_pending
from .report import Report
from .tables.rows import Problem, Row
from .worker_process import SECONDS_FOR_TABLES, Worker

BATCH = 2_000
MISSING = "The file is not in the archive, so the activity has no recording."
OF_ANOTHER = "The activity belongs to another athlete in Logbook, and was left as it is."
UNEXPECTED = "Logbook cannot store this row; the log has the details."


def store_all_rows(
    context: RunContext, worker: Worker, overview: Overview, progress: Report
) -> None:
    """Store the rows, and what is pending then; the last transaction says that all are stored."""
    for first in range(0, overview.row_count, BATCH):
        batch: RowBatch = worker.call("rows", first, BATCH, seconds=SECONDS_FOR_TABLES)
        store_each(
            context,
            batch.rows,
            partial(_store, context, batch, overview, progress),
            partial(_pass_over, progress),
        )
    with context.transaction() as (session, run):
        progress.to_read = count_pending(session, run.athlete_id)
        stored = session.get_one(ArchiveImport, run.id)
        stored.report, stored.has_rows = progress.as_json(), True
        # An archive that has changed meanwhile is counted again.
        run.done = 0


def _pass_over(progress: Report, row: Row) -> None:
    progress.skipped += 1
    progress.add([Problem(UNEXPECTED, row.number, row.name, row.file_name, row.id)])


def _store(
    context: RunContext,
    batch: RowBatch,
    overview: Overview,
    progress: Report,
    rows: Sequence[Row],
) -> None:
    with context.transaction() as (session, run):
        own = _own(session, run.athlete_id, rows)
        counted = _counted(session, own, batch, progress)
        for row in rows if len(own) < len(rows) else ():
            if row not in own:
                counted.skipped += 1
                counted.add([Problem(OF_ANOTHER, row.number, row.name, row.file_name)])
        merging.store_rows(
            session,
            run,
            run.athlete_id,
            own,
            overview.gear,
            context.logbook.now(),
            file_digest=batch.digests.get,
            as_of=overview.newest,
            written_at=overview.written_at,
        )
    vars(progress).update(vars(counted))


def _own(session: Session, athlete_id: int, rows: Sequence[Row]) -> list[Row]:
    """Return the rows without those whose activities belong to another athlete."""
    of_another = Activity.id.in_([row.id for row in rows]), Activity.athlete_id != athlete_id
    ids = set(session.scalars(select(Activity.id).where(*of_another)))
    return [row for row in rows if row.id not in ids]


def _counted(session: Session, rows: Sequence[Row], batch: RowBatch, progress: Report) -> Report:
    """Return the report with these rows, which are not stored yet."""
    ids = [row.id for row in rows]
    of_api = Document.kind == "summary", Document.source == FROM_API
    known = set(
        session.scalars(select(Document.activity_id).where(Document.activity_id.in_(ids), *of_api))
    )
    earlier = {
        one.activity_id: one
        for one in session.scalars(
            select(ArchivedActivity).where(ArchivedActivity.activity_id.in_(ids))
        )
    }
    counted = replace(progress, problems=list(progress.problems))
    for row in rows:
        before = earlier.get(row.id)
        counted.merged += row.id in known
        counted.unchanged += before is not None and before.row_digest == row.digest
        if row.file_name is None:
            counted.by_hand += not row.is_file_lost
        elif row.file_name in batch.digests:
            counted.with_recording += 1
        elif before is None or before.file_digest is None:
            counted.add([Problem(MISSING, row.number, row.name, row.file_name, row.id)])
    return counted
