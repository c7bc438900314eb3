"""The figures of stretches and splits."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strava.analysis.splits import splits
from strava.analysis.streams import Streams
from strava.analysis.stretches import Recording
from strava.units import METERS_PER_MILE

from .recordings import position_at, recordings, steady


def test_figures_of_a_part_of_a_steady_run() -> None:
    streams = steady(600, speed=3.0, heartrate=150.0, watts=240.0, cadence=85.0, altitude=12.0)
    stretch = Recording(streams).stretch(100.5, 200.0)
    assert (stretch.elapsed_time, stretch.moving_time, stretch.distance) == (99.5, 99.5, 298.5)
    assert (stretch.average_heartrate, stretch.max_heartrate) == (150, 150)
    assert (stretch.average_watts, stretch.average_cadence) == pytest.approx((240, 85))
    assert (stretch.elevation_gain, stretch.elevation_loss) == (0, 0)
    assert stretch.flat_distance == pytest.approx(298.5)


def test_what_was_not_recorded_is_none() -> None:
    stretch = Recording(Streams(time=[0.0, 10.0])).stretch(0, 10)
    assert stretch.moving_time == 10
    assert stretch.distance is stretch.elevation_gain is stretch.average_heartrate is None


def test_times_outside_the_recording_are_moved_to_its_ends() -> None:
    recording = Recording(steady(60))
    assert recording.stretch(-5, 1e9) == recording.stretch(0, 60)
    assert recording.stretch(50, 40).elapsed_time == 0
    assert recording.stretch(70, 80).distance == 0


def test_pause_counts_as_elapsed_and_not_for_averages_of_power() -> None:
    streams = Streams(
        time=[0.0, 10.0, 30.0, 40.0],
        distance=[0.0, 30.0, 30.0, 60.0],
        moving=[True, True, False, True],
        watts=[200.0, 0.0, 200.0, 200.0],
        heartrate=[150.0, 120.0, 120.0, 150.0],
    )
    stretch = Recording(streams).stretch(0, 40)
    assert (stretch.elapsed_time, stretch.moving_time, stretch.distance) == (40, 20, 60)
    assert stretch.average_watts == 200
    assert stretch.average_heartrate == (150 * 10 + 120 * 30) / 40


@pytest.mark.parametrize(("cycling", "moving_time"), [(False, 20.0), (True, 10.0)])
def test_standing_is_slower_for_a_ride_than_on_foot(cycling: bool, moving_time: float) -> None:
    streams = Streams(time=[0.0, 10.0, 20.0, 30.0], distance=[0.0, 30.0, 38.0, 40.0])
    assert Recording(streams, cycling=cycling).stretch(0, 30).moving_time == moving_time


def test_highest_value_is_never_below_the_average() -> None:
    streams = Streams(time=[0.0, 10.0, 20.0], heartrate=[170.0, 150.0, 150.0])
    for start, end in ((2.0, 4.0), (4.0, 12.0), (0.0, 20.0)):
        assert Recording(streams).stretch(start, end).max_heartrate == 170
    stretch = Recording(streams).stretch(10.0, 15.0)
    assert (stretch.average_heartrate, stretch.max_heartrate) == (150, 150)


@given(recordings(), st.floats(0, 1), st.floats(0, 1))
def test_figures_are_those_of_a_plain_sum(streams: Streams, one: float, other: float) -> None:
    low, high = sorted((one, other))
    start, end = low * streams.time[-1], high * streams.time[-1]
    stretch = Recording(streams).stretch(start, end)
    moving_time = rate_seconds = rate_sum = watt_seconds = watt_sum = 0.0
    for index in range(len(streams.time) - 1):
        before, after = streams.time[index], streams.time[index + 1]
        share = max(0.0, min(after, end) - max(before, start)) / (after - before)
        moving_time += share * (after - before) * streams.moving[index + 1]
        rate = streams.heartrate[index]
        if rate is not None:
            rate_seconds += share * min(30.0, after - before)
            rate_sum += share * min(30.0, after - before) * rate
        watts = streams.watts[index]
        if watts is not None and streams.moving[index + 1]:
            watt_seconds += share * min(30.0, after - before)
            watt_sum += share * min(30.0, after - before) * watts
    assert stretch.moving_time == pytest.approx(moving_time, abs=1e-6)
    covered = position_at(streams, end) - position_at(streams, start)
    assert stretch.distance == pytest.approx(covered, abs=1e-6)
    if rate_seconds > 0.01:
        assert stretch.average_heartrate == pytest.approx(rate_sum / rate_seconds, rel=1e-4)
    if watt_seconds > 0.01:
        assert stretch.average_watts == pytest.approx(watt_sum / watt_seconds, rel=1e-4)
    lasts = max(time for time in streams.time if time <= start)
    rates = [
        rate
        for time, rate in zip(streams.time, streams.heartrate, strict=True)
        if lasts <= time <= end and rate is not None
    ]
    assert stretch.max_heartrate == max(rates, default=None)


def test_splits_of_a_steady_run() -> None:
    recording = Recording(steady(1000, speed=2.5))
    assert [split.distance for split in splits(recording, 1000.0)] == [1000, 1000, 500]
    assert [split.elapsed_time for split in splits(recording, 1000.0)] == [400, 400, 200]
    (first, rest) = splits(recording, METERS_PER_MILE)
    assert first.distance == pytest.approx(METERS_PER_MILE)
    assert rest.end == 1000


def test_activity_that_ends_at_a_full_kilometer_has_no_empty_split() -> None:
    assert len(splits(Recording(steady(400, speed=2.5)), 1000.0)) == 1
    assert splits(Recording(Streams(time=[0.0, 1.0])), 1000.0) == []


@given(recordings(), st.sampled_from((10.0, 100.0, 1000.0)))
def test_splits_follow_each_other_and_cover_the_activity(streams: Streams, length: float) -> None:
    found = splits(Recording(streams), length)
    assert bool(found) == (streams.distance[-1] >= 1.0)
    for split, after in pairwise(found):
        assert split.end == after.start
        assert split.distance == pytest.approx(length)
    if found:
        assert (found[0].start, found[-1].end) == (streams.time[0], streams.time[-1])
        total = sum(split.distance or 0.0 for split in found)
        assert total == pytest.approx(streams.distance[-1])


def reached_first(streams: Streams, distance: float) -> float:
    """Return when a distance was reached first."""
    steps = zip(pairwise(streams.time), pairwise(streams.distance), strict=True)
    for (before, after), (near, far) in steps:
        if near < distance <= far:
            return before + (after - before) * (distance - near) / (far - near)
    return streams.time[0]


@given(recordings(), st.sampled_from((10.0, 100.0, 1000.0)))
def test_figures_of_splits_are_those_of_a_plain_sum(streams: Streams, length: float) -> None:
    found = splits(Recording(streams), length)
    for number, split in enumerate(found, start=1):
        start = streams.time[0] if number == 1 else reached_first(streams, (number - 1) * length)
        is_last = number == len(found)
        end = streams.time[-1] if is_last else reached_first(streams, number * length)
        assert (split.start, split.end) == pytest.approx((start, end))
        moving = work = powered = 0.0
        for index in range(len(streams.time) - 1):
            before, after = streams.time[index], streams.time[index + 1]
            share = max(0.0, min(after, end) - max(before, start)) / (after - before)
            watts = streams.watts[index]
            if streams.moving[index + 1]:
                moving += share * (after - before)
                if watts is not None:
                    work += share * min(30.0, after - before) * watts
                    powered += share * min(30.0, after - before)
        assert split.moving_time == pytest.approx(moving, abs=1e-6)
        if powered > 0.01:
            assert split.average_watts == pytest.approx(work / powered, rel=1e-4, abs=1e-6)
        if not is_last:
            assert split.distance == pytest.approx(length)
        lasts = max(time for time in streams.time if time <= split.start)
        inside = [
            watts
            for time, watts in zip(streams.time, streams.watts, strict=True)
            if lasts <= time <= split.end and watts is not None
        ]
        assert split.max_watts == max(inside, default=None)
