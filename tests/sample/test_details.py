"""Details, laps and streams agree with the summary of their activity.

Source: https://developers.strava.com/docs/reference/
"""

from __future__ import annotations

from statistics import mean
from typing import Any

import pytest

from .conftest import KEYS, SampleClient, latest


@pytest.fixture
def token(history_client: SampleClient) -> str:
    access_token: str = history_client.sign_in()["access_token"]
    return access_token


def read_streams(client: SampleClient, token: str, activity_id: int, keys: str = KEYS) -> Any:
    path = f"/activities/{activity_id}/streams"
    return client.read(path, token, keys=keys, key_by_type="true")


def test_detail_contains_the_summary(history_client: SampleClient, token: str) -> None:
    run = latest(history_client, "Run", has_heartrate=True)
    detail = history_client.read(f"/activities/{run['id']}", token)
    for field, value in run.items():
        if field not in ("map", "resource_state"):
            assert detail[field] == value
    assert detail["map"]["summary_polyline"] == run["map"]["summary_polyline"]
    assert len(detail["map"]["polyline"]) > len(run["map"]["summary_polyline"])
    assert detail["gear"].keys() == {
        *("id", "primary", "name", "nickname", "resource_state"),
        *("retired", "distance", "converted_distance"),
    }
    assert detail["gear"]["id"] == run["gear_id"]
    assert {"available_zones", "stats_visibility", "private_note", "embed_token"} <= detail.keys()
    assert detail["resource_state"] == detail["map"]["resource_state"] == 3
    assert detail["calories"] > 0
    assert detail["photos"]["count"] == run["total_photo_count"]
    assert "description" in detail
    assert detail["best_efforts"][0]["name"] == "400m"


def test_splits_and_laps_add_up_to_the_activity(history_client: SampleClient, token: str) -> None:
    run = latest(history_client, "Run")
    detail = history_client.read(f"/activities/{run['id']}", token)
    for field in ("laps", "splits_metric", "splits_standard"):
        distance = sum(part["distance"] for part in detail[field])
        assert distance == pytest.approx(run["distance"], abs=1.5)
        assert sum(part["elapsed_time"] for part in detail[field]) == run["elapsed_time"]
    assert history_client.read(f"/activities/{run['id']}/laps", token) == detail["laps"]


def test_streams_have_the_same_length_and_agree_with_the_summary(
    history_client: SampleClient, token: str
) -> None:
    ride = latest(history_client, "Ride", has_heartrate=True, device_watts=True, trainer=False)
    streams = read_streams(history_client, token, ride["id"])
    assert streams.keys() == set(KEYS.split(","))
    sizes = {len(stream["data"]) for stream in streams.values()}
    assert len(sizes) == 1
    for stream in streams.values():
        assert stream["original_size"] == len(stream["data"])
        assert (stream["series_type"], stream["resolution"]) == ("distance", "high")
    data = {key: stream["data"] for key, stream in streams.items()}
    assert data["distance"][-1] == pytest.approx(ride["distance"], abs=0.1)
    assert data["time"][-1] == ride["elapsed_time"]
    assert data["time"] == sorted(data["time"])
    assert mean(data["heartrate"]) == pytest.approx(ride["average_heartrate"], abs=1)
    assert max(data["heartrate"]) <= ride["max_heartrate"]
    assert mean(data["watts"]) == pytest.approx(ride["average_watts"], rel=0.05)
    assert (min(data["altitude"]), max(data["altitude"])) == (ride["elev_low"], ride["elev_high"])
    assert data["latlng"][0] == pytest.approx(ride["start_latlng"], abs=2e-5)
    assert max(map(abs, data["grade_smooth"])) < 30


def test_streams_contain_only_the_requested_keys(history_client: SampleClient, token: str) -> None:
    run = latest(history_client, "Run")
    streams = read_streams(history_client, token, run["id"], keys="time,latlng")
    assert streams.keys() == {"time", "latlng"}


def test_streams_that_were_not_recorded_are_missing(
    history_client: SampleClient, token: str
) -> None:
    gym = latest(history_client, "WeightTraining", has_heartrate=True)
    streams = read_streams(history_client, token, gym["id"])
    assert streams.keys() == {"time", "moving", "heartrate"}
    activities = history_client.sample.activities
    first_run = next(activity for activity in activities if activity["sport_type"] == "Run")
    assert "heartrate" not in read_streams(history_client, token, first_run["id"])


def test_activity_always_has_the_same_details(history_client: SampleClient, token: str) -> None:
    run = latest(history_client, "Run")
    streams = read_streams(history_client, token, run["id"])
    assert read_streams(history_client, token, run["id"]) == streams
    path = f"/activities/{run['id']}"
    assert history_client.read(path, token) == history_client.read(path, token)


def test_manual_activity_has_details_but_no_streams(
    history_client: SampleClient, token: str
) -> None:
    manual = next(activity for activity in history_client.sample.activities if activity["manual"])
    path = f"/activities/{manual['id']}"
    detail = history_client.read(path, token)
    assert detail["manual"] is True
    assert detail["laps"] == []
    missing = history_client.get(f"{path}/streams", token, keys="time", key_by_type="true")
    assert missing.status_code == 404
    assert missing.is_json


@pytest.mark.parametrize("spelling", ["true", "True", "TRUE", "1"])
def test_key_by_type_gives_an_object_in_any_spelling(
    history_client: SampleClient, token: str, spelling: str
) -> None:
    path = f"/activities/{latest(history_client, 'Run')['id']}/streams"
    streams = history_client.read(path, token, keys="time,latlng", key_by_type=spelling)
    assert streams.keys() == {"time", "latlng"}
    assert "type" not in streams["time"]


@pytest.mark.parametrize(
    "query", [{}, *({"key_by_type": text} for text in ["false", "False", "0", ""])]
)
def test_streams_without_key_by_type_are_an_array_of_objects_with_type(
    history_client: SampleClient, token: str, query: dict[str, str]
) -> None:
    run = latest(history_client, "Run")
    streams = history_client.read(
        f"/activities/{run['id']}/streams", token, keys="time,latlng", **query
    )
    by_type = read_streams(history_client, token, run["id"], keys="time,latlng")
    assert {stream.pop("type"): stream for stream in streams} == by_type


def test_streams_without_keys_hold_the_distance(history_client: SampleClient, token: str) -> None:
    path = f"/activities/{latest(history_client, 'Run')['id']}/streams"
    assert [stream["type"] for stream in history_client.read(path, token)] == ["distance"]
    for keys in ("", ","):
        by_type = history_client.read(path, token, keys=keys, key_by_type=True)
        assert by_type.keys() == {"distance"}


@pytest.mark.parametrize("keys", [["time", "latlng"], "time, latlng", "time latlng,nonsense"])
def test_keys_may_be_repeated_or_have_spaces(
    history_client: SampleClient, token: str, keys: str | list[str]
) -> None:
    path = f"/activities/{latest(history_client, 'Run')['id']}/streams"
    streams = history_client.read(path, token, keys=keys)
    assert {stream["type"] for stream in streams} == {"time", "latlng"}


@pytest.mark.parametrize("flag", ["true", "True", "1", "false", ""])
def test_detail_can_be_asked_for_with_all_efforts(client: SampleClient, flag: str) -> None:
    token = client.sign_in()["access_token"]
    path = f"/activities/{2**33}"
    assert client.read(path, token, include_all_efforts=flag) == client.read(path, token)


def test_activities_throughout_the_history_have_details(
    history_client: SampleClient, token: str
) -> None:
    for activity in history_client.sample.activities[::97]:
        assert history_client.get(f"/activities/{activity['id']}", token).status_code == 200


def test_summary_with_few_fields_has_details_and_streams(client: SampleClient) -> None:
    token = client.sign_in()["access_token"]
    assert client.get(f"/activities/{2**33}", token).status_code == 200
    streams = read_streams(client, token, 2**33)
    assert streams.keys() == {"time", "distance", "velocity_smooth", "moving"}
