"""Reads the text of a table of an archive, also one that is damaged or was saved by others.

Strava writes UTF-8 with commas, quoted as RFC 4180 says. Spreadsheet programs save the same table
with semicolons or tabs, a byte order mark, UTF-16, or the characters of Windows.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from ..faults import UnreadableArchive

MAX_BYTES = 64 * 2**20
MAX_ROWS = 500_000
_MAX_LINES = 4 * MAX_ROWS
_MAX_RECORD = 2**20
"""How many characters a row may have. The csv module limits a cell to 131,072."""
_MAX_REPAIRS = 100
"""Each repair reads a row again, so damage must not repeat without end."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t"
_ROW_START = re.compile(r'"?\d{6,19}"?[,;\t]')
"""How the row of an activity begins."""


@dataclass(frozen=True)
class Record:
    """The cells of a row, and whether its quotes or its length are broken."""

    cells: list[str]
    is_broken: bool = False


class Table:
    """A table in memory, which can be read more than once."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self._name = name
        self._lines = lines
        self._delimiter = max(_DELIMITERS, key=lines[0].count) if lines else ","
        first = next(self._records(None), Record([]))
        self.header = first.cells

    def rows(self) -> Iterator[Record]:
        """Yield the rows after the header, without empty ones; may raise UnreadableArchive."""
        records = self._records(len(self.header))
        next(records, None)
        count = 0
        for record in records:
            if record.is_broken or any(record.cells):
                count += 1
                if count > MAX_ROWS:
                    raise _too_long(self._name)
                yield record

    def _records(self, width: int | None) -> Iterator[Record]:
        start, repairs = 0, 0
        while start < len(self._lines):
            source = _Source(self._lines, start)
            reader = csv.reader(source, delimiter=self._delimiter)
            while (record := _next(reader, source)) is not None:
                begin = source.begin_record()
                if record.is_broken or len(record.cells) != width:
                    inner = self._inner_row(begin, source.position)
                    if inner is not None and repairs < _MAX_REPAIRS and width is not None:
                        repairs += 1
                        source.position = inner
                        record = self._part(begin, inner)
                yield record
                if record.is_broken:
                    break
            start = source.position

    def _inner_row(self, begin: int, end: int) -> int | None:
        """Return the line where quotes that are not closed have swallowed another row."""
        for number in range(begin + 1, end):
            if _ROW_START.match(self._lines[number]):
                return number
        return None

    def _part(self, begin: int, end: int) -> Record:
        """Return what lines hold of a row whose quotes swallow the rows after it."""
        try:
            cells = next(csv.reader(self._lines[begin:end], delimiter=self._delimiter), [])
        except csv.Error:
            cells = []
        return Record(cells, is_broken=True)


class _Source:
    """Lines for csv.reader that remembers where a record begins and limits its length."""

    def __init__(self, lines: list[str], position: int) -> None:
        self._lines = lines
        self.position = position
        self.is_exhausted = False
        self._begin = position
        self._length = 0

    def __iter__(self) -> _Source:
        return self

    def __next__(self) -> str:
        if self.position >= len(self._lines):
            self.is_exhausted = True
            raise StopIteration
        line = self._lines[self.position]
        self.position += 1
        self._length += len(line)
        if self._length > _MAX_RECORD:
            raise csv.Error("the row is too long")
        return line

    def begin_record(self) -> int:
        """Return the line where the record just read began, and begin the next one."""
        begin, self._begin, self._length = self._begin, self.position, 0
        return begin


def _next(reader: Iterator[list[str]], source: _Source) -> Record | None:
    try:
        cells = next(reader, None)
    except csv.Error:
        return Record([], is_broken=True)
    # The csv module closes a quote that is still open at the end.
    return None if cells is None else Record(cells, is_broken=source.is_exhausted)


def read_table(stream: BinaryIO, name: str) -> Table:
    """Return a table of an archive; raises UnreadableArchive if it is too large or empty."""
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableArchive(
            f"{name} is larger than {MAX_BYTES // 2**20} MiB, which no archive of Strava's is. "
            "Ask Strava for your archive again."
        )
    lines = list(islice(io.StringIO(_decoded(data), newline=""), _MAX_LINES + 1))
    if len(lines) > _MAX_LINES:
        raise _too_long(name)
    table = Table(name, lines)
    if not any(map(str.strip, table.header)):
        raise UnreadableArchive(f"{name} is empty. Ask Strava for your archive again.")
    return table


def _too_long(name: str) -> UnreadableArchive:
    return UnreadableArchive(
        f"{name} has more rows than any archive of Strava's. Ask Strava for your archive again."
    )


def _decoded(data: bytes) -> str:
    return _text(data).replace("\0", "")


def _text(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    beginning = data[:200]
    if beginning.count(0) > len(beginning) // 3:
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", "replace")
    text = data.decode("utf-8", "replace")
    replaced = text.count("\ufffd")
    if replaced and replaced * 2 > sum(not character.isascii() for character in text):
        return data.decode("cp1252", "replace")
    return text
