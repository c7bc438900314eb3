"""Section 5 of strava-api.md: details, laps and streams agree with the summary."""

from __future__ import annotations

from statistics import mean
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Program

KEYS = (
    "time,distance,latlng,altitude,velocity_smooth,heartrate,cadence,watts,temp,moving,grade_smooth"
)


@pytest.fixture
def token(athlete: Program) -> str:
    access_token: str = athlete.sign_in()["access_token"]
    return access_token


def some(athlete: Program, sport: str, **wanted: Any) -> dict[str, Any]:
    """The newest activity of a sport with such fields and a distance or a long duration."""
    return next(
        one
        for one in reversed(athlete.sample.activities)
        if one["sport_type"] == sport
        and not one["manual"]
        and all(one.get(field) == value for field, value in wanted.items())
    )


def streams(athlete: Program, token: str, activity: dict[str, Any], keys: str = KEYS) -> Any:
    response = athlete.get(
        f"/activities/{activity['id']}/streams", token, keys=keys, key_by_type="true"
    )
    assert response.status_code == 200, response.text
    return response.json


def test_a_detail_is_the_summary_and_more(athlete: Program, token: str) -> None:
    run = some(athlete, "Run", has_heartrate=True)
    detail = athlete.get(f"/activities/{run['id']}", token).json or {}
    for field, value in run.items():
        if field not in ("map", "resource_state"):
            assert detail[field] == value
    assert detail["map"]["summary_polyline"] == run["map"]["summary_polyline"]
    assert len(detail["map"]["polyline"]) > len(run["map"]["summary_polyline"])
    assert detail["gear"]["id"] == run["gear_id"]
    assert detail["calories"] > 0
    assert detail["segment_efforts"] == []
    assert detail["photos"]["count"] == run["total_photo_count"]
    assert "description" in detail
    assert detail["best_efforts"][0]["name"] == "400m"


def test_splits_and_laps_add_up(athlete: Program, token: str) -> None:
    run = some(athlete, "Run")
    detail = athlete.get(f"/activities/{run['id']}", token).json or {}
    for part in ("laps", "splits_metric", "splits_standard"):
        assert sum(one["distance"] for one in detail[part]) == pytest.approx(
            run["distance"], abs=1.5
        )
        elapsed = sum(one["elapsed_time"] for one in detail[part])
        assert elapsed == run["elapsed_time"]
    assert athlete.get(f"/activities/{run['id']}/laps", token).json == detail["laps"]


def test_streams_are_equally_long_and_end_where_the_summary_does(
    athlete: Program, token: str
) -> None:
    ride = some(athlete, "Ride", has_heartrate=True, device_watts=True, trainer=False)
    recorded = streams(athlete, token, ride)
    assert recorded.keys() == set(KEYS.split(","))
    sizes = {len(stream["data"]) for stream in recorded.values()}
    assert len(sizes) == 1
    for stream in recorded.values():
        assert stream["original_size"] == len(stream["data"])
        assert (stream["series_type"], stream["resolution"]) == ("distance", "high")
    data = {key: stream["data"] for key, stream in recorded.items()}
    assert data["distance"][-1] == pytest.approx(ride["distance"], abs=0.1)
    assert data["time"][-1] == ride["elapsed_time"]
    assert data["time"] == sorted(data["time"])
    assert mean(data["heartrate"]) == pytest.approx(ride["average_heartrate"], abs=1)
    assert max(data["heartrate"]) <= ride["max_heartrate"]
    assert mean(data["watts"]) == pytest.approx(ride["average_watts"], rel=0.05)
    assert (min(data["altitude"]), max(data["altitude"])) == (ride["elev_low"], ride["elev_high"])
    assert data["latlng"][0] == pytest.approx(ride["start_latlng"], abs=2e-5)
    assert max(map(abs, data["grade_smooth"])) < 30


def test_only_the_keys_asked_for_come(athlete: Program, token: str) -> None:
    run = some(athlete, "Run")
    assert streams(athlete, token, run, keys="time,latlng").keys() == {"time", "latlng"}


def test_what_was_not_recorded_is_absent(athlete: Program, token: str) -> None:
    gym = some(athlete, "WeightTraining", has_heartrate=True)
    assert streams(athlete, token, gym).keys() == {"time", "moving", "heartrate"}
    early = next(one for one in athlete.sample.activities if one["sport_type"] == "Run")
    assert "heartrate" not in streams(athlete, token, early)


def test_the_same_activity_has_the_same_details_every_time(athlete: Program, token: str) -> None:
    run = some(athlete, "Run")
    assert streams(athlete, token, run) == streams(athlete, token, run)
    path = f"/activities/{run['id']}"
    assert athlete.get(path, token).json == athlete.get(path, token).json


def test_a_manual_entry_has_a_detail_but_no_streams(athlete: Program, token: str) -> None:
    entry = next(one for one in athlete.sample.activities if one["manual"])
    path = f"/activities/{entry['id']}"
    detail = athlete.get(path, token).json or {}
    assert detail["manual"] is True
    assert detail["laps"] == []
    missing = athlete.get(f"{path}/streams", token, keys="time", key_by_type="true")
    assert missing.status_code == 404
    assert missing.is_json


def test_streams_come_by_key_alone(athlete: Program, token: str) -> None:
    run = some(athlete, "Run")
    refused = athlete.get(f"/activities/{run['id']}/streams", token, keys="time")
    assert refused.status_code == 400


def test_every_made_up_activity_has_details(athlete: Program, token: str) -> None:
    for one in athlete.sample.activities[::97]:
        assert athlete.get(f"/activities/{one['id']}", token).status_code == 200


def test_a_bare_summary_has_details_too(program: Program) -> None:
    token = program.sign_in()["access_token"]
    assert program.get(f"/activities/{2**33}", token).status_code == 200
    recorded = streams(program, token, {"id": 2**33})
    assert recorded.keys() == {"time", "distance", "velocity_smooth", "moving"}
