"""Refreshing, replacing and revoking tokens.

Source: https://developers.strava.com/docs/authentication/
"""

from __future__ import annotations

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest
from werkzeug.test import TestResponse

from strava.sample import CLIENT_ID, CLIENT_SECRET

from .conftest import INVALID_TOKEN, SampleClient, bad_request

SIX_HOURS = 21_600


def revoke(client: SampleClient, token: str, password: str = CLIENT_SECRET) -> TestResponse:
    credentials = b64encode(f"{CLIENT_ID}:{password}".encode()).decode()
    return client.http.post(
        "/oauth/revoke", data={"token": token}, headers={"Authorization": f"Basic {credentials}"}
    )


def status(client: SampleClient, access_token: str) -> int:
    return client.get("/athlete", access_token).status_code


def test_refresh_returns_the_same_tokens_while_valid_for_over_an_hour(client: SampleClient) -> None:
    tokens = client.sign_in()
    client.clock.now += SIX_HOURS - 3601
    refreshed = client.refresh(tokens["refresh_token"])
    assert refreshed["access_token"] == tokens["access_token"]
    assert refreshed["refresh_token"] == tokens["refresh_token"]
    assert refreshed["expires_at"] == tokens["expires_at"]
    assert refreshed["expires_in"] == 3601
    assert "athlete" not in refreshed


def test_refresh_replaces_both_tokens_when_valid_for_an_hour_or_less(client: SampleClient) -> None:
    tokens = client.sign_in()
    client.clock.now += SIX_HOURS - 3600
    refreshed = client.refresh(tokens["refresh_token"])
    assert refreshed["access_token"] != tokens["access_token"]
    assert refreshed["refresh_token"] != tokens["refresh_token"]
    assert refreshed["expires_at"] == client.clock.now + SIX_HOURS
    assert status(client, refreshed["access_token"]) == 200


def test_replaced_refresh_token_is_invalid_immediately(client: SampleClient) -> None:
    tokens = client.sign_in()
    client.clock.now += SIX_HOURS
    refreshed = client.refresh(tokens["refresh_token"])
    rejected = client.request_refresh(tokens["refresh_token"])
    assert rejected.status_code == 400
    assert rejected.json == bad_request("RefreshToken", "refresh_token")
    assert client.request_refresh(refreshed["refresh_token"]).status_code == 200


def test_only_one_of_several_simultaneous_refreshes_succeeds(client: SampleClient) -> None:
    tokens = client.sign_in()
    client.clock.now += SIX_HOURS
    with ThreadPoolExecutor(8) as pool:
        responses = list(pool.map(client.request_refresh, [tokens["refresh_token"]] * 8))
    assert sorted(response.status_code for response in responses) == [200] + [400] * 7


def test_refreshed_token_has_the_granted_scopes(client: SampleClient) -> None:
    tokens = client.sign_in("activity:read")
    client.clock.now += SIX_HOURS
    refreshed = client.refresh(tokens["refresh_token"])
    activities = client.read("/athlete/activities", refreshed["access_token"])
    assert len(activities) == 4, "the run that is visible only to the athlete stays hidden"


def test_unknown_refresh_token_is_rejected(client: SampleClient) -> None:
    rejected = client.request_refresh("made up")
    assert rejected.status_code == 400
    assert rejected.json == bad_request("RefreshToken", "refresh_token")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"client_id": "4321"}, "client_id"),
        ({"client_id": ""}, "client_id"),
        ({"client_secret": "f" * 40}, "client_secret"),
        ({"client_secret": "ü"}, "client_secret"),
    ],
)
def test_client_id_and_secret_are_checked_before_the_refresh_token(
    client: SampleClient, form: dict[str, str], field: str
) -> None:
    rejected = client.request_token("refresh_token", refresh_token="made up", **form)
    assert (rejected.status_code, rejected.json) == (400, bad_request("Application", field))


def test_unknown_grant_type_is_rejected(client: SampleClient) -> None:
    rejected = client.request_token("password")
    assert (rejected.status_code, rejected.json) == (400, bad_request("Application", "grant_type"))


def test_access_token_expires_after_six_hours(client: SampleClient) -> None:
    token = client.sign_in()["access_token"]
    client.clock.now += SIX_HOURS - 1
    assert status(client, token) == 200
    client.clock.now += 1
    rejected = client.get("/athlete", token)
    assert (rejected.status_code, rejected.json) == (401, INVALID_TOKEN)


def test_access_tokens_can_be_expired_early(client: SampleClient) -> None:
    tokens = client.sign_in()
    client.sample.expire_access_tokens()
    assert status(client, tokens["access_token"]) == 401
    refreshed = client.refresh(tokens["refresh_token"])
    assert status(client, refreshed["access_token"]) == 200


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_revoking_either_token_revokes_both(client: SampleClient, kind: str) -> None:
    tokens, others = client.sign_in(), client.sign_in()
    assert revoke(client, tokens[kind]).status_code == 200
    assert status(client, tokens["access_token"]) == 401
    assert client.request_refresh(tokens["refresh_token"]).status_code == 400
    assert status(client, others["access_token"]) == 200


def test_revoking_requires_client_id_and_secret(client: SampleClient) -> None:
    tokens = client.sign_in()
    rejected = revoke(client, tokens["access_token"], password="f" * 40)
    assert rejected.status_code == 401
    assert rejected.json == {
        "message": "Authorization Error",
        "errors": [{"resource": "Application", "field": "client_secret", "code": "invalid"}],
    }
    assert client.http.post("/oauth/revoke", data={"token": "x"}).status_code == 401
    assert status(client, tokens["access_token"]) == 200


def test_revoking_an_unknown_token_succeeds(client: SampleClient) -> None:
    assert revoke(client, "made up").status_code == 200


def test_revoke_all_revokes_every_token(client: SampleClient) -> None:
    tokens = client.sign_in()
    client.sample.revoke_all()
    assert status(client, tokens["access_token"]) == 401
    assert client.request_refresh(tokens["refresh_token"]).status_code == 400


def test_token_requests_are_recorded_in_order(client: SampleClient) -> None:
    tokens = client.sign_in()
    client.refresh(tokens["refresh_token"])
    assert client.sample.token_requests == ["authorization_code", "refresh_token"]
