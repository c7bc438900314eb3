"""The three OAuth addresses: what is sent, what comes back, what each refusal is called."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses

from strava import errors
from strava.api import oauth

URL = "https://www.strava.com/oauth"
SECRET = "ab" * 20
TOKENS = {
    "token_type": "Bearer",
    "expires_at": 1642370007,
    "expires_in": 21600,
    "refresh_token": "newest",
    "access_token": "usable",
}


@pytest.fixture
def strava() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def connection() -> oauth.OAuth:
    return oauth.OAuth(URL, oauth.Credentials("123", SECRET))


def refusal(resource: str, field: str) -> dict[str, Any]:
    return {
        "message": "Bad Request",
        "errors": [{"resource": resource, "field": field, "code": "invalid"}],
    }


def sent_form(strava: responses.RequestsMock) -> dict[str, list[str]]:
    return parse_qs(str(strava.calls[0].request.body))


def test_the_consent_page_is_asked_for_all_that_is_needed() -> None:
    url = urlsplit(oauth.authorize_url(URL, "123", "http://localhost:8000/exchange_token", "s t"))
    assert url.geturl().startswith(f"{URL}/authorize?")
    assert parse_qs(url.query) == {
        "client_id": ["123"],
        "redirect_uri": ["http://localhost:8000/exchange_token"],
        "response_type": ["code"],
        "approval_prompt": ["auto"],
        "scope": ["read,activity:read,activity:read_all,profile:read_all"],
        "state": ["s t"],
    }


def test_the_boxes_can_be_asked_for_again() -> None:
    url = oauth.authorize_url(URL, "123", "http://localhost/", "s", force=True)
    assert "approval_prompt=force" in url


def test_a_code_is_swapped_for_tokens(
    connection: oauth.OAuth, strava: responses.RequestsMock
) -> None:
    strava.post(f"{URL}/token", json={**TOKENS, "athlete": {"id": 7}})
    tokens = connection.exchange("c0de")
    assert (tokens.access_token, tokens.refresh_token, tokens.expires_at, tokens.athlete) == (
        "usable",
        "newest",
        1642370007,
        {"id": 7},
    )
    assert sent_form(strava) == {
        "client_id": ["123"],
        "client_secret": [SECRET],
        "code": ["c0de"],
        "grant_type": ["authorization_code"],
    }


def test_a_refresh_sends_the_refresh_token_in_the_form(
    connection: oauth.OAuth, strava: responses.RequestsMock
) -> None:
    strava.post(f"{URL}/token", json=TOKENS)
    assert connection.refresh("old").refresh_token == "newest"
    assert sent_form(strava)["refresh_token"] == ["old"]
    assert sent_form(strava)["grant_type"] == ["refresh_token"]


def test_a_netrc_file_adds_nothing(
    connection: oauth.OAuth,
    strava: responses.RequestsMock,
    netrc: None,
) -> None:
    strava.post(f"{URL}/token", json=TOKENS)
    connection.refresh("old")
    assert "Authorization" not in strava.calls[0].request.headers


def test_revoking_uses_basic_authentication(
    connection: oauth.OAuth, strava: responses.RequestsMock
) -> None:
    strava.post(f"{URL}/revoke", json={})
    connection.revoke("t0ken")
    basic = base64.b64encode(f"123:{SECRET}".encode()).decode()
    assert strava.calls[0].request.headers["Authorization"] == f"Basic {basic}"
    assert sent_form(strava) == {"token": ["t0ken"]}


@pytest.mark.parametrize(
    ("resource", "field", "error"),
    [
        ("AuthorizationCode", "code", errors.CodeRefused),
        ("RequestToken", "code", errors.CodeRefused),
        ("RefreshToken", "refresh_token", errors.RefreshTokenRefused),
        ("Application", "client_id", errors.WrongCredentials),
        ("Application", "client_secret", errors.WrongCredentials),
        ("Application", "redirect_uri", errors.BadRequest),
    ],
)
def test_each_refusal_has_its_name(
    connection: oauth.OAuth,
    strava: responses.RequestsMock,
    resource: str,
    field: str,
    error: type[errors.StravaError],
) -> None:
    strava.post(f"{URL}/token", status=400, json=refusal(resource, field))
    with pytest.raises(error) as caught:
        connection.exchange("c0de")
    assert type(caught.value) is error


@pytest.mark.parametrize(("status", "body"), [(302, ""), (200, "<html>Sign in to the Wi-Fi")])
def test_a_revocation_counts_only_when_strava_confirms_it(
    connection: oauth.OAuth, strava: responses.RequestsMock, status: int, body: str
) -> None:
    strava.post(f"{URL}/revoke", status=status, body=body)
    with pytest.raises(errors.UnexpectedAnswer):
        connection.revoke("t0ken")


def test_a_revocation_may_be_confirmed_without_a_body(
    connection: oauth.OAuth, strava: responses.RequestsMock
) -> None:
    strava.post(f"{URL}/revoke", status=200, body="")
    connection.revoke("t0ken")


@pytest.mark.parametrize("status", [401, 400])
def test_a_revocation_with_wrong_credentials_says_so(
    connection: oauth.OAuth, strava: responses.RequestsMock, status: int
) -> None:
    strava.post(f"{URL}/revoke", status=status, json=refusal("Application", "client_id"))
    with pytest.raises(errors.WrongCredentials):
        connection.revoke("t0ken")


def test_nothing_is_sent_twice(connection: oauth.OAuth, strava: responses.RequestsMock) -> None:
    once = strava.post(f"{URL}/token", status=503)
    with pytest.raises(errors.Unavailable):
        connection.refresh("old")
    assert once.call_count == 1


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        None,
        {**TOKENS, "access_token": None},
        {**TOKENS, "access_token": ""},
        {**TOKENS, "refresh_token": 5},
        {**TOKENS, "expires_at": "soon"},
        {**TOKENS, "expires_at": 10**30},
    ],
)
def test_an_answer_without_usable_tokens_is_unexpected(
    connection: oauth.OAuth, strava: responses.RequestsMock, answer: Any
) -> None:
    strava.post(f"{URL}/token", json=answer)
    with pytest.raises(errors.UnexpectedAnswer):
        connection.refresh("old")


def test_html_is_unexpected(connection: oauth.OAuth, strava: responses.RequestsMock) -> None:
    strava.post(f"{URL}/token", body="<html>")
    with pytest.raises(errors.UnexpectedAnswer):
        connection.refresh("old")


class TestCredentials:
    """A made-up refresh token tells whether Client ID and Secret belong together."""

    def test_a_refused_refresh_token_means_they_do(
        self, connection: oauth.OAuth, strava: responses.RequestsMock
    ) -> None:
        answer = refusal("RefreshToken", "refresh_token")
        strava.post(f"{URL}/token", status=400, json=answer)
        connection.check_credentials()

    def test_a_refused_application_means_they_do_not(
        self, connection: oauth.OAuth, strava: responses.RequestsMock
    ) -> None:
        strava.post(f"{URL}/token", status=400, json=refusal("Application", "client_id"))
        with pytest.raises(errors.WrongCredentials):
            connection.check_credentials()

    def test_a_dead_network_tells_nothing(
        self, connection: oauth.OAuth, strava: responses.RequestsMock
    ) -> None:
        strava.post(f"{URL}/token", body=requests.ConnectionError(SECRET))
        with pytest.raises(errors.Unavailable) as caught:
            connection.check_credentials()
        assert SECRET not in str(caught.value)


def test_no_secret_is_in_what_is_printed_of_the_objects() -> None:
    shown = repr(oauth.Credentials("123", SECRET)) + repr(oauth.TokenGrant("acc", "ref", 1, {}))
    assert "123" in shown
    assert not any(secret in shown for secret in (SECRET, "acc", "ref"))
