"""Writes the archive: a ZIP with the tables, and the recordings as they were uploaded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from .. import athlete
from ..state import Sample
from . import routes
from .athlete_tables import athlete_tables
from .files import assign_files
from .languages import LANGUAGES
from .media import PLACEHOLDER, photos
from .private_tables import PRIVATE_TABLES
from .table import make_row


def write_archive(sample: Sample, path: Path, language: str = "en") -> None:
    """Write the archive of the sample's athlete to a file, in one of LANGUAGES.

    One recording at a time is in memory. The same activities give the same file. Raises OSError.
    """
    activities = sample.newest_first()[::-1]
    files = assign_files(activities)
    local = LANGUAGES[language]
    names = {gear_id: gear[0] for gear_id, gear in (athlete.BIKES | athlete.ALL_SHOES).items()}
    rows = (make_row(one, files.get(one["id"]), local, names) for one in activities)
    with ZipFile(path, "w") as archive:
        _add_table(archive, "activities.csv", local.header, rows)
        tables = athlete_tables(athlete.profile(activities), local) | PRIVATE_TABLES
        for name, table in sorted(tables.items()):
            _add_table(archive, name, table[0], table[1:])
        _add_table(archive, "routes.csv", routes.TABLE[0], routes.TABLE[1:])
        _add(archive, routes.FILE_NAME, routes.GPX)
        for activity in activities:
            file = files.get(activity["id"])
            recording = sample.record(activity)
            if file is not None and recording is not None:
                _add(archive, file.name, file.write(activity, recording))
        images = [name for activity in activities for name in photos(activity)]
        _add_table(
            archive, "media.csv", ("Media Filename", "Media Caption"), ((i, "") for i in images)
        )
        for name in images:
            _add(archive, name, PLACEHOLDER)


def _add(archive: ZipFile, name: str, content: bytes) -> None:
    archive.writestr(_entry(name), content)


def _add_table(
    archive: ZipFile, name: str, header: Iterable[str], rows: Iterable[Iterable[str]]
) -> None:
    with (
        archive.open(_entry(name), "w") as stream,
        io.TextIOWrapper(stream, encoding="utf-8", newline="") as text,
    ):
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _entry(name: str) -> ZipInfo:
    """Return an entry that does not depend on the time; what is compressed already is stored."""
    entry = ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    is_compressed = name.endswith((".gz", ".jpg"))
    entry.compress_type = ZIP_STORED if is_compressed else ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
