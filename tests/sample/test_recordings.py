"""Recordings agree with their summary, and some show what goes wrong on real devices.

Source: https://developers.strava.com/docs/reference/#api-models-StreamSet
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import groupby, pairwise
from statistics import mean
from typing import Any

import pytest

from strava.sample.quirks import SHARES, quirks

from .conftest import Reader, latest

Activity = dict[str, Any]
Streams = dict[str, list[Any]]


def has(activity: Activity, quirk: str) -> bool:
    return bool(getattr(quirks(activity["id"]), quirk))


def is_regular(activity: Activity, *but: str) -> bool:
    """Return whether an activity has these quirks and no other."""
    return all(has(activity, quirk) == (quirk in but) for quirk in SHARES)


def find(reader: Reader, condition: Callable[[Activity], bool], *quirk: str) -> Activity:
    """Return the latest recorded activity with a track, heart rate, and these quirks alone."""
    return next(
        activity
        for activity in reversed(reader.client.sample.activities)
        if activity["map"]["summary_polyline"]
        and activity["has_heartrate"]
        and is_regular(activity, *quirk)
        and condition(activity)
    )


def steps(streams: Streams, key: str = "time") -> list[float]:
    return [after - before for before, after in pairwise(streams[key])]


def pauses(streams: Streams) -> list[int]:
    """Return how long each pause takes: the steps up to samples that are not moving."""
    steps_by_kind = groupby(
        zip(steps(streams), streams["moving"][1:], strict=True), key=lambda one: one[1]
    )
    return [sum(int(step) for step, _ in group) for moving, group in steps_by_kind if not moving]


@pytest.fixture
def record(read_run: Callable[..., tuple[Reader, Activity]]) -> Callable[..., Streams]:
    """A function that returns the streams of a made-up run, with fields of its own."""

    def record(max_samples: int = 20_000, **fields: Any) -> Streams:
        reader, run = read_run(max_samples, **fields)
        return reader.streams(run)

    return record


@cache
def id_with(*quirk: str) -> int:
    """Return the ID of an activity with these quirks alone."""
    return next(number for number in range(2**33, 2**34) if is_regular({"id": number}, *quirk))


@pytest.mark.parametrize(
    "sport_type",
    [
        *("Run", "TrailRun", "Ride", "GravelRide", "MountainBikeRide", "EBikeRide", "VirtualRide"),
        *("Swim", "Hike", "Walk", "NordicSki", "WeightTraining", "Yoga", "Rowing", "Padel"),
    ],
)
def test_recording_agrees_with_the_summary(reader: Reader, sport_type: str) -> None:
    activity = latest(reader.client, sport_type, has_heartrate=True)
    streams = reader.streams(activity)
    assert len({len(values) for values in streams.values()}) == 1
    time = streams["time"]
    assert (time[0], time[-1]) == (0, activity["elapsed_time"])
    assert min(steps(streams)) > 0
    assert sum(pauses(streams)) == activity["elapsed_time"] - activity["moving_time"]
    measured = [value for value in streams["heartrate"] if value]
    assert mean(measured) == pytest.approx(activity["average_heartrate"], abs=1)
    assert max(measured) == activity["max_heartrate"]
    if activity["distance"]:
        assert streams["distance"][0] == 0
        assert streams["distance"][-1] == pytest.approx(activity["distance"], abs=0.1)
        assert min(steps(streams, "distance")) >= 0
        fastest = max(streams["velocity_smooth"])
        assert 0.8 * activity["max_speed"] < fastest <= activity["max_speed"] + 0.005
    else:
        assert streams.keys() == {"time", "moving", "heartrate"}
    assert ("latlng" in streams) == bool(activity["map"]["summary_polyline"])


def test_longest_activity_has_20000_samples(record: Callable[..., Streams]) -> None:
    long = {"distance": 120_000.0, "moving_time": 19_300, "elapsed_time": 21_500}
    streams = record(id=id_with("records_pauses"), **long)
    assert 19_900 < len(streams["time"]) <= 20_000
    assert set(steps(streams)) == {1, 2}


@pytest.mark.parametrize("moving_time", [2405, 2688, 4810])
def test_the_last_second_of_any_activity_is_recorded(
    record: Callable[..., Streams], moving_time: int
) -> None:
    streams = record(
        moving_time=moving_time, elapsed_time=moving_time, average_cadence=80.0, id=id_with()
    )
    assert streams["time"][-1] == moving_time


@pytest.mark.parametrize("max_samples", [50, 600])
def test_recording_has_no_more_samples_than_the_sample_is_told(
    record: Callable[..., Streams], max_samples: int
) -> None:
    for quirk in ("records_pauses", "stops_for_long"):
        streams = record(max_samples, id=id_with(quirk), moving_time=4000, elapsed_time=6000)
        assert max_samples / 2 < len(streams["time"]) <= max_samples


def test_device_that_records_every_second_sometimes_misses_a_few(
    record: Callable[..., Streams],
) -> None:
    gaps = steps(record(id=id_with(), moving_time=1500, elapsed_time=1500))
    assert gaps.count(1) > 0.85 * len(gaps)
    assert {2, 3, 4} <= set(gaps) <= set(range(1, 13))


def test_some_devices_record_every_few_seconds(record: Callable[..., Streams]) -> None:
    gaps = steps(record(id=id_with("records_sparsely"), moving_time=1500, elapsed_time=1500))
    assert set(gaps) == set(range(1, 8))
    assert 2 < mean(gaps) < 5


def test_pause_is_one_gap_between_two_samples(record: Callable[..., Streams]) -> None:
    streams = record(id=id_with(), moving_time=1500, elapsed_time=2500)
    stops = [index for index, moves in enumerate(streams["moving"]) if not moves]
    assert len(stops) > 2
    for index in stops:
        assert streams["distance"][index] == streams["distance"][index - 1]
    assert sum(streams["time"][index] - streams["time"][index - 1] for index in stops) == 1000


def test_device_without_auto_pause_records_at_standstill(record: Callable[..., Streams]) -> None:
    streams = record(id=id_with("records_pauses"), moving_time=1500, elapsed_time=2500)
    still = [index for index, moves in enumerate(streams["moving"]) if not moves]
    assert len(still) > 900
    for index in still:
        assert streams["distance"][index] == streams["distance"][index - 1]
    speeds = [streams["velocity_smooth"][index] for index in still]
    assert speeds.count(0) >= len(still) - len(pauses(streams))


@pytest.mark.parametrize("quirk", ["records_sparsely", "stops_for_long"])
def test_race_is_recorded_every_second_and_without_pauses(
    record: Callable[..., Streams], quirk: str
) -> None:
    streams = record(id=id_with(quirk), workout_type=1, moving_time=2500, elapsed_time=3500)
    assert max(steps(streams)) < 13
    assert streams["moving"].count(False) > 900
    assert max(pauses(streams)) < 600


def test_heart_rate_falls_in_a_pause(record: Callable[..., Streams]) -> None:
    times = {"moving_time": 2500, "elapsed_time": 3500}
    rates = {"has_heartrate": True, "average_heartrate": 150.0, "max_heartrate": 170.0}
    streams = record(id=id_with("records_pauses"), **times, **rates)
    samples = list(zip(streams["heartrate"], streams["moving"], strict=True))
    standing = mean(rate for rate, moves in samples if not moves)
    assert standing < mean(rate for rate, moves in samples if moves) - 10


def test_stop_at_a_cafe_takes_most_of_the_paused_time(record: Callable[..., Streams]) -> None:
    times = {"moving_time": 7000, "elapsed_time": 9000}
    assert max(pauses(record(600, id=id_with("stops_for_long"), **times))) > 1200
    assert max(pauses(record(600, id=id_with(), **times))) < 1000


def test_lost_gps_repeats_the_position_and_then_jumps(reader: Reader) -> None:
    run = find(reader, lambda one: one["sport_type"] == "Run", "loses_gps")
    streams = reader.streams(run)
    time, distance = streams["time"], streams["distance"]
    places = list(zip(streams["latlng"], distance, strict=True))
    same = [list(group) for _, group in groupby(range(len(time)), key=places.__getitem__)]
    lost = max(same, key=lambda indexes: time[indexes[-1]] - time[indexes[0]])
    duration, after = time[lost[-1]] - time[lost[0]], lost[-1] + 1
    assert duration >= 60
    assert distance[after] - distance[lost[0]] > 0.5 * duration * run["average_speed"]
    for effort in reader.detail(run)["best_efforts"]:
        assert effort["distance"] / effort["elapsed_time"] < run["max_speed"]
        assert not effort["start_index"] < after <= effort["end_index"]


def test_gap_in_the_recording_is_no_pause(reader: Reader) -> None:
    run = find(reader, lambda one: one["moving_time"] > 3000, "stops_recording")
    streams = reader.streams(run)
    length, index = max(
        (step, index) for index, step in enumerate(steps(streams), 1) if streams["moving"][index]
    )
    assert length >= 150
    covered = streams["distance"][index] - streams["distance"][index - 1]
    assert covered > 0.5 * length * run["average_speed"]


def test_failing_strap_shows_zero_nothing_or_the_same_heart_rate(reader: Reader) -> None:
    kinds = set()
    runs = (
        one
        for one in reversed(reader.client.sample.activities)
        if one["has_heartrate"] and has(one, "strap_fails") and one["moving_time"] > 2400
    )
    for run in runs:
        values, time = reader.streams(run)["heartrate"], reader.streams(run)["time"]
        groups = [
            (value, list(group))
            for value, group in groupby(range(len(values)), key=values.__getitem__)
        ]
        value, indexes = max(groups, key=lambda group: time[group[1][-1]] - time[group[1][0]])
        assert time[indexes[-1]] - time[indexes[0]] > 90
        kinds.add(value if value in (0, None) else "same")
        if len(kinds) == 3:
            return
    pytest.fail(f"only {kinds}")


def test_quirks_have_their_documented_shares(history: list[Activity]) -> None:
    for quirk, share in SHARES.items():
        found = sum(has(activity, quirk) for activity in history) / len(history)
        assert found == pytest.approx(share, abs=0.04), quirk


def test_hills_slow_the_athlete_down(reader: Reader) -> None:
    hilly = find(reader, lambda one: one["sport_type"] == "MountainBikeRide")
    streams = reader.streams(hilly)
    samples = list(zip(streams["grade_smooth"], streams["velocity_smooth"], strict=True))
    up = [speed for grade, speed in samples if grade > 3 and speed]
    down = [speed for grade, speed in samples if grade < -3 and speed]
    assert mean(up) < 0.9 * mean(down)
    climbed = sum(max(0.0, step) for step in steps(streams, "altitude"))
    assert climbed == pytest.approx(hilly["total_elevation_gain"], rel=0.25)


@pytest.mark.parametrize(
    "fields",
    [
        {"moving_time": 1, "elapsed_time": 1, "distance": 3.0},
        {"moving_time": 1, "elapsed_time": 5000},
        {"moving_time": 2, "elapsed_time": 90, "distance": 0.1},
        {"moving_time": 40, "elapsed_time": 30},
        {"moving_time": 60, "distance": 0.0, "elapsed_time": 61},
        {"moving_time": 10_000_000, "elapsed_time": 20_000_000, "distance": 5.0},
        {"max_speed": 0.1},
        {"max_speed": 900.0},
        {"map": {"summary_polyline": "_p~iF~ps|U"}},
        {"map": {"summary_polyline": "_p~iF~ps|U??"}, "elev_low": 5.0, "elev_high": 5.0},
        {"name": "0 × 0 m", "workout_type": 3},
        {"name": "900 × 900 m", "workout_type": 3, "distance": 30.0, "moving_time": 9},
        {"has_heartrate": True, "average_heartrate": 150.0, "max_heartrate": 150.0},
        {"device_watts": True, "average_watts": 200.0, "moving_time": 3},
    ],
    ids=str,
)
def test_odd_summary_has_a_consistent_recording(
    record: Callable[..., Streams], fields: dict[str, Any]
) -> None:
    for number in (id_with(), id_with("records_pauses"), id_with("records_sparsely")):
        streams = record(400, **{"id": number} | fields)
        assert len({len(values) for values in streams.values()}) == 1
        assert 1 < len(streams["time"]) <= 400
        assert streams["time"][0] == 0
        assert min(steps(streams)) > 0
        assert ("distance" in streams) == (fields.get("distance") != 0)
        if "distance" in streams:
            assert min(steps(streams, "distance")) >= 0
