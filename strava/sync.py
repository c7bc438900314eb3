"""Bring the local copy up to date with Strava, one page and one short transaction at a time.

A run is a row of the table `sync`: `begin` makes it, `run` carries it out and finishes it. The
list comes newest first, so an incremental run ends at the first page that shows something
already stored; a first and a full run go on to the end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Table, func, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from . import athletes, storage, summary
from .api import Client
from .errors import LogbookError, RateLimited
from .models import Activity, Athlete, Base, Document, Sync

log = logging.getLogger(__name__)

INTERRUPTED = (
    "Logbook was stopped while this ran. What had arrived is kept; click Sync to fetch the rest."
)


class Interrupted(Exception):
    """The process is about to end, or the athlete wants the run to."""


def begin(session: Session, athlete_id: int, *, full: bool = False) -> Sync:
    """Record a new run as running, and commit.

    Its kind is `first` until the whole list has been walked once, and `full` if asked, if more
    was granted since, or if an earlier run did not finish and so left a gap.
    """
    athlete = athletes.get(session, athlete_id)
    if athlete.last_synced_at is None:
        kind = "first"
    else:
        whole = full or athlete.last_checked_at is None or _has_gap(session, athlete_id)
        kind = "full" if whole else "incremental"
    record = Sync(
        athlete_id=athlete_id, kind=kind, state="running", started_at=datetime.now(UTC), skipped=[]
    )
    session.add(record)
    session.commit()
    return record


def run(
    sessions: sessionmaker[Session], client: Client, record: Sync, stopping: Callable[[], bool]
) -> Sync:
    """Carry out a run that was begun, and return it finished: whatever happens, it says why.

    Asks `stopping` before and after every call whether to end early.
    """
    outcome: dict[str, Any] = {"state": "done"}
    try:
        _fetch(sessions, client, record, stopping)
    except Interrupted:
        outcome = {"state": "cancelled", "error": INTERRUPTED}
    except SQLAlchemyError as error:
        outcome = {"state": "failed", "error": str(storage.explain(error))}
    except LogbookError as error:
        outcome = {"state": "failed", "error": str(error)}
        if isinstance(error, RateLimited):
            outcome["resume_at"] = error.opens_at
    except Exception:
        outcome = {"state": "failed", "error": "A fault in Logbook itself; the log says more."}
        log.exception("sync %d", record.id)
    return _finish(sessions, record, client.calls, outcome)


def latest(session: Session, athlete_id: int) -> Sync | None:
    """The athlete's newest run."""
    return session.scalar(
        select(Sync).where(Sync.athlete_id == athlete_id).order_by(Sync.id.desc()).limit(1)
    )


def recent(session: Session, athlete_id: int, limit: int = 50) -> list[Sync]:
    """The athlete's newest runs, newest first."""
    runs = select(Sync).where(Sync.athlete_id == athlete_id).order_by(Sync.id.desc())
    return list(session.scalars(runs.limit(limit)))


def mark_interrupted(session: Session, athlete_id: int) -> None:
    """Close what a process left behind as running when it died. The caller holds the lock."""
    _close(session, athlete_id, "failed")


def mark_cancelled(session: Session, athlete_id: int) -> None:
    """Close the athlete's run: whoever carries it out stores no further page."""
    _close(session, athlete_id, "cancelled")


def _close(session: Session, athlete_id: int, state: str) -> None:
    session.execute(
        update(Sync)
        .where(Sync.athlete_id == athlete_id, Sync.state == "running")
        .values(state=state, error=INTERRUPTED, finished_at=datetime.now(UTC))
    )
    session.commit()


def _fetch(
    sessions: sessionmaker[Session], client: Client, record: Sync, stopping: Callable[[], bool]
) -> None:
    with sessions() as session:
        profile_known = session.get_one(Athlete, record.athlete_id).profile_fetched_at is not None
    if not profile_known:
        profile = client.get("/athlete")
        with sessions() as session:
            athletes.store_profile(session, record.athlete_id, profile)
    for page in _pages(client, stopping):
        with sessions.begin() as session:
            run = _running(session, record)
            known = _store(session, run, page)
            run.calls = client.calls
        if known and record.kind == "incremental":
            break
    with sessions.begin() as session:
        _running(session, record)
        athlete = session.get_one(Athlete, record.athlete_id)
        athlete.last_synced_at = datetime.now(UTC)
        if record.kind != "incremental":
            athlete.last_checked_at = athlete.last_synced_at


def _pages(client: Client, stopping: Callable[[], bool]) -> Iterator[list[Any]]:
    pages = client.pages()
    while not stopping():
        page = next(pages, None)
        if page is None:
            return
        if not stopping():
            yield page
    raise Interrupted


def _running(session: Session, record: Sync) -> Sync:
    """The run as it is now; Interrupted if somebody has ended it, or removed its athlete."""
    run = session.get(Sync, record.id)
    if run is None or run.state != "running":
        raise Interrupted
    return run


def _store(session: Session, record: Sync, page: list[Any]) -> int:
    """Store a page, count it in the run; how many of its activities were stored before."""
    rows, bodies, skipped = {}, {}, []
    for position, item in enumerate(page, start=record.done + 1):
        try:
            row = summary.columns(item)
        except summary.NotUnderstood as error:
            skipped.append(f"Activity {position} of the list: {error}.")
            continue
        rows[row["id"]] = {**row, "athlete_id": record.athlete_id}
        bodies[row["id"]] = summary.document(item)
    stored = dict(
        session.execute(
            select(Document.activity_id, Document.body).where(
                Document.kind == "summary", Document.activity_id.in_(bodies)
            )
        ).all()
    )
    different = [key for key, body in bodies.items() if stored.get(key) != body]
    now = datetime.now(UTC)
    _upsert(session, Activity, [rows[key] for key in different])
    _upsert(
        session,
        Document,
        [
            {"activity_id": key, "kind": "summary", "body": bodies[key], "fetched_at": now}
            for key in different
        ],
    )
    changed = sum(key in stored for key in different)
    record.done += len(page)
    record.added += len(different) - changed
    record.changed += changed
    record.skipped = [*record.skipped, *skipped]
    return len(stored)


def _upsert(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    target = cast(Table, table.__table__)
    statement = dialect.insert(target)
    keys = target.primary_key.columns.keys()
    updates = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=updates), rows)


def _has_gap(session: Session, athlete_id: int) -> bool:
    ours = Sync.athlete_id == athlete_id
    last_done = select(func.max(Sync.id)).where(ours, Sync.state == "done").scalar_subquery()
    unfinished = or_(Sync.added > 0, Sync.kind == "full")
    left_behind = select(true()).where(ours, Sync.id > last_done, unfinished)
    return session.scalar(left_behind.limit(1)) is not None


def _finish(
    sessions: sessionmaker[Session], record: Sync, calls: int, outcome: dict[str, Any]
) -> Sync:
    with sessions() as session:
        run = session.get(Sync, record.id)
        if run is None or run.state != "running":
            return run or record
        for name, value in {**outcome, "calls": calls, "finished_at": datetime.now(UTC)}.items():
            setattr(run, name, value)
        session.commit()
        return run
