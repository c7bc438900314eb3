"""The commands: `flask sync`, `flask token`, `flask get`.

They use the same tokens as the pages, so that scripts and cron jobs need no token of their own.
What fails is told on standard error, and standard output stays empty.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click
from filelock import Timeout
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from . import athletes, migrations, storage, sync
from .errors import LogbookError
from .jobs import lock_name
from .logbook import Logbook
from .models import Athlete, db

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
            told = storage.explain(error) if isinstance(error, SQLAlchemyError) else error
            raise click.ClickException(str(told)) from error

    return wrapper


_for_athlete = click.option(
    "--athlete",
    "athlete_id",
    type=int,
    metavar="ID",
    help="Which athlete, when several are connected. Default: the one who connected last.",
)


@click.command("sync")
@click.option("--full", is_flag=True, help="Walk the whole list, not only what is new.")
@_for_athlete
@with_appcontext
@reported
def sync_command(full: bool, athlete_id: int | None) -> None:
    """Bring the local copy up to date, and print what changed.

    Exit status: 0 done, 1 failed, 2 wrong usage, 75 stopped at Strava's limit on calls with
    what had arrived kept.
    """
    logbook, athlete = _chosen(athlete_id)
    client = logbook.client(athlete.id)
    try:
        with logbook.lock(lock_name(athlete.id), timeout=0):
            with logbook.sessions() as session:
                sync.mark_interrupted(session, athlete.id)
                record = sync.begin(session, athlete.id, full=full)
            done = sync.run(logbook.sessions, client, record, stopping=lambda: False)
    except Timeout:
        raise click.ClickException(
            f"Another sync of {athlete.name} is running; it is left alone."
        ) from None
    for sentence in done.skipped:
        click.echo(f"Skipped: {sentence}", err=True)
    if done.error is not None:
        click.echo(f"Error: {done.error}", err=True)
        raise click.exceptions.Exit(STOPPED_AT_LIMIT if done.resume_at else 1)
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
    for command in (sync_command, token_command, get_command, migrations_command):
        app.cli.add_command(command)


def _chosen(athlete_id: int | None) -> tuple[Logbook, Athlete]:
    logbook: Logbook = current_app.extensions["logbook"]
    with logbook.sessions() as session:
        return logbook, athletes.get(session, athlete_id)
