"""Explorer tiles, the largest square, and the largest cluster, against hand-worked cases."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strava.analysis.streams import Streams
from strava.analysis.tiles import (
    Square,
    Tile,
    largest_cluster,
    largest_square,
    northwestern_corner,
    number_of,
    tile_of,
    tile_of_number,
    tiles_of,
    tiles_of_polyline,
    tiles_of_recording,
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


# About 47 degrees north, where a tile is 1,640 meters wide.
WEST, NORTH = 8581, 5737
METER = 1 / 111_195
EAST_METER = METER / math.cos(math.radians(corner(WEST, NORTH)[0]))


def along(*meters: float) -> list[tuple[float, float]]:
    """Return positions this far to the east of the western border of a tile, in its middle."""
    latitude, longitude = corner(WEST, NORTH)
    return [(latitude - 800 * METER, longitude + one * EAST_METER) for one in meters]


def columns(tiles: set[Tile]) -> list[int]:
    """Return how many tiles to the east of the first one each tile is."""
    assert {row for _, row in tiles} <= {NORTH}
    return sorted(column - WEST for column, _ in tiles)


@pytest.mark.parametrize(
    ("meters", "distance", "expected"),
    [
        ((100, 4900), 4800, [0, 1, 2]),
        ((100, 4900), None, [0, 1, 2]),
        # A device may have measured somewhat less, but not less than half.
        ((100, 4900), 4500, [0, 1, 2]),
        ((100, 4900), 2000, [0, 2]),
        # Only the longest leg is left out if the others are not longer than the distance.
        ((100, 1900, 6700), 1900, [0, 1, 4]),
        ((100, 1900, 6700), 6600, [0, 1, 2, 3, 4]),
        ((100, 1900, 6700), 100, [0, 1, 4]),
        # Nobody knows a way of more than five kilometers.
        ((100, 5200), 5100, [0, 3]),
        ((100,), 0, [0]),
        ((), 0, []),
    ],
)
def test_leg_of_a_polyline_is_a_way_unless_the_activity_is_shorter(
    meters: tuple[float, ...], distance: float | None, expected: list[int]
) -> None:
    assert columns(tiles_of_polyline(along(*meters), distance)) == expected


def test_polyline_across_the_180th_meridian_does_not_go_around_the_earth() -> None:
    line = [(-17.0, 179.99), (-17.0, -179.99)]
    assert {column for column, _ in tiles_of_polyline(line, 2200)} == {0, 16383}
    far = [(-17.0, 179.6), (-17.0, -179.6)]
    assert tiles_of_polyline(far, None) == set(map(tile_of, far))
    there = Streams([0.0, 10.0], latlng=[(-17.0, 179.9999), (-17.0, -179.9999)])
    assert {column for column, _ in tiles_of_recording(there)} == {0, 16383}


def test_way_over_a_pause_or_without_gps_does_not_count() -> None:
    first, second, third, after = along(1500, 1650, 3200, 3350)
    moving = Streams([0.0, 10.0, 20.0, 30.0], latlng=[first, second, third, after])
    assert columns(tiles_of_recording(moving)) == [0, 1, 2]
    # From the second to the third position, it is 1,550 meters through a single tile.
    far = along(100, 250, 5200, 5350)
    paused = Streams([0.0, 10.0, 900.0, 910.0], latlng=[*far])
    assert columns(tiles_of_recording(paused)) == [0, 3]
    jump = Streams([0.0, 10.0, 20.0, 30.0], latlng=[*far])
    assert columns(tiles_of_recording(jump)) == [0, 3]
    lost = Streams([0.0, 10.0, 20.0, 30.0, 40.0], latlng=[*far[:2], None, *far[2:]])
    assert columns(tiles_of_recording(lost)) == [0, 3]
    assert tiles_of_recording(Streams([0.0, 1.0])) == set()


def test_resume_that_was_late_does_not_count_the_corner_between() -> None:
    latitude, longitude = corner(WEST, NORTH)
    # 150 meters through the tile in the northwest, where nobody knows the way.
    start = (latitude + 100 * METER, longitude + 20 * EAST_METER)
    end = (latitude - 20 * METER, longitude - 100 * EAST_METER)
    through = {(WEST, NORTH - 1), (WEST - 1, NORTH - 1), (WEST - 1, NORTH)}
    waiting = [float(second) for second in range(20)]
    positions = [start] * 20
    in_time = Streams([*waiting, 49.0], latlng=[*positions, end])
    assert tiles_of_recording(in_time) == through
    late = tiles_of_recording(Streams([*waiting, 50.0], latlng=[*positions, end]))
    assert late == through - {(WEST - 1, NORTH - 1)}


def test_what_has_passed_too_many_tiles_has_passed_none() -> None:
    around = [(0.0, -180 + 360 * number / 11_000) for number in range(11_000)]
    assert tiles_of_polyline(around[:5000], None)
    assert tiles_of_polyline(around, None) == set()
    flight = Streams([float(10 * number) for number in range(11_000)], latlng=[*around])
    assert tiles_of_recording(flight) == set()


@pytest.mark.parametrize("tile", [(0, 0), (8581, 5737), (16383, 16383), (0, 16383)])
def test_number_and_corner_belong_to_one_tile(tile: Tile) -> None:
    assert tile_of_number(number_of(tile)) == tile
    assert number_of(tile) < 2**28
    assert northwestern_corner(tile) == pytest.approx(corner(*tile))


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), max_size=5))
def test_every_position_is_in_a_tile_of_the_line(
    positions: list[tuple[float, float]],
) -> None:
    found = tiles_of_polyline(positions, None)
    assert {tile_of(position) for position in positions} <= found
    assert all(0 <= number < 2**14 for tile in found for number in tile)


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
