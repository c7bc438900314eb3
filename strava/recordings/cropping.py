"""Keeps recordings of devices within the times of their activities.

The recordings in an archive are as they were uploaded. An athlete who has cropped an activity at
Strava, because it begins at their home for example, does not want the rest back.
"""

from __future__ import annotations

from datetime import datetime
from math import cos, hypot, radians
from typing import Any

from .. import coerce
from ..analysis.streams import sent_times
from ..db.summary import HIDDEN_START

TOLERANCE = 0.02
"""A recording whose duration or distance differs by more than this share is not the activity."""

_FAR = 200.0
"""Meters."""
_METERS_PER_DEGREE = 111_195.0
_LONGEST = 2 * 86_400.0
"""Seconds for an activity that nobody knows the duration of."""

Span = tuple[float, float]
"""Unix times between which something took place."""


def span(fields: dict[str, Any], row: dict[str, Any]) -> Span | None:
    """Return when an activity took place; None if that is not known.

    `fields` are those that count, and `row` is what the archive says alone. An archive has the
    start even if the athlete hides it. An end that differs from it was cropped, but not where.
    """
    start, elapsed = unix_time(fields.get("start_date")), coerce.number(fields.get("elapsed_time"))
    if _is_hidden(fields.get("start_date_local")):
        start = unix_time(row.get("start_date"))
        if not agrees(coerce.number(row.get("elapsed_time")), elapsed, tolerance=0):
            return None
    return None if start is None else (start, start + (_LONGEST if elapsed is None else elapsed))


def is_whole(elapsed_time: float | None, distance: float | None, fields: dict[str, Any]) -> bool:
    """Return whether the whole recording of the device is the activity."""
    return agrees(elapsed_time, coerce.number(fields.get("elapsed_time"))) and agrees(
        distance, coerce.number(fields.get("distance"))
    )


def agrees(recorded: float | None, stated: float | None, *, tolerance: float = TOLERANCE) -> bool:
    """Return whether a recording has as much as the activity. What is not known agrees."""
    if not recorded or not stated:
        return True
    return abs(recorded - stated) <= tolerance * stated


def is_elsewhere(recorded: dict[str, Any], sent: dict[str, Any]) -> bool:
    """Return whether a recording begins or ends far from where the API says.

    Both have `start_latlng` and `end_latlng`. Then the times of the activity do not show which
    part of the recording was cropped.
    """
    for name in ("start_latlng", "end_latlng"):
        ours, theirs = recorded.get(name), sent.get(name)
        if _way(ours, theirs) > _FAR:
            return True
    return False


def _way(one: Any, other: Any) -> float:
    """Return about how many meters two positions are apart; 0 if one is none."""
    for place in (one, other):
        if not isinstance(place, list) or len(place) != 2 or not coerce.are_numbers(place):
            return 0.0
    east = (other[1] - one[1] + 180) % 360 - 180
    return _METERS_PER_DEGREE * hypot(other[0] - one[0], east * cos(radians(one[0])))


def crop(document: dict[str, Any], later: float, duration: float) -> dict[str, Any] | None:
    """Return streams that begin `later` seconds later and last `duration`; None if none remain.

    Distances begin with 0 again if something is left out before them.
    """
    times = sent_times(document)
    kept = [
        index
        for index, time in enumerate(times)
        if time is not None and 0 <= time - later <= duration
    ]
    if not kept:
        return None
    if len(kept) == len(times) and later == 0:
        return document
    cropped = {}
    for name, stream in document.items():
        values = stream["data"]
        data = [values[index] for index in kept]
        if name == "time":
            data = [round(time - later) for time in data]
        elif name == "distance" and kept[0] > 0 and data[0] is not None:
            first = data[0]
            data = [None if value is None else round(value - first, 1) for value in data]
        cropped[name] = {**stream, "data": data, "original_size": len(data)}
    return cropped


def laps_within(laps: Any, within: Span) -> list[dict[str, Any]]:
    """Return those laps of a recording that lie between two times, give or take two seconds."""
    found = []
    for lap in laps if isinstance(laps, list) else []:
        start = unix_time(lap.get("start_date"))
        elapsed = coerce.number(lap.get("elapsed_time")) or 0.0
        if start is not None and within[0] - 2 <= start and start + elapsed <= within[1] + 2:
            found.append(lap)
    return found


def unix_time(value: Any) -> float | None:
    """Return the Unix time of a time as Strava writes it; None if it is none."""
    try:
        moment = datetime.fromisoformat(value)
        return moment.timestamp() if moment.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None


def _is_hidden(local: Any) -> bool:
    try:
        return datetime.fromisoformat(local).time() == HIDDEN_START
    except (TypeError, ValueError):
        return False
