"""The areas in which an athlete's routes are, and the part of each that shows most of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import cos, floor, radians
from typing import NamedTuple

from ..polylines import Position

CELL = 0.25
"""The height of a cell in degrees, about 28 kilometers. An area is three cells high and wide."""
_SAMPLES = 12
"""Each route has as much weight as any other: this number of its positions."""
_LEFT_OUT = 0.05
"""The part of the positions that may be outside of the box, on each side."""
_FURTHEST_NORTH = 84.0
_TURN = 360.0

Route = Sequence[Position]


class Box(NamedTuple):
    """A part of the Earth, in degrees. Longitudes may continue beyond 180."""

    south: float
    west: float
    north: float
    east: float


class Area(NamedTuple):
    """Routes that are near each other, as indexes, and the box that shows most of them."""

    routes: list[int]
    box: Box


def find(routes: Sequence[Route], most: int) -> list[Area]:
    """Return up to `most` areas, the one with the most routes first. Each route is in one at most.

    Routes need at least one position, and longitudes without a jump at the 180th meridian, as
    polylines.joined returns them.
    """
    middles = [_middle(route) for route in routes]
    rest = dict(enumerate(middles))
    areas: list[Area] = []
    while rest and len(areas) < most:
        counts = Counter(map(_cell, rest.values()))
        # The densest surroundings; of equal ones, those around the densest cell.
        best = max(
            counts, key=lambda cell: (sum(counts[one] for one in _around(cell)), counts[cell], cell)
        )
        around = set(_around(best))
        chosen = [index for index, middle in rest.items() if _cell(middle) in around]
        areas.append(Area(chosen, _box([routes[index] for index in chosen], rest[chosen[0]][1])))
        for index in chosen:
            del rest[index]
    return areas


def near(longitude: float, other: float) -> float:
    """Return a longitude that means the same, at most half a turn from another one."""
    return longitude - _TURN * round((longitude - other) / _TURN)


def _middle(route: Route) -> Position:
    latitudes, longitudes = zip(*route, strict=True)
    latitude = (min(latitudes) + max(latitudes)) / 2
    return latitude, near((min(longitudes) + max(longitudes)) / 2, 0.0)


def _cell(middle: Position) -> tuple[int, int]:
    row = floor(middle[0] / CELL)
    return row, floor(middle[1] / _width(row))


def _width(row: int) -> float:
    """Return the width of a cell in degrees, so that it is about as wide as high."""
    latitude = max(-_FURTHEST_NORTH, min(_FURTHEST_NORTH, (row + 0.5) * CELL))
    return CELL / cos(radians(latitude))


def _around(cell: tuple[int, int]) -> list[tuple[int, int]]:
    """Return a cell and its eight neighbors. Rows have cells of different widths."""
    row, column = cell
    longitude = (column + 0.5) * _width(row)
    found = []
    for near_row in (row - 1, row, row + 1):
        middle = floor(longitude / _width(near_row))
        found += [(near_row, middle + step) for step in (-1, 0, 1)]
    return found


def _box(routes: Sequence[Route], longitude: float) -> Box:
    latitudes, longitudes = [], []
    for route in routes:
        every = max(1, len(route) // _SAMPLES)
        for position in route[::every]:
            latitudes.append(position[0])
            longitudes.append(near(position[1], longitude))
    (south, north), (west, east) = _most(latitudes), _most(longitudes)
    return Box(south, west, north, east)


def _most(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    skipped = int(len(ordered) * _LEFT_OUT)
    return ordered[skipped], ordered[-1 - skipped]
