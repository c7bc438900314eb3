"""The axes of charts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strava.units import METERS_PER_FOOT
from strava.web.display import axes
from strava.web.display.chart_path import chart_path


def labels(ticks: list[axes.Tick]) -> list[str]:
    return [label for _, label in ticks]


def test_labels_are_round_in_the_unit_that_is_shown() -> None:
    assert labels(axes.ticks(398, 512)) == ["400", "450", "500"]
    assert labels(axes.ticks(0, 1.2)) == ["0.0", "0.5", "1.0"]
    assert labels(axes.ticks(-12, 11)) == ["−10", "0", "10"]
    feet = axes.ticks(398, 512, 1 / METERS_PER_FOOT)
    assert labels(feet) == ["1,400", "1,500", "1,600"]
    assert [place / METERS_PER_FOOT for place, _ in feet] == pytest.approx([1400, 1500, 1600])
    assert labels(axes.ticks(-5, 10, 1.8, 32)) == ["30", "40", "50"]


@settings(max_examples=30)
@given(st.floats(-500, 5000), st.floats(0.1, 9000), st.sampled_from((0.5, 1.0, 3.6, 3.28)))
def test_labels_are_between_the_ends_and_few(low: float, span: float, scale: float) -> None:
    found = axes.ticks(low, low + span, scale)
    assert 1 <= len(found) <= 5
    assert all(low - 1e-6 <= place <= low + span + 1e-6 for place, _ in found)


@settings(max_examples=30)
@given(st.floats(0.2, 6), st.floats(0.3, 10), st.sampled_from((100.0, 500.0, 1000.0, 1609.344)))
def test_labels_of_paces_do_not_touch(low: float, span: float, meters: float) -> None:
    found = axes.pace_ticks(low, low + span, meters)
    places = [place for place, _ in found]
    assert places == sorted(places, reverse=True)
    assert all(low <= place <= low + span + 1e-9 for place in places)
    gaps = [above - below for above, below in pairwise(places)]
    assert all(gap >= 0.2 * span - 1e-9 for gap in gaps)


def test_paces_are_round_and_the_fastest_is_first() -> None:
    assert labels(axes.pace_ticks(2.6, 3.9, 1000.0)) == ["4:30", "5:00", "5:30"]


def test_times_are_round() -> None:
    assert labels(axes.time_ticks(3111)) == ["0:00", "10:00", "20:00", "30:00", "40:00", "50:00"]
    assert labels(axes.time_ticks(8800)) == ["0:00", "30:00", "1:00:00", "1:30:00", "2:00:00"]


def test_bounds_leave_out_the_farthest_values_and_keep_a_least_span() -> None:
    values = [10.0, *[20.0] * 98, 500.0]
    assert axes.bounds(values, 0.0, (0.02, 0.98)) == (20, 20)
    low, high = axes.bounds([20.0, 21.0], 5.0, (0.0, 1.0))
    assert (low, high) == pytest.approx((17.75, 23.25))


def test_path_has_gaps_and_keeps_the_extremes_of_each_column() -> None:
    assert chart_path([0, 5, 10], [1, None, 3], 1, 3) == "M0.0 100.0M1000.0 0.0"
    many = [50.0] * 5000
    many[1234], many[1235] = 0.0, 100.0
    path = chart_path(list(range(5000)), many, 0, 100)
    assert " 100.0L" in path
    assert " 0.0L" in path
    assert path.count("L") < 820


def test_path_of_a_recording_that_goes_nowhere_is_upright() -> None:
    assert chart_path([0, 0], [2, 1], 1, 2) == "M0.0 0.0L0.0 100.0"
