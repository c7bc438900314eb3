"""The setup page: the guide, the check of the pair, and where it is kept."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.sample import CLIENT_ID, CLIENT_SECRET
from strava.settings import Settings

from ..conftest import MakeApp, Strava

PAIR = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, client_id=None, client_secret=None)


def test_without_credentials_the_way_leads_to_setup(client: FlaskClient) -> None:
    for address in ("/", "/connect"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/setup")
    assert client.get("/activities").headers["Location"] == "/"
    assert "First enter the Client ID" in client.get("/setup").text


def test_the_guide_tells_what_to_enter_at_strava(client: FlaskClient) -> None:
    page = client.get("/setup").text
    for told in (
        "Authorization Callback Domain",
        "<kbd>localhost</kbd>",
        "paid Strava subscription",
        "https://www.strava.com/settings/api",
        "they cannot read activities",
        "/demo/",
    ):
        assert told in page


def test_a_right_pair_is_stored_and_leads_to_connect(client: FlaskClient, strava: Strava) -> None:
    padded = {name: f"  {value}\n" for name, value in PAIR.items()}
    answer = client.post("/setup", data=padded)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Connect with Strava" in client.get("/").text
    assert f"client_id={CLIENT_ID}" in client.get("/connect").headers["Location"]
    assert strava.sample.calls == []


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("client_id", "abc", "The Client ID is a number"),
        ("client_id", "", "The Client ID is a number"),
        ("client_id", "\u0661\u0662\u0663", "The Client ID is a number"),
        ("client_secret", "", "40 characters"),
        ("client_secret", "x" * 40, "40 characters"),
        ("client_secret", "a" * 39, "40 characters"),
    ],
)
def test_malformed_input_is_said_in_plain_words(
    client: FlaskClient, strava: Strava, field: str, value: str, told: str
) -> None:
    answer = client.post("/setup", data={**PAIR, field: value})
    assert answer.status_code == 400
    assert told in answer.text
    # The field is where the eye is, though the form stands below the guide.
    assert re.search(rf'<input id="{field}"[^>]*autofocus', answer.text)
    assert "<title>Error: Setup" in answer.text
    assert strava.sample.token_requests == []


@pytest.mark.parametrize("wrong", [{"client_id": "999"}, {"client_secret": "f" * 40}])
def test_a_wrong_pair_is_said_and_the_id_kept_but_the_secret_not_echoed(
    client: FlaskClient, wrong: dict[str, str]
) -> None:
    pair = PAIR | wrong
    answer = client.post("/setup", data=pair)
    assert answer.status_code == 400
    assert "does not accept this Client ID and Client Secret" in answer.text
    assert f'value="{pair["client_id"]}"' in answer.text
    assert pair["client_secret"] not in answer.text
    assert client.get("/").headers["Location"] == "/setup"


def test_strava_out_of_reach_is_said(settings: Settings, make_app: MakeApp) -> None:
    app = make_app(replace(settings, oauth_url="http://127.0.0.1:9/oauth"))
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post("/setup", data=PAIR)
    assert answer.status_code == 502
    assert "could not be reached" in answer.text
    assert f'value="{CLIENT_ID}"' in answer.text


def test_hostile_input_is_shown_as_text(client: FlaskClient) -> None:
    page = client.post("/setup", data={**PAIR, "client_id": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page


class TestEnvironment:
    """What is set in the environment wins."""

    @pytest.fixture
    def app(self, settings: Settings, make_app: MakeApp) -> Flask:
        app = make_app(replace(settings, client_id="777", client_secret="b" * 40))
        app.config["WTF_CSRF_ENABLED"] = False
        return app

    def test_the_page_says_so(self, client: FlaskClient) -> None:
        page = client.get("/setup").text
        assert "take precedence" in page
        assert "777" in page

    def test_what_is_entered_is_stored_but_not_used(self, client: FlaskClient) -> None:
        client.post("/setup", data=PAIR)
        assert "client_id=777" in client.get("/connect").headers["Location"]
