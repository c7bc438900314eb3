"""Sign-ins that fail: each has a page that says what happened, with a link to what to do next."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
import responses
from flask import Flask
from flask.testing import FlaskClient

from strava import errors
from strava.api.client import Client
from strava.db.models import Athlete
from strava.settings import Settings
from strava.sync import runs
from strava.web.sign_in_outcomes import UNEXPECTED, outcome_of

from ..applications import MakeApp
from ..sample_strava import Strava
from ..stored_data import rows
from .steps import start_sign_in


def assert_outcome(answer: Any, title: str, link: str) -> None:
    assert answer.status_code >= 400
    assert title in answer.text
    assert f'href="{link}"' in answer.text
    assert "Traceback" not in answer.text


def test_canceled_consent(sign_in: Callable[..., Any], app: Flask, strava: Strava) -> None:
    assert_outcome(sign_in(answer="cancel"), "You chose Cancel", "/connect")
    assert rows(app, Athlete) == []
    assert strava.sample.token_requests == []


class TestState:
    @pytest.mark.parametrize("state", ["", "state=", "state=made-up"])
    def test_missing_or_wrong_state_is_refused(
        self, client: FlaskClient, strava: Strava, state: str
    ) -> None:
        start_sign_in(client)
        answer = client.get(f"/exchange_token?code=c&scope=activity:read&{state}")
        assert_outcome(answer, "did not start here", "/connect")
        assert strava.sample.token_requests == []

    def test_used_state_is_refused(self, client: FlaskClient) -> None:
        address = f"/exchange_token?state={start_sign_in(client)}&code=bad&scope=activity:read"
        assert_outcome(client.get(address), "authorization code", "/connect")
        assert_outcome(client.get(address), "did not start here", "/connect")

    def test_state_of_another_browser_is_refused(self, client: FlaskClient, app: Flask) -> None:
        state = start_sign_in(client)
        other = app.test_client().get(f"/exchange_token?state={state}&code=c")
        assert_outcome(other, "did not start here", "/connect")


class TestCode:
    def test_missing_code(self, client: FlaskClient) -> None:
        answer = client.get(f"/exchange_token?state={start_sign_in(client)}")
        assert_outcome(answer, "sent no authorization code", "/connect")

    def test_code_that_strava_refuses(self, client: FlaskClient) -> None:
        state = start_sign_in(client)
        answer = client.get(f"/exchange_token?state={state}&code=x&scope=activity:read")
        assert_outcome(answer, "did not accept the authorization code", "/connect")

    def test_code_and_state_are_not_in_the_page_even_during_a_sync(
        self, connected: FlaskClient, app: Flask, athlete_id: int
    ) -> None:
        # During a sync, other pages contain the address from which they refresh themselves.
        logbook = app.extensions["logbook"]
        with logbook.sessions() as session, logbook.lock(f"sync-{athlete_id}"):
            runs.begin(session, athlete_id, logbook.now())
            state = start_sign_in(connected)
            page = connected.get(f"/exchange_token?state={state}&code=c0de&scope=activity:read")
        assert page.status_code == 400
        assert "Syncing" in page.text
        assert state not in page.text
        assert "c0de" not in page.text
        assert "http-equiv" not in page.text

    def test_error_with_markup_is_not_in_the_page(self, client: FlaskClient) -> None:
        answer = client.get(f"/exchange_token?state={start_sign_in(client)}&error=%3Cscript%3E")
        assert "Strava refused the sign-in" in answer.text
        assert "script&" not in answer.text
        assert "<script>" not in answer.text


class TestApplication:
    def test_inactive_application_connects_nobody(
        self, sign_in: Callable[..., Any], strava: Strava, app: Flask
    ) -> None:
        strava.sample.inactive = True
        assert_outcome(sign_in(), "to inactive", "/connect")
        assert rows(app, Athlete) == []

    def test_application_with_too_many_athletes_connects_nobody(
        self, sign_in: Callable[..., Any], strava: Strava, app: Flask
    ) -> None:
        strava.sample.too_many_athletes = True
        assert_outcome(sign_in(), "as many athletes as Strava allows", "/connect")
        assert rows(app, Athlete) == []

    def test_athlete_who_grants_too_little_is_not_connected(
        self, sign_in: Callable[..., Any], app: Flask, strava: Strava
    ) -> None:
        answer = sign_in(activity_read=False, activity_read_all=False)
        assert_outcome(answer, "no permission to read your activities", "/connect/again")
        assert "View data about your activities" in answer.text
        assert rows(app, Athlete) == []
        assert strava.sample.calls == []

    @pytest.mark.parametrize("error", [errors.Unauthorized, errors.NotFound])
    def test_athlete_whose_profile_is_refused_is_not_connected(
        self,
        sign_in: Callable[..., Any],
        app: Flask,
        monkeypatch: pytest.MonkeyPatch,
        error: type[errors.StravaError],
    ) -> None:
        def refuse(self: Client, path: str, **params: Any) -> Any:
            raise error

        monkeypatch.setattr(Client, "get", refuse)
        assert sign_in().status_code == 502
        assert rows(app, Athlete) == []


@pytest.mark.parametrize(
    ("status", "body", "title", "link"),
    [
        (
            400,
            {"errors": [{"resource": "Application", "field": "client_id", "code": "invalid"}]},
            "does not know this application",
            "/setup",
        ),
        (500, {}, "could not be reached", "/connect"),
        (200, "<html>", "does not understand", "/connect"),
        (200, {"access_token": "a"}, "does not understand", "/connect"),
        (429, {}, "rate limit is reached", "/connect"),
    ],
)
def test_failed_token_requests(
    client: FlaskClient, settings: Settings, status: int, body: Any, title: str, link: str
) -> None:
    state = start_sign_in(client)
    with responses.RequestsMock() as mock:
        text = body if isinstance(body, str) else json.dumps(body)
        mock.post(f"{settings.oauth_url}/token", status=status, body=text)
        answer = client.get(f"/exchange_token?state={state}&code=x&scope=activity:read")
    assert_outcome(answer, title, link)


def test_strava_that_cannot_be_reached(settings: Settings, make_app: MakeApp) -> None:
    app = make_app(replace(settings, oauth_url="http://127.0.0.1:9/oauth"))
    client = app.test_client()
    state = start_sign_in(client)
    answer = client.get(f"/exchange_token?state={state}&code=x&scope=activity:read")
    assert_outcome(answer, "could not be reached", "/connect")


def test_sign_in_succeeds_and_the_sync_fetches_the_profile_if_strava_is_unavailable_once(
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    get = Client.get
    with monkeypatch.context() as patch:
        failed: list[str] = []

        def fail_once(self: Client, path: str, **params: Any) -> Any:
            if path == "/athlete" and not failed:
                failed.append(path)
                raise errors.Unavailable
            return get(self, path, **params)

        patch.setattr(Client, "get", fail_once)
        assert sign_in().headers["Location"] == "/activities"
        finish_sync()
    assert failed
    assert rows(app, Athlete)[0].profile_fetched_at is not None


class TestOutcomeOf:
    def test_outcome_is_that_of_the_most_specific_class(self) -> None:
        assert "inactive" in outcome_of(errors.ApplicationInactive()).title
        assert "not allow" in outcome_of(errors.Forbidden()).title

    def test_error_without_an_outcome_is_unexpected(self) -> None:
        assert outcome_of(errors.NotFound()) is UNEXPECTED


def test_reload_finishes_a_sign_in_whose_code_did_not_reach_strava(
    client: FlaskClient, strava: Strava, app: Flask
) -> None:
    query = urlsplit(strava.consent(client.get("/connect").headers["Location"])).query
    with responses.RequestsMock() as network:
        network.post(f"{strava.url}/oauth/token", status=503)
        network.add_passthru(strava.url)
        answer = client.get(f"/exchange_token?{query}")
    assert_outcome(answer, "Strava could not be reached", "/connect")
    assert client.get(f"/exchange_token?{query}").headers["Location"] == "/activities"
    assert len(rows(app, Athlete)) == 1
