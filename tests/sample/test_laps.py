"""Laps and best efforts agree with the streams: of the device, by hand, and of workouts."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from statistics import mean
from typing import Any

import pytest

from strava.sample.quirks import quirks

from .conftest import Reader, latest

Activity = dict[str, Any]
ReadRun = Callable[..., tuple[Reader, Activity]]

WORKOUT: Activity = {
    "workout_type": 3,
    "distance": 10_000.0,
    "moving_time": 3200,
    "elapsed_time": 3260,
    "has_heartrate": True,
    "average_heartrate": 150.0,
    "max_heartrate": 180.0,
}
"""The fields of an interval session."""


@pytest.mark.parametrize("sport_type", ["Run", "Ride", "Swim", "Yoga"])
def test_laps_follow_each_other_and_agree_with_the_streams(reader: Reader, sport_type: str) -> None:
    activity = latest(reader.client, sport_type, has_heartrate=True)
    laps, streams = reader.detail(activity)["laps"], reader.streams(activity)
    assert len({lap["id"] for lap in laps}) == len(laps)
    assert laps[0]["start_index"] == 0
    assert laps[-1]["end_index"] == len(streams["time"]) - 1
    for lap, following in pairwise(laps):
        assert lap["end_index"] == following["start_index"]
    for lap in laps:
        start, end = lap["start_index"], lap["end_index"]
        assert lap["elapsed_time"] == streams["time"][end] - streams["time"][start]
        assert 0 < lap["moving_time"] <= lap["elapsed_time"]
        measured = [rate for rate in streams["heartrate"][start : end + 1] if rate]
        assert lap["average_heartrate"] == pytest.approx(mean(measured), abs=0.1)
        assert lap["max_heartrate"] == max(measured)
        if "distance" in streams:
            covered = streams["distance"][end] - streams["distance"][start]
            assert lap["distance"] == pytest.approx(covered, abs=0.1)
        if "altitude" in streams:
            heights = streams["altitude"][start : end + 1]
            climbed = sum(max(0.0, after - before) for before, after in pairwise(heights))
            assert lap["total_elevation_gain"] == pytest.approx(climbed, abs=0.1)
        assert ("average_cadence" in lap) == ("cadence" in streams)
        assert ("average_watts" in lap) == ("watts" in streams)
    assert sum(lap["moving_time"] for lap in laps) == activity["moving_time"]


@pytest.mark.parametrize(
    ("name", "count", "meters"), [("6 × 800 m", 6, 800), ("10 × 400 m", 10, 400)]
)
def test_intervals_are_visible_in_laps_and_heart_rate(
    read_run: ReadRun, name: str, count: int, meters: int
) -> None:
    reader, run = read_run(name=name, **WORKOUT)
    laps = reader.detail(run)["laps"]
    warm_up, *repetitions, cool_down = laps
    work, rest = repetitions[::2], repetitions[1::2]
    assert len(work) == count
    assert min(lap["average_speed"] for lap in work) > 1.25 * max(
        lap["average_speed"] for lap in rest
    )
    for lap in work:
        assert lap["distance"] == pytest.approx(meters, abs=20)
        assert lap["average_speed"] > max(warm_up["average_speed"], cool_down["average_speed"])
    assert mean(lap["max_heartrate"] for lap in work) > warm_up["average_heartrate"] + 10


def test_intervals_that_are_named_by_time_take_that_time(read_run: ReadRun) -> None:
    reader, run = read_run(name="Tempo 3 × 10 min", **WORKOUT)
    laps = reader.detail(run)["laps"]
    assert laps[1]["moving_time"] == pytest.approx(600, rel=0.2)
    assert laps[1]["average_speed"] > 1.25 * laps[2]["average_speed"]


def test_intervals_that_do_not_fit_are_fewer(read_run: ReadRun) -> None:
    reader, run = read_run(name="10 × 400 m", **WORKOUT | {"distance": 4000.0, "moving_time": 1300})
    laps = reader.detail(run)["laps"]
    assert len(laps) == 2 + 2 * 5 - 1
    assert laps[1]["distance"] == pytest.approx(400, abs=10)


def test_laps_by_hand_are_at_odd_places(reader: Reader) -> None:
    run = next(
        one
        for one in reversed(reader.client.sample.activities)
        if one["workout_type"] == 0 and quirks(one["id"]).laps_by_hand and one["distance"] > 5000
    )
    laps = reader.detail(run)["laps"]
    assert 3 <= len(laps) <= 6
    assert not any(990 < lap["distance"] < 1010 for lap in laps)


def test_pool_swim_has_sets_with_rests_at_the_wall(reader: Reader) -> None:
    swim = latest(reader.client, "Swim", start_latlng=[], has_heartrate=True)
    laps = reader.detail(swim)["laps"]
    assert len(laps) > 2
    for lap in laps:
        assert lap["distance"] == pytest.approx(25 * round(lap["distance"] / 25), abs=3)
    assert sum(lap["elapsed_time"] > lap["moving_time"] for lap in laps) >= len(laps) - 1


def test_indoor_ride_has_power_and_distance_but_no_positions(reader: Reader) -> None:
    ride = latest(reader.client, "Ride", workout_type=12, device_watts=True)
    streams = reader.streams(ride)
    assert {"distance", "watts", "cadence"} < streams.keys()
    assert not {"latlng", "altitude", "grade_smooth"} & streams.keys()
    laps = reader.detail(ride)["laps"]
    assert laps[1]["average_watts"] > 1.2 * laps[2]["average_watts"], "work and rest"
    assert max(streams["watts"]) == ride["max_watts"]


def test_best_efforts_are_the_fastest_spans_of_the_streams(reader: Reader) -> None:
    run = latest(reader.client, "Run", has_heartrate=True)
    streams = reader.streams(run)
    time, distance = streams["time"], streams["distance"]
    efforts = reader.detail(run)["best_efforts"]
    assert [effort["name"] for effort in efforts][:4] == ["400m", "1/2 mile", "1k", "1 mile"]
    for effort in efforts:
        start, end = effort["start_index"], effort["end_index"]
        assert distance[end] - distance[start] >= effort["distance"]
        assert time[end] - time[start] == effort["elapsed_time"]
        assert 0 < effort["moving_time"] <= effort["elapsed_time"]
        assert effort["max_heartrate"] == max(streams["heartrate"][start : end + 1])
    kilometer = next(effort for effort in efforts if effort["name"] == "1k")
    assert kilometer["elapsed_time"] == min(
        time[end] - time[start]
        for start in range(len(time))
        for end in range(start, len(time))
        if distance[end] - distance[start] >= 1000
    )
