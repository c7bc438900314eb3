"""The setup page: the guide, and the check of the Client ID and Client Secret."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.sample import CLIENT_ID, CLIENT_SECRET
from strava.settings import Settings

from ..applications import MakeApp
from ..html import parse
from ..sample_strava import Strava

CREDENTIALS = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, client_id=None, client_secret=None)


def test_without_credentials_connecting_begins_with_the_setup(client: FlaskClient) -> None:
    assert client.get("/activities").headers["Location"] == "/"
    links = {
        link.text: link.attributes["href"] for link in parse(client.get("/").text).find_all("a")
    }
    assert links["Connect with Strava"] == "/setup"
    assert "The first step of connecting" in client.get("/setup").text
    answer = client.get("/connect")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/setup")
    assert "First enter the Client ID" in client.get("/setup").text


def test_guide_says_what_to_enter_at_strava(client: FlaskClient) -> None:
    page = client.get("/setup").text
    for text in (
        "Authorization Callback Domain",
        "<kbd>localhost</kbd>",
        "paid Strava subscription",
        "https://www.strava.com/settings/api",
        "they cannot read activities",
        "/demo/sample",
    ):
        assert text in page


def test_correct_credentials_are_stored_and_the_start_page_follows(
    client: FlaskClient, strava: Strava
) -> None:
    padded = {name: f"  {value}\n" for name, value in CREDENTIALS.items()}
    answer = client.post("/setup", data=padded)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Connect with Strava" in client.get("/").text
    assert f"client_id={CLIENT_ID}" in client.get("/connect").headers["Location"]
    assert strava.sample.calls == []


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("client_id", "abc", "The Client ID is a number"),
        ("client_id", "", "The Client ID is a number"),
        ("client_id", "\u0661\u0662\u0663", "The Client ID is a number"),
        ("client_secret", "", "40 characters"),
        ("client_secret", "x" * 40, "40 characters"),
        ("client_secret", "a" * 39, "40 characters"),
    ],
)
def test_malformed_input_is_explained_and_not_sent_to_strava(
    client: FlaskClient, strava: Strava, field: str, value: str, message: str
) -> None:
    answer = client.post("/setup", data={**CREDENTIALS, field: value})
    assert answer.status_code == 400
    assert message in answer.text
    # The form is below the guide, so the focus scrolls to the field that is wrong.
    assert re.search(rf'<input id="{field}"[^>]*autofocus', answer.text)
    assert "<title>Error: Setup" in answer.text
    assert strava.sample.token_requests == []


@pytest.mark.parametrize("wrong", [{"client_id": "999"}, {"client_secret": "f" * 40}])
def test_page_for_wrong_credentials_has_the_client_id_but_not_the_secret(
    client: FlaskClient, wrong: dict[str, str]
) -> None:
    entered = CREDENTIALS | wrong
    answer = client.post("/setup", data=entered)
    assert answer.status_code == 400
    assert "does not accept this Client ID and Client Secret" in answer.text
    assert f'value="{entered["client_id"]}"' in answer.text
    assert entered["client_secret"] not in answer.text
    assert 'href="/connect"' not in client.get("/").text


def test_page_says_that_strava_cannot_be_reached(settings: Settings, make_app: MakeApp) -> None:
    app = make_app(replace(settings, oauth_url="http://127.0.0.1:9/oauth"))
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post("/setup", data=CREDENTIALS)
    assert answer.status_code == 502
    assert "could not be reached" in answer.text
    assert f'value="{CLIENT_ID}"' in answer.text


def test_markup_in_input_is_shown_as_text(client: FlaskClient) -> None:
    page = client.post(
        "/setup", data={**CREDENTIALS, "client_id": '"><script>alert(1)</script>'}
    ).text
    assert "<script>alert" not in page


class TestEnvironment:
    """Credentials in the environment are used instead of stored ones."""

    @pytest.fixture
    def app(self, settings: Settings, make_app: MakeApp) -> Flask:
        app = make_app(replace(settings, client_id="777", client_secret="b" * 40))
        app.config["WTF_CSRF_ENABLED"] = False
        return app

    def test_page_says_that_the_environment_wins(self, client: FlaskClient) -> None:
        page = client.get("/setup").text
        assert "take precedence" in page
        assert "777" in page

    def test_entered_credentials_are_not_used(self, client: FlaskClient) -> None:
        client.post("/setup", data=CREDENTIALS)
        assert "client_id=777" in client.get("/connect").headers["Location"]
