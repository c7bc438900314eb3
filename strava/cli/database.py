"""`flask backup`, `restore`, `rebuild`, and `db`: the database as a whole."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app

from .. import backup
from ..accounts import athletes
from ..db import migrations
from ..db.engine import allow_long_statements
from ..db.models import db
from ..db.rebuild import rebuild_columns
from ..logbook import Logbook
from ..recordings import pending
from ..recordings.measuring import store
from ..recordings.pending import Pending
from ..sync import measuring
from .command import commands, current_logbook, current_settings


@commands.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--without-secrets",
    is_flag=True,
    help="Leave out the tokens and the Client Secret, to open the file in Datasette.",
)
def backup_command(file: Path, without_secrets: bool) -> None:
    """Save the SQLite database to the new file FILE, also while Logbook runs."""
    backup.save(current_settings(), file, without_secrets=without_secrets)
    click.echo(
        f"Saved to {click.format_filename(file)} ({file.stat().st_size / 1_000_000:,.1f} MB)."
    )
    if without_secrets:
        warning = (
            "The file holds no tokens and no Client Secret, but it still holds private "
            "activities and home addresses: it is for opening in Datasette, not for sharing."
        )
    else:
        warning = (
            "The file holds your tokens and your Client Secret: whoever has it can read your "
            "activities on Strava. Store it like a password."
        )
    click.echo(f"Warning: {warning}", err=True)


@commands.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
def restore_command(file: Path) -> None:
    """Replace the SQLite database with the backup FILE.

    Stop Logbook and every other command and script first. The former database stays next to
    the new one, with the date and time in its name.
    """
    restored = backup.restore(current_settings(), file)
    click.echo(f"Restored {restored.activities:,} activities from {click.format_filename(file)}.")
    if restored.former is not None:
        click.echo(
            f"The former database is now {click.format_filename(restored.former)}. It may hold "
            "tokens: delete it when you no longer need it."
        )
    if restored.has_tokens:
        click.echo(
            "If Strava has replaced a refresh token since the backup was made, that athlete has "
            "to connect again: click Connect with Strava."
        )
    else:
        click.echo("The backup holds no tokens: start Logbook and click Connect with Strava.")


@commands.command("rebuild")
def rebuild_command() -> None:
    """Derive the table and all measures again from the stored JSON, without calling Strava.

    Use it after an update of Logbook, or when the table seems wrong. Nothing is lost. If it is
    interrupted, the next start of Logbook measures the rest of the recordings.
    """
    logbook = current_logbook()
    with logbook.sessions.begin() as session:
        allow_long_statements(session.connection())
        number = rebuild_columns(session.connection())
        pending.outdate_all(session)
        everyone = [athlete.id for athlete in athletes.everyone(session)]
        todo = [one for athlete_id in everyone for one in pending.newest_first(session, athlete_id)]
    click.echo(f"{number:,} activities rebuilt.")
    if todo:
        number = _measure(logbook, todo)
        click.echo(f"{number:,} {'recording' if number == 1 else 'recordings'} measured.")


def _measure(logbook: Logbook, recordings: list[Pending]) -> int:
    """Measure recordings, and return how many could be. Each is stored at once."""
    number = 0
    is_hidden = not sys.stderr.isatty()
    with click.progressbar(
        recordings, label="Measuring", show_pos=True, file=sys.stderr, hidden=is_hidden
    ) as bar:
        for recording in bar:
            computed, problem = measuring.compute(logbook, recording.activity_id)
            if computed is not None:
                with logbook.sessions.begin() as session:
                    store(session, computed)
                number += problem is None
            if problem is not None:
                name = f'"{recording.name}" ({recording.activity_id})'
                click.echo(f"The recording of {name}: {problem}.", err=True)
    return number


@commands.command("db", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def migrations_command(context: click.Context, arguments: tuple[str, ...]) -> None:
    """Perform database migrations, for developers (Flask-Migrate)."""
    # Imported only here: Alembic would take a fifth of the time of every start.
    from flask_migrate import Migrate  # noqa: PLC0415
    from flask_migrate.cli import db as group  # noqa: PLC0415

    app = current_app
    if "logbook" not in app.extensions:
        app = app.extensions["create_app"](current_settings())
    Migrate(app, db, directory=str(migrations.FOLDER))
    with app.app_context():
        group.main(list(arguments), prog_name=context.command_path, parent=context, obj=context.obj)
