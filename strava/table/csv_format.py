"""CSV: for programs, or for Excel in an athlete's region."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from .export_fields import Field, FieldKind
from .regions import Region

BYTE_ORDER_MARK = "\ufeff"
"""At the start of a file, it tells Excel that the file is in UTF-8."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are full-width forms of the first four. Some spreadsheets run those too."""

Columns = Sequence[Sequence[Any]]
"""The values of some rows, by field."""
Write = Callable[[Any], Any]


def to_csv(
    batches: Iterable[Columns], fields: Sequence[Field], region: Region | None = None
) -> Iterator[str]:
    """Yield CSV, with a header. A missing value is an empty cell.

    Text that a spreadsheet would run as a formula is prefixed with an apostrophe. With a region,
    write values as Excel reads them there: durations as h:mm:ss, and true and false as 1 and 0.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=region.separator if region else ",")
    writer.writerow([_excel_heading(field) if region else field.heading for field in fields])
    writers = [_excel_writer(field, region) if region else _writer(field) for field in fields]
    for columns in batches:
        cells = [
            values if write is None else [None if one is None else write(one) for one in values]
            for write, values in zip(writers, columns, strict=True)
        ]
        writer.writerows(zip(*cells, strict=True))
        yield _take(buffer)
    yield _take(buffer)


def _writer(field: Field) -> Write | None:
    """Return what converts a field's values, or None if the csv module does it."""
    match field.kind:
        case FieldKind.FLAG:
            return _flag
        case FieldKind.TEXT:
            return _not_a_formula
        case FieldKind.AS_SENT:
            return _as_sent
    return None


def _excel_heading(field: Field) -> str:
    return field.name if field.kind is FieldKind.DURATION else field.heading


def _excel_writer(field: Field, region: Region) -> Write:
    def number(value: Any) -> str:
        return str(value).replace(".", region.decimal)

    def as_sent(value: Any) -> Any:
        if isinstance(value, bool):
            return int(value)
        return number(value) if isinstance(value, int | float) else _as_sent(value)

    match field.kind:
        case FieldKind.DURATION:
            return _hours_minutes_seconds
        case FieldKind.TEXT:
            return _not_a_formula
        case FieldKind.FLAG:
            return int
        case FieldKind.UTC_TIME | FieldKind.LOCAL_TIME:
            return lambda iso: f"{region.date(iso[:10])} {iso[11:19]}"
        case FieldKind.AS_SENT:
            return as_sent
    return number


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _as_sent(value: Any) -> Any:
    if isinstance(value, bool):
        return _flag(value)
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False) if value else None
    return _not_a_formula(value) if isinstance(value, str) else value


def _hours_minutes_seconds(seconds: int) -> str:
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds < 0 else ''}{hours}:{rest // 60:02}:{rest % 60:02}"


def _not_a_formula(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _take(buffer: io.StringIO) -> str:
    """Return the content of a buffer, and empty it."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
