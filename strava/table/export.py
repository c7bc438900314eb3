"""Exports of the matching activities as CSV, JSON, JSON Lines or GeoJSON, in SI units.

Fields have Strava's names. Rows are written in batches, so that memory does not grow with their
number.
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
Routes = Callable[[Sequence[int]], dict[int, str]]
"""Returns the encoded polylines of activities by id, without activities that have no route."""

MIMETYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "geojson": "application/geo+json",
}

_NOT_EXPORTED = ("athlete_id", "search", "day", "weekday", "time_of_day", "deleted_at", "seen_in")
_EXPORTED = tuple(
    column for column in Activity.__table__.columns if column.name not in _NOT_EXPORTED
)
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
"""The units in the headers of CSV: those of the stored values, which the table converts. Programs
rely on them, so they do not follow the labels of the table."""

_encode = json.JSONEncoder(ensure_ascii=False).encode
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are full-width forms of the first four. Some spreadsheets run those too."""


class Field(NamedTuple):
    """An exported field: its name, its unit, and its column in the database."""

    name: str
    unit: str
    column: KeyedColumnElement[Any]

    @property
    def heading(self) -> str:
        """The name with the unit."""
        return f"{self.name}_{self.unit}" if self.unit else self.name

    @property
    def selected(self) -> ColumnElement[Any]:
        """What to select: times as text, which is much faster to write."""
        return cast(self.column, Text) if _is_time(self.column) else self.column


_GEAR_NAME = Field("gear_name", "", Gear.__table__.c.name)
FIELDS = (
    *(
        Field(_NAMES.get(column.name, column.name), _UNITS.get(column.name, ""), column)
        for column in _EXPORTED
    ),
    _GEAR_NAME,
)


def select_fields(keys: Sequence[str]) -> tuple[Field, ...]:
    """Return the fields of these columns of the table, and always id and name.

    Without keys, return all fields.
    """
    if not keys:
        return FIELDS
    wanted = {"id", "name", *(field for key in keys for field in BY_KEY[key].fields)}
    if wanted & {"weekday", "time_of_day"}:
        wanted.add("start_local")
    selected = tuple(field for field in FIELDS[:-1] if field.column.name in wanted)
    return (*selected, _GEAR_NAME) if "gear_id" in wanted else selected


def write(
    session: Session, context: QueryContext, filters: Filters, kind: str, *, only_page: bool = False
) -> Iterator[str]:
    """Yield all matching rows in one of the formats of MIMETYPES, in pieces.

    The fields are those of the filters' columns, or all. With `only_page`, write only the rows of
    the filters' page.
    """
    fields = select_fields(filters.columns)
    selected = [field.selected for field in fields]
    batches = stream_rows(session, context, filters, selected, only_page=only_page)
    match kind:
        case "csv":
            return to_csv(batches, fields)
        case "jsonl":
            return to_jsonl(batches, fields)
        case "geojson":
            return to_geojson(batches, fields, partial(routes, session))
    return to_json(batches, fields)


def to_csv(batches: Batches, fields: Sequence[Field]) -> Iterator[str]:
    """Yield CSV. The header has names and units, and a missing value is an empty cell.

    Text that a spreadsheet would run as a formula is prefixed with an apostrophe.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([field.heading for field in fields])
    for batch in batches:
        columns = list(zip(*batch, strict=True))
        for index, field in enumerate(fields):
            if (to_text := _csv_writer(field.column)) is not None:
                columns[index] = to_text(columns[index])
        writer.writerows(zip(*columns, strict=True))
        yield _take(buffer)
    yield _take(buffer)


def to_json(batches: Batches, fields: Sequence[Field]) -> Iterator[str]:
    """Yield a JSON array of objects. A missing value is null."""
    yield from _join("[", (map(_encode, batch) for batch in _objects(batches, fields)), "]")


def to_jsonl(batches: Batches, fields: Sequence[Field]) -> Iterator[str]:
    """Yield JSON Lines: one object per line."""
    for batch in _objects(batches, fields):
        yield "".join(f"{_encode(activity)}\n" for activity in batch)


def to_geojson(batches: Batches, fields: Sequence[Field], routes: Routes) -> Iterator[str]:
    """Yield a GeoJSON FeatureCollection of the activities with a route, as lines.

    Format: https://www.rfc-editor.org/rfc/rfc7946
    """

    def features(batch: Sequence[dict[str, Any]]) -> Iterator[str]:
        properties = {activity["id"]: activity for activity in batch}
        for activity_id, encoded in routes(list(properties)).items():
            line = _line(encoded)
            if line is not None:
                yield _encode(
                    {"type": "Feature", "geometry": line, "properties": properties[activity_id]}
                )

    opening = '{"type": "FeatureCollection", "features": ['
    yield from _join(opening, map(features, _objects(batches, fields)), "]}")


def _join(opening: str, batches: Iterable[Iterable[str]], closing: str) -> Iterator[str]:
    """Yield items with commas between them, after an opening and before a closing."""
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
    # A LineString needs at least two positions.
    return {"type": "LineString", "coordinates": positions} if len(positions) > 1 else None


def _objects(batches: Batches, fields: Sequence[Field]) -> Iterator[list[dict[str, Any]]]:
    names = [field.name for field in fields]
    times = {field.name: _iso_writer(field.column) for field in fields if _is_time(field.column)}
    for batch in batches:
        objects = [dict(zip(names, row, strict=True)) for row in batch]
        for name, to_iso in times.items():
            for activity in objects:
                if activity[name] is not None:
                    activity[name] = to_iso(activity[name])
        yield objects


def _csv_writer(
    column: KeyedColumnElement[Any],
) -> Callable[[Sequence[Any]], tuple[Any, ...]] | None:
    """Return what converts a column's cells to text, or None if the csv module does it."""
    write: Callable[[Any], str]
    if _is_time(column):
        write = _iso_writer(column)
    elif isinstance(column.type, Boolean):
        write = {True: "true", False: "false"}.__getitem__
    elif column.type.python_type is str:
        write = _not_a_formula
    else:
        return None
    return lambda cells: tuple([None if cell is None else write(cell) for cell in cells])


def _is_time(column: KeyedColumnElement[Any]) -> bool:
    return isinstance(column.type, DateTime | UTCDateTime)


def _iso_writer(column: KeyedColumnElement[Any]) -> Callable[[str], str]:
    # Local time has no known zone, and so no suffix.
    zone = "Z" if isinstance(column.type, UTCDateTime) else ""
    return lambda stored: f"{stored[:10]}T{stored[11:19]}{zone}"


def _not_a_formula(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _take(buffer: io.StringIO) -> str:
    """Return the content of a buffer, and empty it."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
