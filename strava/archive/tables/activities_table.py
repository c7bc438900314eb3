"""Reads activities.csv, in any language and any of the forms it has had.

Strava on the archive: https://support.strava.com/hc/en-us/articles/216918437
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from ... import coerce
from ..faults import UnreadableArchive
from . import csv_text
from .cells import identifier
from .dates import is_month_first, read_date
from .headers import LOST_FILE, Header, find_columns
from .row_fields import FieldReader
from .rows import ActivitiesTable, Problem, Row
from .sport_names import sport_type

MAX_PROBLEMS = 1000
"""How many are kept. One more says how many there were."""
_MAX_NAMES = 200
"""How many unknown columns and sports are named."""
_SAMPLE = 200
"""From how many rows the content of a column is judged."""


def read_activities(stream: BinaryIO) -> ActivitiesTable:
    """Read a table of activities; raises UnreadableArchive if it is none.

    Rows that cannot be read become problems, and never prevent the others from being read.
    """
    table = csv_text.read_table(stream, "activities.csv")
    sample = [record.cells for record in islice(table.rows(), _SAMPLE)]
    header = find_columns(table.header, sample)
    if not (header.has("Activity ID") and header.has("Activity Date")):
        raise UnreadableArchive(
            "activities.csv has no column with the ids or the dates of activities. Choose the "
            "archive as Strava made it, without changing its files."
        )
    dates = (header.cell(record.cells, "Activity Date") for record in table.rows())
    reading = _Reading(header, len(table.header), month_first=is_month_first(dates))
    for number, record in enumerate(table.rows(), 1):
        reading.add(number, record)
    return reading.finish()


class _Reading:
    """The rows and problems found so far."""

    def __init__(self, header: Header, width: int, *, month_first: bool) -> None:
        self._header = header
        self._width = width
        self._month_first = month_first
        self._fields = FieldReader(header)
        self._rows: dict[int, Row] = {}
        self._unknown_sports: dict[str, None] = {}
        self._problems: list[Problem] = []
        self._problem_count = 0
        self._date_form = ""
        self._add_problems_of_header()

    def add(self, number: int, record: csv_text.Record) -> None:
        """Read a row."""
        row = self._read(number, record)
        if row is None:
            return
        if earlier := self._rows.pop(row.id, None):
            self._report(
                row,
                f"This activity is in the table twice, also in row {earlier.number}. "
                "The later row was used.",
            )
        self._rows[row.id] = row

    def finish(self) -> ActivitiesTable:
        """Return what was read."""
        if more := self._problem_count - len(self._problems):
            self._problems.append(Problem(f"There are {more:,} more rows with a problem."))
        return ActivitiesTable(
            rows=list(self._rows.values()),
            language=self._header.language,
            date_form=self._date_form,
            unknown_columns=self._header.unknown[:_MAX_NAMES],
            unknown_sports=list(self._unknown_sports)[:_MAX_NAMES],
            problems=self._problems,
        )

    def _read(self, number: int, record: csv_text.Record) -> Row | None:
        cells = record.cells + [""] * (self._width - len(record.cells))
        name = coerce.text(self._cell(cells, "Activity Name")) or ""
        activity_id = identifier(self._cell(cells, "Activity ID"))
        if activity_id is None:
            self._skip(number, name, self._cell(cells, "Activity ID"), "id", "is not a number")
            return None
        date = self._cell(cells, "Activity Date")
        start = read_date(date, month_first=self._month_first)
        if start is None:
            self._skip(number, name, date, "date", "is in a form that is not known")
            return None
        self._date_form = self._date_form or date
        row, implausible = self._row(number, cells, activity_id, name, start)
        self._report_damage(row, record, implausible)
        return row

    def _row(
        self, number: int, cells: Sequence[str], activity_id: int, name: str, start: datetime
    ) -> tuple[Row, list[str]]:
        sport = coerce.short_text(self._cell(cells, "Activity Type")) or ""
        known = sport_type(sport)
        if sport and known is None:
            self._unknown_sports[sport] = None
        fields, implausible = self._fields.read(cells, known)
        file_name = self._cell(cells, "Filename")
        is_lost = file_name == LOST_FILE
        row = Row(
            number=number,
            id=activity_id,
            name=name,
            start=start,
            sport=sport,
            sport_type=known,
            file_name=None if is_lost else _file_name(file_name),
            is_file_lost=is_lost,
            gear_name=coerce.short_text(self._cell(cells, "Activity Gear")),
            gear_key=self._gear_key(cells),
            digest=_digest(cells),
            fields=fields,
        )
        return row, implausible

    def _cell(self, cells: Sequence[str], name: str) -> str:
        return self._header.cell(cells, name)

    def _gear_key(self, cells: Sequence[str]) -> str | None:
        for name, letter in (("Bike", "b"), ("Gear", "g")):
            number = self._cell(cells, name).removesuffix(".0")
            if identifier(number) is not None:
                return f"{letter}{number}"
        return None

    def _skip(self, number: int, name: str, cell: str, what: str, fault: str) -> None:
        shown = cell if len(cell) <= 60 else f"{cell[:57]}…"
        self._add_problem(
            Problem(
                f'The {what} "{shown}" {fault}, so this row was left out. If a spreadsheet program '
                "has changed the file, take it from the archive again."
                if cell
                else f"The row has no {what}, so it was left out.",
                row=number,
                name=name or None,
            )
        )

    def _report_damage(self, row: Row, record: csv_text.Record, implausible: list[str]) -> None:
        if row.is_file_lost:
            self._report(
                row,
                "Strava could not export the recording. The activity has its summary only. If it "
                "opens at Strava, export the recording there.",
            )
        if record.is_broken or len(record.cells) != self._width:
            self._report(
                row,
                "The row is damaged, and was read as far as possible. Ask Strava for your archive "
                "again.",
            )
        if implausible:
            columns = ", ".join(dict.fromkeys(implausible))
            self._report(row, f"Values that cannot be right were left out: {columns}.")

    def _report(self, row: Row, reason: str) -> None:
        self._add_problem(Problem(reason, row.number, row.name or None, row.file_name, row.id))

    def _add_problem(self, problem: Problem) -> None:
        self._problem_count += 1
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(problem)

    def _add_problems_of_header(self) -> None:
        if self._header.language is None:
            self._add_problem(
                Problem(
                    "The language of activities.csv is not known. Its columns were recognized by "
                    "their place and content, so compare some activities with Strava."
                )
            )


def _file_name(cell: str) -> str | None:
    """Return a name as names in archives are compared: composed, with slashes."""
    name = coerce.text(cell.replace("\\", "/"))
    return name and unicodedata.normalize("NFC", name)


def _digest(cells: Sequence[str]) -> str:
    text = "\x1f".join(cells)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
