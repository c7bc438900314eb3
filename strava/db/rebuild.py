"""Derives the columns of all activities again from what is stored, without any API call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import Connection, Table, and_, bindparam, select, update
from sqlalchemy.orm import aliased

from . import archived, summary
from .models import Activity, Athlete, Document

_BATCH_SIZE = 500


def rebuild_columns(connection: Connection) -> int:
    """Update every activity from its summary and its archive, and return how many there are.

    Columns that do not come from these (the athlete, the time of deletion) stay as they are. The
    caller commits.
    """
    activity = cast(Table, Activity.__table__)
    count = 0
    for rows in _batches(connection):
        names = rows[0].keys() - {"id"}
        connection.execute(
            update(activity)
            .where(activity.c.id == bindparam("activity_id"))
            .values({name: bindparam(f"new_{name}") for name in names}),
            [
                {"activity_id": row["id"], **{f"new_{name}": row[name] for name in names}}
                for row in rows
            ],
        )
        count += len(rows)
    athlete = cast(Table, Athlete.__table__)
    connection.execute(update(athlete).values(data_version=athlete.c.data_version + 1))
    return count


def _batches(connection: Connection) -> Iterator[list[dict[str, Any]]]:
    """Yield the columns of all activities in batches, by ascending id."""
    last_id = 0
    archive = aliased(Document)
    is_archive = and_(archive.activity_id == Document.activity_id, archive.kind == archived.KIND)
    summaries = (
        select(Document.activity_id, Document.body, archive.body.label("archive"))
        .outerjoin(archive, is_archive)
        .where(Document.kind == "summary")
    )
    while True:
        batch = summaries.where(Document.activity_id > last_id).order_by(Document.activity_id)
        found = connection.execute(batch.limit(_BATCH_SIZE)).all()
        if not found:
            return
        last_id = found[-1].activity_id
        yield [_columns(row.body, row.archive) for row in found]


def _columns(body: str, archive: str | None) -> dict[str, Any]:
    sent = json.loads(body)
    return summary.columns(
        sent if archive is None else archived.filled(sent, archived.fields(json.loads(archive)))
    )
