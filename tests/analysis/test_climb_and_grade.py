"""Climbs, grades, and the distance on the flat that equals a run."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strava.analysis.climb import climbs, smoothed
from strava.analysis.grade import effort_factor, flat_distances, grades
from strava.analysis.streams import Streams

from .recordings import recordings

MINUTE = 60.0


def at_minutes(altitudes: list[float]) -> list[float]:
    return [number * MINUTE for number in range(len(altitudes))]


def test_changes_below_the_threshold_do_not_count() -> None:
    altitudes = [100.0, 101.0, 100.0, 101.5, 100.0, 101.0]
    result = climbs(at_minutes(altitudes), altitudes)
    assert (result.gain, result.loss) == ([0.0] * 6, [0.0] * 6)


def test_climb_counts_from_its_lowest_to_its_highest_point() -> None:
    altitudes = [100.0, 99.0, 105.0, 104.0, 110.0, 109.0, 103.0, 104.0]
    result = climbs(at_minutes(altitudes), altitudes)
    assert result.gain == [0, 0, 6, 6, 11, 11, 11, 11]
    assert result.loss == [0, 0, 0, 0, 0, 1, 7, 7]


@pytest.mark.parametrize(
    ("altitudes", "total_gain", "gain", "loss"),
    [
        ([0.0, 50.0, 20.0, 70.0], 80.0, [0, 40, 40, 80], [0, 0, 10, 10]),
        ([0.0, 50.0, 0.0, 50.0, 0.0], 70.0, [0, 35, 35, 70, 70], [0, 0, 35, 35, 70]),
        ([0.0, 50.0, 0.0], 90.0, [0, 90, 90], [0, 0, 90]),
        ([100.0, 150.0, 0.0], 0.0, [0, 0, 0], [0, 0, 100]),
        ([0.0, 50.0, 20.0], 0.0, [0, 0, 0], [0, 0, 0]),
        ([0.0, 50.0, 20.0, 70.0], 40.0, [0, 20, 20, 40], [0, 0, 0, 0]),
        ([0.0, 50.0], 40.0, [0, 40], [0, 0]),
        ([50.0, 0.0], 40.0, [0, 0], [0, 50]),
    ],
)
def test_gains_add_up_to_the_total_of_strava_and_losses_leave_the_net_height(
    altitudes: list[float], total_gain: float, gain: list[float], loss: list[float]
) -> None:
    result = climbs(at_minutes(altitudes), altitudes, total_gain=total_gain)
    assert result.gain == pytest.approx(gain)
    assert result.loss == pytest.approx(loss)


def plain_gain(altitudes: list[float], threshold: float) -> float:
    """Remove the smallest swing until all reach the threshold, and add up the rises that remain."""
    points = list(altitudes)
    while len(points) > 1:
        swings = [abs(after - before) for before, after in pairwise(points)]
        smallest = min(swings)
        if smallest >= threshold and all(
            (one - before) * (after - one) < 0
            for before, one, after in zip(points, points[1:], points[2:], strict=False)
        ):
            break
        points = without_swing(points, swings.index(smallest))
    return sum(max(0.0, after - before) for before, after in pairwise(points))


def without_swing(points: list[float], index: int) -> list[float]:
    """Return the points without one that continues a slope, else without the swing at an index."""
    for number in range(1, len(points) - 1):
        if (points[number] - points[number - 1]) * (points[number + 1] - points[number]) >= 0:
            return points[:number] + points[number + 1 :]
    # A swing at an end loses its outer point, another one both.
    if index == 0:
        return points[1:]
    if index == len(points) - 2:
        return points[:-1]
    return points[:index] + points[index + 2 :]


@given(st.lists(st.integers(0, 12).map(float), min_size=1, max_size=40))
def test_gain_is_that_of_all_swings_that_reach_the_threshold(altitudes: list[float]) -> None:
    result = climbs(at_minutes(altitudes), altitudes)
    assert result.gain[-1] == plain_gain(altitudes, threshold=2.0)
    assert result.loss[-1] == plain_gain([-altitude for altitude in altitudes], threshold=2.0)
    assert len(result.gain) == len(result.loss) == len(altitudes)
    for totals in (result.gain, result.loss):
        assert totals == sorted(totals)


def test_altitudes_are_averaged_over_the_seconds_around() -> None:
    assert smoothed([0.0, 3.0, 6.0, 60.0], [10.0, 20.0, 30.0, 90.0]) == [15.0, 20.0, 25.0, 90.0]


def test_grade_is_rise_over_run() -> None:
    distances = [number * 10.0 for number in range(31)]
    altitudes = [distance * 0.08 for distance in distances]
    assert grades(distances, altitudes) == pytest.approx([0.08] * 31)


def test_grade_without_distance_is_zero_and_a_cliff_is_limited() -> None:
    assert grades([0.0, 0.0], [0.0, 50.0]) == [0.0, 0.0]
    assert grades([0.0, 10.0], [0.0, 50.0]) == [0.45, 0.45]
    assert grades([], []) == []


@pytest.mark.parametrize(
    ("grade", "factor"), [(0.0, 1.0), (0.10, 1.42), (0.125, 1.56), (-0.10, 0.88), (0.9, 2.6)]
)
def test_meter_uphill_equals_more_on_the_flat(grade: float, factor: float) -> None:
    assert effort_factor(grade) == pytest.approx(factor)


def test_flat_distance_of_a_flat_run_is_its_distance() -> None:
    distances = [number * 10.0 for number in range(31)]
    assert flat_distances(distances, [5.0] * 31) == pytest.approx(distances)
    uphill = flat_distances(distances, [distance * 0.10 for distance in distances])
    assert uphill[-1] == pytest.approx(300 * 1.42)


FACTORS = {
    **{-35: 1.25, -25: 1.12, -18: 1.01, -15: 0.96, -10: 0.88, -5: 0.94},
    **{0: 1.0, 5: 1.20, 10: 1.42, 15: 1.70, 20: 2.0, 30: 2.6},
}
"""Meters on the flat for a meter at a grade in percent."""


def plain_factor(percent: float) -> float:
    """Interpolate between the grades of the table."""
    for (low, before), (high, after) in pairwise(FACTORS.items()):
        if low <= percent <= high:
            return before + (after - before) * (percent - low) / (high - low)
    return FACTORS[-35 if percent < 0 else 30]


def plain_flat_distance(distances: list[float], altitudes: list[float]) -> float:
    """Take each step at the grade between the samples 50 meters before and after its end."""
    total = distances[0]
    for start, end in pairwise(distances):
        behind = max((one for one in distances if one <= end - 50), default=distances[0])
        ahead = min((one for one in distances if one >= end + 50), default=distances[-1])
        run = ahead - behind
        # Of samples at the same place, the last one behind counts, and the first one ahead.
        low = len(distances) - 1 - distances[::-1].index(behind)
        if behind == distances[0] and behind > end - 50:
            low = 0
        high = distances.index(ahead)
        if ahead == distances[-1] and ahead < end + 50:
            high = len(distances) - 1
        grade = (altitudes[high] - altitudes[low]) / run if run > 1 else 0.0
        total += (end - start) * plain_factor(100 * min(max(grade, -0.45), 0.45))
    return total


@given(recordings(), st.data())
def test_flat_distance_is_that_of_a_plain_search(streams: Streams, data: st.DataObject) -> None:
    count = len(streams.distance)
    heights = st.lists(st.integers(0, 60).map(float), min_size=count, max_size=count)
    altitudes = data.draw(heights)
    expected = plain_flat_distance(streams.distance, altitudes)
    assert flat_distances(streams.distance, altitudes)[-1] == pytest.approx(expected)
