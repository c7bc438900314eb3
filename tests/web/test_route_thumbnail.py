"""Encoded polylines as small drawings."""

from __future__ import annotations

import re

import polyline
import pytest

from strava.web.display import route_thumbnail


def corners(path: str) -> list[tuple[int, int]]:
    """The places of a path, from its steps."""
    start, _, steps = path[1:].partition("l")
    x, y = map(int, start.split())
    found = [(x, y)]
    numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        found.append((x, y))
    return found


def test_north_is_up_and_the_drawing_fills_its_box() -> None:
    # From the south-west to the north, then to the east.
    encoded = polyline.encode([(47.0, 8.0), (47.5, 8.0), (47.5, 9.5)])
    (x0, y0), (x1, y1), (x2, y2) = corners(route_thumbnail.path(encoded))
    assert x0 == x1 < x2
    assert y0 > y1 == y2
    assert x2 - x0 == route_thumbnail.WIDTH - 4
    assert all(0 <= x <= route_thumbnail.WIDTH for x in (x0, x2))
    assert all(0 <= y <= route_thumbnail.HEIGHT for y in (y0, y2))


def test_a_degree_of_longitude_is_narrower_in_the_north() -> None:
    square = corners(
        route_thumbnail.path(polyline.encode([(60.0, 10.0), (60.5, 10.0), (60.5, 11.0)]))
    )
    width, height = square[2][0] - square[0][0], square[0][1] - square[2][1]
    assert width == height


def test_a_long_route_keeps_its_ends_and_few_points() -> None:
    positions = [(47 + number / 10_000, 8 + (number % 50) / 1000) for number in range(5000)]
    path = route_thumbnail.path(polyline.encode(positions))
    assert len(path) < 400
    assert corners(path)[-1][1] == 2


@pytest.mark.parametrize("encoded", ["", "?", "no polyline at all", "_p~iF~ps|U", "\x7f\x7f", "漢"])
def test_what_is_no_route_has_no_drawing(encoded: str) -> None:
    assert route_thumbnail.path(encoded) == ""


def test_standing_still_has_none_either() -> None:
    assert route_thumbnail.path(polyline.encode([(47.0, 8.0)] * 30)) == ""
