"""`flask version`."""

from __future__ import annotations

import click

from .. import __version__
from .command import commands


@commands.command("version", with_appcontext=False)
def version_command() -> None:
    """Print the version of Logbook."""
    click.echo(__version__)
