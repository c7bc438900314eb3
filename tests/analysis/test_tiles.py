"""Explorer tiles, the largest square, and the largest cluster, against hand-worked cases."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from strava.analysis.tiles import (
    Square,
    Tile,
    largest_cluster,
    largest_square,
    tile_of,
    tiles_of,
)

TILES = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=60)


def drawn(picture: str) -> set[Tile]:
    """Return the tiles that are marked with # in a picture."""
    rows = picture.split()
    return {(x, y) for y, row in enumerate(rows) for x, mark in enumerate(row) if mark == "#"}


def corner(column: int, row: int) -> tuple[float, float]:
    """Return the northwestern corner of a tile."""
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**14))))
    return latitude, column / 2**14 * 360 - 180


def test_tile_of_a_place_is_that_of_openstreetmap() -> None:
    # https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames names 65544, 43582 at zoom 17.
    assert tile_of((51.51202, 0.02435)) == (65544 >> 3, 43582 >> 3)
    assert tile_of((90, 180)) == (16383, 0)
    assert tile_of((-90, -180)) == (0, 16383)


def test_line_through_a_corner_of_a_tile_passes_it() -> None:
    latitude, longitude = corner(8581, 5737)
    # From the north of the corner to the west of it, through the tile in the northwest.
    start, end = (latitude + 0.0006, longitude + 0.0002), (latitude - 0.0002, longitude - 0.0006)
    assert tiles_of([start, end]) == {(8581, 5736), (8580, 5736), (8580, 5737)}


def test_way_over_a_gap_is_not_known() -> None:
    latitude, longitude = corner(8581, 5737)
    start, end = (latitude + 0.01, longitude + 0.01), (latitude - 0.01, longitude - 0.01)
    assert tiles_of([start, end]) == {tile_of(start), tile_of(end)}


def test_largest_square_is_full() -> None:
    assert largest_square(drawn("####. .###. .###. .##.#")) == Square(1, 0, 3)
    assert largest_square(drawn("#.. .## .##")) == Square(1, 1, 2)
    assert largest_square([]) is None


def test_cluster_has_the_tiles_with_four_visited_neighbors() -> None:
    visited = drawn(".##.. ####. .###. ..#.. #....")
    assert largest_cluster(visited) == {(1, 1), (2, 1), (2, 2)}
    assert largest_cluster(drawn("## ##")) == set()


@given(TILES)
def test_square_and_cluster_are_those_of_a_plain_search(tiles: set[Tile]) -> None:
    sizes = [
        size
        for size in range(1, 9)
        for x in range(8)
        for y in range(8)
        if all((x + i, y + j) in tiles for i in range(size) for j in range(size))
    ]
    found = largest_square(tiles)
    assert (found.size if found else 0) == max(sizes, default=0)
    if found:
        ends = range(found.size)
        assert all((found.column + i, found.row + j) in tiles for i in ends for j in ends)
    inner = {(x, y) for x, y in tiles if {(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)} <= tiles}
    groups = {tile: {tile} for tile in inner}
    for x, y in inner:
        for other in ((x + 1, y), (x, y + 1)):
            if other in inner and groups[other] is not groups[x, y]:
                merged = groups[x, y] | groups[other]
                groups |= dict.fromkeys(merged, merged)
    cluster = largest_cluster(tiles)
    assert len(cluster) == max(map(len, groups.values()), default=0)
    assert not cluster or groups[min(cluster)] == cluster
