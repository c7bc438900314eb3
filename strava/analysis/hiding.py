"""Leaves what is inside of circles out of recordings, drawings, and the JSON of Strava."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import Any

from .. import coerce
from ..polylines import Position, decode, encode
from .circles import Circles, Inside, is_inside, longest, outside, parts_inside
from .streams import is_position, read_positions

_PAIRS = (("latitude", "longitude"), ("lat", "lng"), ("lat", "lon"))
"""How the names of the two numbers of a position end."""
_AXES = ("time", "distance")
"""What a drawing still has of a part that is inside, so that its charts remain as long."""

Drawing = dict[str, list[Any]]


def hide_in_streams(document: Any, circles: Circles) -> Any:
    """Return stored streams with None in place of all samples inside, except for their times.

    The samples keep their places, so that indexes into the streams stay valid.
    """
    places = _data(document, "latlng")
    if not circles or not places:
        return document
    parts = parts_inside(read_positions(places), circles)
    if not parts:
        return document
    hidden = {index for part in parts for index in range(ceil(part.start), floor(part.end) + 1)}
    return {
        name: stream
        if name == "time" or len(_data(document, name)) != len(places)
        else {
            **stream,
            "data": [
                None if index in hidden else value for index, value in enumerate(stream["data"])
            ],
        }
        for name, stream in document.items()
    }


def hide_in_drawing(drawing: Drawing, circles: Circles) -> Drawing:
    """Return a drawing of analysis.drawing without what is inside.

    The route gets a sample where it enters and where it leaves a circle. Between the two, a single
    sample has the time and the distance alone.
    """
    parts = parts_inside(drawing.get("latlng", ()), circles) if circles else []
    if not parts:
        return drawing
    hidden: Drawing = {name: [] for name in drawing}
    first = 0
    for part in parts:
        _append(hidden, drawing, range(first, ceil(part.start)))
        _append_inside(hidden, drawing, part)
        first = floor(part.end) + 1
    _append(hidden, drawing, range(first, len(drawing["time"])))
    return {
        name: values
        for name, values in hidden.items()
        if name in _AXES or any(value is not None for value in values)
    }


def hide_in_json(value: Any, circles: Circles) -> Any:
    """Return a value of Strava's JSON without the positions inside.

    Of a polyline, the longest piece outside remains. Lists of two numbers that are a position
    inside become empty, as Strava writes an unknown position. Efforts on segments that begin or
    end inside are left out.
    """
    return _without(value, circles) if circles else value


def hidden_efforts(detail: Any, circles: Circles) -> set[int]:
    """Return the numbers, from 1 on, of the efforts on segments that hide_in_json leaves out."""
    efforts = detail.get("segment_efforts") if isinstance(detail, dict) else None
    listed = efforts if circles and isinstance(efforts, list) else []
    return {number for number, one in enumerate(listed, start=1) if _is_hidden(one, circles)}


def _append(hidden: Drawing, drawing: Drawing, indexes: range) -> None:
    for name, values in drawing.items():
        hidden[name] += values[indexes.start : indexes.stop]


def _append_inside(hidden: Drawing, drawing: Drawing, part: Inside) -> None:
    times, following = drawing["time"], floor(part.end) + 1
    start, end = _at(times, part.start), _at(times, part.end)
    # Rounded, a sample on the circle can have the time of its neighbor, which is then enough.
    if part.entry is not None and times[floor(part.start)] < start < end:
        _append_sample(hidden, drawing, part.start, part.entry)
    middle = (part.start + part.end) / 2
    if part.entry is None or part.exit is None:
        middle = part.start if part.entry is None else part.end
    _append_sample(hidden, drawing, middle, None)
    if part.exit is not None and start < end < times[following]:
        _append_sample(hidden, drawing, part.end, part.exit)


def _append_sample(
    hidden: Drawing, drawing: Drawing, place: float, position: Position | None
) -> None:
    sample: dict[str, Any] = {name: _at(drawing[name], place) for name in _AXES if name in drawing}
    if position is not None:
        sample["latlng"] = list(position)
    for name in drawing:
        hidden[name].append(sample.get(name))


def _at(values: Sequence[float], place: float) -> float:
    """Return the number at a place between two samples."""
    before = floor(place)
    start, end = values[before], values[min(before + 1, len(values) - 1)]
    return round(start + (end - start) * (place - before), 3)


def _without(value: Any, circles: Circles) -> Any:
    if isinstance(value, list):
        if _is_position(value):
            return [] if is_inside((value[0], value[1]), circles) else value
        return [_without(item, circles) for item in value]
    if not isinstance(value, dict):
        return value
    found = {name: _named(name, item, circles) for name, item in value.items()}
    for name in value:
        for latitude, longitude in _PAIRS:
            other = f"{name.removesuffix(latitude)}{longitude}"
            if name.endswith(latitude) and other in value:
                pair = [value[name], value[other]]
                if _is_position(pair) and is_inside((pair[0], pair[1]), circles):
                    found[name] = found[other] = None
    return found


def _named(name: str, value: Any, circles: Circles) -> Any:
    if name.endswith("polyline") and isinstance(value, str):
        return _hide_in_polyline(value, circles)
    if name == "segment_efforts" and isinstance(value, list):
        value = [one for one in value if not _is_hidden(one, circles)]
    return _without(value, circles)


def _hide_in_polyline(encoded: str, circles: Circles) -> str:
    positions = decode(encoded)
    if not positions:
        # What is damaged could still be read in part.
        return ""
    pieces = outside(positions, circles)
    return encoded if pieces == [positions] else encode(longest(pieces))


def _is_hidden(effort: Any, circles: Circles) -> bool:
    return bool(_without(effort, circles) != effort)


def _is_position(value: list[Any]) -> bool:
    return len(value) == 2 and coerce.are_numbers(value) and is_position(*value)


def _data(document: Any, name: str) -> list[Any]:
    stream = document.get(name) if isinstance(document, dict) else None
    data = stream.get("data") if isinstance(stream, dict) else None
    return data if isinstance(data, list) else []
