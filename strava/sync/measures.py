"""Measures the stored recordings that lack measures, or whose measures are outdated.

Each is computed without a transaction, and stored in a short one. A sync and an import have
priority: while one is running, this run waits. It makes no call to Strava, so it also works
without a connection.
"""

from __future__ import annotations

from collections import Counter

from ..db.enums import Lane, RunState, WaitReason
from ..recordings import pending
from ..recordings.measuring import store
from ..recordings.pending import Pending
from . import measuring, runs, waits
from .context import Interrupted, RunContext

_MOST_ATTEMPTS = 3
"""How often a run measures the same recording, which may be outdated again meanwhile."""


def measure_all(context: RunContext) -> None:
    """Measure every recording that needs it, newest first.

    What cannot be measured is passed over.
    """
    attempts: Counter[int] = Counter()
    while todo := _todo(context, attempts):
        for recording in todo:
            attempts[recording.activity_id] += 1
            _leave_to_sync(context)
            _measure(context, recording)


def _todo(context: RunContext, attempts: Counter[int]) -> list[Pending]:
    with context.logbook.sessions() as session:
        found = pending.newest_first(session, context.run.athlete_id)
    return [one for one in found if attempts[one.activity_id] < _MOST_ATTEMPTS]


def _measure(context: RunContext, recording: Pending) -> None:
    computed, problem = measuring.compute(
        context.logbook, recording.activity_id, only_ratings=recording.only_ratings
    )
    with context.transaction() as (session, run):
        if computed is not None:
            store(session, computed)
            run.done += 1
        if problem is not None:
            name = f'"{recording.name}" ({recording.activity_id})'
            runs.name_skipped(run, [f"The recording of {name}: {problem}."])


def _leave_to_sync(context: RunContext) -> None:
    """Make the run wait while a sync or an import of the athlete is running."""
    with context.logbook.sessions() as session:
        others = [
            runs.unfinished(session, context.run.athlete_id, lane)
            for lane in (Lane.SYNC, Lane.ARCHIVE)
        ]
        if not any(run is not None and run.state == RunState.RUNNING for run in others):
            return
        until = context.logbook.now() + waits.SYNC_PAUSE
        runs.wait(session, context.run.id, WaitReason.SYNC, until)
    raise Interrupted
