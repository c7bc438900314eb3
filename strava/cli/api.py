"""`flask token` and `flask get`: Strava's API for scripts."""

from __future__ import annotations

import json
import sys

import click

from .command import commands, current_settings, for_athlete, logbook_and_athlete


@commands.command("token")
@for_athlete
def token_command(athlete_id: int | None) -> None:
    """Print a valid access token, refreshed if necessary, and nothing else.

    \b
    curl -H "Authorization: Bearer $(flask token)" https://www.strava.com/api/v3/athlete
    """
    logbook, athlete = logbook_and_athlete(athlete_id)
    click.echo(logbook.tokens.fresh_token(athlete.id))


@commands.command("get")
@click.argument("path")
@for_athlete
def get_command(path: str, athlete_id: int | None) -> None:
    """Print a response of Strava's API as JSON.

    PATH is relative to https://www.strava.com/api/v3 and can have a query: "/athlete/zones",
    "/athlete/activities?per_page=5".
    """
    path = path.removeprefix(current_settings().api_url)
    if "://" in path.partition("?")[0] or path.startswith("//"):
        raise click.BadParameter(
            f"{path} is the address of another site, which must not get your token. Give a path of "
            "Strava's API, such as /athlete/zones.",
            param_hint="PATH",
        )
    logbook, athlete = logbook_and_athlete(athlete_id)
    response = logbook.client(athlete.id).get(path)
    text = json.dumps(response, indent=2, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(response, indent=2)
    click.echo(text)
