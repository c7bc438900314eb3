"""Activities, the athlete and gear, and what each scope shows.

Source: https://developers.strava.com/docs/reference/
"""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import SampleClient

DAY = 86_400


def names(client: SampleClient, token: str, **query: Any) -> list[str]:
    return [activity["name"] for activity in client.read("/athlete/activities", token, **query)]


@pytest.fixture
def token(client: SampleClient) -> str:
    access_token: str = client.sign_in()["access_token"]
    return access_token


def test_activities_are_sorted_by_start_newest_first(client: SampleClient, token: str) -> None:
    assert names(client, token) == ["Run 0", "Run 1", "Run 2", "Run 3", "Run 4"]


def test_late_upload_is_sorted_by_its_start(client: SampleClient, token: str) -> None:
    late = client.sample.activities[3] | {"id": 2**34, "name": "Late"}
    late["start_date"] = late["start_date"].replace("T12:00:00Z", "T13:00:00Z")
    client.sample.activities.append(late)
    assert names(client, token) == ["Run 0", "Run 1", "Run 2", "Late", "Run 3", "Run 4"]


def test_page_after_the_last_one_is_empty(client: SampleClient, token: str) -> None:
    pages = [names(client, token, per_page=2, page=page) for page in (1, 2, 3, 4)]
    assert pages == [["Run 0", "Run 1"], ["Run 2", "Run 3"], ["Run 4"], []]


def test_page_size_is_30_by_default_and_at_most_200(history_client: SampleClient) -> None:
    token = history_client.sign_in()["access_token"]
    assert len(names(history_client, token)) == 30
    assert len(names(history_client, token, per_page=200)) == 200
    rejected = history_client.get("/athlete/activities", token, per_page=201)
    assert rejected.status_code == 400
    assert rejected.get_json()["errors"][0]["field"] == "per_page"


def test_page_that_is_not_a_number_is_rejected(client: SampleClient, token: str) -> None:
    rejected = client.get("/athlete/activities", token, page="two")
    assert rejected.status_code == 400


def test_before_and_after_exclude_their_own_second(client: SampleClient, token: str) -> None:
    noon = int(client.clock.now)
    assert names(client, token, before=noon) == ["Run 1", "Run 2", "Run 3", "Run 4"]
    assert names(client, token, after=10**18) == []
    assert names(client, token, before=noon - 3 * DAY) == ["Run 4"]
    assert names(client, token, after=noon - 3 * DAY, before=noon) == ["Run 2", "Run 1"]


def test_after_reverses_the_order(client: SampleClient, token: str) -> None:
    assert names(client, token, after=0) == ["Run 4", "Run 3", "Run 2", "Run 1", "Run 0"]
    after = int(client.clock.now) - 2 * DAY
    assert names(client, token, after=after, per_page=1) == ["Run 1"]


def test_activities_require_an_activity_scope(client: SampleClient) -> None:
    token = client.sign_in("profile:read_all")["access_token"]
    for path in ("/athlete/activities", f"/activities/{2**33}"):
        rejected = client.get(path, token)
        assert rejected.status_code == 401
        assert rejected.json == {
            "message": "Authorization Error",
            "errors": [
                {"resource": "AccessToken", "field": "activity:read_permission", "code": "missing"}
            ],
        }


def test_activity_read_hides_activities_visible_only_to_the_athlete(client: SampleClient) -> None:
    token = client.sign_in("activity:read")["access_token"]
    assert names(client, token) == ["Run 0", "Run 1", "Run 3", "Run 4"]
    assert client.get(f"/activities/{2**33 + 2}", token).status_code == 404
    assert client.get(f"/activities/{2**33 + 1}", token).status_code == 200


def test_activity_read_all_alone_shows_all_activities(client: SampleClient) -> None:
    token = client.sign_in("activity:read_all")["access_token"]
    assert len(names(client, token)) == 5


def test_unknown_resource_is_404_with_json_body(client: SampleClient, token: str) -> None:
    missing = client.get("/activities/7", token)
    assert missing.status_code == 404
    assert missing.json == {
        "message": "Record Not Found",
        "errors": [{"resource": "Activity", "field": "id", "code": "invalid"}],
    }
    for path in ("/gear/b0", "/athletes/7/stats", "/activities/7/laps", "/segments/1"):
        rejected = client.get(path, token)
        assert rejected.status_code == 404, path
        assert rejected.is_json


def test_gear_weight_and_ftp_require_profile_read_all(client: SampleClient, token: str) -> None:
    detailed = client.read("/athlete", token)
    assert detailed["measurement_preference"] == "meters"
    assert {"id", "name", "distance", "primary"} <= detailed["bikes"][0].keys()
    assert {"id", "name", "distance", "primary"} <= detailed["shoes"][0].keys()
    assert detailed["weight"] > 0
    assert detailed["ftp"] > 0

    limited = client.read("/athlete", client.sign_in("activity:read")["access_token"])
    assert limited["id"] == detailed["id"]
    assert not limited.keys() & {"bikes", "shoes", "weight", "ftp"}


def test_zones_of_the_athlete_require_profile_read_all(client: SampleClient, token: str) -> None:
    zones = client.read("/athlete/zones", token)
    assert zones["heart_rate"]["custom_zones"] is False
    for kind, count in (("heart_rate", 5), ("power", 7)):
        ranges = zones[kind]["zones"]
        assert len(ranges) == count
        assert [one["max"] for one in ranges] == [*(one["min"] for one in ranges[1:]), -1]
    limited_token = client.sign_in("activity:read")["access_token"]
    assert client.get("/athlete/zones", limited_token).status_code == 401


def test_zones_of_an_activity_divide_its_moving_time(history_client: SampleClient) -> None:
    token = history_client.sign_in()["access_token"]
    ride = next(
        activity
        for activity in reversed(history_client.sample.activities)
        if activity["has_heartrate"] and activity.get("device_watts")
    )
    zones = history_client.read(f"/activities/{ride['id']}/zones", token)
    assert [zone["type"] for zone in zones] == ["heartrate", "power"]
    athlete = history_client.read("/athlete/zones", token)
    for zone, limits in zip(zones, (athlete["heart_rate"], athlete["power"]), strict=True):
        buckets = zone["distribution_buckets"]
        assert [{"min": item["min"], "max": item["max"]} for item in buckets] == limits["zones"]
        seconds = sum(item["time"] for item in buckets)
        assert seconds == pytest.approx(ride["moving_time"], rel=0.02)


def test_activity_without_sensors_has_no_zones(history_client: SampleClient) -> None:
    token = history_client.sign_in()["access_token"]
    for field in ("manual", "has_heartrate"):
        activity = next(
            activity
            for activity in history_client.sample.activities
            if not activity.get("device_watts") and activity[field] == (field == "manual")
        )
        assert history_client.read(f"/activities/{activity['id']}/zones", token) == []


def test_zones_of_an_activity_require_a_subscription(client: SampleClient, token: str) -> None:
    client.sample.subscriber = False
    rejected = client.get(f"/activities/{2**33}/zones", token)
    assert rejected.status_code == 402
    assert rejected.json == {"message": "Payment Required", "errors": []}


@pytest.mark.parametrize(
    "path",
    [
        "/athlete/clubs",
        "/athlete/routes",
        "/athletes/2718281828/routes",
        "/athletes/2718281828/koms",
        "/athletes/2718281828/segments/starred",
        "/segments/starred",
        *(f"/activities/{2**33}/{name}" for name in ("comments", "kudos", "photos")),
    ],
)
def test_what_is_not_made_up_is_an_empty_list(client: SampleClient, token: str, path: str) -> None:
    assert client.read(path, token) == []
    parameters = {"page": 1, "per_page": 200, "photo_sources": "true", "size": 600, "markdown": 0}
    assert client.read(path, token, **parameters) == []


@pytest.mark.parametrize(
    "path", ["/athletes/7/routes", "/activities/7/kudos", "/activities/7/zones"]
)
def test_lists_of_what_does_not_exist_are_404(client: SampleClient, token: str, path: str) -> None:
    assert client.get(path, token).status_code == 404


def test_retired_gear_is_not_listed_but_answered(history_client: SampleClient) -> None:
    token = history_client.sign_in()["access_token"]
    profile = history_client.read("/athlete", token)
    listed = {item["id"] for item in profile["bikes"] + profile["shoes"]}
    days: dict[str, list[str]] = {}
    for activity in history_client.sample.activities:
        if activity["gear_id"]:
            days.setdefault(activity["gear_id"], []).append(activity["start_date_local"][:10])
    retired = days.keys() - listed
    assert {gear_id[0] for gear_id in retired} == {"b", "g"}, "a bike and shoes"
    for gear_id, used in days.items():
        detail = history_client.read(f"/gear/{gear_id}", token)
        assert detail["retired"] == (gear_id in retired)
        assert detail["name"]
        if detail["retired"]:
            assert max(used) < "2024", "only older activities have it"
            assert len(used) > 20


def test_distance_of_gear_is_the_total_of_its_activities(history_client: SampleClient) -> None:
    token = history_client.sign_in()["access_token"]
    profile = history_client.read("/athlete", token)
    for item in profile["bikes"] + profile["shoes"]:
        distance = sum(
            activity["distance"]
            for activity in history_client.sample.activities
            if activity["gear_id"] == item["id"]
        )
        assert item["distance"] == pytest.approx(distance, abs=0.1)
        assert history_client.read(f"/gear/{item['id']}", token)["name"] == item["name"]


def test_stats_count_only_activities_visible_to_everyone(history_client: SampleClient) -> None:
    token = history_client.sign_in()["access_token"]
    athlete_id = history_client.read("/athlete", token)["id"]
    stats = history_client.read(f"/athletes/{athlete_id}/stats", token)
    runs = [activity for activity in history_client.sample.activities if activity["type"] == "Run"]
    public = [activity for activity in runs if activity["visibility"] == "everyone"]
    assert stats["all_run_totals"]["count"] == len(public) < len(runs)
    assert stats["recent_run_totals"]["count"] < stats["ytd_run_totals"]["count"] < len(public)


def test_delay_slows_down_each_call(client: SampleClient, monkeypatch: pytest.MonkeyPatch) -> None:
    delays: list[float] = []
    monkeypatch.setattr("strava.sample.api.time.sleep", delays.append)
    client.sample.delay = 0.25
    client.get("/athlete", client.sign_in()["access_token"])
    assert delays == [0.25]
