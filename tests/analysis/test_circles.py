"""What of a route is outside of circles: checked by points along its lines, one meter apart."""

from __future__ import annotations

from itertools import pairwise
from math import asin, cos, hypot, radians, sin, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strava.analysis.circles import Circle, crosses, longest, outside, parts_inside

Position = tuple[float, float]
BERN = Circle(46.948, 7.447, 500)


def meters(start: Position, end: Position) -> float:
    """Return the distance on a sphere."""
    latitudes = radians(start[0]), radians(end[0])
    east = radians(end[1] - start[1])
    half = sin((latitudes[1] - latitudes[0]) / 2) ** 2
    half += cos(latitudes[0]) * cos(latitudes[1]) * sin(east / 2) ** 2
    return 2 * 6_371_000 * asin(sqrt(half))


def at(east: float, north: float, center: Circle = BERN) -> Position:
    """Return the position so many meters from a center."""
    longitude = center.longitude + east / 111_195 / cos(radians(center.latitude))
    return center.latitude + north / 111_195, (longitude + 180) % 360 - 180


def along(line: list[Position], step: float = 1.0) -> list[Position]:
    """Return positions on the lines between those of a route."""
    found = [line[0]]
    for (latitude, longitude), (end_latitude, end_longitude) in pairwise(line):
        turn = (end_longitude - longitude + 180) % 360 - 180
        parts = max(1, int(hypot(end_latitude - latitude, turn) * 111_195 / step))
        found += [
            (
                latitude + (end_latitude - latitude) * part / parts,
                (longitude + turn * part / parts + 180) % 360 - 180,
            )
            for part in range(1, parts + 1)
        ]
    return found


def nearest(pieces: list[list[Position]], circle: Circle = BERN) -> float:
    """Return how close the lines of some pieces come to the center of a circle."""
    center = (circle.latitude, circle.longitude)
    return min(meters(place, center) for piece in pieces for place in along(piece))


def test_route_elsewhere_is_whole() -> None:
    route = [at(600, 0), at(600, 600), at(-600, 600)]
    assert outside(route, (BERN,)) == [route]
    assert outside(route, ()) == [route]
    assert outside([], (BERN,)) == []


def test_start_and_end_are_cut_at_the_circle() -> None:
    route = [at(0, 0), at(300, 0), at(2000, 0), at(2000, 50), at(0, 50)]
    (piece,) = outside(route, (BERN,))
    assert piece[1:-1] == [at(2000, 0), at(2000, 50)]
    for end in (piece[0], piece[-1]):
        assert 500 < meters(end, at(0, 0)) < 515


def test_line_through_a_circle_is_cut_although_no_position_is_inside() -> None:
    route = [at(-2000, 100), at(-1000, 100), at(1000, 100), at(2000, 100)]
    before, after = outside(route, (BERN,))
    assert (before[:-1], after[1:]) == (route[:2], route[2:])
    assert 500 < nearest([before, after]) < 515
    assert crosses(route[1], route[2], (BERN,))
    assert not crosses(route[0], route[1], (BERN,))


def test_line_that_passes_by_is_whole() -> None:
    route = [at(-2000, 510), at(2000, 510)]
    assert outside(route, (BERN,)) == [route]


def test_route_that_stays_inside_has_no_pieces() -> None:
    assert outside([at(0, 0), at(300, 0), at(0, 300)], (BERN,)) == []
    assert outside([at(10, 0)] * 3, (BERN,)) == []


def test_circles_that_overlap_are_left_out_at_once() -> None:
    other = Circle(*at(800, 0), radius=400)
    far = Circle(*at(3000, 0), radius=100)
    route = [at(-2000, 0), at(2000, 0), at(4000, 0)]
    pieces = outside(route, (far, other, BERN))
    ends = [round(meters(piece[0], piece[-1]), -1) for piece in pieces]
    assert ends == [1490, 1690, 900]
    assert longest(pieces) == pieces[1]
    assert longest([]) == ()


@pytest.mark.parametrize("center", [Circle(-17.0, 179.999, 500), Circle(-17.0, -180.0, 500)])
def test_circle_across_the_180th_meridian_cuts_a_route(center: Circle) -> None:
    route = [at(east, 20, center) for east in (-3000, -1000, 700, 3000)]
    assert route[0][1] > 0 > route[-1][1]
    pieces = outside(route, (center,))
    assert len(pieces) == 2
    assert 500 < nearest(pieces, center) < 515


def test_route_around_half_the_world_does_not_pass_a_circle_on_the_other_side() -> None:
    center = Circle(0.0, 0.0, 5000)
    route = [(0.0, 100.0), (0.0, 179.0), (0.0, -100.0)]
    assert outside(route, (center,)) == [route]


@pytest.mark.parametrize("latitude", [0.0, 60.0, 80.0, -70.0])
@pytest.mark.parametrize("radius", [50.0, 5000.0])
def test_nothing_within_the_radius_remains_at_any_latitude(latitude: float, radius: float) -> None:
    center = Circle(latitude, 20.0, radius)
    far = 1.5 * radius
    route = [at(*place, center) for place in [(0, 0), (far, far), (-far, 0), (far, -far / 3)]]
    assert radius <= nearest(outside(route, (center,)), center) < radius * 1.03 + 10


def test_positions_that_are_not_known_are_inside_with_their_neighbors() -> None:
    route = [None, None, at(100, 0), None, at(200, 0), at(900, 0), None, at(990, 0), None]
    (part,) = parts_inside(route, (BERN,))
    assert (part.start, part.entry) == (0, None)
    assert 4 < part.end < 5
    (part,) = parts_inside(route[::-1], (BERN,))
    assert (part.end, part.exit) == (len(route) - 1, None)
    assert parts_inside([None, at(5, 5), None], (BERN,)) == [(0, 2, None, None)]
    assert parts_inside([None, None], (BERN,)) == []


def test_positions_that_are_not_known_lie_on_the_way_between_their_neighbors() -> None:
    route = [at(-2000, 0), None, None, None, at(2000, 0), at(3000, 0)]
    (part,) = parts_inside(route, (BERN,))
    assert (round(part.start, 2), round(part.end, 2)) == (1.49, 2.51)


STEPS = st.integers(-40, 40).map(lambda step: step * 50)


@pytest.mark.slow
@settings(max_examples=500)
@given(
    places=st.lists(st.tuples(STEPS, STEPS), min_size=2, max_size=12, unique=True),
    centers=st.lists(st.tuples(STEPS, STEPS, st.floats(50, 800)), max_size=3),
)
def test_pieces_are_what_is_outside_of_all_circles(
    places: list[tuple[int, int]], centers: list[tuple[int, int, float]]
) -> None:
    route = [at(*place) for place in places]
    circles = tuple(Circle(*at(east, north), radius) for east, north, radius in centers)

    def room(place: Position) -> float:
        return min((meters(place, one[:2]) - one.radius for one in circles), default=1e9)

    pieces = outside(route, circles)
    assert all(room(place) > 0 for piece in pieces for place in along(piece, 20))
    drawn = {place for piece in pieces for place in piece}
    assert {place for place in route if room(place) > 20} <= drawn
    assert len(pieces) == 1 or circles
