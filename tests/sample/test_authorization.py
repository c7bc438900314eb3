"""The consent page, and exchanging an authorization code for tokens.

Source: https://developers.strava.com/docs/authentication/
"""

from __future__ import annotations

import re

import pytest

from strava.sample import CLIENT_ID, create_sample

from .conftest import ALL_SCOPES, SampleClient, bad_request


def checkboxes(page: str) -> dict[str, bool]:
    """Return the scopes that have a checkbox, and whether it is checked."""
    inputs = re.findall(r'<input type="checkbox" name="scope" value="([^"]+)"([^>]*)>', page)
    return {scope: "checked" in attributes for scope, attributes in inputs}


def test_consent_page_has_a_checked_box_for_each_scope_except_read(client: SampleClient) -> None:
    page = client.open_consent_page().text
    assert checkboxes(page) == {
        "activity:read": True,
        "activity:read_all": True,
        "profile:read_all": True,
    }
    assert "always granted" in page


def test_consent_page_says_that_it_is_not_strava(client: SampleClient) -> None:
    page = client.open_consent_page().text
    assert "sample Strava" in page
    assert "It is not Strava" in page
    assert "Noor Halvorsen" in page


def test_consent_page_has_no_inline_code_and_a_strict_policy(client: SampleClient) -> None:
    response = client.open_consent_page()
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", response.text)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action" not in policy, "it would block the redirect after the form"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_consent_page_works_below_a_path_prefix(client: SampleClient) -> None:
    query = {
        "client_id": CLIENT_ID,
        "redirect_uri": "http://127.0.0.1:5000/demo/exchange_token",
        "response_type": "code",
        "scope": ",".join(ALL_SCOPES),
    }
    page = client.http.get(
        "/oauth/authorize", query_string=query, environ_overrides={"SCRIPT_NAME": "/demo/strava"}
    ).text
    assert 'action="/demo/strava/oauth/authorize"' in page
    assert 'href="/demo/strava/static/sample.css"' in page
    with client.http.get("/static/sample.css") as stylesheet:
        assert stylesheet.mimetype == "text/css"


def test_consent_page_escapes_parameters(client: SampleClient) -> None:
    redirect_uri = "http://localhost/'\"><i>"
    page = client.open_consent_page(state='"><b>', redirect_uri=redirect_uri).text
    assert "<b>" not in page
    assert "<i>" not in page
    assert 'value="&#34;&gt;&lt;b&gt;"' in page


def test_authorizing_returns_state_code_and_granted_scopes(client: SampleClient) -> None:
    result = client.submit_consent("activity:read", "activity:read_all", "profile:read_all")
    assert result.keys() == {"state", "code", "scope"}
    assert result["state"] == "a state"
    assert set(result["scope"].split(",")) == set(ALL_SCOPES)


def test_unchecked_scope_is_not_granted(client: SampleClient) -> None:
    assert client.submit_consent("activity:read")["scope"] == "read,activity:read"


def test_read_is_granted_with_every_box_unchecked(client: SampleClient) -> None:
    assert client.submit_consent()["scope"] == "read"


def test_canceling_returns_access_denied_and_the_state(client: SampleClient) -> None:
    result = client.submit_consent("activity:read", answer="cancel")
    assert result == {"state": "a state", "error": "access_denied"}


def test_query_of_the_redirect_uri_is_preserved(client: SampleClient) -> None:
    result = client.submit_consent(redirect_uri="http://localhost:8000/back?next=%2Fa&empty=")
    assert result["next"] == "/a"
    assert "code" in result


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "http://localhost/x",
        "http://localhost:8000/x",
        "http://127.0.0.1:65000/",
        "https://localhost/",
    ],
)
def test_local_redirect_uri_is_accepted_with_any_port(
    client: SampleClient, redirect_uri: str
) -> None:
    assert client.open_consent_page(redirect_uri=redirect_uri).status_code == 200


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "",
        "https://example.com/",
        "http://localhost.example.com/",
        "http://localhost@example.com/",
        "http://example.com\\@localhost/",
        "http://localhost:80:90/",
        "http://[localhost/",
        "javascript://localhost/%0aalert(1)",
        "//localhost/",
    ],
)
def test_other_redirect_uri_is_rejected_without_a_redirect(
    client: SampleClient, redirect_uri: str
) -> None:
    form = {"client_id": CLIENT_ID, "redirect_uri": redirect_uri, "answer": "cancel"}
    for response in (
        client.open_consent_page(redirect_uri=redirect_uri),
        client.http.post("/oauth/authorize", data=form),
    ):
        assert response.status_code == 400
        assert response.json == bad_request("Application", "redirect_uri")


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("client_id", "999"),
        ("response_type", "token"),
        ("scope", ""),
        ("scope", "read,everything"),
    ],
)
def test_invalid_authorization_request_is_rejected(
    client: SampleClient, parameter: str, value: str
) -> None:
    response = client.open_consent_page(**{parameter: value})
    assert response.status_code == 400
    assert response.json == bad_request("Application", parameter)


def test_authorization_code_is_exchanged_for_tokens_valid_for_six_hours(
    client: SampleClient,
) -> None:
    code = client.submit_consent("activity:read")["code"]
    response = client.request_token("authorization_code", code=code)
    tokens = response.get_json()
    assert response.status_code == 200
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 21_600
    assert tokens["expires_at"] == client.clock.now + 21_600
    assert tokens["access_token"] != tokens["refresh_token"]
    assert tokens["athlete"]["firstname"] == "Noor"
    assert "scope" not in tokens, "only the redirect contains the granted scopes"


def test_authorization_code_works_once(client: SampleClient) -> None:
    code = client.submit_consent()["code"]
    assert client.request_token("authorization_code", code=code).status_code == 200
    second = client.request_token("authorization_code", code=code)
    assert (second.status_code, second.json) == (400, bad_request("AuthorizationCode", "code"))


def test_authorization_code_expires_after_ten_minutes(client: SampleClient) -> None:
    code = client.submit_consent()["code"]
    client.clock.now += 600
    late = client.request_token("authorization_code", code=code)
    assert (late.status_code, late.json) == (400, bad_request("AuthorizationCode", "code"))


def test_wrong_client_secret_does_not_use_up_the_code(client: SampleClient) -> None:
    code = client.submit_consent()["code"]
    rejected = client.request_token("authorization_code", code=code, client_secret="0" * 40)
    assert rejected.status_code == 400
    assert rejected.json == bad_request("Application", "client_secret")
    assert client.request_token("authorization_code", code=code).status_code == 200


def test_exchange_is_rejected_with_too_many_athletes(client: SampleClient) -> None:
    client.sample.too_many_athletes = True
    rejected = client.request_token("authorization_code", code=client.submit_consent()["code"])
    assert rejected.status_code == 403
    assert "connected athletes" in rejected.text


def test_inactive_application_can_sign_in_and_refresh(client: SampleClient) -> None:
    client.sample.inactive = True
    tokens = client.sign_in()
    assert client.request_refresh(tokens["refresh_token"]).status_code == 200


def test_token_endpoint_has_no_rate_limit_headers() -> None:
    http = create_sample(activities=[]).test_client()
    assert "X-RateLimit-Limit" not in http.post("/oauth/token").headers
