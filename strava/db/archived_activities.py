"""Stores what archives say about activities, and the columns and summaries that follow from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from . import archived, summary
from .models import Activity, Document
from .upsert import upsert

_BATCH_SIZE = 500
_DERIVED = frozenset(("search", "day", "weekday", "time_of_day"))
"""Columns that change only with others."""
_NAMES = {"start_local": "start_date_local"}

Difference = list[Any]
"""The name of a field, and its value before and after."""


@dataclass(frozen=True)
class Archived:
    """The document `archive` of an activity."""

    document: dict[str, Any]
    as_of: datetime
    """How new the archive is."""


def read(session: Session, activity_ids: Sequence[int]) -> dict[int, Archived]:
    """Return what archives say about activities, by their ids."""
    rows = session.execute(
        select(Document.activity_id, Document.body, Document.fetched_at).where(
            Document.activity_id.in_(activity_ids), Document.kind == archived.KIND
        )
    )
    return {row.activity_id: Archived(json.loads(row.body), row.fetched_at) for row in rows}


def store(
    session: Session, athlete_id: int, found: Mapping[int, Archived], now: datetime
) -> dict[int, list[Difference] | None]:
    """Store what an archive says about activities. The caller commits.

    Return what that changes in the table: None for a new activity. Activities that are deleted
    stay deleted.
    """
    changes: dict[int, list[Difference] | None] = {}
    keys = list(found)
    for start in range(0, len(keys), _BATCH_SIZE):
        batch = {key: found[key] for key in keys[start : start + _BATCH_SIZE]}
        changes |= _store_batch(session, athlete_id, batch, now)
    return changes


def _store_batch(
    session: Session, athlete_id: int, found: Mapping[int, Archived], now: datetime
) -> dict[int, list[Difference] | None]:
    before = _stored_columns(session, list(found))
    summaries = _summaries(session, list(found))
    columns: dict[int, dict[str, Any]] = {}
    bodies: dict[int, str] = {}
    for activity_id, one in found.items():
        body, source = summaries.get(activity_id, (None, archived.FROM_ARCHIVE))
        if body is not None and source == archived.FROM_API:
            merged = archived.filled(json.loads(body), archived.fields(one.document))
        else:
            merged = archived.to_summary(one.document)
            text = json.dumps(merged, separators=(",", ":"), sort_keys=True)
            if text != body:
                bodies[activity_id] = text
        columns[activity_id] = summary.columns(merged)
    changes = {key: _changes(before.get(key), row) for key, row in columns.items()}
    upsert(
        session,
        Activity,
        [
            {**columns[key], "athlete_id": athlete_id}
            for key, differences in changes.items()
            if differences is None or columns[key] != before[key]
        ],
    )
    replace_documents(session, found)
    upsert(
        session,
        Document,
        [
            {
                "activity_id": key,
                "kind": "summary",
                "body": body,
                "source": archived.FROM_ARCHIVE,
                "fetched_at": now,
            }
            for key, body in bodies.items()
        ],
    )
    return changes


def replace_documents(session: Session, found: Mapping[int, Archived]) -> None:
    """Store documents, and nothing that follows from them. The caller commits."""
    upsert(session, Document, [_document(key, one) for key, one in found.items()])


def _document(activity_id: int, found: Archived) -> dict[str, Any]:
    return {
        "activity_id": activity_id,
        "kind": archived.KIND,
        "body": json.dumps(found.document, separators=(",", ":")),
        "source": archived.FROM_ARCHIVE,
        "fetched_at": found.as_of,
    }


def _stored_columns(session: Session, activity_ids: list[int]) -> dict[int, dict[str, Any]]:
    names = list(summary.columns({"id": 1}))
    query = select(*(Activity.__table__.c[name] for name in names))
    rows = session.execute(query.where(Activity.id.in_(activity_ids)))
    return {row.id: dict(row._mapping) for row in rows}


def _summaries(session: Session, activity_ids: list[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(
        select(Document.activity_id, Document.body, Document.source).where(
            Document.activity_id.in_(activity_ids), Document.kind == "summary"
        )
    )
    return {row.activity_id: (row.body, row.source) for row in rows}


def _changes(before: dict[str, Any] | None, after: dict[str, Any]) -> list[Difference] | None:
    if before is None:
        return None
    return [
        [_NAMES.get(name, name), _plain(before[name]), _plain(value)]
        for name, value in after.items()
        if name not in _DERIVED and before[name] != value
    ]


def _plain(value: Any) -> Any:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value
