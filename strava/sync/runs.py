"""The rows of the table `sync`: each a run, from its beginning over its waits to its end.

An athlete has at most one unfinished run that brings activities, and beside it one that fetches
details (kind `deep`). Who carries a run out holds its lock; whoever else wants it to pause or
to end changes its state, and the one who carries it out sees that before it stores anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Row, func, or_, select, update
from sqlalchemy.orm import Session

from ..accounts import athletes
from ..db.models import Activity, Change, SyncRun
from ..db.sync_runs import UNFINISHED

DEEP = "deep"
WALKS = ("first", "full")

FULL_CHECK_EVERY = timedelta(days=7)
"""How long data may be kept without being checked: https://www.strava.com/legal/api."""
FRESH_FOR = timedelta(minutes=15)
_WALK_KEEPS = timedelta(days=1)
"""How long after its beginning a full check that broke off is gone on with."""


def lock_name(athlete_id: int, *, deep: bool = False) -> str:
    """The lock that whoever carries out this athlete's run holds, in whatever process."""
    return f"{'deep' if deep else 'sync'}-{athlete_id}"


def begin(session: Session, athlete_id: int, now: datetime, *, full: bool = False) -> SyncRun:
    """Take up the athlete's unfinished run, or record a new one; it is running, and committed.

    The kind of a new one is `first` until the whole list has been walked once, and `full` if
    asked, if the last full check is over a week old, if more was granted since, or if one broke
    off. The caller holds the lock.
    """
    record = unfinished(session, athlete_id)
    if record is None:
        record = _new(session, athlete_id, _kind(session, athlete_id, now, full), now)
    elif full and record.kind == "incremental":
        record.kind = "full"
    return set_off(session, record)


def begin_deep(session: Session, athlete_id: int, now: datetime) -> SyncRun:
    """The same for the run that fetches details."""
    record = unfinished(session, athlete_id, deep=True)
    return set_off(session, record or _new(session, athlete_id, DEEP, now))


def set_off(session: Session, record: SyncRun) -> SyncRun:
    """Have a run run, whatever it did before, and commit. The caller holds the lock."""
    record.state, record.waiting_for, record.resume_at, record.error = "running", None, None, None
    session.commit()
    return record


def may_go_on(record: SyncRun, now: datetime) -> bool:
    """Whether an unfinished run that nobody carries out goes on by itself at this time."""
    over = record.resume_at is None or record.resume_at <= now
    return record.state == "running" or (record.state == "waiting" and over)


def unfinished(session: Session, athlete_id: int, *, deep: bool = False) -> SyncRun | None:
    """The athlete's run that is running, waiting or paused."""
    record = latest(session, athlete_id, deep=deep)
    return record if record is not None and record.state in UNFINISHED else None


def latest(session: Session, athlete_id: int, *, deep: bool = False) -> SyncRun | None:
    """The athlete's newest run."""
    ours = select(SyncRun).where(SyncRun.athlete_id == athlete_id, _lane(deep))
    return session.scalar(
        ours.order_by(SyncRun.id.desc()).limit(1).execution_options(populate_existing=True)
    )


def recent(session: Session, athlete_id: int, limit: int = 50) -> Sequence[SyncRun]:
    """The athlete's newest runs of all kinds, newest first."""
    ours = select(SyncRun).where(SyncRun.athlete_id == athlete_id).order_by(SyncRun.id.desc())
    return session.scalars(ours.limit(limit)).all()


def find(session: Session, athlete_id: int, run_id: int) -> SyncRun | None:
    """One of the athlete's runs."""
    record = session.get(SyncRun, run_id)
    return record if record is not None and record.athlete_id == athlete_id else None


def changes(session: Session, run_id: int, limit: int) -> Sequence[Row[Change, Activity]]:
    """What a run changed, in the order it did, at most so many, each with its activity."""
    theirs = select(Change, Activity).join(Activity).where(Change.sync_id == run_id)
    return session.execute(theirs.order_by(Change.id).limit(limit)).all()


def due(session: Session, now: datetime) -> Sequence[SyncRun]:
    """The runs of all athletes whose wait is over."""
    over = or_(SyncRun.resume_at.is_(None), SyncRun.resume_at <= now)
    return session.scalars(select(SyncRun).where(SyncRun.state == "waiting", over)).all()


def waiting(session: Session) -> bool:
    """Whether any run waits, for whatever it is."""
    return session.scalar(select(SyncRun.id).where(SyncRun.state == "waiting").limit(1)) is not None


def is_stale(record: SyncRun | None, now: datetime) -> bool:
    """Whether the copy may lack something: no run is unfinished, and the last one is long over."""
    if record is None:
        return True
    ended = record.finished_at or record.started_at
    return record.state not in UNFINISHED and now - ended > FRESH_FOR


def held_back(record: SyncRun | None, now: datetime) -> bool:
    """Whether the run waits for Strava's limit, which no click opens."""
    return (
        record is not None
        and record.state == "waiting"
        and record.waiting_for == "limit"
        and record.resume_at is not None
        and record.resume_at > now
    )


def wait(session: Session, run_id: int, reason: str, until: datetime, **values: Any) -> bool:
    """Have a running run wait for `limit`, `network` or `start`, and commit."""
    return _change(
        session,
        run_id,
        ("running",),
        state="waiting",
        waiting_for=reason,
        resume_at=until,
        **values,
    )


def finish(session: Session, run_id: int, state: str, now: datetime, **values: Any) -> bool:
    """Close a running run, and commit; False if somebody else has ended or paused it."""
    return _change(session, run_id, ("running",), state=state, finished_at=now, **values)


def pause(session: Session, athlete_id: int) -> bool:
    """Have the athlete's run rest until it is resumed, and commit; False if there is none."""
    record = unfinished(session, athlete_id)
    return record is not None and _change(
        session,
        record.id,
        ("running", "waiting"),
        state="paused",
        waiting_for=None,
        resume_at=None,
        error=None,
    )


def cancel(session: Session, athlete_id: int, now: datetime, *, deep: bool = False) -> bool:
    """End the athlete's run for good, and commit; what had arrived stays."""
    record = unfinished(session, athlete_id, deep=deep)
    return record is not None and _change(
        session,
        record.id,
        UNFINISHED,
        state="cancelled",
        finished_at=now,
        waiting_for=None,
        resume_at=None,
        error=None,
    )


def unanswered(session: Session, athlete_id: int) -> SyncRun | None:
    """The full check that asks whether so many activities are really gone from Strava."""
    last = select(func.max(SyncRun.id)).where(
        SyncRun.athlete_id == athlete_id, SyncRun.kind.in_(WALKS), SyncRun.state == "done"
    )
    asking = select(SyncRun).where(SyncRun.id == last.scalar_subquery(), SyncRun.missing > 0)
    return session.scalar(asking)


def answer(session: Session, athlete_id: int, now: datetime, *, gone: bool) -> SyncRun | None:
    """Take the athlete's answer, and commit: a run that marks them if they are gone, else None.

    While another run is unfinished, the question stays. The new run goes on with the walk that
    asked, and looks at each missing activity once more.
    """
    asking = unanswered(session, athlete_id)
    if asking is None or (gone and unfinished(session, athlete_id) is not None):
        return None
    asking.missing = 0
    if not gone:
        session.commit()
        return None
    record = _new(session, athlete_id, "full", now)
    record.walk_id, record.cursor, record.deletions_approved = asking.walk_id, 0, True
    return set_off(session, record)


def _lane(deep: bool) -> ColumnElement[bool]:
    return SyncRun.kind == DEEP if deep else SyncRun.kind != DEEP


def _kind(session: Session, athlete_id: int, now: datetime, full: bool) -> str:
    athlete = athletes.get(session, athlete_id)
    if athlete.last_synced_at is None:
        return "first"
    checked, previous = athlete.last_checked_at, latest(session, athlete_id)
    broke_off = previous is not None and previous.kind == "full" and previous.state == "failed"
    old = checked is None or now - checked > FULL_CHECK_EVERY
    return "full" if full or old or broke_off else "incremental"


def _new(session: Session, athlete_id: int, kind: str, now: datetime) -> SyncRun:
    previous = latest(session, athlete_id)
    record = SyncRun(athlete_id=athlete_id, kind=kind, started_at=now, state="running", skipped=[])
    session.add(record)
    session.flush()
    record.walk_id = record.id
    if previous is not None and kind in WALKS and _can_go_on(previous, now):
        record.walk_id, record.cursor = previous.walk_id, previous.cursor
    return record


def _can_go_on(previous: SyncRun, now: datetime) -> bool:
    broke_off = previous.state in ("failed", "cancelled") and previous.cursor is not None
    young = previous.kind == "first" or now - previous.started_at < _WALK_KEEPS
    return broke_off and previous.kind in WALKS and young


def change(session: Session, run_id: int, states: Sequence[str], **values: Any) -> bool:
    """Change a run if it is in one of these states; False if not. The caller commits."""
    result = session.execute(
        update(SyncRun)
        .where(SyncRun.id == run_id, SyncRun.state.in_(states))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)  # noqa: S101
    return result.rowcount == 1


def _change(session: Session, run_id: int, states: Sequence[str], **values: Any) -> bool:
    changed = change(session, run_id, states, **values)
    session.commit()
    return changed
