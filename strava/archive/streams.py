"""Turns the points of a device into streams as Strava sends them.

A point stays where its time and position make sense; nothing is thinned.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..analysis.speed import speeds as computed_speeds
from ..analysis.streams import is_position
from ..recordings.cropping import Span, agrees
from .formats.track import Session, Track, Values
from .moving import moving

_DAY = 86_400.0
_EARTH_RADIUS = 6_371_008.8
_SAME_START = 5.0
"""Seconds by which the starts of an activity and of a session may differ."""

WRONG_CLOCK = (
    "The clock of the device was wrong. Its times were moved to the start of the activity."
)
OTHER_TIMES = "Points that are days away from the activity were left out."


@dataclass(frozen=True)
class WholeRecording:
    """A recording before it is cut: streams that begin at its own start."""

    start: float
    """Unix time."""
    elapsed_time: float
    distance: float | None
    streams: dict[str, dict[str, Any]]
    notes: tuple[str, ...] = ()
    shift: float = 0.0
    """Seconds that were added to the times of a device whose clock was wrong."""


def choose_session(track: Track, span: Span | None) -> Session | None:
    """Return the session of a multisport recording that is the activity; None for all of it.

    Strava makes an activity of each, and one file may have several.
    """
    if span is None or len(track.sessions) < 2:
        return None
    start, end = span
    duration = end - start
    found, difference = None, abs(_elapsed(track) - duration)
    for session in track.sessions:
        elapsed = session.elapsed_time
        if elapsed is None:
            continue
        begins = session.start - _SAME_START <= start
        ends = end <= session.start + elapsed + _SAME_START
        if begins and ends and abs(elapsed - duration) < difference:
            found, difference = session, abs(elapsed - duration)
    return found


def to_streams(
    track: Track, sport: str | None, span: Span | None, session: Session | None
) -> WholeRecording | None:
    """Return the streams of a recording; None if no point is left."""
    kept, shift, notes = _kept(track, span, session)
    if not kept:
        return None
    seconds = [math.floor(track.times[index] + shift) for index in kept]
    start = seconds[0]
    channels = {name: [values[index] for index in kept] for name, values in track.channels.items()}
    places = _places(channels)
    distances = _distances(channels.get("distance"), places)
    offsets: list[float] = [second - start for second in seconds]
    if distances and kept[0] > 0:
        # A later leg of a multisport recording begins with 0, too.
        distances = [round(distance - distances[0], 1) for distance in distances]
    measured = channels.get("speed")
    speeds = measured
    if speeds is None and distances:
        speeds = [value and max(value, 0.0) for value in computed_speeds(offsets, distances)]
    data: dict[str, list[Any] | None] = {
        "time": offsets,
        "distance": distances,
        "latlng": places,
        "altitude": _rounded(channels.get("altitude"), 1),
        "velocity_smooth": _rounded(speeds, 3),
        "heartrate": _rounded(channels.get("heartrate"), 0),
        "cadence": _rounded(channels.get("cadence"), 0),
        "watts": _rounded(channels.get("watts"), 0),
        "temp": _rounded(channels.get("temp"), 0),
        "moving": moving(
            [track.times[index] for index in kept], track.pauses, distances, measured, sport
        ),
    }
    return WholeRecording(
        start,
        seconds[-1] - start,
        (distances[-1] - distances[0]) if distances else None,
        {name: _stream(values, bool(distances)) for name, values in data.items() if values},
        notes,
        shift,
    )


def _kept(
    track: Track, span: Span | None, session: Session | None
) -> tuple[list[int], float, tuple[str, ...]]:
    """Return the indexes of the points of an activity in order, and what to add to their times."""
    order = sorted(range(len(track.times)), key=track.times.__getitem__)
    if session is not None and session.elapsed_time is not None:
        end = session.start + session.elapsed_time
        order = [index for index in order if session.start <= track.times[index] <= end]
    shift, notes = 0.0, []
    if span is not None and order:
        near = [i for i in order if span[0] - _DAY <= track.times[i] <= span[1] + _DAY]
        if near and len(near) < len(order):
            notes.append(OTHER_TIMES)
        elif not near:
            lasts = track.times[order[-1]] - track.times[order[0]]
            if agrees(lasts, span[1] - span[0]):
                near, shift = order, span[0] - track.times[order[0]]
                notes.append(WRONG_CLOCK)
        order = near
    kept: list[int] = []
    latest = -math.inf
    for index in order:
        if (second := math.floor(track.times[index] + shift)) > latest:
            kept.append(index)
            latest = second
    return kept, shift, tuple(notes)


def _elapsed(track: Track) -> float:
    return max(track.times) - min(track.times) if track.times else 0.0


def _places(channels: dict[str, Values]) -> list[list[float] | None] | None:
    latitudes, longitudes = channels.get("latitude"), channels.get("longitude")
    if latitudes is None or longitudes is None:
        return None
    places = [
        [round(latitude, 6), round(longitude, 6)]
        if latitude is not None and longitude is not None and is_position(latitude, longitude)
        else None
        for latitude, longitude in zip(latitudes, longitudes, strict=True)
    ]
    return places if any(place is not None for place in places) else None


def _distances(
    recorded: Values | None, places: Sequence[list[float] | None] | None
) -> list[float] | None:
    """Return the meters since the start, as recorded, otherwise along the positions."""
    if recorded is not None and any(recorded):
        latest = next(value for value in recorded if value is not None)
        filled = []
        for value in recorded:
            latest = latest if value is None else value
            filled.append(round(latest, 1))
        return filled
    if places is None:
        return None
    total, found = 0.0, []
    before: list[float] | None = None
    for place in places:
        if place is not None:
            total += _way(before, place) if before is not None else 0.0
            before = place
        found.append(round(total, 1))
    return found


def _way(start: list[float], end: list[float]) -> float:
    """Return the meters between two positions."""
    latitude, end_latitude = math.radians(start[0]), math.radians(end[0])
    half_north = math.sin((end_latitude - latitude) / 2)
    half_east = math.sin(math.radians(end[1] - start[1]) / 2)
    chord = half_north**2 + math.cos(latitude) * math.cos(end_latitude) * half_east**2
    return 2 * _EARTH_RADIUS * math.asin(math.sqrt(min(1.0, chord)))


def _rounded(values: Values | None, digits: int) -> list[float | None] | None:
    if values is None or all(value is None for value in values):
        return None
    places = digits or None
    return [None if value is None else round(value, places) for value in values]


def _stream(values: list[Any], is_by_distance: bool) -> dict[str, Any]:
    return {
        "data": values,
        "series_type": "distance" if is_by_distance else "time",
        "original_size": len(values),
        "resolution": "high",
    }
