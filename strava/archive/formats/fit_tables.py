"""What the messages of a FIT file say, in one table for each of its definitions."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .fit_profile import TIME, WANTED


@dataclass(slots=True)
class Table:
    """The values of all messages with the same definition."""

    number: int
    fields: tuple[int, ...]
    """The number of the field in each column."""
    invalid: tuple[Any, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    """For each row, how many messages of its number come before it."""


@dataclass(slots=True)
class Definition:
    """How the messages of a local number are laid out."""

    size: int
    unpack: Callable[[bytes, int], tuple[Any, ...]]
    table: Table
    with_header_time: Table
    """For messages whose time is in their header; the last column is the time."""
    time_column: int | None


@dataclass
class Messages:
    """What the messages of a file say."""

    definitions: dict[bytes, Definition] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=lambda: dict.fromkeys(WANTED, 0))
    """How many messages there are, by their number."""
    notes: list[str] = field(default_factory=list)

    def column(self, number: int, field_number: int) -> list[Any]:
        """Return a field of all messages of a number in their order; None where it is not set."""
        column: list[Any] = [None] * self.counts[number]
        for table in self._tables(number):
            if field_number not in table.fields:
                continue
            index = table.fields.index(field_number)
            invalid = table.invalid[index]
            if isinstance(invalid, float):  # NaN
                for place, row in zip(table.places, table.rows, strict=True):
                    column[place] = row[index] if math.isfinite(row[index]) else None
            else:
                for place, row in zip(table.places, table.rows, strict=True):
                    if row[index] != invalid:
                        column[place] = row[index]
        return column

    def each(self, number: int) -> list[dict[int, Any]]:
        """Return the messages of a number in their order, each as its fields that are set."""
        fields = [*WANTED[number], TIME]
        rows = zip(*(self.column(number, each) for each in fields), strict=True)
        return [
            {key: value for key, value in zip(fields, row, strict=True) if value is not None}
            for row in rows
        ]

    def _tables(self, number: int) -> list[Table]:
        found = [each for each in self.definitions.values() if each.table.number == number]
        return [table for each in found for table in (each.table, each.with_header_time)]

    def note(self, sentence: str) -> None:
        """Add a note, each only once."""
        if sentence not in self.notes:
            self.notes.append(sentence)
