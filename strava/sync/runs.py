"""The rows of the table `sync`: each is a run, from its start to its outcome.

The process that executes a run holds the lock of its lane. Any process may pause or cancel the
run by changing its state, and the executing process checks the state before it stores anything.
So every change of state here is conditional, and tells whether it took place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, CursorResult, Row, func, select
from sqlalchemy.orm import Session

from .. import ages
from ..accounts import athletes
from ..db.enums import UNFINISHED, WALKS, Lane, RunKind, RunState, WaitReason
from ..db.models import Activity, Change, SyncRun
from . import waits

FULL_CHECK_INTERVAL = timedelta(days=7)
"""How long data may be stored without a check: https://www.strava.com/legal/api."""
FRESH_FOR = timedelta(minutes=15)
END_OF_LIST = -1
"""The position of a walk after the last page."""
MAX_SKIPPED = 500
_MORE = "More was skipped than is named here."
_WALK_MAX_AGE = timedelta(days=1)
"""How long after its start an unfinished full check can be continued by a new run."""


def lock_name(athlete_id: int, lane: Lane = Lane.SYNC) -> str:
    """Return the name of the lock that the process executing a run of this lane holds."""
    return f"{lane}-{athlete_id}"


def begin(session: Session, athlete_id: int, now: datetime, *, full: bool = False) -> SyncRun:
    """Resume the athlete's unfinished run or create one, and commit it as running.

    A new run is a first sync until the whole list has been fetched once. It is a full check if
    `full` is set, if the last full check is over a week old or failed, or if the athlete has
    granted more since. The caller holds the lock.
    """
    run = unfinished(session, athlete_id)
    if run is None:
        run = create(session, athlete_id, _next_kind(session, athlete_id, now, full), now)
    elif full and run.kind == RunKind.INCREMENTAL:
        run.kind = RunKind.FULL
    return mark_running(session, run)


def begin_kind(session: Session, athlete_id: int, kind: RunKind, now: datetime) -> SyncRun:
    """Resume or create the run of a lane with a single kind, and commit it as running."""
    run = unfinished(session, athlete_id, kind.lane)
    return mark_running(session, run or create(session, athlete_id, kind, now))


def mark_running(session: Session, run: SyncRun) -> SyncRun:
    """Mark the run as running and commit. The caller holds the lock."""
    run.state, run.waiting_for, run.resume_at, run.error = RunState.RUNNING, None, None, None
    session.commit()
    return run


def is_resumable(run: SyncRun, now: datetime) -> bool:
    """Return whether a run that no process executes should continue by itself now."""
    is_due = run.state == RunState.WAITING and waits.is_over(run, now)
    return run.state == RunState.RUNNING or is_due


def awaits_rate_limit(run: SyncRun | None, now: datetime) -> bool:
    """Return whether the run waits for a rate limit, which a click cannot shorten."""
    return (
        run is not None
        and run.state == RunState.WAITING
        and run.waiting_for == WaitReason.RATE_LIMIT
        and not waits.is_over(run, now)
    )


def is_stale(run: SyncRun | None, now: datetime) -> bool:
    """Return whether the copy may be outdated: the latest run ended some time ago."""
    if run is None:
        return True
    ended = run.finished_at or run.started_at
    return run.state not in UNFINISHED and not ages.is_within(FRESH_FOR, ended, now)


def unfinished(session: Session, athlete_id: int, lane: Lane = Lane.SYNC) -> SyncRun | None:
    """Return the athlete's running, waiting or paused run."""
    run = latest(session, athlete_id, lane)
    return run if run is not None and run.state in UNFINISHED else None


def latest(session: Session, athlete_id: int, lane: Lane = Lane.SYNC) -> SyncRun | None:
    """Return the athlete's latest run in a lane."""
    newest_first = (
        select(SyncRun)
        .where(SyncRun.athlete_id == athlete_id, _is_in(lane))
        .order_by(SyncRun.id.desc())
    )
    return session.scalar(newest_first.limit(1).execution_options(populate_existing=True))


def recent(session: Session, athlete_id: int, limit: int = 50) -> Sequence[SyncRun]:
    """Return the athlete's latest runs in all lanes, newest first."""
    newest_first = (
        select(SyncRun).where(SyncRun.athlete_id == athlete_id).order_by(SyncRun.id.desc())
    )
    return session.scalars(newest_first.limit(limit)).all()


def find(session: Session, athlete_id: int, run_id: int) -> SyncRun | None:
    """Return the athlete's run with this id."""
    run = session.get(SyncRun, run_id)
    return run if run is not None and run.athlete_id == athlete_id else None


def changes(session: Session, run_id: int, limit: int) -> Sequence[Row[Change, Activity]]:
    """Return the first changes of a run, each with its activity."""
    in_order = (
        select(Change, Activity).join(Activity).where(Change.sync_id == run_id).order_by(Change.id)
    )
    return session.execute(in_order.limit(limit)).all()


def due(session: Session, now: datetime) -> Sequence[SyncRun]:
    """Return the runs of all athletes whose wait is over."""
    waiting = session.scalars(select(SyncRun).where(SyncRun.state == RunState.WAITING))
    return [run for run in waiting if waits.is_over(run, now)]


def any_waiting(session: Session) -> bool:
    """Return whether a run of any athlete waits."""
    query = select(SyncRun.id).where(SyncRun.state == RunState.WAITING).limit(1)
    return session.scalar(query) is not None


def unanswered_check(session: Session, athlete_id: int) -> SyncRun | None:
    """Return the full check whose question about missing activities has no answer yet."""
    last_walk = select(func.max(SyncRun.id)).where(
        SyncRun.athlete_id == athlete_id,
        SyncRun.kind.in_(WALKS),
        SyncRun.state == RunState.DONE,
    )
    return session.scalar(
        select(SyncRun).where(SyncRun.id == last_walk.scalar_subquery(), SyncRun.missing > 0)
    )


def answer_missing(
    session: Session, athlete_id: int, now: datetime, *, are_deleted: bool
) -> SyncRun | None:
    """Store the answer whether the missing activities are deleted on Strava, and commit.

    If they are, return a new run that confirms each of them and continues the walk of the check.
    While another run is unfinished, return None and keep the question.
    """
    check = unanswered_check(session, athlete_id)
    if check is None or (are_deleted and unfinished(session, athlete_id) is not None):
        return None
    check.missing = 0
    if not are_deleted:
        session.commit()
        return None
    run = create(session, athlete_id, RunKind.FULL, now)
    _continue_walk(run, check)
    run.position, run.deletions_approved = END_OF_LIST, True
    return mark_running(session, run)


def wait(session: Session, run_id: int, reason: WaitReason, until: datetime, **values: Any) -> bool:
    """Make a running run wait, and commit; return False if it is not running any more."""
    return _update_and_commit(
        session,
        run_id,
        [RunState.RUNNING],
        state=RunState.WAITING,
        waiting_for=reason,
        resume_at=until,
        **values,
    )


def finish(session: Session, run_id: int, state: RunState, now: datetime, **values: Any) -> bool:
    """End a running run, and commit; return False if it is not running any more."""
    return _update_and_commit(
        session, run_id, [RunState.RUNNING], state=state, finished_at=now, **values
    )


def pause(session: Session, athlete_id: int, lane: Lane = Lane.SYNC) -> bool:
    """Pause the athlete's run, and commit; return False if none is running or waiting."""
    run = unfinished(session, athlete_id, lane)
    return run is not None and _update_and_commit(
        session,
        run.id,
        [RunState.RUNNING, RunState.WAITING],
        state=RunState.PAUSED,
        waiting_for=None,
        resume_at=None,
        error=None,
    )


def cancel(session: Session, athlete_id: int, now: datetime, lane: Lane = Lane.SYNC) -> bool:
    """Cancel the athlete's run, and commit; return False if none is unfinished."""
    run = unfinished(session, athlete_id, lane)
    return run is not None and _update_and_commit(
        session,
        run.id,
        UNFINISHED,
        state=RunState.CANCELED,
        finished_at=now,
        waiting_for=None,
        resume_at=None,
        error=None,
    )


def name_skipped(run: SyncRun, sentences: Iterable[str]) -> None:
    """Name what a run passes over, up to MAX_SKIPPED. The caller commits.

    After an interruption, a step may meet the same again, which is named once.
    """
    named = list(dict.fromkeys([*run.skipped, *sentences]))
    run.skipped = named if len(named) <= MAX_SKIPPED else [*named[: MAX_SKIPPED - 1], _MORE]


def update(session: Session, run_id: int, states: Sequence[RunState], **values: Any) -> bool:
    """Update a run if it is in one of these states; return whether it is. The caller commits."""
    result = session.execute(
        sqlalchemy.update(SyncRun)
        .where(SyncRun.id == run_id, SyncRun.state.in_(states))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)  # noqa: S101
    return result.rowcount == 1


def _update_and_commit(
    session: Session, run_id: int, states: Sequence[RunState], **values: Any
) -> bool:
    is_updated = update(session, run_id, states, **values)
    session.commit()
    return is_updated


def _is_in(lane: Lane) -> ColumnElement[bool]:
    return SyncRun.kind.in_(RunKind.in_lane(lane))


def _next_kind(session: Session, athlete_id: int, now: datetime, full: bool) -> RunKind:
    """Return the kind of a new run; see begin."""
    athlete = athletes.get(session, athlete_id)
    if athlete.last_synced_at is None:
        return RunKind.FIRST
    checked_at, previous = athlete.last_checked_at, latest(session, athlete_id)
    check_failed = (
        previous is not None and previous.kind == RunKind.FULL and previous.state == RunState.FAILED
    )
    is_overdue = not ages.is_within(FULL_CHECK_INTERVAL, checked_at, now)
    return RunKind.FULL if full or is_overdue or check_failed else RunKind.INCREMENTAL


def create(session: Session, athlete_id: int, kind: RunKind, now: datetime) -> SyncRun:
    """Add a run, which continues the walk of the previous one where possible.

    The caller commits, usually with mark_running.
    """
    previous = latest(session, athlete_id)
    run = SyncRun(
        athlete_id=athlete_id, kind=kind, started_at=now, state=RunState.RUNNING, skipped=[]
    )
    session.add(run)
    session.flush()
    run.walk_id = run.id
    if previous is not None and kind in WALKS and _can_be_continued(previous, now):
        _continue_walk(run, previous)
    return run


def _continue_walk(run: SyncRun, previous: SyncRun) -> None:
    """Make a run continue the walk of another one, and name what that one has passed over."""
    run.walk_id, run.position = previous.walk_id, previous.position
    run.list_before, run.page_size = previous.list_before, previous.page_size
    run.skipped = previous.skipped


def _can_be_continued(run: SyncRun, now: datetime) -> bool:
    """Return whether a new run can continue the walk of this one from its resume point."""
    broke_off = run.state in (RunState.FAILED, RunState.CANCELED) and run.position is not None
    age = ages.age(run.started_at, now)
    is_recent = run.kind == RunKind.FIRST or (age is not None and age < _WALK_MAX_AGE)
    return broke_off and run.kind in WALKS and is_recent
