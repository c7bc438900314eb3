"""The route as an SVG of any size."""

from __future__ import annotations

import re

from strava.web.display.route_drawing import MARGIN, SIZE, draw

from .test_route_thumbnail import points

FULL = MARGIN + SIZE


def test_north_is_up_and_the_longer_side_is_full() -> None:
    drawing = draw([[(0.0, 8.0), (0.5, 8.0), (0.5, 9.0)]])
    assert drawing is not None
    assert (drawing.width, drawing.height) == (SIZE + 2 * MARGIN, 500 + 2 * MARGIN)
    assert points(drawing.lines) == [(MARGIN, 560), (MARGIN, MARGIN), (FULL, MARGIN)]
    assert (drawing.start, drawing.finish) == ((MARGIN, 560), (FULL, MARGIN))
    assert drawing.gaps == ""


def test_shape_is_that_of_the_map() -> None:
    # Mercator: at 60 degrees, a degree of latitude is twice as long as one of longitude.
    drawing = draw([[(59.5, 10.0), (60.5, 10.0), (60.5, 12.0)]])
    assert drawing is not None
    assert abs(drawing.width - drawing.height) < 5


def test_gaps_are_drawn_apart_and_lone_positions_are_no_line() -> None:
    drawing = draw([[(0.0, 0.0), (0.0, 0.1)], [(0.0, 0.5)], [(0.0, 0.9), (0.0, 1.0)]])
    assert drawing is not None
    assert re.findall(r"M\d+ \d+l\d+ 0", drawing.lines) == ["M60 60l100 0", "M960 60l100 0"]
    assert re.findall(r"M\d+ \d+l\d+ 0", drawing.gaps) == ["M160 60l400 0", "M560 60l400 0"]


def test_route_across_the_180th_meridian_is_drawn_whole() -> None:
    across = draw([[(60.0, 179.8), (60.1, 179.9)], [(60.1, -179.9), (60.2, -179.7)]])
    assert across == draw([[(60.0, 9.8), (60.1, 9.9)], [(60.1, 10.1), (60.2, 10.3)]])


def test_long_route_is_drawn_without_points_that_nobody_sees() -> None:
    drawing = draw([[(0.0, number / 20_000) for number in range(20_000)]])
    assert drawing is not None
    assert len(points(drawing.lines)) <= SIZE / 4 + 2
    assert points(drawing.lines)[-1] == (FULL, MARGIN)


def test_pole_is_drawn_at_the_edge_of_the_map() -> None:
    drawing = draw([[(89.0, 0.0), (90.0, 50.0)]])
    assert drawing is not None
    assert drawing.height == 2 * MARGIN


def test_route_without_length_has_no_drawing() -> None:
    assert draw([]) is None
    assert draw([[]]) is None
    assert draw([[(47.0, 8.0)] * 3]) is None
