"""Which samples of a recording are drawn."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import given

from strava.analysis.drawing import MOST_SAMPLES, drawing
from strava.analysis.streams import Streams

from .recordings import recordings, steady

EXTREMES = ("altitude", "speed", "heartrate", "watts")


def long_ride(count: int = 6000) -> Streams:
    """A ride with a sample a second, whose measurements are noise."""
    rng = Random(7)

    def noise(low: float, high: float) -> list[Any]:
        return [rng.uniform(low, high) for _ in range(count)]

    return Streams(
        time=[float(second) for second in range(count)],
        distance=[8.0 * second for second in range(count)],
        latlng=[(47 + second / 1e5, 8.0) for second in range(count)],
        altitude=noise(400, 700),
        speed=noise(4, 12),
        heartrate=[None if 500 < second < 900 else 120 + second % 40 for second in range(count)],
        watts=noise(0, 900),
        moving=[True] * count,
    )


@given(recordings())
def test_short_recording_is_drawn_as_it_is(streams: Streams) -> None:
    drawn = drawing(streams)
    assert drawn["time"] == streams.time
    assert drawn["distance"] == streams.distance
    assert drawn.get("watts", [None] * len(streams.time)) == streams.watts


def test_long_recording_keeps_the_extremes_of_each_part() -> None:
    streams = long_ride()
    drawn = drawing(streams)
    assert 900 < len(drawn["time"]) <= MOST_SAMPLES
    assert {len(values) for values in drawn.values()} == {len(drawn["time"])}
    assert (drawn["time"][0], drawn["time"][-1]) == (0, 5999)
    assert all(before < after for before, after in pairwise(drawn["time"]))
    parts = 112  # 900 extremes, two of each of four measurements
    for name in EXTREMES:
        values = getattr(streams, name)
        for part in range(parts):
            start, end = len(values) * part // parts, len(values) * (part + 1) // parts
            present = [value for value in values[start:end] if value is not None]
            shown = [
                value
                for time, value in zip(drawn["time"], drawn[name], strict=True)
                if start <= time < end and value is not None
            ]
            if present:
                assert math.isclose(min(shown), min(present), abs_tol=0.001)
                assert math.isclose(max(shown), max(present), abs_tol=0.001)
            else:
                assert shown == []


def test_speed_is_none_at_rest_and_a_pause_keeps_its_neighbors() -> None:
    streams = steady(6000, speed=3.0)
    moving = [not 2000 < second <= 2300 for second in range(6001)]
    paused = Streams(
        time=[time + (900 if time > 4000 else 0) for time in streams.time],
        distance=streams.distance,
        speed=[3.0] * 6001,
        moving=[moves and second != 4001 for second, moves in enumerate(moving)],
    )
    drawn = drawing(paused)
    speeds = dict(zip(drawn["time"], drawn["speed"], strict=True))
    assert {time: speeds[time] for time in (2000, 2001, 2300, 2301)} == {
        2000: 3.0,
        2001: None,
        2300: None,
        2301: 3.0,
    }
    assert (speeds[4000], speeds[4901], speeds[4902]) == (3.0, None, 3.0)
    assert all(speed is None for time, speed in speeds.items() if 2000 < time <= 2300)


def test_speed_follows_from_the_distance_if_nothing_else_measured_it() -> None:
    times = [*map(float, range(60)), 90.0, 120.0]
    faster = [3.0 * min(time, 30.0) + 5.0 * max(time - 30.0, 0.0) for time in times[:60]]
    drawn = drawing(Streams(time=times, distance=[*faster, faster[-1] + 62.0, faster[-1] + 62.0]))
    assert drawn["speed"][:25] == [3.0] * 25
    assert drawn["speed"][36:55] == [5.0] * 19
    assert drawn["speed"][30] == 4.0
    assert drawn["speed"][60:] == [2.0, None]


def test_slow_ride_is_at_rest_where_a_run_is_not() -> None:
    slow = Streams(time=[0.0, 10.0, 20.0], distance=[0.0, 8.0, 16.0], speed=[0.8, 0.8, 0.8])
    assert drawing(slow)["speed"] == [0.8, 0.8, 0.8]
    assert drawing(slow, cycling=True)["speed"] == [0.8, None, None]


def test_many_pauses_and_measurements_stay_within_the_limit() -> None:
    ride = long_ride(20_000)
    broken = Streams(
        time=[time + 60 * (time // 20) for time in ride.time],
        distance=ride.distance,
        altitude=ride.altitude,
        speed=ride.speed,
        heartrate=ride.heartrate,
        watts=ride.watts,
        moving=[second % 20 != 0 for second in range(20_000)],
    )
    assert len(drawing(broken)["time"]) <= MOST_SAMPLES


def test_grade_is_in_percent_and_positions_are_pairs() -> None:
    streams = Streams(
        time=[float(second) for second in range(200)],
        distance=[float(second) for second in range(200)],
        altitude=[0.05 * second for second in range(200)],
        latlng=[None, *[(47.0, 8.0)] * 199],
    )
    drawn = drawing(streams)
    assert drawn["grade"][100] == 5
    assert drawn["latlng"][:2] == [None, [47.0, 8.0]]
