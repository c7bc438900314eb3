"""Stores a page of summaries, and records what it added, changed and restored."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, insert, select, update
from sqlalchemy.orm import Session

from .. import coerce
from ..api.responses import Item
from ..db import archived, archived_activities, summary
from ..db.athletes import data_changed
from ..db.documents import outdate_future
from ..db.enums import RunKind
from ..db.models import Activity, Change, Document, SyncRun
from ..db.upsert import upsert
from ..recordings import archived_recordings, pending
from ..recordings.facts import FIELDS_OF_SUMMARY
from . import runs
from .listing import Unfetched
from .outages import reason

MAX_BODY_LENGTH = 1_000_000
"""The most characters of a summary. Usual ones have one or two thousand."""

StoredSummary = Row[int, str, str, datetime | None, int | None]
"""An activity's id, the body and the source of its summary, deleted_at and seen_in."""


@dataclass(frozen=True)
class ParsedPage:
    """A page of the list: columns and JSON by activity id, and a sentence per skipped item."""

    rows: dict[int, dict[str, Any]]
    bodies: dict[int, str]
    skipped: list[str]
    length: int


def parse_page(items: list[Item], position: int, listing: str = "the list") -> ParsedPage:
    """Parse a page. `position` is the place of its first item in `listing`, counted from 1."""
    rows: dict[int, dict[str, Any]] = {}
    bodies: dict[int, str] = {}
    problems: list[tuple[int, str, dict[str, Any] | None]] = []
    previous = None
    for place, (item, text) in enumerate(items, start=position):
        try:
            row = _row(item, text)
        except summary.InvalidSummary as error:
            problems.append((place, str(error), previous))
            continue
        rows[row["id"]] = previous = row
        bodies[row["id"]] = text
    first = next(iter(rows.values()), None)
    skipped = [
        f"Activity {place} of {listing}{_neighbor(before, first)}: {problem}."
        for place, problem, before in problems
    ]
    return ParsedPage(rows, bodies, skipped, len(items))


def _row(item: Any, text: str) -> dict[str, Any]:
    """Return the columns of an item; raises InvalidSummary."""
    if isinstance(item, Unfetched):
        raise summary.InvalidSummary(f"{reason(item.error)}, so it could not be fetched")
    if len(text) > MAX_BODY_LENGTH:
        raise summary.InvalidSummary(f"it is too large, with {len(text):,} characters")
    # Counting brackets is fast, and few summaries have more than ten.
    brackets = text.count("[") + text.count("{")
    if brackets > coerce.MAX_DEPTH and coerce.is_too_deep(item):
        raise summary.InvalidSummary("it is nested too deeply")
    return summary.columns(item)


def _neighbor(before: dict[str, Any] | None, first: dict[str, Any] | None) -> str:
    """Return which activity is listed just before, or next, to help find the place on Strava."""
    neighbor = before or first
    if neighbor is None:
        return ""
    day = f" of {neighbor['day']:%d %B %Y}" if neighbor["day"] else ""
    return f', {"after" if before else "before"} "{neighbor["name"]}"{day}'


def stored_ids(session: Session, page: ParsedPage) -> set[int]:
    """Return which activities of the page are already stored, from an earlier sync."""
    from_sync = and_(Document.kind == "summary", Document.source == archived.FROM_API)
    query = select(Document.activity_id).where(Document.activity_id.in_(page.rows), from_sync)
    return set(session.scalars(query))


def all_seen(session: Session, run: SyncRun, page: ParsedPage) -> bool:
    """Return whether the run's walk has already included every activity of the page."""
    is_seen = and_(Activity.id.in_(page.rows), Activity.seen_in == run.walk_id)
    seen = session.scalar(select(func.count()).select_from(Activity).where(is_seen))
    return seen == len(page.rows)


def store_page(session: Session, run: SyncRun, page: ParsedPage, now: datetime) -> None:
    """Store a page and update the run's counters. The caller commits.

    Activities that the same walk has already included are not counted again.
    """
    stored = _stored_summaries(session, page)
    differing = [
        key
        for key, body in page.bodies.items()
        if key not in stored or not _is_same_json(stored[key].body, body)
    ]
    merged = _merge_archive(session, page, differing, now)
    current = {"athlete_id": run.athlete_id, "seen_in": run.walk_id, "deleted_at": None}
    rows = {**page.rows, **merged}
    upsert(session, Activity, [{**rows[key], **current} for key in differing])
    upsert(session, Document, [_document(key, page.bodies[key], now) for key in differing])
    if edited := [key for key in differing if key in stored]:
        outdate_future(session, edited, now)
        _outdate_measures(session, page, stored, edited)
    unchanged = stored.keys() - set(differing)
    if unchanged:
        session.execute(
            update(Activity)
            .where(Activity.id.in_(unchanged))
            .values(seen_in=run.walk_id, deleted_at=None)
        )
    _record_changes(session, run, page, stored, differing)


def _document(activity_id: int, body: str, now: datetime) -> dict[str, Any]:
    """Return the row of a summary."""
    return {
        "activity_id": activity_id,
        "kind": "summary",
        "body": body,
        "source": archived.FROM_API,
        "fetched_at": now,
    }


def _merge_archive(
    session: Session, page: ParsedPage, differing: list[int], now: datetime
) -> dict[int, dict[str, Any]]:
    """Return the columns of activities that an archive had too, and cut its recordings to them."""
    found = archived_activities.read(session, differing)
    if not found:
        return {}
    summaries = {key: _parse(page.bodies[key]) for key in found}
    cut = archived_recordings.fit(session, summaries, found, now)
    archived_activities.replace_documents(session, cut)
    return {
        key: summary.columns(archived.filled(summaries[key], archived.fields(one.document)))
        for key, one in {**found, **cut}.items()
    }


def _outdate_measures(
    session: Session, page: ParsedPage, stored: dict[int, StoredSummary], edited: list[int]
) -> None:
    """Let recordings be measured again whose measures follow from a field that was edited."""
    changed = {key: differences(stored[key].body, page.bodies[key]) for key in edited}
    outdated = [
        key
        for key, fields in changed.items()
        if any(name in FIELDS_OF_SUMMARY for name, _, _ in fields)
    ]
    if outdated:
        pending.outdate(session, *outdated)


def _stored_summaries(session: Session, page: ParsedPage) -> dict[int, StoredSummary]:
    rows = session.execute(
        select(Activity.id, Document.body, Document.source, Activity.deleted_at, Activity.seen_in)
        .join(Document)
        .where(Document.kind == "summary", Activity.id.in_(page.rows))
    )
    return {row.id: row for row in rows}


def _record_changes(
    session: Session,
    run: SyncRun,
    page: ParsedPage,
    stored: dict[int, StoredSummary],
    differing: list[int],
) -> None:
    """Update the run's counters, and record each change unless this is a first run."""
    repeated = sum(row.seen_in == run.walk_id for row in stored.values())
    added = [key for key in differing if key not in stored]
    returned = [key for key, row in stored.items() if row.deleted_at is not None]
    edited = {
        key: fields
        for key in differing
        if key in stored
        and key not in returned
        and (fields := _edits(stored[key], page.bodies[key]))
    }
    run.done += page.length - repeated
    run.added += len(added)
    run.changed += len(edited) + len(returned)
    runs.name_skipped(run, page.skipped)
    if differing or returned:
        data_changed(session, run.athlete_id)
    if run.kind == RunKind.FIRST:
        return
    changes = [
        *(_change(run, key, "added") for key in added),
        *(_change(run, key, "returned") for key in returned),
        *(_change(run, key, "changed", fields) for key, fields in edited.items()),
    ]
    if changes:
        session.execute(insert(Change), changes)


def _change(
    run: SyncRun, activity_id: int, kind: str, fields: list[list[Any]] | None = None
) -> dict[str, Any]:
    """Return a row of the table of changes."""
    return {"sync_id": run.id, "activity_id": activity_id, "kind": kind, "fields": fields or []}


def _edits(stored: StoredSummary, after: str) -> list[list[Any]]:
    """Return what was edited on Strava.

    Where an archive has less, or rounds otherwise, nothing was.
    """
    found = differences(stored.body, after)
    if stored.source == archived.FROM_API:
        return found
    return [
        [name, old, new]
        for name, old, new in found
        if old is not None and new is not None and "." not in name and not _is_close(old, new)
    ]


def _is_close(before: Any, after: Any) -> bool:
    """Return whether two values differ only by rounding, or are positions."""
    if isinstance(before, list):
        return True
    old, new = coerce.number(before), coerce.number(after)
    return (
        old is not None and new is not None and math.isclose(old, new, rel_tol=0.005, abs_tol=0.5)
    )


def _is_same_json(before: str, after: str) -> bool:
    # Usually the texts are equal. If they are not, only the order of the fields may differ.
    return before == after or _parse(before) == _parse(after)


def differences(before: str, after: str) -> list[list[Any]]:
    """Return [name, from, to] for each field that differs between two JSON objects.

    Fields of nested objects are compared one by one and named like `map.id`.
    """
    return list(_differences(_parse(before), _parse(after)))


def _parse(body: str) -> Any:
    """Return a stored document, with text in place of NaN and infinity.

    NaN does not equal itself, and neither can be stored again as JSON.
    """
    return json.loads(body, parse_constant=str, parse_float=_finite_or_text)


def _finite_or_text(digits: str) -> float | str:
    return number if math.isfinite(number := float(digits)) else digits


def _differences(
    before: dict[str, Any], after: dict[str, Any], prefix: str = ""
) -> Iterator[list[Any]]:
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _differences(old, new, f"{prefix}{name}.")
        elif old != new:
            yield [f"{prefix}{name}", old, new]
