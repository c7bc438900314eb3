"""Finds the activities whose details are not stored, or are older than the last change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Label,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from ..api.oauth import READS_PRIVATE_ACTIVITIES
from ..db.activities import is_current, is_visible_to_others
from ..db.archived import FROM_ARCHIVE
from ..db.documents import FAILURE
from ..db.models import Activity, Athlete, Document, Token

KINDS = ("detail", "streams")
"""The kinds of documents that are fetched for each activity, in this order."""

ASK_AGAIN_AFTER = timedelta(days=1)
"""How long the background fetch leaves out what Strava could not send. A run that waits and
continues, and the runs after it, would otherwise ask for the same activities in every window."""


@dataclass(frozen=True)
class MissingDetails:
    """An activity, and the kinds of its documents that have to be fetched."""

    activity_id: int
    name: str
    kinds: tuple[str, ...]
    changed_at: datetime
    """When its summary last changed. Documents that are fetched now are not older than that, even
    if the clock was put back since."""


@dataclass(frozen=True)
class Remaining:
    """The activities of an athlete that lack details, and the API calls that fetch them."""

    activities: int
    recordings: int
    """How many of them lack a recording."""
    calls: int


def newest(session: Session, athlete_id: int, now: datetime) -> MissingDetails | None:
    """Return the athlete's newest activity that lacks details and has not just failed."""
    has_failed = exists().where(
        Document.activity_id == Activity.id,
        Document.kind == FAILURE,
        # A time in the future says nothing: the clock was ahead.
        Document.fetched_at.between(now - ASK_AGAIN_AFTER, now),
    )
    query = _missing(athlete_id).where(~has_failed)
    newest_first = query.order_by(Activity.start_local.desc().nulls_last(), Activity.id.desc())
    return _first(session, newest_first.limit(1))


def of_activity(session: Session, activity_id: int) -> MissingDetails | None:
    """Return what this activity lacks; None if it is complete."""
    return _first(session, _of_activity(), {"activity_id": activity_id})


def remaining(session: Session, athlete_id: int) -> Remaining:
    """Return how many of the athlete's activities lack details, and how many calls that takes."""
    missing = _missing(athlete_id).subquery()
    totals = (func.coalesce(func.sum(missing.c[kind]), 0) for kind in KINDS)
    activities, details, recordings = session.execute(
        select(func.count(), *totals).select_from(missing)
    ).one()
    return Remaining(activities, int(recordings), int(details + recordings))


def _missing(athlete_id: int | ColumnElement[int]) -> Select[Any]:
    """Select the id and name of each activity that lacks details, and 1 or 0 for each kind."""
    summary = aliased(Document)
    to_fetch: list[Label[int]] = []
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
                or_(
                    document.fetched_at >= summary.fetched_at,
                    # A recording from an archive that agrees with the summary.
                    document.source == FROM_ARCHIVE,
                ),
            ),
        )
        is_complete: ColumnElement[bool] = document.activity_id.is_not(None)
        if kind == "streams":
            is_complete = or_(is_complete, Activity.manual)
        to_fetch.append(case((is_complete, 0), else_=1).label(kind))
    columns = (Activity.id, Activity.name, summary.fetched_at.label("changed_at"))
    return query.add_columns(*columns, *to_fetch).where(
        is_current(athlete_id),
        _is_granted(athlete_id),
        or_(*(column.element == 1 for column in to_fetch)),
    )


def _is_granted(athlete_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that the granted scopes include the activity.

    For other activities Strava responds 404, which must not be stored as "has no details". Nothing
    is to be fetched for an athlete known only from an archive.
    """
    is_unconnected = exists().where(Athlete.id == athlete_id, Athlete.from_archive)
    scope = select(Token.scope).where(Token.athlete_id == athlete_id).scalar_subquery()
    # Without a token nothing is excluded: the call then raises an error that says so.
    is_included = or_(
        is_visible_to_others(), scope.is_(None), scope.contains(READS_PRIVATE_ACTIVITIES)
    )
    return and_(~is_unconnected, is_included)


@cache
def _of_activity() -> Select[Any]:
    """Select what `activity_id` lacks. Building the query takes longer than running it."""
    is_it = Activity.id == bindparam("activity_id")
    athlete_id = select(Activity.athlete_id).where(is_it).scalar_subquery()
    return _missing(athlete_id).where(is_it)


def _first(
    session: Session, query: Select[Any], parameters: dict[str, int] | None = None
) -> MissingDetails | None:
    row = session.execute(query, parameters).first()
    if row is None:
        return None
    kinds = tuple(kind for kind in KINDS if getattr(row, kind))
    return MissingDetails(row.id, row.name, kinds, row.changed_at)
