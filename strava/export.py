"""What is stored, written out for other programs: CSV and JSON, in SI units, row by row.

The names of the fields are Strava's own where it has them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from .queries import EXPORTED

_NAMES = {"start_local": "start_date_local"}
FIELDS = tuple(_NAMES.get(column.name, column.name) for column in EXPORTED)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(rows: Iterable[Row[Any]]) -> Iterator[str]:
    """CSV with the fields' names first; a missing value is an empty cell.

    Text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(FIELDS)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        yield _drained(buffer)
    yield _drained(buffer)


def to_json(rows: Iterable[Row[Any]]) -> Iterator[str]:
    """A JSON array of objects; a missing value is null."""
    separator = "["
    for row in rows:
        values = (_iso(value) if isinstance(value, datetime) else value for value in row)
        yield separator + json.dumps(dict(zip(FIELDS, values, strict=True)), ensure_ascii=False)
        separator = ",\n"
    yield "[]" if separator == "[" else "]"


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return _iso(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


def _iso(moment: datetime) -> str:
    # UTC is written with its Z; the local wall time has no zone and so gets none.
    text = moment.replace(tzinfo=None).isoformat()
    return f"{text}Z" if moment.tzinfo is UTC else text


def _drained(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
