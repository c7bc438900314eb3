"""What is stored, written out for other programs: CSV, JSON, JSON lines, GeoJSON, in SI units.

The names of the fields are Strava's own where it has them. Everything is written a few rows at a
time, so that memory does not grow with their number.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import polyline
from sqlalchemy import Boolean, Row
from sqlalchemy.orm import Session
from sqlalchemy.types import DateTime

from . import queries
from .filters import Filters
from .models import UTCDateTime
from .queries import EXPORTED

Rows = Iterable[Row[*tuple[Any, ...]]]
Routes = Callable[[Sequence[int]], dict[int, str]]
"""Gives the encoded polylines of these activities; those without a route are left out."""

_NAMES = {"start_local": "start_date_local"}
FIELDS = tuple(_NAMES.get(column.name, column.name) for column in EXPORTED)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_AT_ONCE = 500


MIMETYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "geojson": "application/geo+json",
}


def write(session: Session, athlete_id: int, filters: Filters, kind: str) -> Iterator[str]:
    """Every row that matches, as one of the kinds of MIMETYPES, piece by piece."""
    rows = queries.matching_rows(session, athlete_id, filters)
    match kind:
        case "csv":
            return to_csv(rows)
        case "jsonl":
            return to_jsonl(rows)
        case "geojson":
            return to_geojson(rows, partial(queries.routes, session))
    return to_json(rows)


def to_csv(rows: Rows) -> Iterator[str]:
    """CSV with the fields' names first; a missing value is an empty cell.

    Text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(FIELDS)
    for some in _batches(rows):
        writer.writerows(map(_cells, some))
        yield _drained(buffer)
    yield _drained(buffer)


def to_json(rows: Rows) -> Iterator[str]:
    """A JSON array of objects; a missing value is null."""
    yield from _listed("[", (json.dumps(one, ensure_ascii=False) for one in _objects(rows)), "]")


def to_jsonl(rows: Rows) -> Iterator[str]:
    """JSON lines: an object a line."""
    for one in _objects(rows):
        yield f"{json.dumps(one, ensure_ascii=False)}\n"


def to_geojson(rows: Rows, routes: Routes) -> Iterator[str]:
    """A GeoJSON FeatureCollection: a line for each activity with a route, its fields beside it.

    Format: https://www.rfc-editor.org/rfc/rfc7946
    """

    def features() -> Iterator[str]:
        for some in _batches(rows):
            fields = {one["id"]: one for one in _objects(some)}
            for activity_id, encoded in routes(list(fields)).items():
                line = _line(encoded)
                if line is not None:
                    feature = {
                        "type": "Feature",
                        "geometry": line,
                        "properties": fields[activity_id],
                    }
                    yield json.dumps(feature, ensure_ascii=False)

    yield from _listed('{"type": "FeatureCollection", "features": [', features(), "]}")


def _listed(opening: str, items: Iterable[str], closing: str) -> Iterator[str]:
    separator = opening
    for item in items:
        yield separator + item
        separator = ",\n"
    yield closing if separator != opening else opening + closing


def _line(encoded: str) -> dict[str, Any] | None:
    try:
        positions = polyline.decode(encoded, geojson=True)
    except (IndexError, ValueError):
        return None
    # A line has two positions at least.
    return {"type": "LineString", "coordinates": positions} if len(positions) > 1 else None


def _objects(rows: Rows) -> Iterator[dict[str, Any]]:
    for row in rows:
        one = dict(zip(FIELDS, row, strict=True))
        for name in _TIMES:
            if one[name] is not None:
                one[name] = _iso(one[name])
        yield one


def _cells(row: Row[*tuple[Any, ...]]) -> list[Any]:
    cells = list(row)
    for place, written in _WRITTEN:
        if cells[place] is not None:
            cells[place] = written(cells[place])
    return cells


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _true_or_false(value: bool) -> str:
    return "true" if value else "false"


def _iso(moment: datetime) -> str:
    # UTC is written with its Z; the local wall time has no zone and so gets none.
    text = moment.replace(tzinfo=None).isoformat()
    return f"{text}Z" if moment.tzinfo is UTC else text


_TIMES = tuple(
    name
    for name, column in zip(FIELDS, EXPORTED, strict=True)
    if isinstance(column.type, DateTime | UTCDateTime)
)


def _writer(kind: Any) -> Callable[[Any], str] | None:
    if isinstance(kind, DateTime | UTCDateTime):
        return _iso
    if isinstance(kind, Boolean):
        return _true_or_false
    return _harmless if kind.python_type is str else None


_WRITTEN = tuple(
    (place, writer)
    for place, column in enumerate(EXPORTED)
    if (writer := _writer(column.type)) is not None
)


def _batches(rows: Rows) -> Iterator[list[Row[*tuple[Any, ...]]]]:
    some = []
    for row in rows:
        some.append(row)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _drained(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
