"""Section 5 of strava-api.md: the list of activities, the athlete, gear, and what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask import json

if TYPE_CHECKING:
    from .conftest import Program

DAY = 86_400


def names(program: Program, token: str, **query: Any) -> list[str]:
    response = program.get("/athlete/activities", token, **query)
    assert response.status_code == 200, response.text
    return [activity["name"] for activity in json.loads(response.text)]


@pytest.fixture
def token(program: Program) -> str:
    access_token: str = program.sign_in()["access_token"]
    return access_token


def test_the_newest_start_comes_first(program: Program, token: str) -> None:
    assert names(program, token) == ["Run 0", "Run 1", "Run 2", "Run 3", "Run 4"]


def test_a_late_upload_is_listed_by_its_start(program: Program, token: str) -> None:
    late = program.sample.activities[3] | {"id": 2**34, "name": "Late"}
    late["start_date"] = late["start_date"].replace("T12:00:00Z", "T13:00:00Z")
    program.sample.activities.append(late)
    assert names(program, token) == ["Run 0", "Run 1", "Run 2", "Late", "Run 3", "Run 4"]


def test_only_an_empty_page_ends_the_list(program: Program, token: str) -> None:
    pages = [names(program, token, per_page=2, page=page) for page in (1, 2, 3, 4)]
    assert pages == [["Run 0", "Run 1"], ["Run 2", "Run 3"], ["Run 4"], []]


def test_a_page_has_thirty_unless_asked_for_up_to_two_hundred(athlete: Program) -> None:
    token = athlete.sign_in()["access_token"]
    assert len(names(athlete, token)) == 30
    assert len(names(athlete, token, per_page=200)) == 200
    refused = athlete.get("/athlete/activities", token, per_page=201)
    assert refused.status_code == 400
    assert json.loads(refused.text)["errors"][0]["field"] == "per_page"


def test_a_page_that_is_no_number_is_refused(program: Program, token: str) -> None:
    refused = program.get("/athlete/activities", token, page="two")
    assert refused.status_code == 400


def test_before_and_after_bound_the_start(program: Program, token: str) -> None:
    noon = int(program.clock.now)
    assert names(program, token, before=noon) == ["Run 1", "Run 2", "Run 3", "Run 4"]
    assert names(program, token, after=10**18) == []
    assert names(program, token, before=noon - 3 * DAY) == ["Run 4"]
    assert names(program, token, after=noon - 3 * DAY, before=noon) == ["Run 2", "Run 1"]


def test_with_after_the_oldest_comes_first(program: Program, token: str) -> None:
    assert names(program, token, after=0) == ["Run 4", "Run 3", "Run 2", "Run 1", "Run 0"]
    after = int(program.clock.now) - 2 * DAY
    assert names(program, token, after=after, per_page=1) == ["Run 1"]


def test_without_a_scope_for_activities_there_is_no_list(program: Program) -> None:
    token = program.sign_in("profile:read_all")["access_token"]
    for path in ("/athlete/activities", f"/activities/{2**33}"):
        refused = program.get(path, token)
        assert refused.status_code == 401
        assert refused.json == {
            "message": "Authorization Error",
            "errors": [
                {"resource": "AccessToken", "field": "activity:read_permission", "code": "missing"}
            ],
        }


def test_without_read_all_what_only_the_athlete_sees_does_not_exist(program: Program) -> None:
    token = program.sign_in("activity:read")["access_token"]
    assert names(program, token) == ["Run 0", "Run 1", "Run 3", "Run 4"]
    assert program.get(f"/activities/{2**33 + 2}", token).status_code == 404
    assert program.get(f"/activities/{2**33 + 1}", token).status_code == 200


def test_read_all_alone_is_enough_to_read(program: Program) -> None:
    token = program.sign_in("activity:read_all")["access_token"]
    assert len(names(program, token)) == 5


def test_what_is_not_there_is_a_404_in_one_shape(program: Program, token: str) -> None:
    missing = program.get("/activities/7", token)
    assert missing.status_code == 404
    assert missing.json == {
        "message": "Record Not Found",
        "errors": [{"resource": "Activity", "field": "id", "code": "invalid"}],
    }
    for path in ("/gear/b0", "/athletes/7/stats", "/activities/7/laps", "/segments/1"):
        refused = program.get(path, token)
        assert refused.status_code == 404, path
        assert refused.is_json


def test_the_athlete_has_gear_weight_and_ftp_only_with_the_whole_profile(
    program: Program, token: str
) -> None:
    whole = program.get("/athlete", token).json or {}
    assert whole["measurement_preference"] == "meters"
    assert {"id", "name", "distance", "primary"} <= whole["bikes"][0].keys()
    assert {"id", "name", "distance", "primary"} <= whole["shoes"][0].keys()
    assert whole["weight"] > 0
    assert whole["ftp"] > 0

    little = program.get("/athlete", program.sign_in("activity:read")["access_token"]).json or {}
    assert little["id"] == whole["id"]
    assert not little.keys() & {"bikes", "shoes", "weight", "ftp"}


def test_zones_are_the_athletes_own_and_an_activitys_cost(program: Program, token: str) -> None:
    zones = program.get("/athlete/zones", token).json or {}
    assert len(zones["heart_rate"]["zones"]) == 5
    assert program.get(f"/activities/{2**33}/zones", token).status_code == 402
    few = program.sign_in("activity:read")["access_token"]
    assert program.get("/athlete/zones", few).status_code == 401


def test_gear_has_gone_as_far_as_its_activities(athlete: Program) -> None:
    token = athlete.sign_in()["access_token"]
    whole = athlete.get("/athlete", token).json or {}
    for item in whole["bikes"] + whole["shoes"]:
        gone = sum(
            activity["distance"]
            for activity in athlete.sample.activities
            if activity["gear_id"] == item["id"]
        )
        assert item["distance"] == pytest.approx(gone, abs=0.1)
        assert (athlete.get(f"/gear/{item['id']}", token).json or {})["name"] == item["name"]


def test_stats_count_only_what_everyone_can_see(athlete: Program) -> None:
    token = athlete.sign_in()["access_token"]
    me = (athlete.get("/athlete", token).json or {})["id"]
    stats = athlete.get(f"/athletes/{me}/stats", token).json or {}
    runs = [activity for activity in athlete.sample.activities if activity["type"] == "Run"]
    seen = [activity for activity in runs if activity["visibility"] == "everyone"]
    assert stats["all_run_totals"]["count"] == len(seen) < len(runs)
    assert stats["recent_run_totals"]["count"] < stats["ytd_run_totals"]["count"] < len(seen)


def test_each_call_can_be_made_slow(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("strava.sample.api.time.sleep", waited.append)
    program.sample.delay = 0.25
    program.get("/athlete", program.sign_in()["access_token"])
    assert waited == [0.25]
