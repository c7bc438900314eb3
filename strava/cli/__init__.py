"""The `flask` commands, for the terminal, cron, and scripts.

They use the same tokens as the pages. Errors go to standard error, and then standard output
stays empty. May import everything below `web`.
"""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask
from flask.cli import FlaskGroup

from ..settings import ROOT, Settings, from_environment

# Importing these modules adds their commands.
from . import api, archive, database, export, sync, version
from .command import commands, errors_in_one_sentence, read_settings

__all__ = ["api", "archive", "database", "export", "load_app", "register", "sync", "version"]


def register(app: Flask) -> None:
    """Add the commands to an application."""
    for command in commands.commands.values():
        app.cli.add_command(command)


def load_app(create_app: Callable[[Settings], Flask]) -> Flask:
    """Return the application for the `flask` command, or for another WSGI server.

    To look up a command, Flask gets an application that has only the commands. They open the
    database themselves, so that `flask restore` also works where the application cannot start.
    """
    context = click.get_current_context(silent=True)
    if context is None:
        return create_app(from_environment())
    if isinstance(context.command, FlaskGroup):
        app = Flask("logbook", root_path=str(ROOT), static_folder=None)
        app.extensions["create_app"] = create_app
        register(app)
        return app
    # For `flask run`, `flask shell`, and `flask routes`.
    with errors_in_one_sentence():
        return create_app(read_settings())
