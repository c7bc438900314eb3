"""What is stored, written out for other programs: CSV, JSON, JSON lines, GeoJSON, in SI units.

The names of the fields are Strava's own where it has them. Everything is written a few rows at a
time, so that memory does not grow with their number.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import polyline
from sqlalchemy import Boolean, ColumnElement, Row, Text, cast
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import KeyedColumnElement
from sqlalchemy.types import DateTime

from ..db.base import UTCDateTime
from ..db.models import Activity, Gear
from .columns import BY_KEY
from .context import QueryContext
from .filters import Filters
from .rows import routes, stream_rows

Batches = Iterable[Sequence[Row[*tuple[Any, ...]]]]
"""Rows, some at a time."""
Routes = Callable[[Sequence[int]], dict[int, str]]
"""Gives the encoded polylines of these activities; those without a route are left out."""

_OURS = ("athlete_id", "search", "day", "weekday", "time_of_day", "deleted_at", "seen_in")
_EXPORTED = tuple(column for column in Activity.__table__.columns if column.name not in _OURS)
_NAMES = {"start_local": "start_date_local"}
_UNITS = {
    "distance": "m",
    "moving_time": "s",
    "elapsed_time": "s",
    "total_elevation_gain": "m",
    "average_speed": "m_per_s",
    "max_speed": "m_per_s",
    "average_heartrate": "bpm",
    "max_heartrate": "bpm",
    "elev_high": "m",
    "elev_low": "m",
    "average_watts": "w",
    "max_watts": "w",
    "weighted_average_watts": "w",
    "average_cadence": "per_min",
    "kilojoules": "kj",
}
"""What CSV adds to the names of the fields."""

_encode = json.JSONEncoder(ensure_ascii=False).encode
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are the full-width forms of the first, which some spreadsheets run too."""


MIMETYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "geojson": "application/geo+json",
}


class Field(NamedTuple):
    """A field that is written out: its name and unit, and its place in the database."""

    name: str
    unit: str
    column: KeyedColumnElement[Any]

    @property
    def heading(self) -> str:
        """The name with its unit."""
        return f"{self.name}_{self.unit}" if self.unit else self.name

    @property
    def selected(self) -> ColumnElement[Any]:
        """What to ask the database for: times as text, which is far quicker to write out."""
        return cast(self.column, Text) if _is_time(self.column) else self.column


_GEAR_NAME = Field("gear_name", "", Gear.__table__.c.name)
FIELDS = (
    *(
        Field(_NAMES.get(column.name, column.name), _UNITS.get(column.name, ""), column)
        for column in _EXPORTED
    ),
    _GEAR_NAME,
)


def fields(keys: Sequence[str]) -> tuple[Field, ...]:
    """The fields behind these columns of the table, id and name always among them; or all."""
    if not keys:
        return FIELDS
    wanted = {"id", "name", *(field for key in keys for field in BY_KEY[key].fields)}
    if wanted & {"weekday", "time_of_day"}:
        wanted.add("start_local")
    found = tuple(field for field in FIELDS[:-1] if field.column.name in wanted)
    return (*found, _GEAR_NAME) if "gear_id" in wanted else found


def write(
    session: Session, context: QueryContext, filters: Filters, kind: str, *, only_page: bool = False
) -> Iterator[str]:
    """Every row that matches, as one of the kinds of MIMETYPES, piece by piece.

    With the fields behind the columns of the filters, or all; of one page alone if asked.
    """
    asked = fields(filters.columns)
    selected = [field.selected for field in asked]
    batches = stream_rows(session, context, filters, selected, only_page=only_page)
    match kind:
        case "csv":
            return to_csv(batches, asked)
        case "jsonl":
            return to_jsonl(batches, asked)
        case "geojson":
            return to_geojson(batches, asked, partial(routes, session))
    return to_json(batches, asked)


def to_csv(batches: Batches, asked: Sequence[Field]) -> Iterator[str]:
    """CSV with the fields' names and units first; a missing value is an empty cell.

    Text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([field.heading for field in asked])
    for some in batches:
        cells = list(zip(*some, strict=True))
        for place, field in enumerate(asked):
            if (to_text := _as_text(field.column)) is not None:
                cells[place] = to_text(cells[place])
        writer.writerows(zip(*cells, strict=True))
        yield _drained(buffer)
    yield _drained(buffer)


def to_json(batches: Batches, asked: Sequence[Field]) -> Iterator[str]:
    """A JSON array of objects; a missing value is null."""
    yield from _listed("[", (map(_encode, some) for some in _objects(batches, asked)), "]")


def to_jsonl(batches: Batches, asked: Sequence[Field]) -> Iterator[str]:
    """JSON lines: an object a line."""
    for some in _objects(batches, asked):
        yield "".join(f"{_encode(one)}\n" for one in some)


def to_geojson(batches: Batches, asked: Sequence[Field], routes: Routes) -> Iterator[str]:
    """A GeoJSON FeatureCollection: a line for each activity with a route, its fields beside it.

    Format: https://www.rfc-editor.org/rfc/rfc7946
    """

    def features(some: Sequence[dict[str, Any]]) -> Iterator[str]:
        properties = {one["id"]: one for one in some}
        for activity_id, encoded in routes(list(properties)).items():
            line = _line(encoded)
            if line is not None:
                yield _encode(
                    {"type": "Feature", "geometry": line, "properties": properties[activity_id]}
                )

    opening = '{"type": "FeatureCollection", "features": ['
    yield from _listed(opening, map(features, _objects(batches, asked)), "]}")


def _listed(opening: str, batches: Iterable[Iterable[str]], closing: str) -> Iterator[str]:
    separator = opening
    for items in batches:
        if piece := ",\n".join(items):
            yield separator + piece
            separator = ",\n"
    yield closing if separator != opening else opening + closing


def _line(encoded: str) -> dict[str, Any] | None:
    try:
        positions = polyline.decode(encoded, geojson=True)
    except (IndexError, ValueError):
        return None
    # A line has two positions at least.
    return {"type": "LineString", "coordinates": positions} if len(positions) > 1 else None


def _objects(batches: Batches, asked: Sequence[Field]) -> Iterator[list[dict[str, Any]]]:
    names = [field.name for field in asked]
    times = {field.name: _iso(field.column) for field in asked if _is_time(field.column)}
    for some in batches:
        objects = [dict(zip(names, row, strict=True)) for row in some]
        for name, iso in times.items():
            for one in objects:
                if one[name] is not None:
                    one[name] = iso(one[name])
        yield objects


def _as_text(column: KeyedColumnElement[Any]) -> Callable[[Sequence[Any]], tuple[Any, ...]] | None:
    """What turns the cells of a column into text; None where CSV does it by itself."""
    write: Callable[[Any], str]
    if _is_time(column):
        write = _iso(column)
    elif isinstance(column.type, Boolean):
        write = {True: "true", False: "false"}.__getitem__
    elif column.type.python_type is str:
        write = _harmless
    else:
        return None
    return lambda cells: tuple([None if cell is None else write(cell) for cell in cells])


def _is_time(column: KeyedColumnElement[Any]) -> bool:
    return isinstance(column.type, DateTime | UTCDateTime)


def _iso(column: KeyedColumnElement[Any]) -> Callable[[str], str]:
    # UTC is written with its Z; the local wall time has no zone and so gets none.
    zone = "Z" if isinstance(column.type, UTCDateTime) else ""
    return lambda stored: f"{stored[:10]}T{stored[11:19]}{zone}"


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _drained(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
