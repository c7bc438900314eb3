"""Merges an archive into the stored history: what the API says wins, the archive fills the rest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from .. import coerce
from ..db import archived, archived_activities, archived_gear, documents
from ..db.archived_activities import Archived
from ..db.athletes import data_changed
from ..db.models import Activity, ArchivedActivity, Document, SportName, SyncRun
from ..recordings import archived_recordings, cropping, pending
from ..recordings.description import OF_DEVICE
from ..sync import guessed_zones
from . import agreed_sports, merged_rows
from .gear import GearIds
from .merged_rows import FileDigest, RowImport
from .prepared import Prepared, RecordingFacts
from .tables.rows import Row

_BATCH_SIZE = 500


def store_rows(
    session: Session,
    run: SyncRun,
    athlete_id: int,
    rows: Sequence[Row],
    gear: Sequence[str],
    now: datetime,
    *,
    file_digest: FileDigest,
    as_of: datetime | None = None,
    written_at: str | None = None,
) -> None:
    """Store rows of activities.csv, and update the run's counters. The caller commits.

    Recordings that are new or have changed become `ArchivedActivity.pending`. `as_of` tells which
    of two archives is newer: it is the start of the newest activity in the whole table, by
    default of these rows. If that is the same, it is the one whose table was written later, if
    both archives say when. What is already stored changes nothing.
    """
    gear_ids = GearIds(session, athlete_id)
    for name in filter(None, map(coerce.short_text, gear)):
        gear_ids.add(name)
    if not rows:
        return
    chosen = select(SportName.name, SportName.sport_type).where(SportName.athlete_id == athlete_id)
    importing = RowImport(
        session,
        run,
        athlete_id,
        file_digest,
        as_of or max(row.start for row in rows),
        written_at,
        now,
        gear_ids,
        guessed_zones.zones_from_api(session, athlete_id),
        {row.name: row.sport_type for row in session.execute(chosen)},
    )
    for start in range(0, len(rows), _BATCH_SIZE):
        merged_rows.store_batch(importing, rows[start : start + _BATCH_SIZE])


def recording_facts(session: Session, activity_id: int) -> RecordingFacts | None:
    """Return what `prepare` has to know about an activity; None if it is gone."""
    found = archived_activities.read(session, [activity_id]).get(activity_id)
    summary = session.get(Document, (activity_id, "summary"))
    if found is None or summary is None:
        return None
    fields, row = _fields(summary, found), archived.part(found.document, "row")
    row_span = cropping.span({**row, "start_date_local": None}, row)
    if row_span is None:
        return None
    sport = row.get("sport_type") or archived.part(found.document, "guess").get("sport_type")
    if summary.source == archived.FROM_API:
        sport = fields.get("sport_type")
    return RecordingFacts(activity_id, row_span, cropping.span(fields, row), coerce.text(sport))


def store_track(
    session: Session, run: SyncRun, activity_id: int, track: Prepared, now: datetime
) -> None:
    """Store a recording, which is no longer pending then. The caller commits.

    It replaces the API's if it agrees with the summary. Otherwise it fills in until the API's
    are fetched. If the summary has changed meanwhile, it stays pending.
    """
    # A sync may be storing the summary of the activity at the same time.
    session.execute(
        select(Activity.id).where(Activity.id == activity_id).with_for_update(key_share=True)
    )
    facts = recording_facts(session, activity_id)
    file = session.get(ArchivedActivity, activity_id)
    if facts is None or file is None or facts.span != track.span:
        return
    summary = session.get_one(Document, (activity_id, "summary"))
    found = archived_activities.read(session, [activity_id])[activity_id]
    is_agreeing = cropping.is_whole(track.elapsed_time, track.distance, _fields(summary, found))
    is_better = is_agreeing and track.streams is not None
    if not is_better and _has_whole_recording(session, file, track):
        file.pending = False
        return
    if not is_agreeing and _is_elsewhere(summary, track):
        track = _without_places(track)
    found = replace(found, document={**found.document, "recording": track.fields})
    file.pending, file.elapsed_time, file.distance = False, track.elapsed_time, track.distance
    _store_streams(session, file, track, is_agreeing, summary.fetched_at, now)
    session.flush()
    changes = archived_activities.store(session, run.athlete_id, {activity_id: found}, now)
    pending.outdate(session, activity_id)
    if changes[activity_id]:
        data_changed(session, run.athlete_id)


def _has_whole_recording(session: Session, file: ArchivedActivity, track: Prepared) -> bool:
    """Return whether another archive had a recording that agrees with the same summary."""
    origin = documents.streams_origin(session, file.activity_id)
    is_whole = origin is not None and origin.source == archived.FROM_ARCHIVE
    return is_whole and track.span == (file.cut_from, file.cut_to)


def _is_elsewhere(summary: Document, track: Prepared) -> bool:
    is_sent = summary.source == archived.FROM_API
    return is_sent and cropping.is_elsewhere(track.fields, json.loads(summary.body))


def _without_places(track: Prepared) -> Prepared:
    """Return what is kept of a recording if nobody knows which part of it is the activity."""
    fields = {name: track.fields[name] for name in OF_DEVICE if name in track.fields}
    return replace(track, streams=None, fields=fields)


def _store_streams(
    session: Session,
    file: ArchivedActivity,
    track: Prepared,
    is_agreeing: bool,
    changed_at: datetime,
    now: datetime,
) -> None:
    """Store streams, unless the API has sent some and these disagree with its summary."""
    is_agreeing = is_agreeing and track.streams is not None
    origin = documents.streams_origin(session, file.activity_id)
    is_sent = origin is not None and origin.source == archived.FROM_API
    if is_sent and not is_agreeing and documents.has_streams(session, file.activity_id):
        return
    source = archived_recordings.source(is_agreeing)
    fetched_at = archived_recordings.fetched_at(source, changed_at, now)
    documents.store_streams(session, file.activity_id, track.streams, source, fetched_at)
    file.cut_from, file.cut_to = track.span if track.streams and track.span else (None, None)


def _fields(summary: Document, found: Archived) -> dict[str, Any]:
    """Return what is known about an activity from the API, and else from the archive."""
    of_archive = archived.fields(found.document)
    if summary.source != archived.FROM_API:
        return of_archive
    return archived.filled(json.loads(summary.body), of_archive)


def store_unreadable(session: Session, activity_id: int) -> None:
    """Let a recording that cannot be read be pending no longer. The caller commits."""
    file = session.get(ArchivedActivity, activity_id)
    if file is not None:
        file.pending = False


def finish(session: Session, run: SyncRun, athlete_id: int, now: datetime) -> None:
    """Complete an import: sports, time zones, and gear that follow from other activities.

    The caller commits.
    """
    agreed_sports.agree(session, athlete_id, now)
    guessed_zones.settle(session, athlete_id, now)
    archived_gear.sum_distances(session, athlete_id)
