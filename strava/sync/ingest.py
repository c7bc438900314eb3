"""Stores a page of summaries, and notes what it added, changed and brought back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from ..accounts import athletes
from ..api.responses import Item
from ..db import summary
from ..db.models import Activity, Change, Document, SyncRun
from ..db.upsert import upsert

Stored = Row[int, str, datetime | None, int | None]
"""id, body of the summary, deleted_at, seen_in."""


@dataclass(frozen=True)
class Page:
    """A page of the list, read: the rows and documents by the activity's id."""

    rows: dict[int, dict[str, Any]]
    bodies: dict[int, str]
    skipped: list[str]
    length: int

    @property
    def oldest_start(self) -> datetime | None:
        """The earliest start among them."""
        starts = [row["start_date"] for row in self.rows.values() if row["start_date"]]
        return min(starts, default=None)


def read(items: list[Item], position: int) -> Page:
    """A page as Strava sent it, whose first item stands at `position` (from 1) in the list."""
    rows, bodies, skipped = {}, {}, []
    for place, (item, text) in enumerate(items, start=position):
        try:
            row = summary.columns(item)
        except summary.NotUnderstood as error:
            skipped.append(f"Activity {place} of the list: {error}.")
            continue
        rows[row["id"]] = row
        bodies[row["id"]] = text
    return Page(rows, bodies, skipped, len(items))


def known(session: Session, page: Page) -> bool:
    """Whether anything on the page is stored already."""
    return (
        session.scalar(select(Activity.id).where(Activity.id.in_(page.rows)).limit(1)) is not None
    )


def store(session: Session, run: SyncRun, page: Page, now: datetime) -> None:
    """Store a page and count it in the run; what the run's walk has seen before counts once."""
    stored = {
        row.id: row
        for row in session.execute(
            select(Activity.id, Document.body, Activity.deleted_at, Activity.seen_in)
            .join(Document)
            .where(Document.kind == "summary", Activity.id.in_(page.rows))
        )
    }
    different = [
        key
        for key, body in page.bodies.items()
        if key not in stored or not _same(stored[key].body, body)
    ]
    own = {"athlete_id": run.athlete_id, "seen_in": run.walk_id, "deleted_at": None}
    upsert(session, Activity, [{**page.rows[key], **own} for key in different])
    upsert(
        session,
        Document,
        [
            {"activity_id": key, "kind": "summary", "body": page.bodies[key], "fetched_at": now}
            for key in different
        ],
    )
    same = stored.keys() - set(different)
    if same:
        session.execute(
            update(Activity)
            .where(Activity.id.in_(same))
            .values(seen_in=run.walk_id, deleted_at=None)
        )
    _count(session, run, page, stored, different)


def _count(
    session: Session, run: SyncRun, page: Page, stored: dict[int, Stored], different: list[int]
) -> None:
    again = sum(row.seen_in == run.walk_id for row in stored.values())
    returned = [key for key, row in stored.items() if row.deleted_at is not None]
    edited = [key for key in different if key in stored and key not in returned]
    added = [key for key in different if key not in stored]
    run.done += page.length - again
    run.added += len(added)
    run.changed += len(edited) + len(returned)
    run.skipped = [*run.skipped, *page.skipped]
    if different or returned:
        athletes.data_changed(session, run.athlete_id)
    if run.kind == "first":
        return
    changes = [
        *({"activity_id": key, "kind": "added", "fields": []} for key in added),
        *({"activity_id": key, "kind": "returned", "fields": []} for key in returned),
        *(
            {
                "activity_id": key,
                "kind": "changed",
                "fields": differences(json.loads(stored[key].body), json.loads(page.bodies[key])),
            }
            for key in edited
        ),
    ]
    if changes:
        session.execute(insert(Change), [{"sync_id": run.id, **change} for change in changes])


def _same(before: str, after: str) -> bool:
    # Mostly the texts are equal; if not, they may still say the same in another order.
    return before == after or json.loads(before) == json.loads(after)


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[list[Any]]:
    """[name, from, to] of each field that differs; of an object such as `map`, field by field."""
    found: list[list[Any]] = []
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            found += [[f"{name}.{inner}", *pair] for inner, *pair in differences(old, new)]
        elif old != new:
            found.append([name, old, new])
    return found
