"""`flask export`: the activities that match, as CSV, JSON, GeoJSON or GPX."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from .. import sports, workouts
from ..db.activities import is_current
from ..db.models import Activity
from ..table import columns, export, filters, regions
from ..table.context import load_context
from ..table.known_values import unknown_values
from ..table.parameters import EXCEL, EXPORT_PARAMETERS, REPEATABLE, Notice, parse_export
from ..table.totals import compute_totals
from .command import commands, for_athlete, logbook_and_athlete
from .export_gpx import write_folder
from .output_files import write_file

_FILTER_HELP = {
    "sport": "A sport type, such as TrailRun; can be repeated.",
    "group": f"A group of sports: {', '.join(sports.GROUP_NAMES)}; can be repeated.",
    "workout": f"One of {', '.join(workouts.NAMES)}; can be repeated.",
    "q": 'Words or "phrases" in the name, sport, gear, or device, or a year; all must match.',
    "span": f"{', '.join(filters.SPANS)}, or a year.",
    "from": "The first day, such as 2026-01-31.",
    "to": "The last day.",
    "weekday": "0 for Monday to 6 for Sunday.",
    "hour": "The hour of the local time at the start, from 0 to 23.",
    "min_km": "The minimum distance, in kilometers.",
    "max_km": "The maximum distance.",
    "min_minutes": "The minimum moving time, in minutes.",
    "max_minutes": "The maximum moving time.",
    "min_climb": "The minimum elevation gain, in meters.",
    "max_climb": "The maximum elevation gain.",
    "gear": "Strava's ID of a bike or a pair of shoes.",
    "commute": "1 for commutes only, 0 for all others.",
    "trainer": "1 for activities on a trainer only, 0 for all others.",
    "private": "1 for activities that only you can see, 0 for those that others can see.",
    "tile": "An explorer tile, such as 8581/5737; can be repeated.",
    "id": "The ID of an activity; can be repeated.",
    "deleted": "1 for activities that were deleted on Strava.",
    "left_out": "1 for activities that are left out as duplicates.",
    "sort": f"One of {', '.join(columns.SORTS)}.",
    "order": "asc or desc.",
    "columns": "Columns of the table, separated by commas. Default: every field.",
}

GPX = "gpx"
_FORMAT_NAMES = {"csv": "CSV", "json": "JSON", "jsonl": "JSON Lines"}


def _with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Add the filters of the page to a command as options."""
    for name in reversed(EXPORT_PARAMETERS):
        command = click.option(
            f"--{name.replace('_', '-')}",
            name,
            multiple=name in REPEATABLE,
            metavar="VALUE",
            help=_FILTER_HELP[name],
        )(command)
    return command


@commands.command("export")
@click.option(
    "--format",
    "kind",
    type=click.Choice([*export.MIMETYPES, GPX]),
    default="csv",
    show_default=True,
    help="The format to write.",
)
@click.option(
    "--output",
    type=click.Path(),
    metavar="FILE",
    help="The file to write, or the folder for GPX. Default: standard output.",
)
@click.option(
    "--for",
    "purpose",
    metavar=EXCEL,
    help="Write CSV as Excel reads it in your region, which LANG names, such as de_CH.UTF-8.",
)
@for_athlete
@_with_filters
def export_command(
    kind: str,
    output: str | None,
    purpose: str | None,
    athlete_id: int | None,
    **values: str | tuple[str, ...] | None,
) -> None:
    """Write all activities that match, in SI units.

    GPX has a file for each activity that has positions, in the folder that --output names.

    The filters are those of the page's address: --sport Run --from 2026-01-01 --min-km 10.
    """
    given = {name: value for name, value in {**values, "for": purpose}.items() if value is not None}
    selection, for_excel, notices = parse_export(MultiDict(given), kind)
    _refuse(notices)
    target = _check_output(output, kind)
    if kind == GPX and selection.columns:
        raise click.UsageError("GPX has no columns.")
    logbook, athlete = logbook_and_athlete(athlete_id)
    with logbook.sessions() as session:
        context = load_context(
            session, athlete, selection, logbook.today(), athlete.first_weekday or 0
        )
        _refuse(unknown_values(session, context, selection))
        _warn_of_missing_sports(session, athlete.id, selection.sport)
        if kind == GPX and target is not None:
            click.echo(write_folder(session, context, selection, target), err=True)
            return
        region = regions.find(_language(), athlete.date_order) if for_excel else None
        # Programs that read from a pipe do not expect a byte order mark.
        mark = target is not None or for_excel
        pieces = export.write(
            session, context, selection, kind, byte_order_mark=mark, region=region
        )
        if target is None:
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
            sys.stdout.writelines(pieces)
        else:
            write_file(target, pieces)
            matching = compute_totals(session, context, selection).all.activities
            click.echo(_summary(target, kind, matching), err=True)


def _check_output(output: str | None, kind: str) -> Path | None:
    """Return where to write; raise click.UsageError if this format cannot be written there."""
    if output == "":  # Such as that of a variable which is not set.
        raise click.UsageError("--output needs the name of a file.")
    if kind != GPX:
        if output is not None and os.path.isdir(output):
            raise click.UsageError(f"--output needs the name of a file, and {output} is a folder.")
    elif output is None:
        raise click.UsageError("GPX has a file for each activity: name a folder with --output.")
    elif os.path.exists(output) and not os.path.isdir(output):
        raise click.UsageError(f"--output needs a folder for GPX, and {output} is a file.")
    return None if output is None else Path(output)


def _summary(output: Path, kind: str, matching: int) -> str:
    """Return a sentence about what was written."""
    activities = f"{matching:,} {'activity' if matching == 1 else 'activities'}"
    if kind == "geojson":
        return f"Wrote the routes of {activities} to {output}. Those without a route are left out."
    return f"Wrote {activities} as {_FORMAT_NAMES[kind]} to {output}."


def _language() -> str | None:
    """Return the language that the environment names, such as de_CH."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_NUMERIC", "LANG"))
    return next(filter(None, names), "").partition(".")[0].partition("@")[0]


def _refuse(notices: Sequence[Notice]) -> None:
    if notices:
        raise click.UsageError("; ".join(notice.reason for notice in notices) + ".")


def _warn_of_missing_sports(session: Session, athlete_id: int, sports: tuple[str, ...]) -> None:
    """Say on standard error which sports no activity has."""
    known = set(session.scalars(select(Activity.sport_type).where(is_current(athlete_id))))
    if missing := sorted({*sports} - known):
        click.echo(
            f"Warning: no activity has the sport {' or '.join(missing)}. The sports are: "
            f"{', '.join(sorted(known)) or 'none yet'}.",
            err=True,
        )
