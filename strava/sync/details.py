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

from ..accounts.usage import Usage, reserved
from ..api.client import Client
from ..api.oauth import READS_PRIVATE_ACTIVITIES
from ..db.models import Activity, Document, Token
from ..db.upsert import upsert
from ..errors import BadRequest, Forbidden, NotFound, NotGranted, StravaError, UnexpectedAnswer
from ..logbook import Logbook

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
    name: str
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
    kept = reserved(usage.day)
    a_day = max(1, usage.day.limit - kept)
    a_quarter = max(1, usage.quarter_hour.limit - reserved(usage.quarter_hour))
    if left.calls <= usage.day.left - kept:
        minutes = 15 * math.ceil(left.calls / a_quarter)
        if minutes <= 60:
            return f"about {minutes} minutes"
        hours = round(minutes / 60)
        return f"about {hours} {'hour' if hours == 1 else 'hours'}"
    days = math.ceil(left.calls / a_day)
    return f"about {days} {'day' if days == 1 else 'days'} at today's limit"


def fetch(
    client: Client, activity_id: int, kind: str, may_call: Callable[[], None]
) -> dict[str, str]:
    """Documents as they are to be stored, by kind: a detail may bring its laps along.

    `null` where Strava has none, as for the streams of a manual entry. `may_call` is asked before
    each call, and raises RateLimited to forbid it. Raises a StravaError.
    """
    path = f"/activities/{activity_id}"
    if kind == "streams":
        params = {"keys": ",".join(STREAMS), "key_by_type": "true"}
        return {kind: _written(_asked(client, f"{path}/streams", dict, may_call, **params))}
    detail = _asked(client, path, dict, may_call)
    if detail is None or "laps" in detail:
        return {kind: _written(detail)}
    laps = _asked(client, f"{path}/laps", list, may_call)
    return {kind: _written(detail), "laps": _written(laps)}


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
            asked_at = logbook.now()
            fetched = fetch(
                client, activity_id, kind, partial(logbook.check_rate_limits, reserve=0)
            )
            with logbook.sessions.begin() as session:
                store(session, activity_id, fetched, asked_at)
    finally:
        client.close()


def store(
    session: Session, activity_id: int, documents: dict[str, str], asked_at: datetime
) -> None:
    """Keep what was fetched, and when it was asked for: what changed since is not in it.

    The caller commits.
    """
    rows = [
        {"activity_id": activity_id, "kind": kind, "body": body, "fetched_at": asked_at}
        for kind, body in documents.items()
    ]
    upsert(session, Document, rows)


def documents(session: Session, activity_id: int) -> dict[str, Any]:
    """The stored documents of an activity but its streams, by kind: the oldest comes first.

    Without those Strava has nothing for.
    """
    bodies = session.execute(
        select(Document.kind, Document.body)
        .where(
            Document.activity_id == activity_id,
            Document.kind != "streams",
            Document.body != NOTHING,
        )
        # Of two that are equally old, the detail tells more than the summary.
        .order_by(Document.fetched_at, Document.kind != "summary")
    )
    return {kind: json.loads(body) for kind, body in bodies}


def concerns_one(error: StravaError) -> bool:
    """Whether Strava refuses a single activity, and may well give the next."""
    return type(error) in (BadRequest, Forbidden, NotGranted)


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
    return query.add_columns(Activity.id, Activity.name, *missing).where(
        Activity.athlete_id == athlete_id,
        Activity.deleted_at.is_(None),
        _granted(athlete_id),
        or_(*(column.element == 1 for column in missing)),
    )


def _granted(athlete_id: Any) -> ColumnElement[bool]:
    """Whether the consent reaches as far as the activity.

    Strava answers 404 for what it does not reach, and that must not be kept as if it had none.
    """
    scope = select(Token.scope).where(Token.athlete_id == athlete_id).scalar_subquery()
    private = or_(Activity.private, func.coalesce(Activity.visibility, "") == "only_me")
    # Without a consent, asking says what is wrong.
    return or_(~private, scope.is_(None), scope.contains(READS_PRIVATE_ACTIVITIES))


def _read(session: Session, query: Select[Any]) -> Lacking | None:
    row = session.execute(query).first()
    if row is None:
        return None
    return Lacking(row.id, row.name, tuple(kind for kind in KINDS if getattr(row, kind)))


def _asked(
    client: Client, path: str, shape: type, may_call: Callable[[], None], **params: str
) -> Any:
    """The JSON at a path, of this shape; None where Strava has nothing."""
    may_call()
    try:
        answer = client.get(path, **params)
    except NotFound:
        return None
    if not isinstance(answer, shape):
        raise UnexpectedAnswer
    return answer


def _written(document: Any) -> str:
    return json.dumps(document, separators=(",", ":"), sort_keys=True)
