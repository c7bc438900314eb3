"""Bring the local copy up to date with Strava, one page and one short transaction at a time.

`execute` executes a run that `runs.begin` has recorded. Its kind decides what that means:

first, full   Walk the list: fetch all of it, newest first, several pages in parallel. After each
              page the resume point (SyncRun.cursor) moves down, so that an interrupted walk
              continues there. A full check then finds deletions (see deletions).
incremental   Fetch pages until one contains a stored activity, then store all of them, oldest
              first. Wherever this stops, the stored list has no gap.
deep          Fetch the details of one activity after another (see backfill).

An error ends the run or makes it wait (see failures). What is stored by then stays.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from ..accounts import athletes
from ..accounts.usage import RESERVE
from ..api.pagination import PAGE_SIZE, PARALLEL
from ..api.responses import Item
from ..db import summary
from ..db.activities import count_activities
from ..db.enums import WALKS, RunKind, RunState
from ..db.models import Athlete, SyncRun
from ..logbook import Logbook
from . import backfill, deletions, ingest
from .context import Interrupted, Progress, RunContext
from .failures import record_failure

MAX_NEW_PAGES = 10
"""An incremental run holds at most this many new pages in memory. With more it walks the list."""
END_OF_LIST = 0
"""The resume point after the last page."""
PROFILE_MAX_AGE = timedelta(days=1)
_OVERLAP = timedelta(days=1)
"""How far the resume point stays above the oldest stored activity. If the athlete hides a start
time, Strava sends midnight instead, so that day has to be fetched again."""


def execute(
    logbook: Logbook,
    run: SyncRun,
    *,
    stopping: Callable[[], bool] = lambda: False,
    progress: Progress = lambda run: None,
    parallel: int = PARALLEL,
    reserve: int = RESERVE,
) -> SyncRun:
    """Execute a run that is marked as running, and return it with its outcome.

    Before each transaction, `stopping` is called; if it returns True, the run is left as it is.
    After each one, `progress` is called with the run. `reserve` is the number of calls that an
    incremental run leaves unused: 0 if the athlete is waiting for it. Raises SQLAlchemyError only
    if the outcome cannot be stored.
    """
    client = logbook.client(run.athlete_id)
    context = RunContext(logbook, client, run, stopping, progress, parallel, reserve)
    try:
        _execute(context)
    except Interrupted:
        pass
    except Exception as error:
        if not stopping():
            record_failure(context, error)
    finally:
        client.close()
    with logbook.sessions() as session:
        return session.get(SyncRun, run.id) or run


def _execute(context: RunContext) -> None:
    """Run all steps, and mark the run as done."""
    if context.run.kind == RunKind.DEEP:
        backfill.fetch_all_details(context)
    else:
        _sync_activities(context)
    with context.transaction() as (session, run):
        run.state, run.finished_at = RunState.DONE, context.logbook.now()
        if run.kind != RunKind.DEEP:
            athlete = session.get_one(Athlete, run.athlete_id)
            athlete.last_synced_at = run.finished_at
            if run.kind in WALKS:
                athlete.last_checked_at = run.finished_at


def _sync_activities(context: RunContext) -> None:
    """Fetch the profile and the list, and mark deletions after a full check."""
    _fetch_profile(context)
    walks, cursor = context.run.kind in WALKS, context.run.cursor
    if walks:
        _walk(context, cursor)
    if not walks or cursor is not None:
        # A resumed walk begins below whatever was uploaded since it was interrupted.
        while not _fetch_newest(context):
            _walk(context, None)
    _mark_deletions(context)


def _fetch_profile(context: RunContext) -> None:
    """Fetch the athlete's profile and the names of their gear.

    Incremental runs fetch it only if it is missing; the others also if it is over a day old.
    """
    athlete_id = context.run.athlete_id
    with context.logbook.sessions() as session:
        fetched_at = session.get_one(Athlete, athlete_id).profile_fetched_at
    if fetched_at is not None:
        is_recent = context.logbook.now() - fetched_at < PROFILE_MAX_AGE
        if is_recent or context.run.kind not in WALKS:
            return
    context.logbook.check_rate_limits(reserve=context.reserve)
    profile = context.client.get("/athlete")
    with context.logbook.sessions() as session:
        athletes.store_profile(session, athlete_id, profile, context.logbook.now())


def _walk(context: RunContext, cursor: int | None) -> None:
    """Fetch and store the list from the resume point to its end."""
    if cursor == END_OF_LIST:
        return
    with context.transaction() as (session, run):
        position, parallel, run.cursor = run.done + 1, context.parallel, cursor
        if run.kind != RunKind.FIRST:
            run.kind = RunKind.FULL
            # Requests beyond the end of the list would waste calls. The number of stored
            # activities tells about how many pages there are.
            stored = count_activities(session, run.athlete_id)
            parallel = min(parallel, stored // PAGE_SIZE + 1)
    for items in context.client.parallel_pages(
        cursor, _next_cursor, parallel=parallel, before_call=context.logbook.check_rate_limits
    ):
        page = ingest.parse_page(items, position)
        position += page.length
        with context.transaction() as (session, run):
            done_before = run.done
            ingest.store_page(session, run, page, context.logbook.now())
            run.cursor = _resume_point(page.oldest_start, run.cursor)
            if run.done > done_before:
                run.attempts = 0
    with context.transaction() as (_, run):
        run.cursor = END_OF_LIST


def _next_cursor(items: list[Item], cursor: int | None) -> int | None:
    """Return the time below which the list continues after a page."""
    starts = (summary.start(item) for item, _ in items)
    return _resume_point(min((start for start in starts if start), default=None), cursor)


def _resume_point(oldest: datetime | None, cursor: int | None) -> int | None:
    """Return the resume point after a page whose oldest activity started at `oldest`."""
    if oldest is None:
        return cursor
    point = int((oldest + _OVERLAP).timestamp())
    return point if cursor is None else min(cursor, point)


def _fetch_newest(context: RunContext) -> bool:
    """Fetch everything newer than the stored activities; return False if that is too much."""
    pages: list[ingest.ParsedPage] = []
    reserve = RESERVE if context.run.kind in WALKS else context.reserve
    before_call = partial(context.logbook.check_rate_limits, reserve=reserve)
    for items in context.client.pages(before_call=before_call):
        pages.append(ingest.parse_page(items, 1 + len(pages) * PAGE_SIZE))
        with context.logbook.sessions() as session:
            if ingest.any_stored(session, pages[-1]):
                break
        if len(pages) == MAX_NEW_PAGES:
            return False
    for page in reversed(pages):
        with context.transaction() as (session, run):
            ingest.store_page(session, run, page, context.logbook.now())
            run.attempts = 0
    return True


def _mark_deletions(context: RunContext) -> None:
    """After a full check, mark what is deleted on Strava; if it is too much, only count it."""
    with context.transaction() as (session, run):
        is_check = run.kind == RunKind.FULL
        run.missing = deletions.count_suspicious(session, run) if is_check else 0
        candidates = deletions.candidates(session, run) if is_check and not run.missing else []
    for activity_id in candidates:
        deletions.confirm(context, activity_id)
