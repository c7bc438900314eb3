"""The recordings that come from an archive, when what is known of their activities changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from .. import coerce
from ..db import archived, archived_activities, documents
from ..db.archived import CUT, FROM_API, FROM_ARCHIVE
from ..db.archived_activities import Archived, Difference
from ..db.compression import compress
from ..db.models import ArchivedActivity, Document, Measured
from ..errors import StorageError
from . import pending
from .cropping import TOLERANCE, Span, crop, is_elsewhere, is_whole, span
from .description import OF_DEVICE, describe
from .facts import FIELDS_OF_SUMMARY

_BATCH_SIZE = 500


def source(is_agreeing: bool) -> str:
    """Return the source of streams from an archive."""
    return FROM_ARCHIVE if is_agreeing else CUT


def fetched_at(source: str, summary_changed_at: datetime, now: datetime) -> datetime:
    """Return when streams of a source count as fetched.

    Those that were cut are older than the summary, so that the API is asked for its own.
    """
    return now if source == FROM_ARCHIVE else min(summary_changed_at, now) - timedelta(seconds=1)


def store(
    session: Session, athlete_id: int, found: Mapping[int, Archived], now: datetime
) -> dict[int, list[Difference] | None]:
    """Do what `archived_activities.store` does, and let measures that depend on it be outdated.

    The caller commits.
    """
    changes = archived_activities.store(session, athlete_id, found, now)
    outdated = [
        activity_id
        for activity_id, fields in changes.items()
        if any(name in FIELDS_OF_SUMMARY for name, _, _ in fields or ())
    ]
    if outdated:
        pending.outdate(session, *outdated)
    return changes


def store_guesses(
    session: Session, athlete_id: int, name: str, guesses: Mapping[int, str | None], now: datetime
) -> None:
    """Store what follows from other activities: a field of `guess`. The caller commits."""
    keys = iter(guesses)
    while batch := list(islice(keys, _BATCH_SIZE)):
        changed: dict[int, Archived] = {}
        for activity_id, found in archived_activities.read(session, batch).items():
            guess = {**archived.part(found.document, "guess"), name: guesses[activity_id]}
            changed[activity_id] = Archived({**found.document, "guess": guess}, found.as_of)
        store(session, athlete_id, changed, now)


def fit(
    session: Session,
    summaries: Mapping[int, dict[str, Any]],
    found: Mapping[int, Archived],
    now: datetime,
) -> dict[int, Archived]:
    """Cut stored recordings to summaries that have arrived now, at once. The caller commits.

    Return the documents `archive` that have changed.
    """
    changed: dict[int, Archived] = {}
    for file, stored_source in _stored(session, list(found)):
        key = file.activity_id
        row = archived.part(found[key].document, "row")
        fields = archived.filled(summaries[key], archived.fields(found[key].document))
        within = span(fields, row)
        if within == (file.cut_from, file.cut_to):
            kept = is_whole(file.elapsed_time, file.distance, fields)
            _mark(session, key, stored_source, source(kept), now)
            continue
        changed[key] = _cut(session, file, within, summaries[key], found[key], now)
    return changed


def _stored(session: Session, ids: Sequence[int]) -> list[tuple[ArchivedActivity, str]]:
    """Return the activities whose streams come from an archive, and the source of these."""
    rows = session.execute(
        select(ArchivedActivity, Document.source)
        .join(Document, Document.activity_id == ArchivedActivity.activity_id)
        .where(
            ArchivedActivity.activity_id.in_(ids),
            ArchivedActivity.cut_from.is_not(None),
            Document.kind == documents.STREAMS,
            Document.source != FROM_API,
        )
    )
    return [(file, stored_source) for file, stored_source in rows]


def _mark(session: Session, activity_id: int, before: str, after: str, now: datetime) -> None:
    if before != after:
        session.execute(
            update(Document)
            .where(Document.activity_id == activity_id, Document.kind == documents.STREAMS)
            .values(source=after, fetched_at=fetched_at(after, now, now))
            .execution_options(synchronize_session=False)
        )


def _cut(
    session: Session,
    file: ArchivedActivity,
    within: Span | None,
    sent: dict[str, Any],
    found: Archived,
    now: datetime,
) -> Archived:
    """Cut the streams of an activity to what the API has sent; return what they say then."""
    fields = archived.filled(sent, archived.fields(found.document))
    is_agreeing = is_whole(file.elapsed_time, file.distance, fields)
    recording = archived.part(found.document, "recording")
    kept = {name: recording[name] for name in OF_DEVICE if name in recording}
    streams = None if within is None else _cut_streams(session, file, within)
    if streams is not None and within is not None:
        sport = coerce.text(fields.get("sport_type"))
        known = describe(kept, streams, within, recording.get("laps"), sport)
        if not is_agreeing and is_elsewhere(known, sent):
            streams = None
        else:
            kept = {name: value for name, value in known.items() if value is not None}
    new_source = source(is_agreeing and streams is not None and not _is_larger(file, within))
    packed = None if streams is None else compress(streams)
    asked_at = fetched_at(new_source, now, now)
    documents.store_streams(session, file.activity_id, packed, new_source, asked_at)
    file.cut_from, file.cut_to = within if streams and within else (None, None)
    pending.outdate(session, file.activity_id)
    # Until it is measured again, it must not be drawn as it was.
    session.execute(
        update(Measured)
        .where(Measured.activity_id == file.activity_id)
        .values(drawing=None)
        .execution_options(synchronize_session=False)
    )
    return replace(found, document={**found.document, "recording": kept})


def _cut_streams(session: Session, file: ArchivedActivity, within: Span) -> dict[str, Any] | None:
    """Return the stored streams from one time to another; None if none are left."""
    try:
        stored = documents.stored_streams(session, file.activity_id)
    except StorageError:
        return None
    if stored is None or file.cut_from is None:
        return None
    return crop(stored, within[0] - file.cut_from, within[1] - within[0])


def _is_larger(file: ArchivedActivity, within: Span | None) -> bool:
    """Return whether an activity is longer than the part of its recording that is stored."""
    if within is None or file.cut_from is None or file.cut_to is None:
        return True
    tolerated = TOLERANCE * (within[1] - within[0])
    return within[0] < file.cut_from - tolerated or within[1] > file.cut_to + tolerated
