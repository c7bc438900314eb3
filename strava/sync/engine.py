"""Bring the local copy up to date with Strava, one page and one short transaction at a time.

`execute` carries out a run that `runs.begin` recorded:

    first, full   walk the whole list, newest first, several pages at a time; after each page the
                  resume point moves down, so that whoever takes the run up goes on below it
    incremental   fetch pages until one shows something stored, then store the oldest first: what
                  is stored has no gap, wherever it ends
    deep          fetch the details of one activity after the other (see details)

What stands in the way ends a run or has it wait, and nothing that had arrived is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ..accounts import athletes
from ..accounts.usage import RESERVE
from ..api.client import Client
from ..api.pagination import PAGE_SIZE, PARALLEL
from ..api.responses import Item
from ..db import summary
from ..db.activities import count_activities
from ..db.errors import storage_error
from ..db.models import Activity, Athlete, Change, SyncRun
from ..errors import LogbookError, NotFound, RateLimited, StravaError, Unavailable, UnexpectedAnswer
from ..logbook import Logbook
from . import deletions, details, ingest, runs

log = logging.getLogger(__name__)

MOST_NEW_PAGES = 10
"""More new pages than this are walked, not held in memory."""
END_OF_LIST = 0
PROFILE_KEEPS = timedelta(days=1)
_OVERLAP = timedelta(days=1)
"""A start that the athlete hides is told as its day's midnight, so the day is walked again."""
_PASSING = (Unavailable, UnexpectedAnswer)
"""What is over some time."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=2), timedelta(hours=1)

Progress = Callable[[SyncRun], None]


class Interrupted(Exception):
    """Somebody has paused or ended the run, or the process is about to end."""


@dataclass(frozen=True)
class Errand:
    """A run under way, and what it works with."""

    logbook: Logbook
    client: Client
    record: SyncRun
    stopping: Callable[[], bool]
    progress: Progress
    parallel: int
    reserve: int
    """How many calls of a window an incremental run leaves alone; walks leave RESERVE."""

    @contextmanager
    def storing(self) -> Iterator[tuple[Session, SyncRun]]:
        """One short transaction that moves the run on; raises Interrupted if that is over."""
        if self.stopping():
            raise Interrupted
        calls = self.record.calls + self.client.calls
        with self.logbook.sessions.begin() as session:
            # Whoever pauses or ends the run has to wait from here to the end of the transaction.
            if not runs.change(session, self.record.id, ("running",), calls=calls):
                raise Interrupted
            run = session.get_one(SyncRun, self.record.id)
            yield session, run
        self.progress(run)


def execute(
    logbook: Logbook,
    record: SyncRun,
    *,
    stopping: Callable[[], bool] = lambda: False,
    progress: Progress = lambda run: None,
    parallel: int = PARALLEL,
    reserve: int = RESERVE,
) -> SyncRun:
    """Carry out a run that was begun, and return it as it is then: it says why.

    Asks `stopping` before it stores anything whether to leave the run as it is, and tells
    `progress` after. An incremental run that the athlete clicked for may use the reserve: 0.
    Raises SQLAlchemyError only if the outcome cannot be stored.
    """
    client = logbook.client(record.athlete_id)
    errand = Errand(logbook, client, record, stopping, progress, parallel, reserve)
    try:
        _work(errand)
    except Interrupted:
        pass
    except Exception as error:
        if not stopping():
            _break_off(errand, error)
    finally:
        client.close()
    with logbook.sessions() as session:
        return session.get(SyncRun, record.id) or record


def _work(errand: Errand) -> None:
    if errand.record.kind == runs.DEEP:
        _fetch_details(errand)
    else:
        _bring_up_to_date(errand)
    with errand.storing() as (session, run):
        run.state, run.finished_at = "done", errand.logbook.now()
        if run.kind == runs.DEEP:
            return
        athlete = session.get_one(Athlete, run.athlete_id)
        athlete.last_synced_at = run.finished_at
        if run.kind in runs.WALKS:
            athlete.last_checked_at = run.finished_at


def _bring_up_to_date(errand: Errand) -> None:
    _fetch_profile(errand)
    resumed = errand.record.cursor is not None
    if errand.record.kind in runs.WALKS:
        _walk(errand, errand.record.cursor)
    if errand.record.kind not in runs.WALKS or resumed:
        while not _fetch_newest(errand):
            _walk(errand, None)
    with errand.storing() as (session, run):
        run.missing = deletions.suspicious(session, run) if run.kind == "full" else 0
        ask = run.kind != "full" or run.missing > 0
        candidates = [] if ask else deletions.candidates(session, run)
    for activity_id in candidates:
        _confirm(errand, activity_id)


def _fetch_profile(errand: Errand) -> None:
    """Fetch the athlete's profile, with the names of their gear: once, and with a full check."""
    athlete_id, walks = errand.record.athlete_id, errand.record.kind in runs.WALKS
    with errand.logbook.sessions() as session:
        fetched_at = session.get_one(Athlete, athlete_id).profile_fetched_at
    young = fetched_at is not None and errand.logbook.now() - fetched_at < PROFILE_KEEPS
    if young or (fetched_at is not None and not walks):
        return
    errand.logbook.check_rate_limits(reserve=errand.reserve)
    profile = errand.client.get("/athlete")
    with errand.logbook.sessions() as session:
        athletes.store_profile(session, athlete_id, profile, errand.logbook.now())


def _walk(errand: Errand, cursor: int | None) -> None:
    """Walk the list from the resume point down to its end."""
    if cursor == END_OF_LIST:
        return
    with errand.storing() as (session, run):
        position, parallel, run.cursor = run.done + 1, errand.parallel, cursor
        if run.kind != "first":
            run.kind = "full"
            # How many pages there are is known, about; small copies need no more.
            stored = count_activities(session, run.athlete_id)
            parallel = min(parallel, stored // PAGE_SIZE + 1)
    for items in errand.client.parallel_pages(
        cursor, _below, parallel=parallel, before_call=errand.logbook.check_rate_limits
    ):
        page = ingest.read(items, position)
        position += page.length
        with errand.storing() as (session, run):
            looked_at = run.done
            ingest.store(session, run, page, errand.logbook.now())
            run.cursor = _resume_point(page.oldest_start, run.cursor)
            if run.done > looked_at:
                run.attempts = 0
    with errand.storing() as (_, run):
        run.cursor = END_OF_LIST


def _below(items: list[Item], before: int | None) -> int | None:
    """Where the list goes on below a page."""
    starts = (summary.start(item) for item, _ in items)
    return _resume_point(min((one for one in starts if one), default=None), before)


def _resume_point(oldest: datetime | None, cursor: int | None) -> int | None:
    if oldest is None:
        return cursor
    point = int((oldest + _OVERLAP).timestamp())
    return point if cursor is None else min(cursor, point)


def _fetch_newest(errand: Errand) -> bool:
    """Bring what is newer than all that is stored; False if that is too much at once."""
    pages: list[ingest.Page] = []
    reserve = RESERVE if errand.record.kind in runs.WALKS else errand.reserve
    before_call = partial(errand.logbook.check_rate_limits, reserve=reserve)
    for items in errand.client.pages(before_call=before_call):
        pages.append(ingest.read(items, 1 + len(pages) * PAGE_SIZE))
        with errand.logbook.sessions() as session:
            if ingest.known(session, pages[-1]):
                break
        if len(pages) == MOST_NEW_PAGES:
            return False
    for page in reversed(pages):
        with errand.storing() as (session, run):
            ingest.store(session, run, page, errand.logbook.now())
            run.attempts = 0
    return True


def _confirm(errand: Errand, activity_id: int) -> None:
    """Mark an activity as deleted if Strava has nothing at its own address."""
    errand.logbook.check_rate_limits()
    try:
        errand.client.get(f"/activities/{activity_id}")
        gone = False
    except NotFound:
        gone = True
    except StravaError as error:
        if not details.concerns_one(error):
            raise
        gone = False
    with errand.storing() as (session, run):
        activity = session.get_one(Activity, activity_id)
        if gone:
            activity.deleted_at = errand.logbook.now()
            session.add(Change(sync_id=run.id, activity_id=activity_id, kind="deleted", fields=[]))
            run.deleted += 1
            athletes.data_changed(session, run.athlete_id)
        else:
            activity.seen_in = run.walk_id
        run.attempts = 0


def _fetch_details(errand: Errand) -> None:
    """Fetch the details of every activity that lacks them, newest first.

    One that Strava fails to give is passed over; several in a row are an outage. Each wait for
    its end has one more of them pass, lest the same few hold up the others for ever.
    """
    failed: dict[int, str] = {}
    in_a_row, outage = 0, details.OUTAGE + errand.record.attempts
    while True:
        with errand.logbook.sessions() as session:
            lacking = details.lacking(session, errand.record.athlete_id, failed)
        if lacking is None:
            break
        try:
            for kind in lacking.kinds:
                asked_at = errand.logbook.now()
                fetched = details.fetch(
                    errand.client, lacking.activity_id, kind, errand.logbook.check_rate_limits
                )
                with errand.storing() as (session, _):
                    details.store(session, lacking.activity_id, fetched, asked_at)
        except StravaError as error:
            if not (details.concerns_one(error) or isinstance(error, _PASSING)):
                raise
            called = f'"{lacking.name}" ({lacking.activity_id})'
            failed[lacking.activity_id] = f"The details of {called}: {error}"
            in_a_row += 1
            if in_a_row == outage:
                raise
            continue
        in_a_row = 0
        with errand.storing() as (session, run):
            run.done += 1
    if failed:
        with errand.storing() as (_, run):
            run.skipped = [*run.skipped, *failed.values()]


def _break_off(errand: Errand, error: Exception) -> None:
    """Store why the run goes no further, and when it will."""
    now, run_id = errand.logbook.now(), errand.record.id
    calls = errand.record.calls + errand.client.calls
    with errand.logbook.sessions() as session:
        match error:
            case RateLimited():
                until = max(error.opens_at, now)
                runs.wait(session, run_id, "limit", until, error=str(error), calls=calls)
            case _ if isinstance(error, _PASSING):
                attempts = session.get_one(SyncRun, run_id).attempts + 1
                pause = min(_FIRST_PAUSE * 2 ** min(attempts - 1, 16), _LONGEST_PAUSE)
                runs.wait(
                    session,
                    run_id,
                    "network",
                    now + pause,
                    error=str(error),
                    calls=calls,
                    attempts=attempts,
                )
            case _:
                runs.finish(session, run_id, "failed", now, error=_reason(error), calls=calls)


def _reason(error: Exception) -> str:
    if isinstance(error, SQLAlchemyError):
        return str(storage_error(error))
    if isinstance(error, LogbookError):
        return str(error)
    log.error("A fault in Logbook", exc_info=error)
    return "A fault in Logbook itself; the log says more."
