"""Rate limits, and applications that may not read.

Source: https://developers.strava.com/docs/rate-limits/
"""

from __future__ import annotations

from datetime import UTC, datetime

from werkzeug.test import TestResponse

from .conftest import SampleClient


def usage(response: TestResponse) -> str:
    return response.headers["X-ReadRateLimit-Usage"]


def test_every_response_carries_limits_and_usage(client: SampleClient) -> None:
    token = client.sign_in()["access_token"]
    client.get("/athlete", token)
    headers = client.get("/athlete", token).headers
    assert headers["X-RateLimit-Limit"] == "200,2000"
    assert headers["X-ReadRateLimit-Limit"] == "100,1000"
    assert headers["X-RateLimit-Usage"] == headers["X-ReadRateLimit-Usage"] == "2,2"


def test_error_responses_carry_limits_and_usage(client: SampleClient) -> None:
    assert usage(client.get("/athlete", "made up")) == "1,1"
    assert usage(client.get("/nowhere", client.sign_in()["access_token"])) == "2,2"


def test_call_above_the_limit_is_rejected_but_counts(limited_client: SampleClient) -> None:
    token = limited_client.sign_in()["access_token"]
    statuses = [limited_client.get("/athlete", token).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    rejected = limited_client.get("/athlete", token)
    assert rejected.json == {
        "message": "Rate Limit Exceeded",
        "errors": [{"resource": "Application", "field": "rate limit", "code": "exceeded"}],
    }
    assert usage(rejected) == "5,5"
    assert "Retry-After" not in rejected.headers


def test_response_above_the_limit_can_have_a_string_as_its_errors(
    limited_client: SampleClient,
) -> None:
    limited_client.sample.terse_rate_limit = True
    token = limited_client.sign_in()["access_token"]
    for _ in range(3):
        assert limited_client.get("/athlete", token).status_code == 200
    rejected = limited_client.get("/athlete", token)
    assert rejected.status_code == 429
    assert rejected.json == {"errors": "Rate Limit Exceeded", "status": 429}
    assert usage(rejected) == "4,4"


def test_short_limit_resets_at_the_next_quarter_hour(limited_client: SampleClient) -> None:
    limited_client.clock.now = datetime(2026, 11, 22, 12, 14, 59, tzinfo=UTC).timestamp()
    token = limited_client.sign_in()["access_token"]
    for _ in range(4):
        limited_client.get("/athlete", token)
    limited_client.clock.now += 1
    response = limited_client.get("/athlete", token)
    assert (response.status_code, usage(response)) == (200, "1,5")


def test_daily_limit_resets_at_midnight_utc(limited_client: SampleClient) -> None:
    limited_client.clock.now = datetime(2026, 11, 22, 23, 0, tzinfo=UTC).timestamp()
    token = limited_client.sign_in()["access_token"]
    for _ in range(6):
        limited_client.get("/athlete", token)
    limited_client.clock.now += 3599
    assert limited_client.get("/athlete", token).status_code == 429, "daily limit is used up"
    limited_client.clock.now += 1
    response = limited_client.get("/athlete", token)
    assert (response.status_code, usage(response)) == (200, "1,1")


def test_all_athletes_share_the_limit(limited_client: SampleClient) -> None:
    tokens = [limited_client.sign_in()["access_token"] for _ in range(4)]
    statuses = [limited_client.get("/athlete", token).status_code for token in tokens]
    assert statuses == [200, 200, 200, 429]


def test_set_limits_replaces_the_limits_and_resets_the_counts(limited_client: SampleClient) -> None:
    token = limited_client.sign_in()["access_token"]
    limited_client.get("/athlete", token)
    limited_client.sample.set_limits(read=(1, 7))
    response = limited_client.get("/athlete", token)
    assert (response.status_code, usage(response)) == (200, "1,1")
    assert response.headers["X-ReadRateLimit-Limit"] == "1,7"
    assert response.headers["X-RateLimit-Limit"] == "200,2000"
    assert limited_client.get("/athlete", token).status_code == 429


def test_calls_are_recorded_with_any_status(limited_client: SampleClient) -> None:
    token = limited_client.sign_in()["access_token"]
    for path in ("/athlete", "/nowhere", "/athlete/activities", "/athlete"):
        limited_client.get(path, token)
    assert limited_client.sample.calls == [
        ("GET", "/api/v3/athlete"),
        ("GET", "/api/v3/nowhere"),
        ("GET", "/api/v3/athlete/activities"),
        ("GET", "/api/v3/athlete"),
    ]


def test_inactive_application_is_rejected(client: SampleClient) -> None:
    token = client.sign_in()["access_token"]
    client.sample.inactive = True
    rejected = client.get("/athlete/activities", token)
    assert rejected.status_code == 403
    assert rejected.json == {
        "message": "Forbidden",
        "errors": [{"resource": "Application", "field": "Status", "code": "Inactive"}],
    }


def test_application_with_too_many_athletes_is_rejected(client: SampleClient) -> None:
    token = client.sign_in()["access_token"]
    client.sample.too_many_athletes = True
    rejected = client.get("/athlete", token)
    assert rejected.status_code == 403
    assert "Limit of connected athletes exceeded" in rejected.text
