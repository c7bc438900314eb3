"""CSV: for programs, or for Excel in an athlete's region."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from .export_fields import Field, FieldKind
from .regions import Region
from .spreadsheet_text import harmless

BYTE_ORDER_MARK = "\ufeff"
"""At the start of a file, it tells Excel that the file is in UTF-8."""

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
    separator = region.separator if region else ","
    writer = csv.writer(buffer, delimiter=separator)
    writer.writerow([_excel_heading(field) if region else field.heading for field in fields])
    writers = [
        _excel_writer(field, region) if region else _writer(field, separator) for field in fields
    ]
    for columns in batches:
        cells = [
            values if write is None else [None if one is None else write(one) for one in values]
            for write, values in zip(writers, columns, strict=True)
        ]
        writer.writerows(zip(*cells, strict=True))
        yield _take(buffer)
    yield _take(buffer)


def _writer(field: Field, separator: str) -> Write | None:
    """Return what converts a field's values, or None if the csv module does it."""
    match field.kind:
        case FieldKind.FLAG:
            return _flag
        case FieldKind.TEXT:
            return partial(harmless, separator=separator)
        case FieldKind.AS_SENT:
            return partial(_as_sent, separator=separator)
    return None


def _excel_heading(field: Field) -> str:
    return field.name if field.kind is FieldKind.DURATION else field.heading


def _excel_writer(field: Field, region: Region) -> Write:
    def number(value: Any) -> str:
        return str(value).replace(".", region.decimal)

    def as_sent(value: Any) -> Any:
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, int | float):
            return number(value)
        return _as_sent(value, region.separator)

    match field.kind:
        case FieldKind.DURATION:
            return _hours_minutes_seconds
        case FieldKind.TEXT:
            return partial(harmless, separator=region.separator)
        case FieldKind.FLAG:
            return int
        case FieldKind.UTC_TIME | FieldKind.LOCAL_TIME:
            return lambda iso: f"{region.date(iso[:10])} {iso[11:19]}"
        case FieldKind.AS_SENT:
            return as_sent
    return number


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _as_sent(value: Any, separator: str) -> Any:
    if isinstance(value, bool):
        return _flag(value)
    if isinstance(value, list):
        items = [harmless(item, separator) if isinstance(item, str) else item for item in value]
        return json.dumps(items, ensure_ascii=False) if items else None
    return harmless(value, separator) if isinstance(value, str) else value


def _hours_minutes_seconds(seconds: int) -> str:
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds < 0 else ''}{hours}:{rest // 60:02}:{rest % 60:02}"


def _take(buffer: io.StringIO) -> str:
    """Return the content of a buffer, and empty it."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
