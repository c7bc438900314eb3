"""Everything that is stored about an activity, as one JSON object."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Session

from ..db.documents import FAILURE
from ..db.models import (
    Activity,
    Document,
    Effort,
    LeftOut,
    Measured,
    SegmentEffort,
    StretchRow,
    ZoneTime,
)
from ..privacy import shown
from .samples import Samples

_RENAMED = {"start": "from", "end": "to"}
"""Seconds since the start have the names that they have in addresses."""
_NOT_ABOUT_IT = {"id", "activity_id", "athlete_id", "version", "fetched_at", "rated"}


def everything(session: Session, activity: Activity, samples: Samples | None) -> dict[str, Any]:
    """Return the documents as Strava sent them, what was computed, and the samples.

    What is missing is null, or an empty list. Private places are left out; `samples` are without
    them already. The index of routes is left out: it has nothing
    that is not in the summary.
    """
    documents = {
        kind: _without_nan(document)
        for kind, document in shown.documents(session, activity).items()
    }
    hidden_efforts = shown.hidden_segment_efforts(session, activity)
    measures = _rows(session, Measured, activity.id)
    left_out = session.get(LeftOut, activity.id)
    return {
        "id": activity.id,
        "deleted_at": _plain(activity.deleted_at),
        "left_out_at": left_out and _plain(left_out.since),
        "fetched_at": _fetched_at(session, activity.id),
        **{kind: documents.get(kind) for kind in ("summary", "detail", "laps", "archive")},
        "measures": measures[0] if measures else None,
        "efforts": _rows(session, Effort, activity.id),
        "segments": [
            row
            for row in _rows(session, SegmentEffort, activity.id)
            if row["number"] not in hidden_efforts
        ],
        "stretches": _rows(session, StretchRow, activity.id),
        "zones": _rows(session, ZoneTime, activity.id),
        "streams": samples,
    }


def _fetched_at(session: Session, activity_id: int) -> dict[str, Any]:
    """Return when each document was fetched. That of the summary is when it last changed."""
    query = select(Document.kind, Document.fetched_at).where(
        Document.activity_id == activity_id, Document.kind != FAILURE
    )
    return {kind: _plain(moment) for kind, moment in session.execute(query)}


def _rows(session: Session, model: type[Any], activity_id: int) -> list[dict[str, Any]]:
    """Return an activity's rows of a table, with what tells them apart and their figures."""
    table = model.__table__
    columns = [
        column.label(_RENAMED.get(column.name, column.name))
        for column in table.columns
        if column.name not in _NOT_ABOUT_IT and not isinstance(column.type, LargeBinary)
    ]
    query = select(*columns).where(table.c.activity_id == activity_id).order_by(*table.primary_key)
    return [
        {name: _plain(value) for name, value in row._mapping.items()}
        for row in session.execute(query)
    ]


def _plain(value: Any) -> Any:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value


def _without_nan(value: Any) -> Any:
    """Replace the numbers that JSON does not have by None. Summaries are stored as sent."""
    if isinstance(value, dict):
        return {name: _without_nan(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
