"""The OAuth endpoints: what is sent, what is returned, and the error for each refusal."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses

from strava import errors
from strava.api.oauth import Credentials, OAuth, TokenGrant, authorize_url, parse_scope

from .conftest import fault

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
def oauth() -> OAuth:
    return OAuth(URL, Credentials("123", SECRET))


def sent_form(network: responses.RequestsMock) -> dict[str, list[str]]:
    return parse_qs(str(network.calls[0].request.body))


class TestConsentPage:
    def test_address_requests_every_scope(self) -> None:
        url = urlsplit(authorize_url(URL, "123", "http://localhost:8000/exchange_token", "s t"))
        assert url.geturl().startswith(f"{URL}/authorize?")
        assert parse_qs(url.query) == {
            "client_id": ["123"],
            "redirect_uri": ["http://localhost:8000/exchange_token"],
            "response_type": ["code"],
            "approval_prompt": ["auto"],
            "scope": ["read,activity:read,activity:read_all,profile:read_all"],
            "state": ["s t"],
        }

    def test_consent_page_can_be_forced(self) -> None:
        url = authorize_url(URL, "123", "http://localhost/", "s", force=True)
        assert "approval_prompt=force" in url

    @pytest.mark.parametrize("scope", ["read,activity:read", "read activity:read"])
    def test_scope_of_the_callback_is_split_at_commas_and_spaces(self, scope: str) -> None:
        assert parse_scope(scope) == {"read", "activity:read"}
        assert parse_scope("") == frozenset()


class TestExchangeAndRefresh:
    def test_code_is_exchanged_for_tokens(
        self, oauth: OAuth, network: responses.RequestsMock
    ) -> None:
        network.post(f"{URL}/token", json={**TOKENS, "athlete": {"id": 7}})
        grant = oauth.exchange("c0de")
        assert grant == TokenGrant("usable", "newest", 1642370007, {"id": 7}, 21600)
        assert sent_form(network) == {
            "client_id": ["123"],
            "client_secret": [SECRET],
            "code": ["c0de"],
            "grant_type": ["authorization_code"],
        }

    def test_refresh_sends_the_refresh_token_in_the_form(
        self, oauth: OAuth, network: responses.RequestsMock
    ) -> None:
        network.post(f"{URL}/token", json=TOKENS)
        assert oauth.refresh("old") == TokenGrant("usable", "newest", 1642370007, {}, 21600)
        assert sent_form(network)["refresh_token"] == ["old"]
        assert sent_form(network)["grant_type"] == ["refresh_token"]

    def test_netrc_file_adds_no_authorization(
        self, oauth: OAuth, network: responses.RequestsMock, netrc: None
    ) -> None:
        network.post(f"{URL}/token", json=TOKENS)
        oauth.refresh("old")
        assert "Authorization" not in network.calls[0].request.headers

    def test_post_is_not_retried(self, oauth: OAuth, network: responses.RequestsMock) -> None:
        attempt = network.post(f"{URL}/token", status=503)
        with pytest.raises(errors.Unavailable):
            oauth.refresh("old")
        assert attempt.call_count == 1

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
    def test_each_refusal_has_its_own_error(
        self,
        oauth: OAuth,
        network: responses.RequestsMock,
        resource: str,
        field: str,
        error: type[errors.StravaError],
    ) -> None:
        network.post(f"{URL}/token", status=400, json=fault(resource, field))
        with pytest.raises(error) as caught:
            oauth.exchange("c0de")
        assert type(caught.value) is error

    @pytest.mark.parametrize(
        "body",
        [
            {},
            [],
            None,
            {"access_token": None, "refresh_token": ""},
            {"access_token": "", "refresh_token": 5},
            {"access_token": ["usable"], "refresh_token": {"newest": 1}},
        ],
    )
    def test_response_without_usable_tokens_is_an_unexpected_answer(
        self, oauth: OAuth, network: responses.RequestsMock, body: Any
    ) -> None:
        network.post(f"{URL}/token", json=body)
        for request in (oauth.refresh, oauth.exchange):
            with pytest.raises(errors.UnexpectedAnswer):
                request("old")

    @pytest.mark.parametrize("name", ["access_token", "refresh_token"])
    def test_refresh_returns_the_one_usable_token(
        self, oauth: OAuth, network: responses.RequestsMock, name: str
    ) -> None:
        network.post(f"{URL}/token", json={name: "newest"})
        grant = oauth.refresh("old")
        assert {grant.access_token, grant.refresh_token} == {"newest", ""}
        assert getattr(grant, name) == "newest"
        with pytest.raises(errors.UnexpectedAnswer):
            oauth.exchange("c0de")

    def test_redirect_keeps_its_message(
        self, oauth: OAuth, network: responses.RequestsMock
    ) -> None:
        network.post(f"{URL}/token", status=302, headers={"Location": "https://example.org/"})
        with pytest.raises(errors.UnexpectedAnswer, match="redirect"):
            oauth.refresh("old")

    def test_html_is_an_unexpected_answer(
        self, oauth: OAuth, network: responses.RequestsMock
    ) -> None:
        network.post(f"{URL}/token", body="<html>")
        with pytest.raises(errors.UnexpectedAnswer):
            oauth.refresh("old")


class TestRevoke:
    def test_credentials_are_sent_with_basic_authentication(
        self, oauth: OAuth, network: responses.RequestsMock
    ) -> None:
        network.post(f"{URL}/revoke", json={})
        oauth.revoke("t0ken")
        basic = base64.b64encode(f"123:{SECRET}".encode()).decode()
        assert network.calls[0].request.headers["Authorization"] == f"Basic {basic}"
        assert sent_form(network) == {"token": ["t0ken"]}

    @pytest.mark.parametrize(("status", "body"), [(302, ""), (200, "<html>Sign in to the Wi-Fi")])
    def test_revocation_that_strava_does_not_confirm_is_an_error(
        self, oauth: OAuth, network: responses.RequestsMock, status: int, body: str
    ) -> None:
        network.post(f"{URL}/revoke", status=status, body=body)
        with pytest.raises(errors.UnexpectedAnswer):
            oauth.revoke("t0ken")

    def test_status_200_without_a_body_confirms_the_revocation(
        self, oauth: OAuth, network: responses.RequestsMock
    ) -> None:
        confirmation = network.post(f"{URL}/revoke", status=200, body="")
        oauth.revoke("t0ken")  # Raises nothing: that is the whole assertion about the response.
        assert confirmation.call_count == 1

    @pytest.mark.parametrize("status", [401, 400])
    def test_wrong_credentials_are_named(
        self, oauth: OAuth, network: responses.RequestsMock, status: int
    ) -> None:
        network.post(f"{URL}/revoke", status=status, json=fault("Application", "client_id"))
        with pytest.raises(errors.WrongCredentials):
            oauth.revoke("t0ken")


class TestCheckCredentials:
    """A made-up refresh token shows whether Client ID and Client Secret belong together."""

    def test_refused_refresh_token_means_valid_credentials(
        self, oauth: OAuth, network: responses.RequestsMock
    ) -> None:
        refusal = network.post(
            f"{URL}/token", status=400, json=fault("RefreshToken", "refresh_token")
        )
        oauth.check_credentials()  # Raises nothing: that is how it reports correct credentials.
        assert refusal.call_count == 1

    def test_refused_application_means_invalid_credentials(
        self, oauth: OAuth, network: responses.RequestsMock
    ) -> None:
        network.post(f"{URL}/token", status=400, json=fault("Application", "client_id"))
        with pytest.raises(errors.WrongCredentials):
            oauth.check_credentials()

    def test_connection_error_is_reported_without_the_secret(
        self, oauth: OAuth, network: responses.RequestsMock
    ) -> None:
        network.post(f"{URL}/token", body=requests.ConnectionError(SECRET))
        with pytest.raises(errors.Unavailable) as caught:
            oauth.check_credentials()
        assert SECRET not in str(caught.value)


def test_representations_contain_no_secret() -> None:
    shown = repr(Credentials("123", SECRET)) + repr(TokenGrant("acc", "ref", 1, {}))
    assert "123" in shown
    assert not any(secret in shown for secret in (SECRET, "acc", "ref"))
