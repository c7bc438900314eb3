"""Which recordings follow the same route, by the cells of a grid that they pass.

A cell is about 100 meters wide: a tile of a map at zoom 18, 153 meters at the equator and 76 at
60 degrees. The grid is turned, because streets often run exactly from north to south or from west
to east: along the edge of a cell, a few meters decide which cell a position is in.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from ..polylines import Position, cut_at_antimeridian

LONGEST = 2_000_000.0
"""Meters. What is longer is no route, but has positions that are wrong."""

KEYS = 16
"""The number of keys of a route."""
MIN_SHARED_KEYS = 4
"""Two recordings of a route share at least this many keys, or a quarter of them if there are less
than KEYS. With noise of 10 meters it was 9 or more, and 6 over 100 km, as polylines of long routes
are less exact."""

LENGTH_TOLERANCE = 0.1
OFF_ROUTE = 0.1
"""The share of a recording that may be on another way: a start cut off, a detour."""
MAX_CELLS_OFF_ROUTE = 25
"""However long the route is. Long rides would otherwise differ by whole villages."""
MIN_SHARED = 0.4
"""The share of exactly the same cells. It excludes a route along a parallel street."""

_CELLS_AROUND_EARTH = 2**18
_METERS_AROUND_EARTH = 40_075_017.0
_MAX_LATITUDE = 85.0
_COS, _SIN = math.cos(0.45), math.sin(0.45)
_SAMPLE_DISTANCE = 0.25
"""In widths of a cell. Where a line only cuts the corner of a cell, noise decides whether it does.
So the cells are those of samples along the line."""

_SAMPLE = 256
"""The number of cells of a route that are looked at, evenly chosen."""

_ROW = 2**16
_MASK = _ROW - 1
_AROUND = [row + column for row in (-_ROW, 0, _ROW) for column in (-1, 0, 1)]

_WAYPOINTS = 8
_MAX_WAYPOINTS_MISSED = 1
_PROGRESS_TOLERANCE = 0.1
_MIN_TURNED = 0.1
"""The share of the steps from cell to cell that decides on the direction. Out and back again has
about as many in one direction as in the other."""

Point = tuple[float, float]


class Direction(StrEnum):
    """How another recording follows a route."""

    SAME = "same"
    OPPOSITE = "opposite"


@dataclass(frozen=True)
class Route:
    """The cells of a route in order, and its length in meters.

    A cell is a number of 32 bits. Two places may have the same one if they are 6,000 kilometers
    apart or more.
    """

    cells: Sequence[int]
    length: float


def trace(positions: Sequence[Position]) -> Route | None:
    """Return the route along positions, however many there are; None if they are no route."""
    if len(positions) < 2:
        return None
    lines = [[_project(at) for at in line] for line in cut_at_antimeridian(positions)]
    length = sum(map(_length, lines))
    if not 0 < length <= LONGEST:
        return None
    cells: list[int] = []
    for line in lines:
        for cell in _cells(line):
            if not cells or cells[-1] != cell:
                cells.append(cell)
    return Route(cells, length)


def keys(route: Route) -> list[int]:
    """Return up to KEYS numbers of 32 bits, of which recordings of the same route share most.

    They are the cells whose hashes are the smallest, so that all recordings choose the same cells.
    """
    return sorted(set(map(_hash, route.cells)))[:KEYS]


def min_shared_keys(route_keys: Sequence[int]) -> int:
    """Return how many of these keys a recording of the same route has at least."""
    return max(1, len(route_keys) * MIN_SHARED_KEYS // KEYS)


class Matcher:
    """Compares other routes to one route. Of a long route it looks at some cells only."""

    def __init__(self, route: Route) -> None:
        self._length = route.length
        self._own = set(route.cells)
        self._sample = set(_sample(route.cells))
        self._around = {cell: _neighborhood(cell) for cell in self._own}
        self._near = set().union(*self._around.values())
        self._steps = set(pairwise(route.cells))
        self._steps_back = {(end, start) for start, end in self._steps}
        self._waypoints = [
            (share, self._around[route.cells[int(share * len(route.cells))]])
            for share in ((2 * number + 1) / (2 * _WAYPOINTS) for number in range(_WAYPOINTS))
        ]

    def direction(self, other: Route) -> Direction | None:
        """Return the direction in which the other follows this route; None if it does not."""
        if not self._is_as_long(other.length) or not self._is_near(other.cells):
            return None
        direction = self._direction(other.cells)
        return direction if self._is_in_order(other.cells, direction) else None

    def _is_as_long(self, length: float) -> bool:
        longer, shorter = max(length, self._length), min(length, self._length)
        return longer - shorter <= LENGTH_TOLERANCE * longer

    def _is_near(self, cells: Sequence[int]) -> bool:
        """Return whether each is near the other, but for a small part."""
        sample = set(_sample(cells))
        if len(sample & self._own) < MIN_SHARED * len(sample):
            return False
        if len(sample - self._near) > _max_off_route(sample, len(cells)):
            return False
        others = set(cells)
        missed = self._sample - others
        off_route = sum(map(others.isdisjoint, map(self._around.__getitem__, missed)))
        return off_route <= _max_off_route(self._sample, len(self._own))

    def _direction(self, cells: Sequence[int]) -> Direction:
        every = _every(cells)
        steps = set(zip(cells[::every], cells[1::every], strict=False))
        turned = len(steps & self._steps_back) - len(steps & self._steps)
        by_chance = 1.5 * math.sqrt(len(steps))
        is_turned = turned > max(_MIN_TURNED * len(steps), by_chance)
        return Direction.OPPOSITE if is_turned else Direction.SAME

    def _is_in_order(self, cells: Sequence[int], direction: Direction) -> bool:
        """Return whether the other is at the same places after the same shares of its length."""
        count, missed = len(cells), 0
        for share, near in self._waypoints:
            other_share = share if direction is Direction.SAME else 1 - share
            first = max(0, math.floor((other_share - _PROGRESS_TOLERANCE) * count))
            last = math.ceil((other_share + _PROGRESS_TOLERANCE) * count)
            missed += near.isdisjoint(cells[first : last + 1])
        return missed <= _MAX_WAYPOINTS_MISSED


def _every(cells: Sequence[int]) -> int:
    return -(-len(cells) // _SAMPLE)


def _sample(cells: Sequence[int]) -> Sequence[int]:
    return cells[:: _every(cells)]


def _max_off_route(sample: set[int], count: int) -> float:
    """Return how many of a sample of this many cells may be off the route."""
    return len(sample) * min(OFF_ROUTE, MAX_CELLS_OFF_ROUTE / count)


def _neighborhood(cell: int) -> frozenset[int]:
    """Return a cell and its neighbors."""
    return frozenset([cell + step for step in _AROUND])


def _project(position: Position) -> Point:
    """Return a position on a flat map, in widths of a cell."""
    latitude = math.radians(min(max(position[0], -_MAX_LATITUDE), _MAX_LATITUDE))
    x = (position[1] / 360) * _CELLS_AROUND_EARTH
    y = math.asinh(math.tan(latitude)) / math.tau * _CELLS_AROUND_EARTH
    return x, y


def _length(line: Sequence[Point]) -> float:
    """Return the length of a projected line in meters."""
    length = 0.0
    for (x, y), (next_x, next_y) in pairwise(line):
        # 1 / cosh is the cosine of the latitude: what a width of a cell there is to the equator's.
        middle = math.tau * (y + next_y) / 2 / _CELLS_AROUND_EARTH
        length += math.hypot(next_x - x, next_y - y) / math.cosh(middle)
    return length * _METERS_AROUND_EARTH / _CELLS_AROUND_EARTH


def _cells(line: Sequence[Point]) -> Iterator[int]:
    """Yield the cells of samples along a line, equally far apart however many points it has."""
    turned = [(_COS * x - _SIN * y, _SIN * x + _COS * y) for x, y in line]
    ahead = 0.0
    for (x, y), (next_x, next_y) in pairwise(turned):
        if not (length := math.hypot(next_x - x, next_y - y)):
            continue
        east, north = (next_x - x) / length, (next_y - y) / length
        while ahead < length:
            yield _cell(x + ahead * east, y + ahead * north)
            ahead += _SAMPLE_DISTANCE
        ahead -= length
    yield _cell(*turned[-1])


def _cell(x: float, y: float) -> int:
    return (math.floor(y) & _MASK) * _ROW + (math.floor(x) & _MASK)


def _hash(cell: int) -> int:
    """Return a number of 32 bits that looks random, and is another one for each cell."""
    for _ in range(2):
        cell = ((cell >> 16) ^ cell) * 0x45D9F3B & 0xFFFFFFFF
    return (cell >> 16) ^ cell
