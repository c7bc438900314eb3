"""Gaps in a recording of positions: what follows from the position before, and what does not."""

from __future__ import annotations

import pytest

from strava.analysis.gaps import recorded_parts
from strava.analysis.streams import Position

METERS = 1 / 111_195
"""Degrees of latitude."""


def going_north(*meters: float | None) -> list[Position | None]:
    """Return positions this far north of a place, or None."""
    return [None if way is None else (47.0 + way * METERS, 8.0) for way in meters]


def seconds(*times: float) -> list[float]:
    return [float(time) for time in times]


def test_recording_without_gaps_is_one_part() -> None:
    assert recorded_parts(seconds(0, 1, 2, 3), going_north(0, 3, 6, 9)) == [(0, 3)]


def test_missing_positions_end_a_part() -> None:
    positions = going_north(None, 0, 3, None, None, 12, None)
    assert recorded_parts(seconds(0, 1, 2, 3, 4, 5, 6), positions) == [(1, 2), (5, 5)]


@pytest.mark.parametrize(
    ("way", "pause", "parts"),
    [
        (2000, 600, [(0, 2), (3, 5)]),  # by car during a pause
        (20, 600, [(0, 5)]),  # a rest at the same place
        (150, 20, [(0, 5)]),  # a device that saves space
        (5000, 10, [(0, 2), (3, 5)]),  # an error of the GPS
        (99, 1, [(0, 5)]),
    ],
)
def test_jump_ends_a_part(way: float, pause: float, parts: list[tuple[int, int]]) -> None:
    times = seconds(0, 1, 2, 2 + pause, 3 + pause, 4 + pause)
    assert recorded_parts(times, going_north(0, 3, 6, way, way + 3, way + 6)) == parts


def test_position_that_stood_still_while_the_gps_was_lost_jumps() -> None:
    # Every ten seconds a runner is thirty meters farther, but not in the two minutes without GPS.
    found, lost = [*range(0, 900, 30)], [870] * 12
    positions = going_north(*found, *lost, *range(1260, 2160, 30))
    times = seconds(*range(0, 720, 10))
    assert recorded_parts(times, positions) == [(0, 41), (42, 71)]


def test_long_steps_of_a_drawing_are_no_gaps() -> None:
    times = seconds(*range(0, 4000, 40))
    assert recorded_parts(times, going_north(*range(0, 40_000, 400))) == [(0, 99)]


def test_way_across_the_180th_meridian_is_short() -> None:
    positions: list[Position | None] = [(60.0, 179.9999), (60.0, -179.9999)]
    assert recorded_parts(seconds(0, 100), positions) == [(0, 1)]


def test_recording_without_positions_has_no_parts() -> None:
    assert recorded_parts([], []) == []
    assert recorded_parts(seconds(0, 1), [None, None]) == []
