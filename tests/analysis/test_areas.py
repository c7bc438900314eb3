"""The areas in which routes are: which are near each other, and the part that shows most."""

from __future__ import annotations

import pytest

from strava.analysis.areas import find, near

Route = list[tuple[float, float]]


def around(latitude: float, longitude: float, size: float = 0.02) -> Route:
    """A triangle whose middle is there."""
    return [
        (latitude - size / 2, longitude - size / 2),
        (latitude + size / 2, longitude),
        (latitude - size / 2, longitude + size / 2),
    ]


def test_routes_near_each_other_are_one_area_and_the_largest_comes_first() -> None:
    routes = [
        around(-33.9, 151.2),
        *(around(47.0 + step / 100, 8.0) for step in range(3)),
        *(around(46.0, 7.0) for _ in range(2)),
        around(60.0, -150.0),
    ]
    found = find(routes, 3)
    assert [area.routes for area in found][:2] == [[1, 2, 3], [4, 5]]
    assert len(found) == 3
    assert len(find(routes, 9)) == 4
    assert find([], 3) == []


def test_area_ends_nowhere_between_two_neighboring_cells() -> None:
    """Routes on both sides of a line of the grid are near each other."""
    for latitude, longitude in ((47.0, 8.0), (0.0, 0.0), (-33.75, 18.5), (69.5, 19.0)):
        routes = [around(latitude + step, longitude + step) for step in (-0.03, 0.03)]
        assert [area.routes for area in find(routes, 2)] == [[0, 1]]


def test_box_shows_most_of_the_routes_and_not_a_single_long_one() -> None:
    routes = [around(47.0, 8.0) for _ in range(30)]
    routes.append([(47.0, 8.0), (47.5, 8.1), (47.0, 8.05)])
    ((indexes, box),) = [(area.routes, area.box) for area in find(routes, 2)]
    assert len(indexes) == 31
    assert box == pytest.approx((46.99, 7.99, 47.01, 8.01))


def test_area_across_the_180th_meridian_is_in_one_piece() -> None:
    routes = [
        [(-17.0, 179.98), (-17.01, 180.02)],
        [(-17.0, -179.97), (-17.01, -179.95)],
        [(-17.0, 179.95), (-17.01, 179.97)],
    ]
    areas = find(routes, 3)
    assert sorted(index for area in areas for index in area.routes) == [0, 1, 2]
    assert all(area.box.east - area.box.west < 0.2 for area in areas)


def test_same_longitude_is_near() -> None:
    assert near(-179.0, 179.0) == 181.0
    assert near(181.0, 0.0) == -179.0
    assert near(8.0, 7.0) == 8.0
