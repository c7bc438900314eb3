"""Route thumbnails: encoded polylines as small drawings."""

from __future__ import annotations

import re

import polyline
import pytest

from strava.web.display.route_thumbnail import HEIGHT, WIDTH, path

from ..test_polylines import DAMAGED

Point = tuple[int, int]
MARGIN = 2


def points(drawing: str) -> list[Point]:
    """Return the points of a path from its relative steps."""
    start, _, steps = drawing[1:].partition("l")
    x, y = map(int, start.split())
    found = [(x, y)]
    numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        found.append((x, y))
    return found


def drawn(*positions: tuple[float, float]) -> list[Point]:
    """Return the points of the drawing of a route."""
    return points(path(polyline.encode(list(positions))))


def test_north_is_up_and_the_drawing_fills_its_box() -> None:
    # From the southwest to the north, then to the east.
    (x0, y0), (x1, y1), (x2, y2) = drawn((47.0, 8.0), (47.5, 8.0), (47.5, 9.5))
    assert x0 == x1 < x2
    assert y0 > y1 == y2
    assert x2 - x0 == WIDTH - 2 * MARGIN
    assert all(0 <= x <= WIDTH for x in (x0, x2))
    assert all(0 <= y <= HEIGHT for y in (y0, y2))


@pytest.mark.parametrize(
    ("route", "line"),
    [
        (((47.0, 8.0), (48.0, 8.0)), [(24, 26), (24, 2)]),
        (((47.0, 8.0), (47.0, 9.0)), [(2, 14), (46, 14)]),
    ],
)
def test_straight_route_is_centered_and_keeps_the_margin(
    route: tuple[tuple[float, float], ...], line: list[Point]
) -> None:
    assert drawn(*route) == line


def test_degrees_of_longitude_are_shorter_in_the_north() -> None:
    (x0, y0), _, (x2, y2) = drawn((60.0, 10.0), (60.5, 10.0), (60.5, 11.0))
    assert x2 - x0 == y0 - y2


def test_long_route_has_few_points_and_keeps_its_ends() -> None:
    positions = [(47 + number / 10_000, 8 + (number % 50) / 1000) for number in range(5000)]
    drawing = path(polyline.encode(positions))
    assert len(drawing) < 400
    assert len(points(drawing)) <= 41
    assert points(drawing)[0][1] == HEIGHT - MARGIN
    assert points(drawing)[-1][1] == MARGIN


def test_repeated_points_are_drawn_once() -> None:
    found = drawn((47.0, 8.0), (47.0, 8.0), (47.00001, 8.0), (48.0, 8.0))
    assert found == [(24, 26), (24, 2)]


def test_route_across_the_180th_meridian_is_drawn_whole() -> None:
    # From the southwest to the northeast, as the same route elsewhere.
    across = drawn((60.0, 179.9), (60.1, -179.9), (60.1, -179.7), (60.2, -179.7))
    assert across == drawn((60.0, 9.9), (60.1, 10.1), (60.1, 10.3), (60.2, 10.3))


@pytest.mark.parametrize("encoded", [one for one in DAMAGED.values() if isinstance(one, str)])
def test_invalid_polyline_has_no_drawing(encoded: str) -> None:
    assert path(encoded) == ""


def test_route_that_stays_at_one_position_has_no_drawing() -> None:
    assert path(polyline.encode([(47.0, 8.0)] * 30)) == ""
