"""Recordings over each other: their times, speeds and heart rates at the same distances."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strava.analysis.comparison import STANDSTILL, common_distances, gaps, length, profile

STEADY: dict[str, list[Any]] = {
    "time": [0, 100, 200, 300, 400],
    "distance": [0.0, 300.0, 600.0, 900.0, 1200.0],
    "heartrate": [100, 120, None, 140, 150],
}
PAUSED: dict[str, list[Any]] = {
    "time": [0, 100, 200, 260, 360, 460],
    "distance": [50.0, 350.0, 650.0, 651.0, 951.0, 1251.0],
}


def test_distances_reach_to_the_end_of_the_longest_recording() -> None:
    distances = common_distances([length(STEADY), length(PAUSED)])
    assert distances[0] == 0
    assert distances[-1] == pytest.approx(1201)
    assert distances == sorted(set(distances))


def test_times_are_counted_from_the_start_and_end_with_the_recording() -> None:
    found = profile(STEADY, [0.0, 150.0, 600.0, 1200.0, 1300.0])
    assert found.times == [0, 50, 200, 400, None]
    assert found.speeds[:4] == [pytest.approx(3.0)] * 4
    assert found.speeds[4] is None


def test_heart_rates_are_those_around_a_distance() -> None:
    found = profile(STEADY, [0.0, 300.0, 600.0, 900.0, 1200.0, 1500.0])
    assert found.heartrates == [100, 120, None, 140, 150, None]
    assert profile(PAUSED, [0.0, 10.0]).heartrates == [None, None]


def test_pause_counts_only_with_pauses_and_never_in_a_speed() -> None:
    distances = [0.0, 600.0, 901.0, 1201.0]
    with_pause = profile(PAUSED, distances)
    without = profile(PAUSED, distances, pauses=False)
    assert with_pause.times == [0, 200, 360, 460]
    # Of the pause, the meter that was covered counts at the slowest speed.
    assert without.times == [0, 200, 302.5, 402.5]
    assert with_pause.speeds == without.speeds == [pytest.approx(3.0, rel=0.02)] * 4


def test_gap_is_positive_where_a_recording_is_ahead_of_the_first() -> None:
    assert gaps([0.0, 90.0, 220.0, None], [0.0, 100.0, 200.0, 300.0]) == [0, 10, -20, None]


METERS = st.integers(0, 500_000).map(lambda millimeters: millimeters / 1000)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(1, 600), METERS, st.none() | st.integers(60, 200)),
        min_size=2,
        max_size=40,
    )
)
def test_times_never_decrease_and_speeds_are_between_those_recorded(
    steps: list[tuple[int, float, int | None]],
) -> None:
    times, covered, drawing_times, distances = 0, 0.0, [0], [0.0]
    for seconds, meters, _ in steps:
        times, covered = times + seconds, covered + meters
        drawing_times.append(times)
        distances.append(covered)
    drawing: dict[str, list[Any]] = {
        "time": drawing_times,
        "distance": distances,
        "heartrate": [None, *(rate for _, _, rate in steps)],
    }
    if not length(drawing):
        return
    fastest = max(STANDSTILL, *(meters / seconds for seconds, meters, _ in steps))
    grid = common_distances([length(drawing)])
    for pauses in (True, False):
        found = profile(drawing, grid, pauses=pauses)
        known = [time for time in found.times if time is not None]
        assert known == sorted(known)
        assert known[-1] <= times
        assert all(speed is None or 0 <= speed <= fastest * 1.001 for speed in found.speeds)
