"""Exports of the matching activities as CSV, JSON, JSON Lines or GeoJSON, in SI units.

Fields have Strava's names. Rows are written in batches, so that memory does not grow with their
number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from ..privacy import shown
from .context import QueryContext
from .csv_format import BYTE_ORDER_MARK, Columns, to_csv
from .export_fields import Field, FieldKind, select_fields, selected_column
from .filters import Filters
from .geometry import geometry
from .regions import Region
from .rows import stream_rows

MIMETYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "geojson": "application/geo+json",
}

_encode = json.JSONEncoder(ensure_ascii=False).encode


class Batch(NamedTuple):
    """The values of some activities by field, and their routes if they were asked for.

    A route consists of encoded polylines.
    """

    columns: Columns
    routes: Sequence[Sequence[str]] = ()


def write(
    session: Session,
    context: QueryContext,
    filters: Filters,
    kind: str,
    *,
    only_page: bool = False,
    byte_order_mark: bool = True,
    region: Region | None = None,
) -> Iterator[str]:
    """Yield all matching rows in one of the formats of MIMETYPES, in pieces.

    The fields are those of the filters' columns, or all. With `only_page`, write only the rows of
    the filters' page. CSV starts with a byte order mark if wanted, and with a region, it is
    written for Excel there.
    """
    fields = select_fields(filters.columns)
    with_routes = kind == "geojson"
    batches = _batches(session, context, filters, fields, only_page, with_routes)
    match kind:
        case "csv":
            pieces = to_csv((batch.columns for batch in batches), fields, region)
            return _with_byte_order_mark(pieces) if byte_order_mark else pieces
        case "jsonl":
            return to_jsonl(batches, fields)
        case "geojson":
            return to_geojson(batches, fields)
    return to_json(batches, fields)


def _with_byte_order_mark(pieces: Iterator[str]) -> Iterator[str]:
    # Not as a piece of its own: whoever takes the first piece learns whether the rows can be read.
    yield BYTE_ORDER_MARK + next(pieces, "")
    yield from pieces


def to_json(batches: Iterable[Batch], fields: Sequence[Field]) -> Iterator[str]:
    """Yield a JSON array of objects. A missing value is null."""
    yield from _join("[", (map(_encode, _objects(batch, fields)) for batch in batches), "]")


def to_jsonl(batches: Iterable[Batch], fields: Sequence[Field]) -> Iterator[str]:
    """Yield JSON Lines: one object per line."""
    for batch in batches:
        yield "".join(f"{_encode(activity)}\n" for activity in _objects(batch, fields))


def to_geojson(batches: Iterable[Batch], fields: Sequence[Field]) -> Iterator[str]:
    """Yield a GeoJSON FeatureCollection of the activities with a route, as lines.

    Format: https://www.rfc-editor.org/rfc/rfc7946
    """

    def features(batch: Batch) -> Iterator[str]:
        for activity, route in zip(_objects(batch, fields), batch.routes, strict=True):
            if (lines := geometry(route)) is not None:
                yield _encode({"type": "Feature", "geometry": lines, "properties": activity})

    opening = '{"type": "FeatureCollection", "features": ['
    yield from _join(opening, map(features, batches), "]}")


def _join(opening: str, batches: Iterable[Iterable[str]], closing: str) -> Iterator[str]:
    """Yield items with commas between them, after an opening and before a closing."""
    separator = opening
    for items in batches:
        if piece := ",\n".join(items):
            yield separator + piece
            separator = ",\n"
    yield closing if separator != opening else opening + closing


def _objects(batch: Batch, fields: Sequence[Field]) -> Iterator[dict[str, Any]]:
    names = [field.name for field in fields]
    return (dict(zip(names, row, strict=True)) for row in zip(*batch.columns, strict=True))


def _batches(
    session: Session,
    context: QueryContext,
    filters: Filters,
    fields: Sequence[Field],
    only_page: bool,
    with_routes: bool,
) -> Iterator[Batch]:
    selected = [column for field in fields if (column := selected_column(field)) is not None]
    with_summaries = with_routes or len(selected) < len(fields)
    for rows in stream_rows(session, context, filters, selected, only_page=only_page):
        # Fetched here rather than joined: a database would have to sort them with the rows.
        ids = [row.id for row in rows] if with_summaries else []
        summaries = shown.summaries(session, context.athlete_id, ids)
        sent = summaries.fields() if len(selected) < len(fields) else []
        stored = iter(zip(*rows, strict=True))
        columns = [
            _values(field, next(stored) if field.column is not None else (), sent)
            for field in fields
        ]
        yield Batch(columns, summaries.routes() if with_routes else ())


def _values(
    field: Field, stored: Sequence[Any], summaries: Sequence[dict[str, Any]]
) -> Sequence[Any]:
    """Return the values of a field, with times in ISO 8601."""
    if field.column is None:
        return field.read(summaries)
    if not field.is_time:
        return stored
    # Local time has no known zone, and so no suffix.
    zone = "Z" if field.kind is FieldKind.UTC_TIME else ""
    return [time and f"{time[:10]}T{time[11:19]}{zone}" for time in stored]
