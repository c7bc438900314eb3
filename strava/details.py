"""What a single activity's own page shows: its detail with laps, and its streams.

They cost two calls an activity (three where the detail comes without laps), so they are fetched
when an activity is opened, or in the background when the athlete asks for all of them.
Source: https://developers.strava.com/docs/reference/#api-Activities-getActivityById
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from . import storage
from .api import Client
from .errors import NotFound
from .logbook import Logbook
from .models import Activity, Document
from .usage import RESERVE, Usage

KINDS = ("detail", "streams")
STREAMS = (
    "time",
    "distance",
    "latlng",
    "altitude",
    "velocity_smooth",
    "heartrate",
    "cadence",
    "watts",
    "temp",
    "moving",
    "grade_smooth",
)
OUTAGE = 3
"""So many activities in a row that Strava fails to give are no matter of single activities."""
NOTHING = "null"


@dataclass(frozen=True)
class Lacking:
    """An activity and the kinds of documents it lacks, in the order to fetch them."""

    activity_id: int
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Remaining:
    """What is still to be fetched for all of an athlete's activities."""

    activities: int
    calls: int


def lacking(session: Session, athlete_id: int, leave_out: Collection[int] = ()) -> Lacking | None:
    """The newest activity whose details are missing, or older than its last change."""
    query = _lacking(athlete_id).where(Activity.id.not_in(leave_out))
    newest = query.order_by(Activity.start_local.desc().nulls_last(), Activity.id.desc())
    return _read(session, newest.limit(1))


def lacking_of(session: Session, activity_id: int) -> Lacking | None:
    """What this activity lacks; None if it has all."""
    athlete = select(Activity.athlete_id).where(Activity.id == activity_id).scalar_subquery()
    return _read(session, _lacking(athlete).where(Activity.id == activity_id))


def remaining(session: Session, athlete_id: int) -> Remaining:
    """How many activities lack details, and how many calls those take."""
    each = _lacking(athlete_id).subquery()
    number, calls = session.execute(
        select(func.count(), func.sum(each.c.detail + each.c.streams)).select_from(each)
    ).one()
    return Remaining(number, int(calls or 0))


def estimate(left: Remaining, usage: Usage | None) -> str:
    """How long that takes out of what the limits leave: "about 9 days at today's limit"."""
    if usage is None or left.calls == 0:
        return ""
    a_day = max(1, usage.day.limit - RESERVE)
    a_quarter = max(1, usage.quarter_hour.limit - RESERVE)
    if left.calls <= usage.day.left - RESERVE:
        minutes = 15 * math.ceil(left.calls / a_quarter)
        if minutes <= 60:
            return f"about {minutes} minutes"
        return f"about {round(minutes / 60)} hours"
    days = math.ceil(left.calls / a_day)
    return f"about {days} {'day' if days == 1 else 'days'} at today's limit"


def fetch(
    client: Client, activity_id: int, kind: str, may_call: Callable[[], None]
) -> dict[str, str]:
    """Documents as they are to be stored, by kind: a detail may bring its laps along.

    `null` where Strava has none, as for the streams of a manual entry. `may_call` is asked before
    each call, and raises RateLimited to forbid it.
    """
    path = f"/activities/{activity_id}"
    if kind == "streams":
        keys = ",".join(STREAMS)
        return {kind: _body(client, f"{path}/streams", may_call, keys=keys, key_by_type="true")}
    detail = _body(client, path, may_call)
    if detail == NOTHING or '"laps":' in detail:
        return {kind: detail}
    return {kind: detail, "laps": _body(client, f"{path}/laps", may_call)}


def complete(logbook: Logbook, athlete_id: int, activity_id: int) -> None:
    """Fetch and keep what an activity lacks, out of the calls reserved for this too.

    Raises LogbookError; what had arrived until then is kept.
    """
    with logbook.sessions() as session:
        lacks = lacking_of(session, activity_id)
    if lacks is None:
        return
    client = logbook.client(athlete_id)
    try:
        for kind in lacks.kinds:
            fetched = fetch(client, activity_id, kind, partial(logbook.may_call, reserve=0))
            with logbook.sessions.begin() as session:
                store(session, activity_id, fetched, logbook.now())
    finally:
        client.close()


def store(session: Session, activity_id: int, documents: dict[str, str], now: datetime) -> None:
    """Keep what was fetched. The caller commits."""
    rows = [
        {"activity_id": activity_id, "kind": kind, "body": body, "fetched_at": now}
        for kind, body in documents.items()
    ]
    storage.upsert(session, Document, rows)


def documents(session: Session, activity_id: int) -> dict[str, Any]:
    """The stored documents of an activity, by kind; without those Strava has nothing for."""
    bodies = session.execute(
        select(Document.kind, Document.body).where(
            Document.activity_id == activity_id, Document.kind != "streams"
        )
    )
    read = {kind: json.loads(body) for kind, body in bodies}
    return {kind: body for kind, body in read.items() if isinstance(body, dict | list)}


def _lacking(athlete_id: Any) -> Select[Any]:
    """Per activity that lacks something: its id, and 1 for each kind of document to fetch."""
    summary = aliased(Document)
    missing: list[Label[int]] = []
    query = (
        select()
        .select_from(Activity)
        .join(summary, and_(summary.activity_id == Activity.id, summary.kind == "summary"))
    )
    for kind in KINDS:
        document = aliased(Document)
        query = query.outerjoin(
            document,
            and_(
                document.activity_id == Activity.id,
                document.kind == kind,
                document.fetched_at >= summary.fetched_at,
            ),
        )
        there: ColumnElement[bool] = document.activity_id.is_not(None)
        if kind == "streams":
            there = or_(there, Activity.manual)
        missing.append(case((there, 0), else_=1).label(kind))
    return query.add_columns(Activity.id, *missing).where(
        Activity.athlete_id == athlete_id,
        Activity.deleted_at.is_(None),
        or_(*(column.element == 1 for column in missing)),
    )


def _read(session: Session, query: Select[Any]) -> Lacking | None:
    row = session.execute(query).first()
    if row is None:
        return None
    return Lacking(row.id, tuple(kind for kind in KINDS if getattr(row, kind)))


def _body(client: Client, path: str, may_call: Callable[[], None], **params: str) -> str:
    may_call()
    try:
        return json.dumps(client.get(path, **params), separators=(",", ":"), sort_keys=True)
    except NotFound:
        return NOTHING
