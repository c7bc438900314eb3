"""Finds activities that were deleted on Strava.

A walk of the list only yields candidates: the stored activities that it did not include. Pages
shift when activities are deleted while they are being fetched, so a walk can miss an activity
that still exists. A candidate is marked as deleted once Strava responds 404 for it. It is only
marked, never removed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ..accounts import athletes
from ..db.activities import is_current, is_visible_to_others
from ..db.athletes import data_changed
from ..db.models import Activity, Athlete, Change, SyncRun
from ..errors import NotFound, StravaError
from . import runs
from .context import RunContext
from .failures import TRANSIENT_ERRORS, is_about_one_activity
from .outages import raise_if_outage, reason

SUSPICIOUS_NUMBER = 20
SUSPICIOUS_SHARE = 0.1
"""If more than this number and more than this share of the activities are missing, Logbook asks
before it marks any of them."""


def candidates(session: Session, run: SyncRun) -> Sequence[int]:
    """Return the ids of the activities that the run's walk should have included but did not."""
    return session.scalars(
        select(Activity.id)
        .where(*_expected(session, run), _not_seen(run))
        .order_by(Activity.start_date.desc())
    ).all()


def count_suspicious(session: Session, run: SyncRun) -> int:
    """Return the number of candidates if it is suspiciously large, otherwise 0."""
    if run.deletions_approved:
        return 0
    missing, expected = session.execute(
        select(func.count().filter(_not_seen(run)), func.count()).where(*_expected(session, run))
    ).one()
    plausible = missing <= SUSPICIOUS_NUMBER or missing <= SUSPICIOUS_SHARE * expected
    return 0 if plausible else missing


def count_expected(session: Session, run: SyncRun) -> int:
    """Return the number of stored activities that Strava should list."""
    query = select(func.count()).select_from(Activity).where(*_expected(session, run))
    return session.scalar(query) or 0


def confirm(context: RunContext, activity_id: int) -> None:
    """Mark an activity as deleted if Strava responds 404 for it."""
    context.check_rate_limits()
    is_deleted, problem = False, None
    try:
        context.client.get(f"/activities/{activity_id}")
    except NotFound:
        is_deleted = True
    except TRANSIENT_ERRORS as error:
        raise_if_outage(context, error)
        problem = reason(error)
    except StravaError as error:
        if not is_about_one_activity(error):
            raise
    with context.transaction() as (session, run):
        activity = session.get_one(Activity, activity_id)
        if problem is not None:
            name = f'"{activity.name}" ({activity_id})'
            sentence = f"Whether {name} is deleted on Strava is unknown: {problem}."
            runs.name_skipped(run, [sentence])
        if is_deleted:
            activity.deleted_at = context.logbook.now()
            session.add(Change(sync_id=run.id, activity_id=activity_id, kind="deleted", fields=[]))
            run.deleted += 1
            data_changed(session, run.athlete_id)
        else:
            # Also if that is unknown: a run that waits and continues must not ask again.
            activity.seen_in = run.walk_id
        run.attempts = 0


def _expected(session: Session, run: SyncRun) -> list[ColumnElement[bool]]:
    """Return the conditions for activities that Strava lists with the granted scopes."""
    conditions = [is_current(run.athlete_id)]
    token = athletes.valid_token(session, session.get_one(Athlete, run.athlete_id))
    if token is None or not athletes.sees_private(token):
        conditions.append(is_visible_to_others())
    return conditions


def _not_seen(run: SyncRun) -> ColumnElement[bool]:
    return Activity.seen_in.is_distinct_from(run.walk_id)
