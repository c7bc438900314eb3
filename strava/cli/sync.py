"""`flask sync`: the copy brought up to date from a terminal or by cron."""

from __future__ import annotations

import gc

import click
from filelock import Timeout

from ..db.activities import count_activities
from ..db.enums import RunKind, RunState, WaitReason
from ..db.models import Athlete, SyncRun
from ..logbook import Logbook
from ..sync import runs
from ..sync.engine import execute
from ..sync.route_index import index_routes
from .command import commands, for_athlete, logbook_and_athlete
from .progress import show_progress

EX_TEMPFAIL = 75
"""The exit status of sysexits.h for "try again later": the sync stopped at a rate limit."""


@commands.command("sync")
@click.option("--full", is_flag=True, help="Check the whole list, not only what is new.")
@for_athlete
def sync_command(full: bool, athlete_id: int | None) -> None:
    """Bring the local copy up to date, and print what changed.

    Continues an earlier sync that was interrupted, and checks the whole list once a week.

    Exit status: 0 done, 1 failed, 2 wrong usage, 75 stopped at Strava's rate limit; what had
    arrived is stored.
    """
    logbook, athlete = logbook_and_athlete(athlete_id)
    gc.freeze()  # For the reason given in server.main.
    try:
        with logbook.lock(runs.lock_name(athlete.id), timeout=0):
            run = _sync(logbook, athlete, full=full)
            index_routes(logbook, athlete.id)
    except Timeout:
        raise click.ClickException(
            f"Another sync of {athlete.name} is running; it is left alone."
        ) from None
    _report(run)


def _sync(logbook: Logbook, athlete: Athlete, *, full: bool) -> SyncRun:
    """Continue the unfinished run or start one, and execute it. The caller holds the lock."""
    with logbook.sessions() as session:
        unfinished = runs.unfinished(session, athlete.id)
        must_wait = runs.awaits_rate_limit(unfinished, logbook.now())
        if unfinished is not None and (must_wait or unfinished.state == RunState.PAUSED):
            return unfinished
        run = runs.begin(session, athlete.id, logbook.now(), full=full)
        stored = count_activities(session, athlete.id) if run.kind == RunKind.FULL else 0
    with show_progress("Syncing", lambda _: stored, _so_far) as progress:
        return execute(logbook, run, progress=progress)


def _so_far(run: SyncRun) -> str:
    return f"{run.done:,} activities so far"


def _report(run: SyncRun) -> None:
    """Print the outcome of a run; raises click's Exit unless it is done."""
    for sentence in run.skipped:
        click.echo(f"Skipped: {sentence}", err=True)
    if run.state != RunState.DONE:
        state = run.state.name.lower()
        click.echo(f"Error: {run.error or f'The sync was {state} on the page.'}", err=True)
        raise click.exceptions.Exit(EX_TEMPFAIL if run.waiting_for == WaitReason.RATE_LIMIT else 1)
    if run.missing:
        click.echo(
            f"Strava did not list {run.missing:,} activities that are stored here. Nothing is "
            "marked as deleted: answer the question in the browser.",
            err=True,
        )
    click.echo(
        f"{run.added} added, {run.changed} changed, {run.deleted} deleted, "
        f"{len(run.skipped)} skipped; {run.calls} {'call' if run.calls == 1 else 'calls'}."
    )
