"""What is read of an archive, outside of the process that serves pages: tables and recordings.

A worker process has one `Reading` (see worker). It knows neither a database nor the network.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from .dates_check import Verdict, compare
from .faults import UnreadableFile
from .files.container import ACTIVITIES, RECORDINGS, Archive, open_archive
from .formats.device_files import read_device_file
from .prepared import Prepared, RecordingFacts, prepare
from .tables.activities_table import read_activities
from .tables.athlete_tables import read_gear, read_profile
from .tables.rows import ActivitiesTable, Problem, Profile, Row


@dataclass(frozen=True)
class Overview:
    """All that the tables say, except for the rows."""

    fingerprint: str
    """Changes whenever a file of the archive does."""
    row_count: int
    newest: datetime | None
    """When the newest activity started."""
    written_at: str | None
    """When the table was written; see `Archive.written_at`."""
    language: str | None
    date_form: str
    unknown_columns: tuple[str, ...]
    unknown_sports: tuple[str, ...]
    problems: tuple[Problem, ...]
    skipped: int
    """Rows of the table that could not be read at all."""
    profile: Profile
    gear: tuple[str, ...] = ()
    """The names of bikes and shoes."""


@dataclass(frozen=True)
class RowBatch:
    """Some rows, newest first, with the digests of their files by name."""

    rows: list[Row]
    digests: dict[str, str] = field(default_factory=dict)


class Reading:
    """An archive that is being read."""

    def __init__(self, path: Path) -> None:
        self._archive = open_archive(path)
        self._table: ActivitiesTable | None = None

    def close(self) -> None:
        """Close the archive."""
        self._archive.close()

    def fingerprint(self) -> str:
        """Return a text that changes whenever a file of the archive does."""
        return self._archive.fingerprint()

    def overview(self) -> Overview:
        """Read the tables; raises UnreadableArchive."""
        table = self._rows()
        profile = read_archived_profile(self._archive)
        numbers = {row.number for row in table.rows}
        skipped = {one.row for one in table.problems if one.row is not None} - numbers
        return Overview(
            fingerprint=self.fingerprint(),
            row_count=len(table.rows),
            newest=table.rows[0].start if table.rows else None,
            written_at=self._archive.written_at(),
            language=table.language,
            date_form=table.date_form,
            unknown_columns=tuple(table.unknown_columns),
            unknown_sports=tuple(table.unknown_sports),
            problems=tuple(table.problems),
            skipped=len(skipped),
            profile=profile,
            gear=tuple(self._gear()),
        )

    def rows(self, first: int, count: int) -> RowBatch:
        """Return `count` rows from a place on, newest first."""
        rows = self._rows().rows[first : first + count]
        names = {row.file_name for row in rows if row.file_name is not None}
        digests = {name: digest for name in names if (digest := self._digest(name))}
        return RowBatch(rows, digests)

    def filed_places(self) -> list[int]:
        """Return the places of the rows whose recording is in the archive, newest first.

        Those in plain FIT come last: Strava packs what athletes upload, and these come from
        others they shared an activity with.
        """
        names = {
            place: row.file_name
            for place, row in enumerate(self._rows().rows)
            if row.file_name is not None and self._digest(row.file_name)
        }
        return sorted(names, key=lambda place: names[place].endswith(".fit"))

    def check_date(self, place: int) -> Verdict:
        """Compare the date of a row with its recording; raises UnreadableFile."""
        row = self._rows().rows[place]
        assert row.file_name is not None  # noqa: S101 - see filed_places
        with self._archive.open(row.file_name) as stream:
            return compare(row.start, read_device_file(stream, row.file_name))

    def recording(self, name: str, facts: RecordingFacts) -> Prepared:
        """Read and prepare a recording; raises UnreadableFile."""
        with self._archive.open(name) as stream:
            track = read_device_file(stream, name)
            fault = stream.fault
        if fault is not None and fault not in track.notes:
            track.notes.insert(0, fault)
        return replace(prepare(track, facts), is_damaged_here=fault is not None)

    def _digest(self, name: str) -> str | None:
        """Return the digest of a recording; other files of the archive are not read."""
        return self._archive.digest(name) if name.startswith(f"{RECORDINGS}/") else None

    def _rows(self) -> ActivitiesTable:
        """Return the table, which is read once; its rows are sorted, newest first."""
        if self._table is None:
            with self._archive.open(ACTIVITIES) as stream:
                table = read_activities(stream)
                fault = stream.fault
            table.rows.sort(key=lambda row: (row.start, row.id), reverse=True)
            if fault is not None:
                table.problems.append(
                    Problem(f"{fault} Rows may be missing: download it from Strava again.")
                )
            self._table = table
        return self._table

    def _gear(self) -> list[str]:
        bikes, shoes = (_table(self._archive, name) for name in ("bikes.csv", "shoes.csv"))
        return read_gear(bikes, shoes)


def read_archived_profile(archive: Archive) -> Profile:
    """Return what an archive says about its athlete."""
    names = ("profile.csv", "general_preferences.csv")
    profile, preferences = (_table(archive, name) for name in names)
    return read_profile(profile, preferences)


def _table(archive: Archive, name: str) -> BinaryIO | None:
    """Return a table that an archive may lack."""
    try:
        return archive.open(name)
    except UnreadableFile:
        return None
