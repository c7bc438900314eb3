"""Other clients of Strava's API: whatever form their requests have, the sample understands them.

stravalib separates scopes with commas and sends forms; requests-oauthlib, strava-offline and
Authlib separate them with spaces and send client ID and secret as HTTP Basic; strava-v3 for
Node.js puts the parameters of token requests into the query.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from werkzeug.test import TestResponse

from strava.sample import CLIENT_ID, CLIENT_SECRET

from .conftest import CALLBACK, INVALID_TOKEN, SampleClient, bad_request
from .test_authorization import checkboxes

SIX_HOURS = 21_600
APPLICATION = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
BASIC = {"Authorization": f"Basic {b64encode(f'{CLIENT_ID}:{CLIENT_SECRET}'.encode()).decode()}"}
addresses = pytest.mark.parametrize("prefix", ["/oauth", "/api/v3/oauth"])
requests_for_tokens = pytest.mark.parametrize(
    "form", ["form", "json", "query", "basic and form", "basic and json", "basic and query"]
)


def send(client: SampleClient, address: str, form: str, parameters: dict[str, Any]) -> TestResponse:
    """POST parameters with the credentials of the application, in one of the forms above."""
    where = form.removeprefix("basic and ").replace("query", "query_string").replace("form", "data")
    if form.startswith("basic"):
        return client.http.post(address, **{where: parameters}, headers=BASIC)
    return client.http.post(address, **{where: APPLICATION | parameters})


@addresses
@pytest.mark.parametrize(
    "scope",
    [
        "scope=read%2Cactivity%3Aread_all%2Cprofile%3Aread_all",
        "scope=read,activity:read_all,profile:read_all",
        "scope=read+activity%3Aread_all+profile%3Aread_all",
        "scope=read%20activity:read_all%20profile:read_all",
        "scope=read,%20activity:read_all,%20profile:read_all",
        "scope=,read,activity:read_all,,profile:read_all+",
        "scope=read&scope=activity:read_all&scope=profile:read_all",
        "scope=read,activity:read_all&scope=activity:read_all+profile:read_all",
    ],
)
def test_scopes_may_be_separated_by_commas_or_spaces_and_repeated(
    client: SampleClient, prefix: str, scope: str
) -> None:
    others = f"client_id={CLIENT_ID}&redirect_uri={CALLBACK}&response_type=code"
    page = client.http.get(f"{prefix}/authorize?{others}&{scope}&approval_prompt=prompt")
    assert page.status_code == 200, page.text
    assert checkboxes(page.text).keys() == {"activity:read_all", "profile:read_all"}


@pytest.mark.parametrize("scope", ["", "%20", ",", "read+everything", "read&scope=everything"])
def test_scopes_that_are_unknown_or_missing_are_rejected(client: SampleClient, scope: str) -> None:
    others = f"client_id={CLIENT_ID}&redirect_uri={CALLBACK}&response_type=code"
    rejected = client.http.get(f"/oauth/authorize?{others}&scope={scope}")
    assert (rejected.status_code, rejected.json) == (400, bad_request("Application", "scope"))


@addresses
@requests_for_tokens
def test_code_and_refresh_token_are_accepted_in_any_form(
    client: SampleClient, prefix: str, form: str
) -> None:
    code = client.submit_consent("activity:read")["code"]
    exchange = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    exchanged = send(client, f"{prefix}/token", form, exchange)
    assert exchanged.status_code == 200, exchanged.text
    assert exchanged.get_json()["athlete"]["firstname"] == "Noor"

    client.clock.now += SIX_HOURS
    refresh = {
        "grant_type": "refresh_token",
        "refresh_token": exchanged.get_json()["refresh_token"],
    }
    refreshed = send(client, f"{prefix}/token", form, refresh | {"scope": "read activity:read"})
    assert refreshed.status_code == 200, refreshed.text
    assert client.get("/athlete", refreshed.get_json()["access_token"]).status_code == 200


def test_client_id_may_be_a_number_in_json(client: SampleClient) -> None:
    document = APPLICATION | {"client_id": int(CLIENT_ID), "grant_type": "refresh_token"}
    rejected = client.http.post("/oauth/token", json=document | {"refresh_token": None})
    assert rejected.json == bad_request("RefreshToken", "refresh_token")


@requests_for_tokens
def test_wrong_secret_is_rejected_in_any_form(
    client: SampleClient, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {"Authorization": f"Basic {b64encode(f'{CLIENT_ID}:wrong'.encode()).decode()}"}
    monkeypatch.setitem(APPLICATION, "client_secret", "wrong")
    monkeypatch.setitem(BASIC, "Authorization", wrong["Authorization"])
    rejected = send(client, "/oauth/token", form, {"grant_type": "refresh_token"})
    expected = bad_request("Application", "client_secret")
    assert (rejected.status_code, rejected.json) == (400, expected)
    revoked = send(client, "/oauth/revoke", form, {"token": "x"})
    assert (revoked.status_code, revoked.get_json()["errors"]) == (401, expected["errors"])


@pytest.mark.parametrize(
    ("body", "content_type", "field"),
    [
        (b"{", "application/json", None),
        (b"\xff", "application/json", None),
        (b"[]", "application/json", "body"),
        (b'"text"', "application/json", "body"),
        (b'{"client_id": "\\ud800"}', "application/json", "client_id"),
        (b"", "application/json", "client_id"),
        (b"client_id=%ff", "application/x-www-form-urlencoded", "client_id"),
        (b"--x", "multipart/form-data", "client_id"),
        (b"<xml/>", "text/xml", "client_id"),
    ],
)
def test_unreadable_token_request_is_a_bad_request(
    client: SampleClient, body: bytes, content_type: str, field: str | None
) -> None:
    rejected = client.http.post("/oauth/token", data=body, content_type=content_type)
    assert rejected.status_code == 400
    expected = bad_request("Application", field)["errors"] if field else []
    assert rejected.json == {"message": "Bad Request", "errors": expected}


def test_surrogate_in_a_secret_or_token_is_only_wrong(client: SampleClient) -> None:
    document = APPLICATION | {"client_secret": "\ud800"}
    assert client.http.post("/oauth/token", json=document).json == bad_request(
        "Application", "client_secret"
    )
    document = APPLICATION | {"grant_type": "refresh_token", "refresh_token": "\ud800"}
    assert client.http.post("/oauth/token", json=document).json == bad_request(
        "RefreshToken", "refresh_token"
    )


@addresses
@requests_for_tokens
def test_revoking_accepts_any_form(client: SampleClient, prefix: str, form: str) -> None:
    tokens = client.sign_in()
    parameters = {"token": tokens["refresh_token"], "token_type_hint": "refresh_token"}
    assert send(client, f"{prefix}/revoke", form, parameters).status_code == 200
    assert client.get("/athlete", tokens["access_token"]).status_code == 401


@addresses
@pytest.mark.parametrize("form", ["headers", "query_string", "data", "json"])
def test_deauthorizing_kills_both_tokens_and_returns_the_access_token(
    client: SampleClient, prefix: str, form: str
) -> None:
    tokens, others = client.sign_in(), client.sign_in()
    access_token = tokens["access_token"]
    name, value = "access_token", access_token
    if form == "headers":
        name, value = "Authorization", f"Bearer {access_token}"
    ended = client.http.post(f"{prefix}/deauthorize", **{form: {name: value}})
    assert (ended.status_code, ended.json) == (200, {"access_token": access_token})
    assert client.get("/athlete", access_token).status_code == 401
    assert client.request_refresh(tokens["refresh_token"]).status_code == 400
    assert client.get("/athlete", others["access_token"]).status_code == 200


@pytest.mark.parametrize("parameters", [{}, {"access_token": ""}, {"access_token": "made up"}])
def test_deauthorizing_without_a_valid_token_is_rejected(
    client: SampleClient, parameters: dict[str, str]
) -> None:
    client.sign_in()
    rejected = client.http.post("/oauth/deauthorize", data=parameters)
    assert (rejected.status_code, rejected.json) == (401, INVALID_TOKEN)


@pytest.mark.parametrize("kind", ["query_string", "data"])
def test_access_token_may_be_a_parameter_until_june_2027(client: SampleClient, kind: str) -> None:
    may_31, june_1 = 1_811_807_999, 1_811_808_000
    for now, status in ((may_31, 200), (june_1, 401)):
        client.clock.now = now
        parameters = {"access_token": client.sign_in()["access_token"]}
        response = client.http.get("/api/v3/athlete", **{kind: parameters})
        assert response.status_code == status, now


def test_access_token_as_basic_credentials_is_rejected(client: SampleClient) -> None:
    token = client.sign_in()["access_token"]
    header = f"Basic {b64encode(token.encode()).decode()}"
    rejected = client.http.get("/api/v3/athlete", headers={"Authorization": header})
    assert (rejected.status_code, rejected.json) == (401, INVALID_TOKEN)


@addresses
def test_oauth_addresses_do_not_count_as_calls(client: SampleClient, prefix: str) -> None:
    token = client.sign_in()["access_token"]
    answers = [
        client.http.post(f"{prefix}/token"),
        client.http.post(f"{prefix}/deauthorize", headers={"Authorization": f"Bearer {token}"}),
        client.http.get(f"{prefix}/nowhere"),
    ]
    assert client.sample.calls == []
    assert not any("X-RateLimit-Limit" in answer.headers for answer in answers)
