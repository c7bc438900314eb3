"""Bring the local copy up to date with Strava, one page and one short transaction at a time.

`execute` executes a run that `runs.begin` has recorded. Its kind decides what that means:

first, full   Fetch the whole list (see walk). An interrupted walk first fetches what is new, then
              continues at its position. A full check then finds deletions (see deletions).
incremental   Fetch what is newer than the stored activities (see newest).
deep          Fetch the details of one activity after another (see backfill).
measures      Measure stored recordings, without a call (see measures).
archive       Import an archive: the caller passes what is executed, from a package above this one.

An error ends the run or makes it wait (see failures). What is stored by then stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from .. import ages
from ..accounts import athletes
from ..accounts.usage import RESERVE
from ..api.pagination import PAGE_SIZE, PARALLEL
from ..db import archived_gear
from ..db.enums import WALKS, Lane, RunKind, RunState
from ..db.models import Athlete, SyncRun
from ..logbook import Logbook
from . import backfill, deletions, gear, guessed_zones, measures, runs, zones
from .context import Interrupted, Progress, RunContext
from .failures import TRANSIENT_ERRORS, record_failure
from .newest import fetch_newest
from .outages import NEWEST_ACTIVITY, raise_if_outage, reason
from .walk import SMALLER_PAGES, start_over, walk

PROFILE_MAX_AGE = timedelta(days=1)

Work = Callable[[RunContext], None]
"""Executes the steps of a run, which is done when this returns."""
Works = Mapping[Lane, Work]
NO_WORKS: Works = MappingProxyType({})


def execute(
    logbook: Logbook,
    run: SyncRun,
    *,
    stopping: Callable[[], bool] = lambda: False,
    progress: Progress = lambda run: None,
    parallel: int = PARALLEL,
    reserve: int = RESERVE,
    works: Works = NO_WORKS,
) -> SyncRun:
    """Execute a run that is marked as running, and return it with its outcome.

    Before each transaction, `stopping` is called; if it returns True, the run is left as it is.
    After each one, `progress` is called with the run. `reserve` is the number of calls that an
    incremental run leaves unused: 0 if the athlete is waiting for it. `works` are those of lanes
    that packages above this one add. Raises SQLAlchemyError only if the outcome cannot be stored.
    """
    client = logbook.client(run.athlete_id)
    context = RunContext(logbook, client, run, stopping, progress, parallel, reserve)
    try:
        _execute(context, {**_WORKS, **works}[run.kind.lane])
    except Interrupted:
        pass
    except Exception as error:
        if not stopping():
            record_failure(context, error)
    finally:
        client.close()
    with logbook.sessions() as session:
        return session.get(SyncRun, run.id) or run


def _execute(context: RunContext, work: Work) -> None:
    """Run all steps, and mark the run as done."""
    work(context)
    with context.transaction() as (session, run):
        run.state, run.finished_at = RunState.DONE, context.logbook.now()
        if run.kind.lane == Lane.SYNC:
            athlete = session.get_one(Athlete, run.athlete_id)
            athlete.last_synced_at = run.finished_at
            if run.kind in WALKS:
                athlete.last_checked_at = run.finished_at


def _sync_activities(context: RunContext) -> None:
    """Fetch the profile, the list, gear and zones, and mark deletions after a full check."""
    profile_problem = _fetch_profile(context)
    is_walk, is_begun = context.run.kind in WALKS, context.run.position is not None
    if is_walk and not is_begun:
        walk(context)
    elif not fetch_newest(context):
        start_over(context)
        walk(context)
    elif is_walk:
        walk(context)
    _look_again(context)
    if profile_problem is not None:
        # Not before the walk, which forgets what it has skipped when it starts over.
        with context.transaction() as (_, run):
            runs.name_skipped(run, [profile_problem])
    gear.fetch_names(context)
    with context.transaction() as (session, run):
        guessed_zones.settle(session, run.athlete_id, context.logbook.now())
        archived_gear.sum_distances(session, run.athlete_id)
    _mark_deletions(context)
    zones.fetch(context)


def _fetch_profile(context: RunContext) -> str | None:
    """Fetch the athlete's profile and the names of their gear; return a sentence if that failed.

    Incremental runs fetch it only if it is missing; the others also if it is over a day old.
    """
    athlete_id = context.run.athlete_id
    with context.logbook.sessions() as session:
        fetched_at = session.get_one(Athlete, athlete_id).profile_fetched_at
    if fetched_at is not None:
        is_recent = ages.is_within(PROFILE_MAX_AGE, fetched_at, context.logbook.now())
        if is_recent or context.run.kind not in WALKS:
            return None
    context.check_rate_limits()
    try:
        profile = context.client.get("/athlete")
        with context.logbook.sessions() as session:
            athletes.store_profile(session, athlete_id, profile, context.logbook.now())
    except TRANSIENT_ERRORS as error:
        raise_if_outage(context, error, probes=(NEWEST_ACTIVITY,))
        return f"Your profile on Strava: {reason(error)}."
    return None


def _look_again(context: RunContext) -> None:
    """Walk the list again in smaller pages if a full check has seen far too few activities.

    Strava sometimes sends a list that ends early.
    """
    with context.logbook.sessions() as session:
        run = context.current_run(session)
        is_first_look = run.kind == RunKind.FULL and run.page_size == PAGE_SIZE
        if not is_first_look or not deletions.count_suspicious(session, run):
            return
    start_over(context, page_size=SMALLER_PAGES)
    walk(context)


def _mark_deletions(context: RunContext) -> None:
    """After a full check, mark what is deleted on Strava; if it is too much, only count it."""
    with context.transaction() as (session, run):
        is_check = run.kind == RunKind.FULL
        run.missing = deletions.count_suspicious(session, run) if is_check else 0
        candidates = deletions.candidates(session, run) if is_check and not run.missing else []
    for activity_id in candidates:
        deletions.confirm(context, activity_id)


_WORKS: Works = {
    Lane.SYNC: _sync_activities,
    Lane.DEEP: backfill.fetch_all_details,
    Lane.MEASURES: measures.measure_all,
}
