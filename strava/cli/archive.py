"""`flask import`: Strava's archive, from its ZIP or the folder that it was unpacked to."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import click
from filelock import Timeout
from sqlalchemy.orm import Session

from .. import coerce
from ..archive import imports, profiles, report
from ..archive.files.container import open_archive
from ..archive.importer import import_archive
from ..archive.reading import read_archived_profile
from ..archive.report import Report
from ..archive.tables.rows import Profile
from ..db.enums import Lane, RunKind, RunState
from ..db.models import ArchiveImport, Athlete, SyncRun
from ..logbook import Logbook
from ..recordings import pending
from ..sync import runs
from ..sync.context import Progress
from ..sync.engine import execute
from ..sync.route_index import index_routes
from .command import commands, current_logbook
from .progress import show_progress

_PROBLEMS_SHOWN = 20


@commands.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--athlete",
    "athlete_id",
    type=int,
    metavar="ID",
    help="Strava's ID of the athlete. Adds them without a question if they are not in Logbook "
    "yet. Default: the athlete named in the archive.",
)
def import_command(path: Path, athlete_id: int | None) -> None:
    """Import the archive that Strava sends you: its ZIP, or the folder it was unpacked to.

    All activities of its table are stored first, then their recordings, newest first, which are
    measured at the end. Continues an import of the same file that was interrupted; importing a
    file again changes nothing.

    Exit status: 0 done, 1 failed, 2 wrong usage. What was imported is stored in any case.
    """
    logbook = current_logbook()
    athlete = _athlete(logbook, path, athlete_id)
    gc.freeze()  # For the reason given in server.main.
    try:
        with logbook.lock(runs.lock_name(athlete.id, Lane.ARCHIVE), timeout=0):
            run = _import(logbook, athlete, path)
            index_routes(logbook, athlete.id)
        _report(logbook, run)
        _measure(logbook, athlete)
    except Timeout:
        raise click.ClickException(
            f"Another import for {athlete.name} is running; it is left alone."
        ) from None
    except KeyboardInterrupt:
        click.echo(
            "\nStopped. What was imported is stored. Run the same command to go on.", err=True
        )
        raise click.exceptions.Exit(1) from None


def _athlete(logbook: Logbook, path: Path, wanted: int | None) -> Athlete:
    """Return the athlete whose archive it is; a new one is added after a question."""
    with open_archive(path) as archive:
        profile = read_archived_profile(archive)
    if wanted is not None and coerce.identifier(wanted) is None:
        raise click.UsageError(f"{wanted} is not the ID of an athlete.")
    if wanted is not None and profile.athlete_id not in (None, wanted):
        raise click.ClickException(
            f"This is the archive of {_named(profile)}, and not of athlete {wanted}."
        )
    # The name of the current folder is not in its path.
    athlete_id = wanted or profiles.whose(profile, os.path.basename(os.path.abspath(path)))
    if athlete_id is None:
        raise click.UsageError(
            "Nothing in the archive names its athlete. Add --athlete ID: it is the number in the "
            "address of your profile at Strava."
        )
    with logbook.sessions() as session:
        athlete = session.get(Athlete, athlete_id)
        if athlete is None:
            if wanted is None:
                name = f"{profile.name} ({athlete_id})" if profile.name else f"Athlete {athlete_id}"
                _ask_to_add(name, athlete_id)
            athlete = profiles.add(session, athlete_id, profile, logbook.now())
        return athlete


def _ask_to_add(name: str, athlete_id: int) -> None:
    """Ask before a new athlete is added; raises click.Abort if the answer is no."""
    try:
        is_wanted = click.confirm(f"{name} is not in Logbook yet. Add them?", err=True)
    except click.Abort:
        click.echo(f"\nTo add them without a question: --athlete {athlete_id}", err=True)
        raise
    if not is_wanted:
        raise click.Abort


def _named(profile: Profile) -> str:
    return f"{profile.name or 'athlete'} ({profile.athlete_id})"


def _import(logbook: Logbook, athlete: Athlete, path: Path) -> SyncRun:
    """Continue the unfinished import of this file or start one. The caller holds the lock."""
    with logbook.sessions() as session:
        run = runs.unfinished(session, athlete.id, Lane.ARCHIVE)
        if run is not None and not _is_of(session, run, path):
            _replace(session, logbook, athlete, run)
            run = None
        if run is None:
            run = imports.record(session, path, athlete.id, False, logbook.now())
        else:
            runs.mark_running(session, run)
    if sys.stderr.isatty():
        click.echo("Reading activities.csv…", err=True)
    with _progress("Recordings", lambda run: _load(logbook, run).to_read) as progress:
        return execute(logbook, run, progress=progress, works={Lane.ARCHIVE: import_archive})


def _measure(logbook: Logbook, athlete: Athlete) -> None:
    """Compute splits, best efforts and the like, unless Logbook is doing that already."""
    with suppress(Timeout), logbook.lock(runs.lock_name(athlete.id, Lane.MEASURES), timeout=0):
        with logbook.sessions() as session:
            pending.outdate_shares(session, athlete.id)
            total = pending.count(session, athlete.id)
            if not total:
                session.commit()
                return
            run = runs.begin_kind(session, athlete.id, RunKind.MEASURES, logbook.now())
        total += run.done
        with _progress("Measured", lambda _run: total) as progress:
            execute(logbook, run, progress=progress)


def _is_of(session: Session, run: SyncRun, path: Path) -> bool:
    stored = session.get(ArchiveImport, run.id)
    return stored is not None and Path(stored.path) == path.absolute()


def _replace(session: Session, logbook: Logbook, athlete: Athlete, run: SyncRun) -> None:
    """Cancel the interrupted import of another file, unless it waits for an answer on the page."""
    stored = session.get(ArchiveImport, run.id)
    if stored is not None and (stored.is_copy or run.state == RunState.PAUSED):
        raise click.ClickException(
            f"An import for {athlete.name} has not ended. Continue or cancel it on the page of "
            "imports first."
        )
    runs.cancel(session, athlete.id, logbook.now(), Lane.ARCHIVE)
    if stored is not None:
        click.echo(f"The import of {stored.path} had not ended; this one replaces it.", err=True)


def _load(logbook: Logbook, run: SyncRun) -> Report:
    with logbook.sessions() as session:
        stored = session.get(ArchiveImport, run.id)
        return report.from_json(stored.report if stored is not None else {})


def _report(logbook: Logbook, run: SyncRun) -> None:
    """Print the outcome of an import; raises click's Exit unless it is done."""
    found = _load(logbook, run)
    for problem in found.problems[:_PROBLEMS_SHOWN]:
        click.echo(_sentence(problem), err=True)
    if found.problem_count > _PROBLEMS_SHOWN:
        click.echo(f"The report names {found.problem_count - _PROBLEMS_SHOWN:,} more.", err=True)
    if run.state != RunState.DONE:
        state = run.state.name.lower()
        click.echo(f"Error: {run.error or f'The import was {state} on the page.'}", err=True)
        raise click.exceptions.Exit(1)
    lost = found.rows - found.with_recording - found.by_hand - found.skipped
    click.echo(
        f"{found.rows:,} rows: {found.with_recording:,} with a recording, {found.by_hand:,} by "
        f"hand, {lost:,} whose recording is missing, {found.skipped:,} skipped."
    )
    if not (run.added or run.changed or found.to_read):
        click.echo("Nothing is new.")
    else:
        click.echo(
            f"{run.added:,} activities added, {run.changed:,} changed, {found.merged:,} merged "
            "with what Strava's API had sent."
        )
        click.echo(
            f"{found.read:,} {'recording' if found.read == 1 else 'recordings'} read, "
            f"{found.read_in_part:,} of them in part; {found.not_read:,} could not be read."
        )
    click.echo(f"The page /sync/{run.id} of Logbook has the report.")


def _sentence(problem: dict[str, object]) -> str:
    names = [f'"{problem["name"]}"' if problem["name"] else None, problem["file_name"]]
    row = None if problem["row"] is None else f"row {problem['row']}"
    about = ", ".join(str(one) for one in (row, *names) if one)
    return f"{about}: {problem['reason']}" if about else str(problem["reason"])


def _progress(label: str, total: Callable[[SyncRun], int]) -> AbstractContextManager[Progress]:
    return show_progress(label, total, lambda run: f"{label}: {run.done:,} of {total(run):,}")
