"""Google's encoded polyline at precision 5, as Strava sends tracks.

Source: https://developers.google.com/maps/documentation/utilities/polylinealgorithm
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import cos, hypot, radians

from .places import METRES_PER_DEGREE, LatLng

PRECISION = 100_000


def encode(positions: Iterable[LatLng]) -> str:
    """Positions as text; each coordinate is kept to 1e-5 degrees, about a metre."""
    text: list[str] = []
    north = east = 0
    for latitude, longitude in positions:
        to_north, to_east = round(latitude * PRECISION), round(longitude * PRECISION)
        _append(text, to_north - north)
        _append(text, to_east - east)
        north, east = to_north, to_east
    return "".join(text)


def decode(text: str) -> list[LatLng]:
    """The positions in an encoded polyline."""
    positions: list[LatLng] = []
    latitude = longitude = 0
    numbers = _numbers(text)
    for step_north, step_east in zip(numbers, numbers, strict=True):
        latitude += step_north
        longitude += step_east
        positions.append((latitude / PRECISION, longitude / PRECISION))
    return positions


def metres(start: LatLng, end: LatLng) -> float:
    """The distance between two positions that are close to each other."""
    north = (end[0] - start[0]) * METRES_PER_DEGREE
    east = (end[1] - start[1]) * METRES_PER_DEGREE * cos(radians((start[0] + end[0]) / 2))
    return hypot(north, east)


def _append(text: list[str], number: int) -> None:
    bits = ~(number << 1) if number < 0 else number << 1
    while bits >= 0x20:
        text.append(chr((0x20 | (bits & 0x1F)) + 63))
        bits >>= 5
    text.append(chr(bits + 63))


def _numbers(text: str) -> Iterator[int]:
    bits = shift = 0
    for character in text:
        chunk = ord(character) - 63
        bits |= (chunk & 0x1F) << shift
        shift += 5
        if chunk < 0x20:
            yield ~(bits >> 1) if bits & 1 else bits >> 1
            bits = shift = 0
