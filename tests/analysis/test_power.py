"""Power: the curve of the best averages, and the weighted average."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strava.analysis.power import BestPower, power_curve, weighted_power, weighted_power_and_seconds
from strava.analysis.streams import Streams

from .recordings import recordings, steady


def by_second(streams: Streams) -> list[float]:
    """Return the watts of each second, zero in gaps of more than 30 seconds."""
    watts = []
    for index in range(len(streams.time) - 1):
        length = int(streams.time[index + 1] - streams.time[index])
        value = streams.watts[index] or 0.0
        watts += [value] * length if length <= 30 else [value] + [0.0] * (length - 1)
    return watts


def test_curve_of_constant_power_is_flat_and_no_longer_than_the_recording() -> None:
    curve = power_curve(steady(100, watts=200.0), (5, 60, 100, 101))
    assert curve == [BestPower(duration, 0.0, 200.0) for duration in (5, 60, 100)]


def test_best_part_is_found_with_its_start() -> None:
    watts: list[float | None] = [*[100.0] * 30, *[400.0] * 10, *[100.0] * 30]
    streams = Streams(time=[float(second) for second in range(70)], watts=watts)
    assert power_curve(streams, (10, 20)) == [
        BestPower(10, 30.0, 400.0),
        BestPower(20, 20.0, 250.0),
    ]


def test_value_lasts_until_the_next_and_a_long_gap_has_no_power() -> None:
    streams = Streams(time=[0.0, 30.0, 130.0, 140.0], watts=[300.0, 300.0, 300.0, 300.0])
    assert power_curve(streams, (30, 60)) == [BestPower(30, 0.0, 300.0), BestPower(60, 0.0, 155.0)]


def test_gap_of_days_costs_no_memory() -> None:
    month = 30 * 86_400.0
    streams = Streams(time=[0.0, 1.0, month, month + 1], watts=[100.0, 100.0, 200.0, 200.0])
    assert power_curve(streams, (1, 5)) == [
        BestPower(1, month, 200.0),
        BestPower(5, 0.0, 40.0),
    ]
    assert weighted_power_and_seconds(streams)[1] == 3


@given(recordings(), st.sampled_from((1, 5, 30, 60, 700)))
def test_curve_is_the_best_of_all_windows(streams: Streams, duration: int) -> None:
    watts = by_second(streams)
    sums = [sum(watts[start : start + duration]) for start in range(len(watts) - duration + 1)]
    most = max(sums, default=0.0)
    curve = power_curve(streams, (duration,))
    assert [one.watts for one in curve] == ([pytest.approx(most / duration)] if most else [])
    for one in curve:
        window = watts[int(one.start) : int(one.start) + duration]
        assert sum(window) == pytest.approx(most)


def test_weighted_power_of_constant_power_is_that_power() -> None:
    assert weighted_power(steady(100, watts=250.0)) == pytest.approx(250)


def test_weighted_power_of_intervals_is_above_their_average() -> None:
    # A minute each: the 30-second mean rises, stays, falls, and stays, a quarter of the time each.
    # The mean of the fourth power of a slope is a fifth.
    watts: list[float | None] = [*[300.0] * 60, *[0.0] * 60] * 5
    streams = Streams(time=[float(second) for second in range(600)], watts=watts)
    assert weighted_power(streams) == pytest.approx(300 * (0.25 + 0.5 / 5) ** 0.25, rel=0.01)


@given(recordings())
def test_weighted_power_is_that_of_the_formula(streams: Streams) -> None:
    pieces: list[list[float]] = [[]]
    for index in range(len(streams.time) - 1):
        length = int(streams.time[index + 1] - streams.time[index])
        value = streams.watts[index] or 0.0
        pieces[-1] += [value] * (length if length <= 30 else 1)
        if length > 30:
            pieces.append([])
    means = [
        sum(piece[start : start + 30]) / 30 for piece in pieces for start in range(len(piece) - 29)
    ]
    expected = (sum(mean**4 for mean in means) / len(means)) ** 0.25 if means else None
    has_watts = any(value is not None for value in streams.watts)
    assert weighted_power(streams) == (pytest.approx(expected) if has_watts or means else None)


def test_recording_without_power_has_none() -> None:
    assert power_curve(steady(100)) == []
    assert weighted_power(steady(100)) is None
    assert weighted_power(steady(20, watts=100.0)) is None
