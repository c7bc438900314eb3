"""What the commands share: their errors, their settings, and the athlete they are for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from flask import current_app
from flask.cli import AppGroup

from .. import log
from ..accounts import athletes
from ..db.damage import explain
from ..db.models import Athlete
from ..logbook import Logbook, open_logbook
from ..settings import Settings, from_environment

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Command(click.Command):
    """A command that reports an error in one sentence and exits with status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with errors_in_one_sentence():
            return super().invoke(ctx)


class CommandGroup(AppGroup):
    """The commands of Logbook; each runs in an application context."""

    command_class = Command


commands = CommandGroup()


@contextmanager
def errors_in_one_sentence() -> Iterator[None]:
    """Turn expected errors into click's, which it prints without a traceback."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:
        reason = explain(error, current_settings)
        if reason is None:
            raise
        raise click.ClickException(str(reason)) from error


def for_athlete(command: Decorated) -> Decorated:
    """Add the option --athlete to a command."""
    option = click.option(
        "--athlete",
        "athlete_id",
        type=int,
        metavar="ID",
        help="Strava's ID of the athlete, if several are connected. Default: the one who "
        "connected last.",
    )
    return option(command)


def read_settings() -> Settings:
    """Return the settings of the environment, and start the log if they have a level for it."""
    settings = from_environment()
    if settings.log_level is not None:
        log.configure(settings.log_level)
    return settings


def current_settings() -> Settings:
    """Return the settings of the application, or those of the environment."""
    logbook: Logbook | None = current_app.extensions.get("logbook") if current_app else None
    return read_settings() if logbook is None else logbook.settings


def current_logbook() -> Logbook:
    """Return the Logbook of the application, or open the one that the environment names."""
    logbook: Logbook | None = current_app.extensions.get("logbook")
    return open_logbook(current_settings()) if logbook is None else logbook


def logbook_and_athlete(athlete_id: int | None) -> tuple[Logbook, Athlete]:
    """Return the Logbook and an athlete of it; raises NotConnected."""
    logbook = current_logbook()
    with logbook.sessions() as session:
        return logbook, athletes.get(session, athlete_id)
