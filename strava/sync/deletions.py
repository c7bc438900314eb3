"""What is stored and gone from Strava: found by a walk of the whole list, confirmed one by one.

Pages shift when something is deleted while they are fetched, so what a walk did not come across
is only a candidate: it is marked as deleted when Strava answers 404 for it. Nothing is removed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from ..accounts import athletes
from ..db.models import Activity, Athlete, SyncRun

SUSPICIOUS_NUMBER = 20
SUSPICIOUS_SHARE = 0.1
"""More than so many and more than this share of all gone at once is asked about, not believed."""


def candidates(session: Session, run: SyncRun) -> Sequence[int]:
    """The ids of activities that the run's walk should have come across, and has not."""
    return session.scalars(
        select(Activity.id)
        .where(*_visible(session, run), _unseen(run))
        .order_by(Activity.start_date.desc())
    ).all()


def suspicious(session: Session, run: SyncRun) -> int:
    """How many candidates there are, if too many to be believed, else 0."""
    if run.deletions_approved:
        return 0
    visible = _visible(session, run)
    missing, stored = session.execute(
        select(func.count().filter(_unseen(run)), func.count()).where(*visible)
    ).one()
    believable = missing <= SUSPICIOUS_NUMBER or missing <= SUSPICIOUS_SHARE * stored
    return 0 if believable else missing


def _visible(session: Session, run: SyncRun) -> list[ColumnElement[bool]]:
    """Of the activities not marked yet, those that the athlete's consent lets Strava show."""
    conditions = [Activity.athlete_id == run.athlete_id, Activity.deleted_at.is_(None)]
    token = athletes.valid_token(session, session.get_one(Athlete, run.athlete_id))
    if token is None or not athletes.sees_private(token):
        private = or_(Activity.private, func.coalesce(Activity.visibility, "") == "only_me")
        conditions.append(~private)
    return conditions


def _unseen(run: SyncRun) -> ColumnElement[bool]:
    return Activity.seen_in.is_distinct_from(run.walk_id)
