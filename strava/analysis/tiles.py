"""Explorer tiles: the squares of the map at zoom 14 that a route has passed, about 2 km wide.

Source: https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..polylines import Position, cut_at_antimeridian
from .gaps import recorded_parts
from .streams import Streams

ZOOM = 14
LONGEST_STEP = 200.0
"""Meters between two samples, above which nothing is known of the way between them."""
LONGEST_LEG = 5000.0
"""The same of a polyline, which has no position on the way along a straight road."""
MOST_TILES = 10_000
"""Whatever has passed more has positions that are wrong, or did not travel on Earth's surface."""

TILES_AROUND = 1 << ZOOM
_METERS_PER_DEGREE = 111_195.0
_MAX_LATITUDE = 85.05
_TOLERANCE = 1.1
"""How much longer a line can be than the distance, as devices smooth their positions."""

Tile = tuple[int, int]
"""Columns from west to east, and rows from north to south."""
Point = tuple[float, float]
"""A position in tiles."""


@dataclass(frozen=True)
class Square:
    """A square of tiles, all of them visited."""

    column: int
    row: int
    """Its northwestern tile."""
    size: int


def number_of(tile: Tile) -> int:
    """Return the number by which a tile is stored. It has 28 bits."""
    return tile[0] << ZOOM | tile[1]


def tile_of_number(number: int) -> Tile:
    """Return the tile with this number."""
    return number >> ZOOM, number & (TILES_AROUND - 1)


def northwestern_corner(tile: Tile) -> Position:
    """Return the position of the corner. That of the tile diagonally below is the opposite one."""
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * tile[1] / TILES_AROUND))))
    return latitude, tile[0] / TILES_AROUND * 360 - 180


def tile_of(position: Position) -> Tile:
    """Return the tile of a position."""
    return _tile(_project(position))


def tiles_of(positions: Sequence[Position]) -> set[Tile]:
    """Return the tiles of a part of a recording without gaps.

    Between two positions, the tiles of the straight line count, unless they are so far apart that
    the way between them is not known.
    """
    found: set[Tile] = set()
    before: Position | None = None
    north = south = west = east = 0.0
    for position in positions:
        # Most positions are in the tile of the one before. Projecting all would take ten times as
        # long.
        if not (south < position[0] <= north and west <= position[1] < east):
            tile = tile_of(position)
            found.add(tile)
            north, west = northwestern_corner(tile)
            south, east = northwestern_corner((tile[0] + 1, tile[1] + 1))
            if before is not None:
                found |= _on_the_way((before, position), LONGEST_STEP)
        before = position
    return found


def tiles_of_recording(streams: Streams) -> set[Tile]:
    """Return the tiles of a recording, without those on the way over pauses and lost GPS."""
    found: set[Tile] = set()
    for first, last in recorded_parts(streams.time, streams.latlng):
        part = streams.latlng[first : last + 1]
        found |= tiles_of([position for position in part if position is not None])
    return found if len(found) <= MOST_TILES else set()


def tiles_of_polyline(positions: Sequence[Position], distance: float | None) -> set[Tile]:
    """Return the tiles of a simplified line without times.

    A long leg can be a straight road, or the way over a pause, which does not count as distance.
    So while the line is longer than the distance of the activity in meters, its longest leg is
    taken for a gap.
    """
    found = set(map(tile_of, positions))
    lines = cut_at_antimeridian(positions)
    longest = _longest_leg(lines, distance)
    for line in lines:
        # The positions on the meridian count only if the leg does.
        found |= _on_the_way(line, longest)
    return found if len(found) <= MOST_TILES else set()


def _on_the_way(line: Sequence[Position], longest: float) -> set[Tile]:
    """Return the tiles of the legs of a line that are at most this long in meters."""
    found: set[Tile] = set()
    for start, end in pairwise(line):
        if _meters(start, end) <= longest:
            found |= _tiles_between(_project(start), _project(end))
    return found


def _longest_leg(lines: Sequence[Sequence[Position]], distance: float | None) -> float:
    """Return the meters of the longest leg that is no gap."""
    legs = sorted(_meters(start, end) for line in lines for start, end in pairwise(line))
    if distance:
        length = sum(legs)
        while legs and legs[-1] > LONGEST_STEP and length > _TOLERANCE * distance:
            length -= legs.pop()
    return min(legs[-1], LONGEST_LEG) if legs else 0.0


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


def _tiles_between(start: Point, end: Point) -> set[Tile]:
    """Return the tiles of a line between two projected positions."""
    (x, y), (end_x, end_y) = start, end
    # The shares of the line at which it crosses the border of a tile.
    shares = [0.0, 1.0]
    for place, end_place in ((x, end_x), (y, end_y)):
        low, high = sorted((math.floor(place), math.floor(end_place)))
        shares += ((border - place) / (end_place - place) for border in range(low + 1, high + 1))
    shares.sort()
    middles = ((before + after) / 2 for before, after in pairwise(shares))
    return {
        (_inside(math.floor(x + share * (end_x - x))), _inside(math.floor(y + share * (end_y - y))))
        for share in middles
    }


def _project(position: Position) -> Point:
    latitude = math.radians(min(max(position[0], -_MAX_LATITUDE), _MAX_LATITUDE))
    x = (position[1] + 180) / 360 * TILES_AROUND
    y = (1 - math.asinh(math.tan(latitude)) / math.pi) / 2 * TILES_AROUND
    return x, y


def _tile(point: Point) -> Tile:
    return _inside(int(point[0])), _inside(int(point[1]))


def _inside(number: int) -> int:
    return min(max(number, 0), TILES_AROUND - 1)


def _meters(start: Position, end: Position) -> float:
    east = (end[1] - start[1]) * math.cos(math.radians((start[0] + end[0]) / 2))
    return math.hypot(end[0] - start[0], east) * _METERS_PER_DEGREE
