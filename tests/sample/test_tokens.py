"""Section 3 of strava-api.md: refreshing, rotating and revoking tokens."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest

from strava.sample import CLIENT_ID, CLIENT_SECRET

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from .conftest import Program

SIX_HOURS = 21_600
INVALID_TOKEN = {
    "message": "Authorization Error",
    "errors": [{"resource": "Athlete", "field": "access_token", "code": "invalid"}],
}


def revoke(program: Program, token: str, password: str = CLIENT_SECRET) -> TestResponse:
    basic = b64encode(f"{CLIENT_ID}:{password}".encode()).decode()
    return program.client.post(
        "/oauth/revoke", data={"token": token}, headers={"Authorization": f"Basic {basic}"}
    )


def status(program: Program, access_token: str) -> int:
    return program.get("/athlete", access_token).status_code


def fault(resource: str, field: str) -> dict[str, Any]:
    error = {"resource": resource, "field": field, "code": "invalid"}
    return {"message": "Bad Request", "errors": [error]}


def test_with_more_than_an_hour_to_live_the_same_tokens_come_back(program: Program) -> None:
    tokens = program.sign_in()
    program.clock.now += SIX_HOURS - 3601
    refreshed = program.refresh(tokens["refresh_token"]).json or {}
    assert refreshed["access_token"] == tokens["access_token"]
    assert refreshed["refresh_token"] == tokens["refresh_token"]
    assert refreshed["expires_at"] == tokens["expires_at"]
    assert refreshed["expires_in"] == 3601
    assert "athlete" not in refreshed


def test_with_an_hour_or_less_both_tokens_are_new(program: Program) -> None:
    tokens = program.sign_in()
    program.clock.now += SIX_HOURS - 3600
    refreshed = program.refresh(tokens["refresh_token"]).json or {}
    assert refreshed["access_token"] != tokens["access_token"]
    assert refreshed["refresh_token"] != tokens["refresh_token"]
    assert refreshed["expires_at"] == program.clock.now + SIX_HOURS
    assert status(program, refreshed["access_token"]) == 200


def test_a_replaced_refresh_token_is_dead_at_once(program: Program) -> None:
    tokens = program.sign_in()
    program.clock.now += SIX_HOURS
    newer = program.refresh(tokens["refresh_token"]).json or {}
    refused = program.refresh(tokens["refresh_token"])
    assert (refused.status_code, refused.json) == (400, fault("RefreshToken", "refresh_token"))
    assert program.refresh(newer["refresh_token"]).status_code == 200


def test_what_was_granted_outlives_a_refresh(program: Program) -> None:
    tokens = program.sign_in("activity:read")
    program.clock.now += SIX_HOURS
    newer = program.refresh(tokens["refresh_token"]).json or {}
    listed = program.get("/athlete/activities", newer["access_token"]).json or []
    assert len(listed) == 4, "the run that only the athlete can see stays hidden"


def test_a_made_up_refresh_token_tells_that_the_credentials_are_right(program: Program) -> None:
    refused = program.refresh("made up")
    assert (refused.status_code, refused.json) == (400, fault("RefreshToken", "refresh_token"))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"client_id": "4321"}, "client_id"),
        ({"client_id": ""}, "client_id"),
        ({"client_secret": "f" * 40}, "client_secret"),
        ({"client_secret": "ü"}, "client_secret"),
    ],
)
def test_the_application_is_checked_before_the_token(
    program: Program, form: dict[str, str], field: str
) -> None:
    refused = program.ask_token("refresh_token", refresh_token="made up", **form)
    assert (refused.status_code, refused.json) == (400, fault("Application", field))


def test_an_unknown_grant_type_is_refused(program: Program) -> None:
    refused = program.ask_token("password")
    assert (refused.status_code, refused.json) == (400, fault("Application", "grant_type"))


def test_an_access_token_dies_after_six_hours(program: Program) -> None:
    token = program.sign_in()["access_token"]
    program.clock.now += SIX_HOURS - 1
    assert status(program, token) == 200
    program.clock.now += 1
    refused = program.get("/athlete", token)
    assert (refused.status_code, refused.json) == (401, INVALID_TOKEN)


def test_access_tokens_can_be_made_to_die_early(program: Program) -> None:
    tokens = program.sign_in()
    program.sample.expire_access_tokens()
    assert status(program, tokens["access_token"]) == 401
    newer = program.refresh(tokens["refresh_token"]).json or {}
    assert status(program, newer["access_token"]) == 200


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_either_token_kills_both(program: Program, which: str) -> None:
    tokens, others = program.sign_in(), program.sign_in()
    assert revoke(program, tokens[which]).status_code == 200
    assert status(program, tokens["access_token"]) == 401
    assert program.refresh(tokens["refresh_token"]).status_code == 400
    assert status(program, others["access_token"]) == 200


def test_revoking_takes_the_credentials_of_the_application(program: Program) -> None:
    tokens = program.sign_in()
    refused = revoke(program, tokens["access_token"], password="f" * 40)
    assert refused.status_code == 401
    assert refused.json == {
        "message": "Authorization Error",
        "errors": [{"resource": "Application", "field": "client_secret", "code": "invalid"}],
    }
    assert program.client.post("/oauth/revoke", data={"token": "x"}).status_code == 401
    assert status(program, tokens["access_token"]) == 200


def test_revoking_what_is_not_known_is_no_error(program: Program) -> None:
    assert revoke(program, "made up").status_code == 200


def test_an_athlete_can_revoke_everything_elsewhere(program: Program) -> None:
    tokens = program.sign_in()
    program.sample.revoke_all()
    assert status(program, tokens["access_token"]) == 401
    assert program.refresh(tokens["refresh_token"]).status_code == 400


def test_tokens_are_accepted_in_the_header_alone(program: Program) -> None:
    token = program.sign_in()["access_token"]
    by_query = program.client.get("/api/v3/athlete", query_string={"access_token": token})
    by_form = program.client.get("/api/v3/athlete", data={"access_token": token})
    by_basic = program.client.get(
        "/api/v3/athlete", headers={"Authorization": f"Basic {b64encode(token.encode()).decode()}"}
    )
    for refused in (by_query, by_form, by_basic):
        assert (refused.status_code, refused.json) == (401, INVALID_TOKEN)


def test_requests_for_tokens_are_noted_in_order(program: Program) -> None:
    tokens = program.sign_in()
    program.refresh(tokens["refresh_token"])
    assert program.sample.token_requests == ["authorization_code", "refresh_token"]
