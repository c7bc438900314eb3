"""`flask export --format gpx`: a folder with a file for each activity that has positions."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Row
from sqlalchemy.orm import Session

from ..db.models import Activity
from ..privacy import places, shown
from ..recordings.gpx import Track, to_gpx
from ..recordings.sample_files import file_name
from ..recordings.samples import read_samples
from ..sync import missing_details
from ..table.context import QueryContext
from ..table.filters import Filters
from ..table.rows import stream_rows
from .output_files import cannot_write, write_file

_FIELDS = [Activity.__table__.c[name] for name in ("id", "name", "sport_type", "start_date", "day")]


def write_folder(session: Session, context: QueryContext, filters: Filters, folder: Path) -> str:
    """Write the recordings of the matching activities, and return sentences about that.

    Files of the same name are replaced. Raises click.ClickException; the files that were written
    until then are complete, and stay.
    """
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    counts: Counter[str] = Counter()
    try:
        for rows in stream_rows(session, context, filters, _FIELDS):
            for row in rows:
                counts[_write(session, context.athlete_id, row, folder)] += 1
    except click.ClickException as error:
        before = f"{_files(counts['written'])} before it."
        raise click.ClickException(f"{error.message} {before}") from error
    finally:
        if is_new and not counts["written"]:
            with suppress(OSError):
                folder.rmdir()
    return _summary(counts, folder)


def _write(session: Session, athlete_id: int, row: Row[Any], folder: Path) -> str:
    """Write the file of an activity. Return `written`, or `missing` or `none` if there is none."""
    samples = read_samples(shown.streams(session, athlete_id, row.id))
    link = f"https://www.strava.com/activities/{row.id}"
    track = Track(row.name, row.sport_type, row.start_date, link)
    text = None
    if samples is not None:
        text = to_gpx(track, samples, places.hidden(session, athlete_id))
    if text is not None:
        write_file(folder / file_name(row.id, row.day, ".gpx"), [text])
        return "written"
    missing = missing_details.of_activity(session, row.id)
    return "missing" if missing is not None and "streams" in missing.kinds else "none"


def _summary(counts: Counter[str], folder: Path) -> str:
    sentences = [f"{_files(counts['written'])} to {folder}."]
    if number := counts["none"]:
        sentences.append(f"{_activities(number)} no positions.")
    if number := counts["missing"]:
        sentences.append(
            f"{_activities(number)} no recording here yet: click Fetch all details on Logbook’s "
            "page of syncs, and export again when they have arrived."
        )
    return " ".join(sentences)


def _files(number: int) -> str:
    return f"Wrote {number:,} GPX {'file' if number == 1 else 'files'}"


def _activities(number: int) -> str:
    return f"{number:,} {'activity has' if number == 1 else 'activities have'}"
