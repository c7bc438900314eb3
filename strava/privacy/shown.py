"""What may be shown of the stored positions: all but the surroundings of private places.

Everything that a page, a file, or a command shows of documents, recordings, and routes is read
here. What is only computed with, such as measures and the index of routes, is not.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..analysis.circles import Circles, outside
from ..analysis.hiding import (
    Drawing,
    hidden_efforts,
    hide_in_drawing,
    hide_in_json,
    hide_in_streams,
)
from ..db.documents import merged_fields, stored_documents, stored_streams
from ..db.errors import DAMAGED
from ..db.models import Activity, Document, Measured
from ..db.summary import polyline
from ..errors import StorageError
from ..polylines import Position, decode, encode
from . import places

_LEVEL = 1
"""The level of compression of a drawing that is made for one response."""
_CACHED_LINES = 10_000
"""About a kilobyte of memory for each. After a sync, the map of all routes needs them again."""


def documents(session: Session, activity: Activity) -> dict[str, Any]:
    """Return the documents of an activity by kind, as db.documents.stored_documents does."""
    found = stored_documents(session, activity.id)
    circles = places.hidden(session, activity.athlete_id)
    return {kind: hide_in_json(document, circles) for kind, document in found.items()}


def changes(session: Session, athlete_id: int, fields: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Return what a sync has changed, as name, from and to of each field."""
    circles = places.hidden(session, athlete_id)
    # All fields at once, because a latitude and its longitude are two of them.
    before, after = (
        hide_in_json({name: values[side] for name, *values in fields}, circles) for side in (0, 1)
    )
    return [[name, before[name], after[name]] for name, *_ in fields]


def hidden_segment_efforts(session: Session, activity: Activity) -> set[int]:
    """Return the numbers of the efforts on segments that begin or end in a private place."""
    circles = places.hidden(session, activity.athlete_id)
    if not circles:
        return set()
    return hidden_efforts(merged_fields(stored_documents(session, activity.id)), circles)


def streams(session: Session, athlete_id: int, activity_id: int) -> Any:
    """Return the streams of an activity, as db.documents.stored_streams does.

    Samples in private places have their time alone.
    """
    circles = places.hidden(session, athlete_id)
    return hide_in_streams(stored_streams(session, activity_id), circles)


def route(session: Session, activity: Activity) -> list[list[Position]]:
    """Return the pieces of the most exact route in an activity's documents."""
    drawn = merged_fields(stored_documents(session, activity.id)).get("map")
    drawn = drawn if isinstance(drawn, dict) else {}
    line = decode(drawn.get("polyline")) or decode(drawn.get("summary_polyline"))
    return outside(line, places.hidden(session, activity.athlete_id)) if line else []


def lines(encoded: str, circles: Circles) -> tuple[str, ...]:
    """Return an encoded polyline as the pieces that may be shown, in the order of the route."""
    return _pieces(encoded, circles) if circles else (encoded,)


@lru_cache(_CACHED_LINES)
def _pieces(encoded: str, circles: Circles) -> tuple[str, ...]:
    positions = decode(encoded)
    pieces = outside(positions, circles)
    return (encoded,) if pieces == [positions] else tuple(map(encode, pieces))


@dataclass(frozen=True)
class StoredDrawing:
    """What the map and the charts of an activity draw."""

    _packed: bytes
    _circles: Circles

    @property
    def version(self) -> str:
        """A part of its address that changes with what is shown of it."""
        circles = repr(self._circles).encode() if self._circles else b""
        return f"{zlib.crc32(circles, zlib.crc32(self._packed)):08x}"

    def read(self) -> Drawing:
        """Return the lists of analysis.drawing."""
        return hide_in_drawing(json.loads(gzip.decompress(self._packed)), self._circles)

    def compressed(self) -> bytes:
        """Return it as JSON, compressed with gzip."""
        if not self._circles:
            return self._packed
        text = json.dumps(self.read(), separators=(",", ":"))
        return gzip.compress(text.encode(), _LEVEL, mtime=0)


def drawing(session: Session, athlete_id: int, measured: Measured | None) -> StoredDrawing | None:
    """Return the drawing of a recording; None if nothing was recorded along the time.

    Raises StorageError if it is damaged.
    """
    if measured is None or measured.drawing is None:
        return None
    if type(measured.drawing) is not bytes:
        raise StorageError(DAMAGED)
    return StoredDrawing(measured.drawing, places.hidden(session, athlete_id))


@dataclass(frozen=True)
class Summaries:
    """The summaries of some activities, in the order in which they were asked for."""

    _sent: Sequence[dict[str, Any]]
    _circles: Circles

    def fields(self) -> list[dict[str, Any]]:
        """Return the summaries as Strava sent them; an empty one for what is not stored."""
        return [hide_in_json(sent, self._circles) for sent in self._sent]

    def routes(self) -> list[tuple[str, ...]]:
        """Return the pieces of each route as encoded polylines; none if there is no route."""
        encoded = map(polyline, self._sent)
        return [lines(line, self._circles) if line else () for line in encoded]


def summaries(session: Session, athlete_id: int, activity_ids: Sequence[int]) -> Summaries:
    """Return the summaries of some activities of an athlete."""
    query = select(Document.activity_id, Document.body).where(
        Document.kind == "summary", Document.activity_id.in_(activity_ids)
    )
    found = {activity_id: json.loads(body) for activity_id, body in session.execute(query)}
    sent = [found.get(activity_id) or {} for activity_id in activity_ids]
    return Summaries(sent, places.hidden(session, athlete_id))
