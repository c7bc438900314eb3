"""Recordings of the same route are recognized, and others are not."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strava.analysis import routes
from strava.analysis.routes import Direction, Matcher, Route

from .made_up_routes import Point, loop, recorded, winding_road

ROAD = winding_road(8000, seed=3)
LOOP = loop(8000)
OUT_AND_BACK = [*ROAD[:400], *ROAD[400::-1]]


def trace(line: list[Point], noise: float = 0.0, seed: int = 0, at: Point = (48.1, 11.5)) -> Route:
    route = routes.trace(recorded(line, noise, seed, at))
    assert route is not None
    return route


def direction(line: list[Point], other: list[Point], noise: float = 8.0) -> Direction | None:
    """Compare two recordings, both ways, and require that they would find each other."""
    one, two = trace(line, noise, seed=1), trace(other, noise, seed=2)
    found = Matcher(one).direction(two)
    assert Matcher(two).direction(one) == found
    if found is not None:
        shared = set(routes.keys(one)) & set(routes.keys(two))
        assert len(shared) >= routes.min_shared_keys(routes.keys(one))
        assert len(shared) >= routes.min_shared_keys(routes.keys(two))
    return found


@pytest.mark.parametrize("line", [ROAD, LOOP, OUT_AND_BACK], ids=["road", "loop", "out and back"])
@pytest.mark.parametrize("noise", [0.0, 5.0, 10.0])
def test_noise_of_a_gps_device_does_not_matter(line: list[Point], noise: float) -> None:
    assert direction(line, line, noise) is Direction.SAME


@pytest.mark.parametrize("line", [ROAD, LOOP], ids=["road", "loop"])
def test_opposite_direction_is_recognized(line: list[Point]) -> None:
    assert direction(line, line[::-1]) is Direction.OPPOSITE


def test_loop_at_the_end_of_a_road_is_recognized_the_other_way_round() -> None:
    end_x, end_y = ROAD[200]
    start_x, start_y = LOOP[0]
    around = [(x - start_x + end_x, y - start_y + end_y) for x, y in LOOP]
    lollipop = [*ROAD[:200], *around, *ROAD[200::-1]]
    assert direction(lollipop, lollipop) is Direction.SAME
    assert direction(lollipop, lollipop[::-1]) is Direction.OPPOSITE


def test_start_and_end_may_be_cut_off() -> None:
    assert direction(ROAD, ROAD[30:-30]) is Direction.SAME
    assert direction(ROAD, ROAD[60:-60]) is None


def test_short_detour_is_allowed_and_a_long_one_is_not() -> None:
    def with_detour(meters: float) -> list[Point]:
        x, y = LOOP[300]
        way = [(x, y + 10 * number) for number in range(int(meters / 20))]
        return [*LOOP[:300], *way, *way[::-1], *LOOP[300:]]

    assert direction(LOOP, with_detour(600)) is Direction.SAME
    assert direction(LOOP, with_detour(2000)) is None


def test_long_rides_may_not_differ_more_than_short_ones() -> None:
    ride = winding_road(60_000, seed=5)
    x, y = ride[3000]
    side = [(x + 9 * number, y + 5 * number) for number in range(400)]
    elsewhere = [*ride[:3000], *side, *side[::-1], *ride[3800:]]
    assert direction(ride, ride) is Direction.SAME
    assert direction(ride, elsewhere) is None


def test_half_of_the_route_is_not_the_route() -> None:
    x, y = ROAD[400]
    other = [*ROAD[:400], *((x + 7 * number, y + 7 * number) for number in range(400))]
    assert direction(ROAD, other) is None
    assert direction(ROAD, ROAD[:400]) is None
    assert direction(ROAD, OUT_AND_BACK) is None


def test_loop_that_begins_elsewhere_is_another_route() -> None:
    # By distance, the recordings would not be at the same places.
    assert direction(LOOP, [*LOOP[200:], *LOOP[:200]]) is None
    assert direction(LOOP, [*LOOP[30:], *LOOP[:30]]) is Direction.SAME


@pytest.mark.parametrize("degrees", range(0, 180, 15))
def test_parallel_street_is_another_route(degrees: int) -> None:
    east, north = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    street = [(10 * number * east, 10 * number * north) for number in range(400)]
    parallel = [(x - 120 * north, y + 120 * east) for x, y in street]
    assert direction(street, street) is Direction.SAME
    assert direction(street, parallel) is None


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 2**32),
    st.floats(-70, 70),
    st.floats(-180, 180),
    st.floats(2000, 8000),
)
def test_every_road_is_recognized_anywhere_on_earth(
    seed: int, latitude: float, longitude: float, length: float
) -> None:
    road = winding_road(length, seed)
    one = trace(road, 5.0, seed=1, at=(latitude, longitude))
    other = trace(road[::3], 5.0, seed=2, at=(latitude, longitude))
    assert Matcher(one).direction(other) is Direction.SAME
    assert one.length == pytest.approx(length, rel=0.1)


def test_few_and_many_positions_give_the_same_cells() -> None:
    street = [(0.0, 0.0), (3000.0, 1000.0), (3000.0, -2000.0)]
    dense = [
        (x + (next_x - x) * part / 500, y + (next_y - y) * part / 500)
        for (x, y), (next_x, next_y) in pairwise(street)
        for part in range(500)
    ]
    few, many = set(trace(street).cells), set(trace([*dense, street[-1]]).cells)
    assert few == many


def test_what_is_no_route_has_none() -> None:
    assert routes.trace([]) is None
    assert routes.trace([(47.0, 8.0)]) is None
    assert routes.trace([(47.0, 8.0)] * 5) is None
    # Its cells would take seconds to count.
    assert routes.trace([(47.0, 8.0), (-60.0, 120.0)] * 1000) is None
