"""Computes the measures of a stored recording.

This takes up to a quarter of a second, and storing them a few milliseconds (see measuring). They
are two steps, so that the transaction that stores is short.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ..analysis import measures as analysis
from ..analysis import streams as analysis_streams
from ..analysis.drawing import drawing
from ..analysis.families import family
from ..analysis.measures import Measures, Ratings
from ..analysis.streams import Streams
from ..analysis.tiles import Tile
from ..db import documents
from ..db.archived import FROM_API
from ..db.models import Activity
from ..errors import StorageError
from ..sports import group
from . import facts, segments, tiles
from .facts import AthleteLimits

_LEVEL = 6
"""The level of compression. Higher ones take three times as long, and gain hardly anything."""


@dataclass(frozen=True)
class Computed:
    """What has been computed of a recording, to be stored."""

    activity_id: int
    athlete_id: int
    family: str | None
    fetched_at: datetime
    limits: AthleteLimits
    measures: Measures | None = None
    """None if only the ratings were computed, or if there is no recording."""
    ratings: Ratings = field(default_factory=Ratings)
    efforts_on_segments: Sequence[dict[str, Any]] = ()
    drawing: bytes | None = None
    tiles: set[Tile] | None = None
    """The explorer tiles it has passed; None if it has no positions."""
    packed: bytes | None = None
    """The streams compressed, if they are stored as text."""
    is_rating: bool = False
    """Whether only the ratings were computed."""
    is_damaged: bool = False


def compute(session: Session, activity_id: int, *, only_ratings: bool = False) -> Computed | None:
    """Measure the recording of an activity; return None if it has none.

    Nothing is stored. Damaged streams count as none.
    """
    activity = session.get(Activity, activity_id)
    origin = documents.streams_origin(session, activity_id)
    if activity is None or origin is None:
        return None
    sports = family(activity.sport_type)
    computed = Computed(
        activity_id,
        activity.athlete_id,
        sports.name if sports else None,
        origin.fetched_at,
        facts.read_limits(session, activity),
        is_rating=only_ratings,
    )
    try:
        document = documents.stored_streams(session, activity_id)
    except StorageError:
        return replace(computed, is_damaged=True)
    fields = facts.read_fields(session, activity_id)
    streams = analysis_streams.read(document)
    # The indexes in the API's documents count the samples of the API's streams.
    has_indexes = not only_ratings and origin.source == FROM_API
    times = analysis_streams.sent_times(document) if has_indexes else []
    if not only_ratings:
        computed = replace(
            computed,
            efforts_on_segments=segments.read(
                fields.get("segment_efforts"), times, fields.get("start_date")
            ),
            packed=documents.compressed(session, activity_id),
        )
    if streams is None:
        return computed
    ratings = analysis.rate(
        streams,
        has_power_meter=facts.has_power_meter(fields),
        limits=computed.limits.limits,
    )
    if only_ratings:
        return replace(computed, ratings=ratings)
    return replace(
        computed,
        ratings=ratings,
        measures=analysis.measure(streams, facts.read_facts(activity, fields, times)),
        drawing=_packed_drawing(streams, activity.sport_type),
        tiles=tiles.of_recording(streams, activity.sport_type),
    )


def _packed_drawing(streams: Streams, sport_type: str) -> bytes:
    drawn = drawing(streams, cycling=group(sport_type) == "cycle")
    text = json.dumps(drawn, separators=(",", ":"))
    # Without the time of compression, the same drawing is the same bytes.
    return gzip.compress(text.encode(), _LEVEL, mtime=0)
