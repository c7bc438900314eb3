"""Best efforts: the least elapsed time over a distance."""

from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strava.analysis.best_efforts import Effort, best_efforts
from strava.analysis.families import RUN
from strava.analysis.streams import Streams

from .recordings import position_at, recordings, steady


def test_effort_of_a_steady_run_takes_its_pace() -> None:
    (effort,) = best_efforts(steady(1000, speed=4.0), [1000.0], RUN.fastest)
    assert effort == Effort(1000.0, 0.0, 250.0)


def test_fastest_part_is_found_between_samples() -> None:
    # 100 m at 2 m/s, 100 m at 5 m/s, 100 m at 2 m/s.
    streams = Streams(time=[0.0, 50.0, 70.0, 120.0], distance=[0.0, 100.0, 200.0, 300.0])
    (effort,) = best_efforts(streams, [150.0], RUN.fastest)
    assert effort.time == 20 + 25
    assert (effort.start, effort.end) in {(50.0, 95.0), (25.0, 70.0)}


def test_pause_within_an_effort_counts_and_one_before_it_does_not() -> None:
    streams = Streams(
        time=[0.0, 100.0, 400.0, 500.0, 560.0, 660.0],
        distance=[0.0, 400.0, 400.0, 800.0, 800.0, 1200.0],
    )
    efforts = best_efforts(streams, [400.0, 800.0], RUN.fastest)
    assert [effort.time for effort in efforts] == [100.0, 260.0]
    assert (efforts[1].start, efforts[1].end) == (400.0, 660.0)


@pytest.mark.parametrize("distance", [999.0, 1000.0])
def test_recording_has_no_effort_over_more_than_its_distance(distance: float) -> None:
    efforts = best_efforts(steady(100, speed=9.99), [distance], RUN.fastest)
    assert len(efforts) == (distance < 999.5)


def test_effort_with_a_jump_of_the_position_is_left_out() -> None:
    streams = steady(400, speed=3.0)
    jumped = [
        meters + (500 if second > 200 else 0) for second, meters in enumerate(streams.distance)
    ]
    efforts = best_efforts(
        Streams(time=streams.time, distance=jumped), [400.0, 600.0, 1000.0], RUN.fastest
    )
    assert [effort.distance for effort in efforts] == [400.0, 600.0]
    assert all(isclose(effort.time, effort.distance / 3) for effort in efforts)


def test_recording_without_distance_has_no_efforts() -> None:
    assert best_efforts(Streams(time=[0.0, 1.0]), [1.0], RUN.fastest) == []


def fastest_of_all(streams: Streams, length: float) -> float | None:
    """Try every sample as the start and as the end."""
    times = []
    pairs = list(zip(streams.time, streams.distance, strict=True))
    for time, distance in pairs:
        reached = [
            when
            for when, where in crossings(streams, distance + length)
            if when > time and where >= distance + length
        ]
        left = [when for when, _ in crossings(streams, distance - length) if when < time]
        times += [when - time for when in reached] + [time - when for when in left]
    return min(times, default=None)


def crossings(streams: Streams, distance: float) -> list[tuple[float, float]]:
    """Return the times at which a distance is reached or left, and that distance."""
    found = []
    for index in range(len(streams.time) - 1):
        near, far = streams.distance[index], streams.distance[index + 1]
        before, after = streams.time[index], streams.time[index + 1]
        if near <= distance <= far:
            if far == near:
                found += [(before, distance), (after, distance)]
            else:
                part = (distance - near) / (far - near)
                found.append((before + part * (after - before), distance))
    return found


@given(recordings(), st.sampled_from((1.0, 10.0, 33.0, 100.0, 250.0)))
def test_no_start_gives_a_faster_effort(streams: Streams, length: float) -> None:
    efforts = best_efforts(streams, [length], RUN.fastest)
    expected = fastest_of_all(streams, length) if streams.distance[-1] >= length else None
    if expected is None:
        assert efforts == []
        return
    (effort,) = efforts
    assert effort.time == pytest.approx(expected)
    covered = position_at(streams, effort.end) - position_at(streams, effort.start)
    assert covered == pytest.approx(length)
    assert effort.time <= streams.time[-1] + 1e-9
