"""Signing in and out: every way it can end is told in its own words, with a way on."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import responses
from flask import Flask
from flask.testing import FlaskClient

from strava import errors
from strava.accounts import athletes
from strava.api import oauth
from strava.api.client import Client
from strava.db.models import Activity, Athlete, Token
from strava.settings import Settings
from strava.sync import runs

from ..conftest import Clock, MakeApp, Strava, rows


def begin(client: FlaskClient, **options: Any) -> str:
    """Start a sign-in; its state."""
    return parse_qs(urlsplit(client.get("/connect", **options).headers["Location"]).query)["state"][
        0
    ]


def assert_told(answer: Any, title: str, way_on: str) -> None:
    assert answer.status_code >= 400
    assert title in answer.text
    assert f'href="{way_on}"' in answer.text
    assert "Traceback" not in answer.text


class TestConnect:
    def test_it_leads_to_the_consent_page_with_a_fresh_state(self, client: FlaskClient) -> None:
        first, second = begin(client), begin(client)
        assert first != second
        assert len(first) >= 32

    @pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8123"])
    def test_the_browser_returns_to_the_host_it_used(self, client: FlaskClient, host: str) -> None:
        location = client.get("/connect", headers={"Host": host}).headers["Location"]
        assert parse_qs(urlsplit(location).query)["redirect_uri"] == [
            f"http://{host}/exchange_token"
        ]

    def test_the_connect_page_tells_what_is_read_and_kept(self, client: FlaskClient) -> None:
        page = client.get("/").text
        assert "What Logbook reads and stores" in page
        assert 'href="/connect"' in page
        assert 'href="/demo/"' in page


class TestSuccess:
    def test_the_table_follows_and_the_first_sync_has_begun(
        self, client: FlaskClient, sign_in: Callable[..., Any], app: Flask, strava: Strava
    ) -> None:
        answer = sign_in()
        assert (answer.status_code, answer.headers["Location"]) == (302, "/activities")
        run = client.get("/sync", headers={"Accept": "application/json"}).get_json()
        assert run["kind"] == "first"
        assert "Connected as" in client.get("/activities").text
        assert client.get("/").headers["Location"] == "/activities"

    def test_the_profile_is_asked_for_once(self, connected: FlaskClient, strava: Strava) -> None:
        assert [path for _, path in strava.sample.calls].count("/api/v3/athlete") == 1

    def test_units_and_gear_are_known(self, connected: FlaskClient, app: Flask) -> None:
        (athlete,) = rows(app, Athlete)
        assert athlete.measurement_preference in ("meters", "feet")
        assert athlete.profile_fetched_at is not None

    def test_reloading_the_address_leads_to_the_table(
        self, client: FlaskClient, strava: Strava
    ) -> None:
        back = urlsplit(strava.consent(client.get("/connect").headers["Location"]))
        for _ in range(2):
            answer = client.get(f"{back.path}?{back.query}")
            assert (answer.status_code, answer.headers["Location"]) == (302, "/activities")
        assert strava.sample.token_requests == ["authorization_code"]

    def test_two_sign_ins_may_be_under_way(self, client: FlaskClient, strava: Strava) -> None:
        tabs = [client.get("/connect").headers["Location"] for _ in range(2)]
        addresses = [urlsplit(strava.consent(tab)) for tab in tabs]
        for back in [*addresses, *addresses]:
            assert client.get(f"{back.path}?{back.query}").headers["Location"] == "/activities"

    def test_a_page_that_refreshes_itself_brings_back_no_older_session(
        self, connected: FlaskClient
    ) -> None:
        connected.get("/activities")
        assert "Set-Cookie" in connected.get("/connect").headers
        assert "Set-Cookie" not in connected.get("/activities").headers

    def test_several_tabs_may_finish_at_the_same_moment(
        self, app: Flask, strava: Strava, finish_sync: Callable[[], None]
    ) -> None:
        browsers = [app.test_client() for _ in range(4)]
        addresses = [
            urlsplit(strava.consent(browser.get("/connect").headers["Location"]))
            for browser in browsers
        ]
        with ThreadPoolExecutor(4) as pool:
            answers = pool.map(
                lambda browser, back: browser.get(f"{back.path}?{back.query}").status_code,
                browsers,
                addresses,
            )
            assert list(answers) == [302] * 4
        finish_sync()

    def test_an_odd_profile_is_no_reason_to_fail(self, app: Flask, clock: Clock) -> None:
        odd = {"id": 5, "firstname": "\ud800", "lastname": 7, "city": [], "bikes": 5}
        gear = [None, {"id": 7}, {"id": "b1", "name": None, "distance": "far"}]
        with app.extensions["logbook"].sessions() as session:
            athletes.connect(session, oauth.TokenGrant("a", "r", 1, odd), "activity:read")
            athletes.store_profile(session, 5, {**odd, "shoes": gear})
        (athlete,) = rows(app, Athlete)
        assert (athlete.name, athlete.city) == ("?", None)

    def test_the_session_is_cleared_at_sign_in(
        self, client: FlaskClient, sign_in: Callable[..., Any]
    ) -> None:
        with client.session_transaction() as session:
            session["planted"] = "by somebody else"
        sign_in()
        with client.session_transaction() as session:
            assert "planted" not in session

    def test_no_token_is_in_a_page_a_cookie_or_the_log(
        self,
        client: FlaskClient,
        sign_in: Callable[..., Any],
        finish_sync: Callable[[], None],
        app: Flask,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        answer = sign_in()
        finish_sync()
        (token,) = rows(app, Token)
        secrets = [token.access_token, token.refresh_token, app.config["SECRET_KEY"]]
        shown = [client.get(path).text for path in ("/activities", "/settings", "/sync", "/setup")]
        for secret in [*secrets, app.extensions["logbook"].settings.client_secret]:
            assert secret not in "".join(shown)
            assert secret not in str(answer.headers)
            assert secret not in caplog.text


class TestFailure:
    def test_access_denied(self, sign_in: Callable[..., Any], app: Flask, strava: Strava) -> None:
        assert_told(sign_in(answer="cancel"), "You chose Cancel", "/connect")
        assert rows(app, Athlete) == []
        assert strava.sample.token_requests == []

    @pytest.mark.parametrize("state", ["", "state=", "state=made-up"])
    def test_state_missing_or_wrong(self, client: FlaskClient, strava: Strava, state: str) -> None:
        begin(client)
        answer = client.get(f"/exchange_token?code=c&scope=activity:read&{state}")
        assert_told(answer, "did not start here", "/connect")
        assert strava.sample.token_requests == []

    def test_state_used_before(self, client: FlaskClient) -> None:
        address = f"/exchange_token?state={begin(client)}&code=bad&scope=activity:read"
        assert_told(client.get(address), "authorization code", "/connect")
        assert_told(client.get(address), "did not start here", "/connect")

    def test_a_state_of_another_browser(self, client: FlaskClient, app: Flask) -> None:
        state = begin(client)
        other = app.test_client().get(f"/exchange_token?state={state}&code=c")
        assert_told(other, "did not start here", "/connect")

    def test_no_code(self, client: FlaskClient) -> None:
        answer = client.get(f"/exchange_token?state={begin(client)}")
        assert_told(answer, "sent no authorization code", "/connect")

    def test_a_code_that_strava_refuses(self, client: FlaskClient) -> None:
        answer = client.get(f"/exchange_token?state={begin(client)}&code=x&scope=activity:read")
        assert_told(answer, "did not accept the authorization code", "/connect")

    def test_the_application_is_inactive(
        self, sign_in: Callable[..., Any], strava: Strava, app: Flask
    ) -> None:
        strava.sample.inactive = True
        assert_told(sign_in(), "to inactive", "/connect")
        assert rows(app, Athlete) == []

    def test_too_many_athletes(
        self, sign_in: Callable[..., Any], strava: Strava, app: Flask
    ) -> None:
        strava.sample.too_many_athletes = True
        assert_told(sign_in(), "as many athletes as Strava allows", "/connect")
        assert rows(app, Athlete) == []

    def test_no_reading_of_activities(
        self, sign_in: Callable[..., Any], app: Flask, strava: Strava
    ) -> None:
        answer = sign_in(activity_read=False, activity_read_all=False)
        assert_told(answer, "no permission to read your activities", "/connect/again")
        assert "View data about your activities" in answer.text
        assert rows(app, Athlete) == []
        assert strava.sample.calls == []

    @pytest.mark.parametrize("status", [401, 404])
    def test_a_profile_that_is_refused_connects_nobody(
        self,
        sign_in: Callable[..., Any],
        app: Flask,
        monkeypatch: pytest.MonkeyPatch,
        status: int,
    ) -> None:
        def refused(self: Client, path: str, **params: Any) -> Any:
            raise {401: errors.Unauthorized, 404: errors.NotFound}[status]

        monkeypatch.setattr(Client, "get", refused)
        assert sign_in().status_code == 502
        assert rows(app, Athlete) == []

    def test_neither_code_nor_state_is_in_the_page(
        self, connected: FlaskClient, app: Flask, athlete_id: int
    ) -> None:
        # Not even while a sync runs, when a page tells where to refresh itself from.
        logbook = app.extensions["logbook"]
        with logbook.sessions() as session, logbook.lock(f"sync-{athlete_id}"):
            runs.begin(session, athlete_id, logbook.now())
            state = begin(connected)
            page = connected.get(f"/exchange_token?state={state}&code=c0de&scope=activity:read")
        assert page.status_code == 400
        assert "Syncing" in page.text
        assert state not in page.text
        assert "c0de" not in page.text
        assert "http-equiv" not in page.text

    def test_a_scope_with_markup_is_not_echoed(self, client: FlaskClient) -> None:
        answer = client.get(f"/exchange_token?state={begin(client)}&error=%3Cscript%3E")
        assert "<script>" not in answer.text.replace("<script src=", "")

    @pytest.mark.parametrize(
        ("status", "body", "title", "way_on"),
        [
            (
                400,
                {"errors": [{"resource": "Application", "field": "client_id", "code": "invalid"}]},
                "does not know this application",
                "/setup",
            ),
            (500, {}, "could not be reached", "/connect"),
            (200, "<html>", "does not understand", "/connect"),
            (
                200,
                {"access_token": "a", "refresh_token": "r", "expires_at": 1},
                "not underst",
                "/conn",
            ),
            (429, {}, "rate limit", "/connect"),
        ],
    )
    def test_what_the_exchange_can_answer(
        self,
        client: FlaskClient,
        settings: Settings,
        status: int,
        body: Any,
        title: str,
        way_on: str,
    ) -> None:
        state = begin(client)
        with responses.RequestsMock() as mock:
            text = body if isinstance(body, str) else json.dumps(body)
            mock.post(f"{settings.oauth_url}/token", status=status, body=text)
            answer = client.get(f"/exchange_token?state={state}&code=x&scope=activity:read")
        assert answer.status_code >= 400
        assert title in answer.text
        assert way_on in answer.text

    def test_strava_out_of_reach(self, settings: Settings, make_app: MakeApp) -> None:
        app = make_app(replace(settings, oauth_url="http://127.0.0.1:9/oauth"))
        client = app.test_client()
        answer = client.get(f"/exchange_token?state={begin(client)}&code=x&scope=activity:read")
        assert_told(answer, "could not be reached", "/connect")

    def test_a_profile_that_cannot_be_read_yet_is_asked_for_by_the_sync(
        self,
        client: FlaskClient,
        sign_in: Callable[..., Any],
        finish_sync: Callable[[], None],
        app: Flask,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        get = Client.get
        with monkeypatch.context() as patch:
            failed: list[str] = []

            def fails_once(self: Client, path: str, **params: Any) -> Any:
                if path == "/athlete" and not failed:
                    failed.append(path)
                    raise errors.Unavailable
                return get(self, path, **params)

            patch.setattr(Client, "get", fails_once)
            assert sign_in().headers["Location"] == "/activities"
            finish_sync()
        assert failed
        assert rows(app, Athlete)[0].profile_fetched_at is not None


class TestLessThanAll:
    def test_without_private_activities_it_works_and_says_so(
        self,
        client: FlaskClient,
        sign_in: Callable[..., Any],
        finish_sync: Callable[[], None],
        strava: Strava,
    ) -> None:
        sign_in(activity_read_all=False)
        finish_sync()
        page = client.get("/activities?per_page=200").text
        assert "Activities that only you can see are missing" in page
        assert 'href="/connect/again"' in page
        run = client.get("/sync", headers={"Accept": "application/json"}).get_json()
        public = [one for one in strava.sample.activities if one["visibility"] != "only_me"]
        assert run["done"] == len(public) < len(strava.sample.activities)

    def test_granting_the_rest_later_brings_it_and_takes_the_notice_away(
        self,
        client: FlaskClient,
        sign_in: Callable[..., Any],
        finish_sync: Callable[[], None],
        app: Flask,
        strava: Strava,
    ) -> None:
        sign_in(activity_read_all=False)
        finish_sync()
        assert "approval_prompt=force" in client.get("/connect/again").headers["Location"]
        sign_in()
        finish_sync()
        assert "are not shown" not in client.get("/activities").text
        assert len(rows(app, Activity)) == len(strava.sample.activities)


class TestReconnect:
    @pytest.fixture
    def refused(
        self,
        connected: FlaskClient,
        strava: Strava,
        clock: Clock,
        finish_sync: Callable[[], None],
    ) -> FlaskClient:
        strava.sample.revoke_all()
        clock.advance(hours=7)
        connected.post("/sync")
        finish_sync()
        return connected

    def test_what_is_stored_stays_visible_under_a_notice(
        self, refused: FlaskClient, strava: Strava
    ) -> None:
        page = refused.get("/activities").text
        assert "Reconnect needed" in page
        assert 'href="/connect"' in page
        assert f"<b>{len(strava.sample.activities):,}</b> activities" in page

    def test_a_click_on_sync_says_why_nothing_happens(self, refused: FlaskClient) -> None:
        assert "not connected" in refused.post("/sync", follow_redirects=True).text

    def test_connecting_again_takes_the_notice_away(
        self, refused: FlaskClient, sign_in: Callable[..., Any], app: Flask
    ) -> None:
        sign_in()
        assert "Reconnect needed" not in refused.get("/activities").text
        assert len(rows(app, Athlete)) == 1
