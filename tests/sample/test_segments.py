"""Efforts on segments agree with the streams, and are ranked among the athlete's own.

Source: https://developers.strava.com/docs/reference/#api-models-DetailedSegmentEffort
"""

from __future__ import annotations

from typing import Any

import pytest

from strava.sample.places import meters_between

from .conftest import Reader, latest

Activity = dict[str, Any]


def over_the_same_route(reader: Reader) -> list[Activity]:
    """Return the races over 10 km in the direction that was run more often, oldest first."""
    routes: dict[tuple[int, ...], list[Activity]] = {}
    for one in reader.client.sample.activities:
        if one["name"].startswith("Corrida"):
            efforts = reader.efforts(one)
            routes.setdefault(tuple(effort["segment"]["id"] for effort in efforts), []).append(one)
    return max(routes.values(), key=len)


@pytest.mark.parametrize("sport_type", ["Run", "TrailRun", "Ride", "GravelRide"])
def test_efforts_agree_with_the_streams(reader: Reader, sport_type: str) -> None:
    activity = latest(reader.client, sport_type, has_heartrate=True, trainer=False)
    streams, efforts = reader.streams(activity), reader.efforts(activity)
    assert len(efforts) == 3
    for effort in efforts:
        start, end, segment = effort["start_index"], effort["end_index"], effort["segment"]
        assert effort["name"] == segment["name"]
        assert effort["elapsed_time"] == streams["time"][end] - streams["time"][start]
        assert 0 < effort["moving_time"] <= effort["elapsed_time"]
        assert effort["distance"] == pytest.approx(segment["distance"], rel=0.04)
        away = meters_between(streams["latlng"][start], segment["start_latlng"])
        assert away < 0.01 * activity["distance"]
        rates = [rate for rate in streams["heartrate"][start : end + 1] if rate]
        assert effort["max_heartrate"] == max(rates)
        assert effort["average_heartrate"] == pytest.approx(sum(rates) / len(rates), abs=0.1)
        assert effort["device_watts"] is ("watts" in streams)
        assert ("average_watts" in effort) is (activity.get("average_watts") is not None)


def test_segment_has_the_fields_of_strava(reader: Reader) -> None:
    segments = [effort["segment"] for effort in reader.efforts(latest(reader.client, "TrailRun"))]
    for segment in segments:
        assert segment.keys() >= {
            *("id", "name", "activity_type", "distance", "average_grade", "maximum_grade"),
            *("elevation_high", "elevation_low", "start_latlng", "end_latlng", "climb_category"),
            *("city", "state", "country", "private", "hazardous", "starred"),
        }
        assert segment["activity_type"] == "Run"
        assert segment["elevation_high"] >= segment["elevation_low"]
        assert segment["maximum_grade"] >= segment["average_grade"]
    assert max(segment["average_grade"] for segment in segments) > 2, "one is a climb"


def test_rank_counts_the_own_efforts_up_to_that_day(reader: Reader) -> None:
    runs = over_the_same_route(reader)
    assert len(runs) >= 3
    earlier: list[int] = []
    for run in runs:
        effort = reader.efforts(run)[0]
        rank = 1 + sum(seconds <= effort["elapsed_time"] for seconds in earlier)
        assert effort["pr_rank"] == (rank if rank <= 3 else None)
        assert [one["rank"] for one in effort["achievements"]] == ([rank] if rank <= 3 else [])
        earlier.append(effort["elapsed_time"])


def test_only_efforts_with_a_rank_are_sent_unless_all_are_asked_for(reader: Reader) -> None:
    numbers = set()
    for run in [one for one in reader.client.sample.activities if one["sport_type"] == "Run"][-3:]:
        everything = reader.efforts(run)
        noteworthy = [effort for effort in everything if effort["pr_rank"]]
        assert reader.detail(run)["segment_efforts"] == noteworthy
        assert reader.detail(run, include_all_efforts="false")["segment_efforts"] == noteworthy
        numbers.add(len(noteworthy))
    assert min(numbers) < 3, "not all are noteworthy"


def test_opposite_direction_has_other_segments(reader: Reader) -> None:
    by_start: dict[tuple[int, ...], set[tuple[int, ...]]] = {}
    for ride in [one for one in reader.client.sample.activities if one["commute"]][-8:]:
        ids = tuple(effort["segment"]["id"] for effort in reader.efforts(ride))
        start = tuple(round(100 * degrees) for degrees in ride["start_latlng"])
        by_start.setdefault(start, set()).add(ids)
    assert all(len(ids) == 1 for ids in by_start.values())
    assert len({ids for (ids,) in by_start.values()}) == 2


@pytest.mark.parametrize("sport_type", ["EBikeRide", "Hike", "Swim", "VirtualRide", "Yoga"])
def test_other_sports_have_no_efforts(reader: Reader, sport_type: str) -> None:
    assert reader.efforts(latest(reader.client, sport_type)) == []


def test_descents_are_hidden(reader: Reader) -> None:
    rides = [
        one
        for one in reader.client.sample.activities
        if one["sport_type"] == "MountainBikeRide" and not one["manual"]
    ]
    efforts = [effort for ride in rides[-8:] for effort in reader.efforts(ride)]
    assert any(effort["hidden"] for effort in efforts)
    for effort in efforts:
        assert effort["hidden"] is (effort["segment"]["average_grade"] < -2)


def test_unclear_value_of_include_all_efforts_is_rejected(reader: Reader) -> None:
    run = latest(reader.client, "Run")
    rejected = reader.client.get(
        f"/activities/{run['id']}", reader.token, include_all_efforts="perhaps"
    )
    assert rejected.status_code == 400
