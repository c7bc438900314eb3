"""Explorer tiles: the squares of the map at zoom 14 that a route has passed, about 2 km wide.

Source: https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..polylines import Position

ZOOM = 14
LONGEST_STEP = 200.0
"""Meters between two positions, above which nothing is known of the way between them."""

_TILES_AROUND = 1 << ZOOM
_METERS_PER_DEGREE = 111_195.0
_MAX_LATITUDE = 85.05

Tile = tuple[int, int]
"""Columns from west to east, and rows from north to south."""


@dataclass(frozen=True)
class Square:
    """A square of tiles, all of them visited."""

    column: int
    row: int
    """Its northwestern tile."""
    size: int


def tile_of(position: Position) -> Tile:
    """Return the tile of a position."""
    x, y = _project(position)
    return _inside(math.floor(x)), _inside(math.floor(y))


def tiles_of(positions: Sequence[Position]) -> set[Tile]:
    """Return the tiles of a part of a recording without gaps.

    Between two positions, the tiles of the straight line count, unless they are so far apart that
    the way between them is not known.
    """
    found = {tile_of(position) for position in positions}
    for start, end in pairwise(positions):
        first, last = tile_of(start), tile_of(end)
        if first != last and _meters(start, end) <= LONGEST_STEP:
            found |= _tiles_between(_project(start), _project(end))
    return found


def largest_square(tiles: Iterable[Tile]) -> Square | None:
    """Return the largest square of tiles; of several, the northwestern one. None without tiles."""
    visited = set(tiles)
    # The size of the largest square whose southeastern tile it is.
    sizes: dict[Tile, int] = {}
    best: Square | None = None
    for column, row in sorted(visited, key=lambda tile: (tile[1], tile[0])):
        neighbors = ((column - 1, row), (column, row - 1), (column - 1, row - 1))
        size = 1 + min(sizes.get(neighbor, 0) for neighbor in neighbors)
        sizes[column, row] = size
        if best is None or size > best.size:
            best = Square(column - size + 1, row - size + 1, size)
    return best


def largest_cluster(tiles: Iterable[Tile]) -> set[Tile]:
    """Return the largest group of connected tiles whose four neighbors are visited, too."""
    visited = set(tiles)
    inner = {tile for tile in visited if visited.issuperset(_neighbors(tile))}
    largest: set[Tile] = set()
    while inner:
        group, edge = set(), [inner.pop()]
        while edge:
            tile = edge.pop()
            group.add(tile)
            near = inner.intersection(_neighbors(tile))
            inner -= near
            edge += near
        # Of groups of the same size, the northwestern one, so that the result is always the same.
        if len(group) > len(largest) or (len(group) == len(largest) and min(group) < min(largest)):
            largest = group
    return largest


def _neighbors(tile: Tile) -> tuple[Tile, ...]:
    column, row = tile
    return (column - 1, row), (column + 1, row), (column, row - 1), (column, row + 1)


def _tiles_between(start: Position, end: Position) -> set[Tile]:
    """Return the tiles of a line between two projected positions, less than two tiles long."""
    (x, y), (end_x, end_y) = start, end
    shares = [0.0, 1.0]
    for low, high in ((x, end_x), (y, end_y)):
        if math.floor(low) != math.floor(high):
            border = math.floor(max(low, high))
            shares.append((border - low) / (high - low))
    shares.sort()
    middles = ((before + after) / 2 for before, after in pairwise(shares))
    return {
        (_inside(math.floor(x + share * (end_x - x))), _inside(math.floor(y + share * (end_y - y))))
        for share in middles
    }


def _project(position: Position) -> tuple[float, float]:
    latitude = math.radians(min(max(position[0], -_MAX_LATITUDE), _MAX_LATITUDE))
    x = (position[1] + 180) / 360 * _TILES_AROUND
    y = (1 - math.asinh(math.tan(latitude)) / math.pi) / 2 * _TILES_AROUND
    return x, y


def _inside(number: int) -> int:
    return min(max(number, 0), _TILES_AROUND - 1)


def _meters(start: Position, end: Position) -> float:
    east = (end[1] - start[1]) * math.cos(math.radians((start[0] + end[0]) / 2))
    return math.hypot(end[0] - start[0], east) * _METERS_PER_DEGREE
