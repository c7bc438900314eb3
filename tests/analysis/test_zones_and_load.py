"""Time in zones, and the load of an activity."""

from __future__ import annotations

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strava.analysis.load import HeartRates, power_load, trimp
from strava.analysis.streams import Streams
from strava.analysis.zones import time_in_zones

from .recordings import recordings, steady

BOUNDS = (100.0, 140.0, 170.0)
RATES = HeartRates(resting=50, maximum=200)


def test_bound_belongs_to_the_zone_that_it_begins() -> None:
    times = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    rates = [99.0, 100.0, 139.0, 140.0, 170.0, 170.0]
    assert time_in_zones(times, rates, BOUNDS) == [2.0, 1.0, 1.0]


def test_value_counts_for_at_most_30_seconds_and_a_missing_one_for_none() -> None:
    assert time_in_zones([0.0, 500.0, 510.0, 520.0], [150.0, None, 150.0, 150.0], BOUNDS) == [
        0.0,
        40.0,
        0.0,
    ]


@given(recordings())
def test_zones_add_up_to_the_time_with_a_heart_rate(streams: Streams) -> None:
    expected = [0.0, 0.0, 0.0]
    for index, rate in enumerate(streams.heartrate[:-1]):
        lasts = min(30.0, streams.time[index + 1] - streams.time[index])
        if rate is not None and rate >= 170:
            expected[2] += lasts
        elif rate is not None and rate >= 140:
            expected[1] += lasts
        elif rate is not None and rate >= 100:
            expected[0] += lasts
    assert time_in_zones(streams.time, streams.heartrate, BOUNDS) == expected


def test_training_impulse_of_an_hour() -> None:
    # (140 - 50) / (200 - 50) = 0.6 of the reserve.
    streams = steady(3600, heartrate=140.0)
    assert trimp(streams, RATES) == pytest.approx(60 * 0.6 * 0.64 * exp(1.92 * 0.6))
    woman = HeartRates(resting=50, maximum=200, is_woman=True)
    assert trimp(streams, woman) == pytest.approx(60 * 0.6 * 0.64 * exp(1.67 * 0.6))


@pytest.mark.parametrize(("rate", "share"), [(30.0, 0.0), (230.0, 1.0)])
def test_heart_rates_beyond_the_limits_count_as_these(rate: float, share: float) -> None:
    expected = share * 0.64 * exp(1.92 * share)
    assert trimp(steady(60, heartrate=rate), RATES) == pytest.approx(expected)


def test_load_from_power_of_an_hour_at_the_threshold_is_100() -> None:
    assert power_load(steady(3600, watts=250.0), threshold=250) == pytest.approx(100)
    assert power_load(steady(1800, watts=125.0), threshold=250) == pytest.approx(12.5)


@given(recordings(), st.booleans())
def test_training_impulse_is_the_sum_over_all_samples(streams: Streams, is_woman: bool) -> None:
    expected = 0.0
    for index, rate in enumerate(streams.heartrate[:-1]):
        minutes = min(30.0, streams.time[index + 1] - streams.time[index]) / 60
        if rate is not None:
            share = min(max((rate - 50) / 150, 0), 1)
            expected += minutes * share * 0.64 * exp((1.67 if is_woman else 1.92) * share)
    rates = HeartRates(resting=50, maximum=200, is_woman=is_woman)
    assert trimp(streams, rates) == pytest.approx(expected)


@given(recordings(), st.sampled_from((50.0, 250.0)))
def test_load_from_power_is_that_of_the_formula(streams: Streams, threshold: float) -> None:
    """The time without long gaps, by the square of weighted power over the threshold."""
    parts: list[list[float]] = [[]]
    for index, watts in enumerate(streams.watts[:-1]):
        seconds = int(streams.time[index + 1] - streams.time[index])
        parts[-1] += [watts or 0.0] * (seconds if seconds <= 30 else 1)
        if seconds > 30:
            parts.append([])
    means = [sum(part[end - 30 : end]) / 30 for part in parts for end in range(30, len(part) + 1)]
    seconds = sum(map(len, parts))
    load = power_load(streams, threshold)
    if not means:
        assert load is None
    else:
        fourth = sum(mean**4 for mean in means) / len(means)
        assert load == pytest.approx(100 * seconds / 3600 * fourth**0.5 / threshold**2)


def test_load_needs_measurements_and_limits() -> None:
    assert trimp(steady(60), RATES) is None
    assert trimp(steady(60, heartrate=100.0), HeartRates(resting=60, maximum=60)) is None
    assert power_load(steady(60), threshold=250) is None
    assert power_load(steady(60, watts=100.0), threshold=0) is None
