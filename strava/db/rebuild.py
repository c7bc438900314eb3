"""Derives the columns of every activity again from the stored summaries, without a call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, select, update

from . import summary
from .models import Activity, Athlete, Document

_AT_ONCE = 500


def columns(connection: Connection) -> int:
    """Bring every activity in line with its summary; how many there were.

    What does not come from a summary (whose it is, since when it is gone) stays. The caller
    commits.
    """
    activity = cast(Table, Activity.__table__)
    number = 0
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
        number += len(rows)
    athlete = cast(Table, Athlete.__table__)
    connection.execute(update(athlete).values(data_version=athlete.c.data_version + 1))
    return number


def _batches(connection: Connection) -> Iterator[list[dict[str, Any]]]:
    last = 0
    summaries = select(Document.activity_id, Document.body).where(Document.kind == "summary")
    while True:
        after = summaries.where(Document.activity_id > last).order_by(Document.activity_id)
        found = connection.execute(after.limit(_AT_ONCE)).all()
        if not found:
            return
        last = found[-1].activity_id
        yield [summary.columns(json.loads(body)) for _, body in found]
