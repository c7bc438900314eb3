"""Stores batches of rows of activities.csv, next to what the API and other archives say."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from .. import coerce
from ..db import archived, archived_activities
from ..db.archived import WRITTEN_AT
from ..db.archived_activities import Archived, Difference
from ..db.athletes import data_changed
from ..db.models import Activity, ArchivedActivity, Change, Document, SyncRun
from ..db.upsert import upsert
from ..recordings import archived_recordings
from ..sync import runs
from ..sync.guessed_zones import KnownZones
from .gear import GearIds
from .tables.rows import Row

FileDigest = Callable[[str], str | None]
"""Returns the digest of a file of the archive by the name in its table; None if it is missing."""

_MOVES_ENDS = ("start_date", "elapsed_time", "distance")
"""Fields of a row whose change may mean that the activity was cropped, or its crop undone."""


@dataclass(frozen=True)
class RowImport:
    """What the rows of an archive are stored with; see merging.store_rows."""

    session: Session
    run: SyncRun
    athlete_id: int
    file_digest: FileDigest
    as_of: datetime
    written_at: str | None
    now: datetime
    gear: GearIds
    zones: KnownZones
    sports: dict[str, str]
    """What the athlete has chosen for display names of sports that are not known."""


@dataclass(frozen=True)
class _Stored:
    """What is stored of a row: nothing of it if `athlete_id` is None."""

    athlete_id: int | None = None
    gear_id: str | None = None
    archived: Archived | None = None
    file: ArchivedActivity | None = None


def store_batch(importing: RowImport, rows: Sequence[Row]) -> None:
    """Store rows, and update the counters of the run. The caller commits."""
    session, athlete_id = importing.session, importing.athlete_id
    stored = _read(session, [row.id for row in rows])
    for row in rows:
        # Before other rows are given gear of the same name.
        one = stored.get(row.id, _Stored())
        if one.athlete_id == athlete_id and one.gear_id is not None:
            importing.gear.name(one.gear_id, row.gear_name)
    documents: dict[int, Archived] = {}
    files: dict[int, dict[str, Any]] = {}
    moved: dict[int, Archived] = {}
    for row in rows:
        one = stored.get(row.id, _Stored())
        if one.athlete_id not in (None, athlete_id) or not coerce.identifier(row.id):
            sentence = f"Row {row.number} of the table is an activity of another athlete."
            runs.name_skipped(importing.run, [sentence])
            continue
        is_older = one.archived is not None and _is_newer(one.archived, importing)
        is_same = one.file is not None and one.file.row_digest == row.digest
        document = one.archived.document if one.archived else {}
        if not is_same and not is_older:
            document = _document(importing, row, one)
            documents[row.id] = Archived(document, importing.as_of)
        file = _file(importing, row, one, is_older)
        if _moves_ends(one, document):
            file["pending"] = file["file_digest"] is not None
            moved[row.id] = documents[row.id]
        if one.file is None or any(getattr(one.file, name) != file[name] for name in file):
            files[row.id] = file
    is_first = _is_first(importing)
    changes = archived_recordings.store(session, athlete_id, documents, importing.now)
    upsert(session, ArchivedActivity, list(files.values()))
    _cut(importing, moved)
    _count(importing, changes, is_first)


def _read(session: Session, ids: list[int]) -> dict[int, _Stored]:
    documents = archived_activities.read(session, ids)
    files = session.scalars(select(ArchivedActivity).where(ArchivedActivity.activity_id.in_(ids)))
    file_of = {file.activity_id: file for file in files}
    query = select(Activity.id, Activity.athlete_id, Activity.gear_id).where(Activity.id.in_(ids))
    return {
        key: _Stored(athlete_id, gear_id, documents.get(key), file_of.get(key))
        for key, athlete_id, gear_id in session.execute(query)
    }


def _is_newer(stored: Archived, importing: RowImport) -> bool:
    """Return whether what is stored comes from a newer archive than the one that is imported."""
    written_at = stored.document.get(WRITTEN_AT)
    if stored.as_of != importing.as_of or not written_at or not importing.written_at:
        return stored.as_of > importing.as_of
    return bool(written_at > importing.written_at)


def _document(importing: RowImport, row: Row, stored: _Stored) -> dict[str, Any]:
    """Return the document of a row, with what an earlier import knows of its recording."""
    fields = {
        **row.fields,
        "id": row.id,
        "athlete": {"id": importing.athlete_id},
        "name": row.name,
        "start_date": f"{row.start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "sport_type": row.sport_type or importing.sports.get(row.sport),
        "manual": row.file_name is None and not row.is_file_lost,
        "gear_id": importing.gear.of(row),
        "gear_name": row.gear_name,
    }
    before = stored.archived.document if stored.archived else {}
    guess = {"timezone": importing.zones.guess(row.start)}
    return {
        "row": {name: value for name, value in fields.items() if value is not None},
        "sport": row.sport,
        WRITTEN_AT: importing.written_at,
        "guess": {**guess, **archived.part(before, "guess")},
        "recording": archived.part(before, "recording"),
    }


def _file(importing: RowImport, row: Row, stored: _Stored, is_older: bool) -> dict[str, Any]:
    """Return what the table of archived activities has to say about a row.

    A recording that this archive lacks stays what it was.
    """
    before = stored.file
    digest = importing.file_digest(row.file_name) if row.file_name else None
    is_read = before is not None and before.file_digest is not None
    if digest is None or (is_older and is_read):
        name = before.file_name if before and is_read else row.file_name
        digest, pending = (before.file_digest, before.pending) if before else (None, False)
    else:
        name = row.file_name
        pending = before is None or before.pending or before.file_digest != digest
    return {
        "activity_id": row.id,
        "athlete_id": importing.athlete_id,
        "row_digest": before.row_digest if before and is_older else row.digest,
        "file_name": name,
        "file_digest": digest,
        "pending": pending,
    }


def _moves_ends(stored: _Stored, document: dict[str, Any]) -> bool:
    """Return whether the row now says something else about the ends of a recording."""
    if stored.archived is None or stored.archived.document is document:
        return False
    before, after = (archived.part(one, "row") for one in (stored.archived.document, document))
    return any(before.get(name) != after.get(name) for name in _MOVES_ENDS)


def _cut(importing: RowImport, moved: dict[int, Archived]) -> None:
    """Cut stored recordings to what their rows say now; the archive may not have them again."""
    if not moved:
        return
    of_api = Document.kind == "summary", Document.source == archived.FROM_API
    query = select(Document.activity_id, Document.body)
    rows = importing.session.execute(query.where(Document.activity_id.in_(moved), *of_api))
    summaries = {key: {} for key in moved} | {key: json.loads(body) for key, body in rows}
    cut = archived_recordings.fit(importing.session, summaries, moved, importing.now)
    archived_recordings.store(importing.session, importing.athlete_id, cut, importing.now)


def _is_first(importing: RowImport) -> bool:
    """Return whether all activities of the athlete come from this run."""
    of_athlete = select(func.count()).where(Activity.athlete_id == importing.athlete_id)
    return importing.session.scalar(of_athlete) == importing.run.added


def _count(
    importing: RowImport, changes: dict[int, list[Difference] | None], is_first: bool
) -> None:
    """Update the run's counters, and record each change unless everything is new."""
    run = importing.run
    added = [key for key, differences in changes.items() if differences is None]
    changed = {key: differences for key, differences in changes.items() if differences}
    run.added += len(added)
    run.changed += len(changed)
    if added or changed:
        data_changed(importing.session, importing.athlete_id)
    if is_first:
        return
    rows: list[tuple[int, str, list[Difference]]] = [(key, "added", []) for key in added]
    rows += [(key, "changed", differences) for key, differences in changed.items()]
    if rows:
        importing.session.execute(
            insert(Change),
            [
                {"sync_id": run.id, "activity_id": key, "kind": kind, "fields": fields}
                for key, kind, fields in rows
            ],
        )
