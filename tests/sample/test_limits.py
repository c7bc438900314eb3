"""Sections 1 and 4 of strava-api.md: limits, and an application that may not read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from .conftest import Program


def usage(response: TestResponse) -> str:
    return response.headers["X-ReadRateLimit-Usage"]


def test_every_answer_carries_limits_and_usage(program: Program) -> None:
    token = program.sign_in()["access_token"]
    program.get("/athlete", token)
    headers = program.get("/athlete", token).headers
    assert headers["X-RateLimit-Limit"] == "200,2000"
    assert headers["X-ReadRateLimit-Limit"] == "100,1000"
    assert headers["X-RateLimit-Usage"] == headers["X-ReadRateLimit-Usage"] == "2,2"


def test_a_refusal_carries_them_too(program: Program) -> None:
    assert usage(program.get("/athlete", "made up")) == "1,1"
    assert usage(program.get("/nowhere", program.sign_in()["access_token"])) == "2,2"


def test_one_call_too_many_is_refused_and_still_counts(narrow: Program) -> None:
    token = narrow.sign_in()["access_token"]
    assert [narrow.get("/athlete", token).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = narrow.get("/athlete", token)
    assert refused.json == {
        "message": "Rate Limit Exceeded",
        "errors": [{"resource": "Application", "field": "rate limit", "code": "exceeded"}],
    }
    assert usage(refused) == "5,5"
    assert "Retry-After" not in refused.headers


def test_the_next_quarter_hour_starts_anew(narrow: Program) -> None:
    narrow.clock.now = datetime(2026, 11, 22, 12, 14, 59, tzinfo=UTC).timestamp()
    token = narrow.sign_in()["access_token"]
    for _ in range(4):
        narrow.get("/athlete", token)
    narrow.clock.now += 1
    response = narrow.get("/athlete", token)
    assert (response.status_code, usage(response)) == (200, "1,5")


def test_the_day_ends_at_midnight_utc(narrow: Program) -> None:
    narrow.clock.now = datetime(2026, 11, 22, 23, 0, tzinfo=UTC).timestamp()
    token = narrow.sign_in()["access_token"]
    for _ in range(6):
        narrow.get("/athlete", token)
    narrow.clock.now += 3599
    assert narrow.get("/athlete", token).status_code == 429, "the day is used up"
    narrow.clock.now += 1
    response = narrow.get("/athlete", token)
    assert (response.status_code, usage(response)) == (200, "1,1")


def test_the_limit_holds_over_all_athletes(narrow: Program) -> None:
    tokens = [narrow.sign_in()["access_token"] for _ in range(4)]
    statuses = [narrow.get("/athlete", token).status_code for token in tokens]
    assert statuses == [200, 200, 200, 429]


def test_calls_are_noted_whatever_the_answer(narrow: Program) -> None:
    token = narrow.sign_in()["access_token"]
    for path in ("/athlete", "/nowhere", "/athlete/activities", "/athlete"):
        narrow.get(path, token)
    assert narrow.sample.calls == [
        ("GET", "/api/v3/athlete"),
        ("GET", "/api/v3/nowhere"),
        ("GET", "/api/v3/athlete/activities"),
        ("GET", "/api/v3/athlete"),
    ]


def test_an_inactive_application_may_not_read(program: Program) -> None:
    token = program.sign_in()["access_token"]
    program.sample.inactive = True
    refused = program.get("/athlete/activities", token)
    assert refused.status_code == 403
    assert refused.json == {
        "message": "Forbidden",
        "errors": [{"resource": "Application", "field": "Status", "code": "Inactive"}],
    }


def test_one_athlete_too_many_may_not_read(program: Program) -> None:
    token = program.sign_in()["access_token"]
    program.sample.too_many_athletes = True
    refused = program.get("/athlete", token)
    assert refused.status_code == 403
    assert "Limit of connected athletes exceeded" in refused.text
