"""Encoded polylines: decoded, joined across the 180th meridian, or cut there; and simplified.

Encoding: https://developers.google.com/maps/documentation/utilities/polylinealgorithm
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from math import cos, radians
from typing import Any, TypeGuard

Position = tuple[float, float]
"""Latitude and longitude, in degrees."""

_DECIMALS = 5
_UNITS = 10**_DECIMALS
_CACHED_NUMBERS = 20_000
"""Most steps from one position to the next are short, so that they are the same numbers."""
_HALF_TURN, _TURN = 180.0, 360.0
_MAX_LATITUDE = 90.0

# Pairs of numbers. A number has any count of characters from "_" on, and then one before it. The
# largest difference of two longitudes needs six of the former; more would be as good as endless.
_NUMBER = re.compile("[_-~]*[?-^]")
_PAIRS_OF_NUMBERS = re.compile(r"(?:(?:[_-~]{0,6}[?-^]){2})+")


def decode(encoded: Any) -> list[Position]:
    """Return the positions of a route, with longitudes from -180 to 180.

    Returns none if there are fewer than two, or if the polyline is damaged: cut off, not text, or
    with positions that are not on Earth. Everything after a damaged position would be wrong too.
    """
    if not is_well_formed(encoded):
        return []
    # The library polyline takes ten times as long, and exports have millions of positions.
    numbers = list(map(_number, _NUMBER.findall(encoded)))
    latitudes, longitudes = list(accumulate(numbers[::2])), list(accumulate(numbers[1::2]))
    farthest_east = max(map(abs, longitudes))
    # Some recorders count on beyond the 180th meridian.
    if (
        len(latitudes) < 2
        or max(map(abs, latitudes)) > _MAX_LATITUDE * _UNITS
        or farthest_east > _TURN * _UNITS
    ):
        return []
    east = [longitude / _UNITS for longitude in longitudes]
    if farthest_east > _HALF_TURN * _UNITS:
        east = list(map(_wrapped, east))
    return list(zip([latitude / _UNITS for latitude in latitudes], east, strict=True))


def is_well_formed(encoded: Any) -> TypeGuard[str]:
    """Return whether something is an encoded polyline, wherever its positions are.

    This takes a hundredth of the time of decoding it.
    """
    return isinstance(encoded, str) and _PAIRS_OF_NUMBERS.fullmatch(encoded) is not None


def encode(positions: Iterable[Position]) -> str:
    """Return an encoded polyline; "" for no positions."""
    texts: list[str] = []
    last_latitude = last_longitude = 0
    for latitude, longitude in positions:
        north, east = round(latitude * _UNITS), round(longitude * _UNITS)
        texts += (_text(north - last_latitude), _text(east - last_longitude))
        last_latitude, last_longitude = north, east
    return "".join(texts)


def simplified(positions: Sequence[Position], most: int, tolerance: float = 2e-5) -> list[Position]:
    """Return the positions that matter most to the shape of a route, at most `most` (from 2 on).

    Beginning with the first and the last one, the position that is farthest from the line so far
    is added again and again, until none is farther away than the tolerance. It is in degrees of
    latitude: 2e-5 are about two meters.
    """
    if len(positions) <= 2:
        return list(positions)
    narrowing = cos(radians(positions[0][0]))
    plane = [(latitude, longitude * narrowing) for latitude, longitude in joined(positions)]
    kept = {0, len(plane) - 1}
    parts = [_farthest(plane, 0, len(plane) - 1)]
    while parts and len(kept) < most:
        distance, first, index, last = heapq.heappop(parts)
        if -distance < tolerance * tolerance:
            break
        kept.add(index)
        for part in ((first, index), (index, last)):
            if part[1] - part[0] > 1:
                heapq.heappush(parts, _farthest(plane, *part))
    return [positions[index] for index in sorted(kept)]


def _farthest(plane: Sequence[Position], first: int, last: int) -> tuple[float, int, int, int]:
    """Return the negative squared distance of the position farthest from a line, and the indexes.

    They are that of the beginning of the line, of the position, and of the end of the line.
    """
    (y, x), (end_y, end_x) = plane[first], plane[last]
    way_y, way_x = end_y - y, end_x - x
    length = way_y * way_y + way_x * way_x
    farthest, found = -1.0, first + 1
    for index in range(first + 1, last):
        off_y, off_x = plane[index][0] - y, plane[index][1] - x
        along = (off_y * way_y + off_x * way_x) / length if length else 0.0
        along = 0.0 if along < 0 else min(along, 1.0)
        off_y, off_x = off_y - along * way_y, off_x - along * way_x
        distance = off_y * off_y + off_x * off_x
        if distance > farthest:
            farthest, found = distance, index
    return -farthest, first, found, last


def joined(positions: Iterable[Position]) -> list[Position]:
    """Return positions whose longitudes continue beyond 180 instead of jumping to the other side.

    Neighbors are then less than half a turn apart, so that a route can be drawn in one piece.
    """
    found: list[Position] = []
    turns = 0.0
    before: float | None = None
    for latitude, longitude in positions:
        if before is not None:
            turns += _turn(before, longitude)
        found.append((latitude, longitude + turns))
        before = longitude
    return found


def cut_at_antimeridian(positions: Sequence[Position]) -> list[list[Position]]:
    """Return the lines of a route, cut where it crosses the 180th meridian.

    Both lines get a position on the meridian. Source: RFC 7946, section 3.1.9.
    """
    lines = [list(positions[:1])]
    for (latitude, longitude), (next_latitude, next_longitude) in pairwise(positions):
        if turn := _turn(longitude, next_longitude):
            edge = turn / 2
            way = next_longitude + turn - longitude
            share = (edge - longitude) / way if way else 0.0
            crossing = round(latitude + (next_latitude - latitude) * share, _DECIMALS)
            _append(lines[-1], (crossing, edge))
            lines.append([(crossing, -edge)])
        _append(lines[-1], (next_latitude, next_longitude))
    # A route that only touches the meridian has no line on the other side.
    return [line for line in lines if len(line) > 1]


def _append(line: list[Position], position: Position) -> None:
    if line[-1:] != [position]:
        line.append(position)


def _turn(longitude: float, next_longitude: float) -> float:
    """Return what to add to the next longitude if the way to it crosses the 180th meridian."""
    difference = next_longitude - longitude
    if abs(difference) <= _HALF_TURN:
        return 0.0
    return -_TURN if difference > 0 else _TURN


@lru_cache(_CACHED_NUMBERS)
def _number(text: str) -> int:
    value = 0
    for place, character in enumerate(text):
        value |= (ord(character) - 63 & 31) << 5 * place
    return ~(value >> 1) if value & 1 else value >> 1


@lru_cache(_CACHED_NUMBERS)
def _text(number: int) -> str:
    value = ~(number << 1) if number < 0 else number << 1
    text = ""
    while value >= 32:
        text += chr((value & 31 | 32) + 63)
        value >>= 5
    return text + chr(value + 63)


def _wrapped(longitude: float) -> float:
    if abs(longitude) <= _HALF_TURN:
        return longitude
    return round(longitude - _TURN if longitude > 0 else longitude + _TURN, _DECIMALS)
