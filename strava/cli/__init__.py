"""The commands: `flask sync`, `flask token`, `flask get`, `flask export`, `flask rebuild`.

They use the same tokens as the pages, so that scripts and cron jobs need no token of their own.
What fails is told on standard error, and standard output stays empty.
"""

from __future__ import annotations

import functools
import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from filelock import Timeout
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict

from ..accounts import athletes
from ..db import migrations, rebuild
from ..db.activities import count_activities
from ..db.errors import storage_error
from ..db.models import Athlete, SyncRun, db
from ..errors import LogbookError
from ..logbook import Logbook
from ..sync import runs
from ..sync.engine import Progress, execute
from ..table import columns, export, filters

ACTIVITIES_A_LINE = 1_000
STOPPED_AT_LIMIT = 75
"""EX_TEMPFAIL of sysexits.h: try again later."""

P = ParamSpec("P")
R = TypeVar("R")


def reported(function: Callable[P, R]) -> Callable[P, R]:
    """Inside a command, have what goes wrong end it with a sentence and exit status 1."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (LogbookError, SQLAlchemyError) as error:
            if click.get_current_context(silent=True) is None:
                raise
            told = storage_error(error) if isinstance(error, SQLAlchemyError) else error
            raise click.ClickException(str(told)) from error

    return wrapper


_for_athlete = click.option(
    "--athlete",
    "athlete_id",
    type=int,
    metavar="ID",
    help="Which athlete, when several are connected. Default: the one who connected last.",
)


_FILTER_HELP = {
    "sport": "A sport type, such as TrailRun; can be given several times.",
    "q": "Words that the name, the gear or the device contains.",
    "span": f"{', '.join(filters.SPANS)}, or a year.",
    "from": "The first day, as 2026-01-31.",
    "to": "The last day.",
    "min_km": "The shortest distance, in kilometres.",
    "max_km": "The longest distance.",
    "min_minutes": "The shortest moving time, in minutes.",
    "max_minutes": "The longest moving time.",
    "min_climb": "The smallest climb, in metres.",
    "max_climb": "The largest climb.",
    "gear": "Strava's id of a bike or a pair of shoes.",
    "commute": "1 for commutes alone, 0 for all others.",
    "trainer": "1 for those on a trainer alone, 0 for all others.",
    "private": "1 for those that only you can see, 0 for all others.",
    "deleted": "1 for those that are gone from Strava.",
    "sort": f"One of {', '.join(columns.SORTS)}.",
    "order": "asc or desc.",
    "columns": "Columns of the table, separated by commas; default: every field.",
}


def _filters(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the filters of the page as options."""
    for name in reversed(filters.PARAMETERS):
        command = click.option(
            f"--{name.replace('_', '-')}",
            name,
            multiple=name == "sport",
            metavar="VALUE",
            help=_FILTER_HELP[name],
        )(command)
    return command


@click.command("sync")
@click.option("--full", is_flag=True, help="Walk the whole list, not only what is new.")
@_for_athlete
@with_appcontext
@reported
def sync_command(full: bool, athlete_id: int | None) -> None:
    """Bring the local copy up to date, and print what changed.

    Goes on with what an earlier sync left, and checks the whole list once a week.

    Exit status: 0 done, 1 failed, 2 wrong usage, 75 stopped at Strava's limit on calls with
    what had arrived kept.
    """
    logbook, athlete = _chosen(athlete_id)
    gc.freeze()  # for the same reason as in serve.main
    try:
        with logbook.lock(runs.lock_name(athlete.id), timeout=0):
            done = _sync(logbook, athlete, full=full)
    except Timeout:
        raise click.ClickException(
            f"Another sync of {athlete.name} is running; it is left alone."
        ) from None
    for sentence in done.skipped:
        click.echo(f"Skipped: {sentence}", err=True)
    if done.state != "done":
        click.echo(f"Error: {done.error or f'The sync was {done.state} on the page.'}", err=True)
        raise click.exceptions.Exit(STOPPED_AT_LIMIT if done.waiting_for == "limit" else 1)
    if done.missing:
        click.echo(
            f"Strava did not show {done.missing:,} activities that are stored here. Nothing is "
            "marked as deleted: answer the question in the browser.",
            err=True,
        )
    click.echo(
        f"{done.added} added, {done.changed} changed, {done.deleted} deleted, "
        f"{len(done.skipped)} skipped; {done.calls} {'call' if done.calls == 1 else 'calls'}."
    )


@click.command("token")
@_for_athlete
@with_appcontext
@reported
def token_command(athlete_id: int | None) -> None:
    """Print a valid access token, refreshed if need be, and nothing else.

    \b
    curl -H "Authorization: Bearer $(flask token)" https://www.strava.com/api/v3/athlete
    """
    logbook, athlete = _chosen(athlete_id)
    click.echo(logbook.tokens.fresh_token(athlete.id))


@click.command("get")
@click.argument("path")
@_for_athlete
@with_appcontext
@reported
def get_command(path: str, athlete_id: int | None) -> None:
    """Print an answer of the API as JSON.

    PATH is below https://www.strava.com/api/v3, with a query if need be: "/athlete/zones",
    "/athlete/activities?per_page=5".
    """
    logbook, athlete = _chosen(athlete_id)
    answer = logbook.client(athlete.id).get(path.removeprefix(logbook.settings.api_url))
    told = json.dumps(answer, indent=2, ensure_ascii=False)
    try:
        told.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        told = json.dumps(answer, indent=2)
    click.echo(told)


@click.command("export")
@click.option(
    "--format",
    "kind",
    type=click.Choice(list(export.MIMETYPES)),
    default="csv",
    show_default=True,
    help="What to write.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write it. Default: standard output.",
)
@_for_athlete
@_filters
@with_appcontext
@reported
def export_command(
    kind: str,
    output: Path | None,
    athlete_id: int | None,
    sport: tuple[str, ...],
    **asked: str | None,
) -> None:
    """Write the activities that match, all of them, in SI units.

    The filters are those of the page's address: --sport Run --from 2026-01-01 --min-km 10.
    """
    given = [(name, value) for name, value in asked.items() if value is not None]
    chosen, wrong = filters.parse(MultiDict([*given, *(("sport", one) for one in sport)]))
    if wrong:
        raise click.UsageError("; ".join(one.reason for one in wrong) + ".")
    logbook, athlete = _chosen(athlete_id)
    with logbook.sessions() as session:
        pieces = export.write(session, logbook.context(athlete, chosen), chosen, kind)
        if output is None:
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
            sys.stdout.writelines(pieces)
            return
        draft = output.with_name(f"{output.name}.new")
        try:
            with draft.open("w", encoding="utf-8", newline="") as file:
                file.writelines(pieces)
            draft.replace(output)
        except OSError as error:
            raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error
        finally:
            draft.unlink(missing_ok=True)


@click.command("rebuild")
@with_appcontext
@reported
def rebuild_command() -> None:
    """Derive every column again from what Strava sent, without asking it.

    For after an update of Logbook, or when the table seems wrong; nothing is fetched or lost.
    """
    logbook: Logbook = current_app.extensions["logbook"]
    with logbook.sessions.begin() as session:
        number = rebuild.columns(session.connection())
    click.echo(f"{number:,} activities rebuilt.")


@click.command("db", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
@with_appcontext
def migrations_command(context: click.Context, arguments: tuple[str, ...]) -> None:
    """Perform database migrations, for developers (Flask-Migrate)."""
    # Loaded only when asked for: Alembic would cost every start a fifth of its time.
    from flask_migrate import Migrate  # noqa: PLC0415
    from flask_migrate.cli import db as group  # noqa: PLC0415

    Migrate(current_app, db, directory=str(migrations.FOLDER))
    group.main(list(arguments), prog_name=context.command_path, parent=context, obj=context.obj)


def register(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in (
        sync_command,
        token_command,
        get_command,
        export_command,
        rebuild_command,
        migrations_command,
    ):
        app.cli.add_command(command)


def _sync(logbook: Logbook, athlete: Athlete, *, full: bool) -> SyncRun:
    """Begin a run or take up the unfinished one, and carry it out. The caller holds the lock."""
    with logbook.sessions() as session:
        unfinished = runs.unfinished(session, athlete.id)
        held_back = runs.held_back(unfinished, logbook.now())
        if unfinished is not None and (held_back or unfinished.state == "paused"):
            return unfinished
        record = runs.begin(session, athlete.id, logbook.now(), full=full)
        stored = count_activities(session, athlete.id) if record.kind == "full" else None
    with _progress(stored) as progress:
        return execute(logbook, record, progress=progress)


@contextmanager
def _progress(total: int | None) -> Iterator[Progress]:
    """Shows on standard error how a run goes: a bar at a terminal, now and then a line elsewhere.

    `total` is how many activities there will be, if that can be told.
    """
    if not sys.stderr.isatty():
        told = 0

        def line(run: SyncRun) -> None:
            nonlocal told
            if run.done - told >= ACTIVITIES_A_LINE:
                told = run.done
                click.echo(f"{run.done:,} activities so far", err=True)

        yield line
        return
    nothing: tuple[object, ...] = ()
    with click.progressbar(
        nothing, length=total, label="Syncing", show_pos=True, show_eta=False, file=sys.stderr
    ) as bar:
        yield lambda run: bar.update(run.done - bar.pos)


def _chosen(athlete_id: int | None) -> tuple[Logbook, Athlete]:
    logbook: Logbook = current_app.extensions["logbook"]
    with logbook.sessions() as session:
        return logbook, athletes.get(session, athlete_id)
