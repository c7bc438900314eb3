"""Section 2 of strava-api.md: the athlete consents, and a code becomes tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from strava.sample import CLIENT_ID, create_sample

if TYPE_CHECKING:
    from .conftest import Program

MANY = "read,activity:read,activity:read_all,profile:read_all"


def boxes(page: str) -> dict[str, bool]:
    """The scopes that have a box, and whether it is ticked."""
    inputs = re.findall(r'<input type="checkbox" name="scope" value="([^"]+)"([^>]*)>', page)
    return {scope: "checked" in rest for scope, rest in inputs}


def test_the_consent_page_has_a_ticked_box_for_each_scope_but_read(program: Program) -> None:
    page = program.open_consent().text
    assert boxes(page) == {
        "activity:read": True,
        "activity:read_all": True,
        "profile:read_all": True,
    }
    assert "always granted" in page


def test_the_consent_page_says_that_it_is_not_strava(program: Program) -> None:
    page = program.open_consent().text
    assert "sample Strava" in page
    assert "It is not Strava" in page
    assert "Noor Halvorsen" in page


def test_the_consent_page_has_nothing_inline_and_a_strict_policy(program: Program) -> None:
    response = program.open_consent()
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", response.text)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action" not in policy, "it would block the redirect after the form"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_consent_page_finds_its_form_and_style_wherever_it_is_mounted(
    program: Program,
) -> None:
    query = {
        "client_id": CLIENT_ID,
        "redirect_uri": "http://127.0.0.1:5000/demo/exchange_token",
        "response_type": "code",
        "scope": MANY,
    }
    page = program.client.get(
        "/oauth/authorize", query_string=query, environ_overrides={"SCRIPT_NAME": "/demo/strava"}
    ).text
    assert 'action="/demo/strava/oauth/authorize"' in page
    assert 'href="/demo/strava/static/sample.css"' in page
    with program.client.get("/static/sample.css") as style:
        assert style.mimetype == "text/css"


def test_what_an_application_sends_cannot_break_out_of_the_page(program: Program) -> None:
    page = program.open_consent(state='"><b>', redirect_uri="http://localhost/'\"><i>").text
    assert "<b>" not in page
    assert "<i>" not in page
    assert 'value="&#34;&gt;&lt;b&gt;"' in page


def test_authorize_returns_the_state_a_code_and_what_was_granted(program: Program) -> None:
    answer = program.consent("activity:read", "activity:read_all", "profile:read_all")
    assert answer.keys() == {"state", "code", "scope"}
    assert answer["state"] == "a state"
    assert set(answer["scope"].split(",")) == set(MANY.split(","))


def test_an_unticked_scope_is_not_granted(program: Program) -> None:
    assert program.consent("activity:read")["scope"] == "read,activity:read"


def test_read_is_granted_even_with_every_box_unticked(program: Program) -> None:
    assert program.consent()["scope"] == "read"


def test_cancel_returns_access_denied_and_the_state(program: Program) -> None:
    answer = program.consent("activity:read", answer="cancel")
    assert answer == {"state": "a state", "error": "access_denied"}


def test_a_query_in_the_redirect_address_is_kept(program: Program) -> None:
    answer = program.consent(redirect_uri="http://localhost:8000/back?next=%2Fa&empty=")
    assert answer["next"] == "/a"
    assert "code" in answer


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "http://localhost/x",
        "http://localhost:8000/x",
        "http://127.0.0.1:65000/",
        "https://localhost/",
    ],
)
def test_this_computer_is_accepted_on_any_port(program: Program, redirect_uri: str) -> None:
    assert program.open_consent(redirect_uri=redirect_uri).status_code == 200


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
def test_any_other_address_is_refused_without_a_redirect(
    program: Program, redirect_uri: str
) -> None:
    for response in (
        program.open_consent(redirect_uri=redirect_uri),
        program.client.post(
            "/oauth/authorize",
            data={"client_id": CLIENT_ID, "redirect_uri": redirect_uri, "answer": "cancel"},
        ),
    ):
        assert response.status_code == 400
        assert response.json == fault("Application", "redirect_uri")


@pytest.mark.parametrize(
    ("parameter", "value", "field"),
    [
        ("client_id", "999", "client_id"),
        ("response_type", "token", "response_type"),
        ("scope", "", "scope"),
        ("scope", "read,everything", "scope"),
    ],
)
def test_a_request_that_cannot_be_is_refused(
    program: Program, parameter: str, value: str, field: str
) -> None:
    response = program.open_consent(**{parameter: value})
    assert response.status_code == 400
    assert response.json == fault("Application", field)


def test_a_code_becomes_tokens_that_live_six_hours(program: Program) -> None:
    code = program.consent("activity:read")["code"]
    response = program.ask_token("authorization_code", code=code)
    tokens: dict[str, Any] = response.json or {}
    assert response.status_code == 200
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 21_600
    assert tokens["expires_at"] == program.clock.now + 21_600
    assert tokens["access_token"] != tokens["refresh_token"]
    assert tokens["athlete"]["firstname"] == "Noor"
    assert "scope" not in tokens, "what was granted stands in the redirect alone"


def test_a_code_works_once(program: Program) -> None:
    code = program.consent()["code"]
    assert program.ask_token("authorization_code", code=code).status_code == 200
    again = program.ask_token("authorization_code", code=code)
    assert (again.status_code, again.json) == (400, fault("AuthorizationCode", "code"))


def test_a_code_works_for_a_short_time(program: Program) -> None:
    code = program.consent()["code"]
    program.clock.now += 600
    late = program.ask_token("authorization_code", code=code)
    assert (late.status_code, late.json) == (400, fault("AuthorizationCode", "code"))


def test_a_wrong_secret_does_not_spend_the_code(program: Program) -> None:
    code = program.consent()["code"]
    refused = program.ask_token("authorization_code", code=code, client_secret="0" * 40)
    assert (refused.status_code, refused.json) == (400, fault("Application", "client_secret"))
    assert program.ask_token("authorization_code", code=code).status_code == 200


def test_one_athlete_too_many_is_refused_at_the_exchange(program: Program) -> None:
    program.sample.too_many_athletes = True
    refused = program.ask_token("authorization_code", code=program.consent()["code"])
    assert refused.status_code == 403
    assert "connected athletes" in refused.text


def test_signing_in_succeeds_with_an_inactive_application(program: Program) -> None:
    program.sample.inactive = True
    tokens = program.sign_in()
    assert program.refresh(tokens["refresh_token"]).status_code == 200


def test_the_sign_in_carries_no_limits() -> None:
    client = create_sample(activities=[]).test_client()
    assert "X-RateLimit-Limit" not in client.post("/oauth/token").headers


def fault(resource: str, field: str) -> dict[str, Any]:
    error = {"resource": resource, "field": field, "code": "invalid"}
    return {"message": "Bad Request", "errors": [error]}
