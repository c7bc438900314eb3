"""Signing in: from the start page over Strava's consent page to the table."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.accounts import athletes
from strava.api import oauth
from strava.db.models import Athlete, Token

from ..html import parse
from ..sample_strava import Strava
from ..stored_data import rows, sync_state
from .steps import start_sign_in


class TestConsentPage:
    def test_every_sign_in_has_a_new_state(self, client: FlaskClient) -> None:
        first, second = start_sign_in(client), start_sign_in(client)
        assert first != second
        assert len(first) >= 32

    @pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8123"])
    def test_strava_redirects_to_the_host_that_the_browser_uses(
        self, client: FlaskClient, host: str
    ) -> None:
        location = client.get("/connect", headers={"Host": host}).headers["Location"]
        assert parse_qs(urlsplit(location).query)["redirect_uri"] == [
            f"http://{host}/exchange_token"
        ]

    def test_start_page_says_what_is_read_and_links_to_connect_and_the_sample(
        self, client: FlaskClient
    ) -> None:
        page = client.get("/").text
        assert "What Logbook reads and stores" in page
        links = {link.text: link.attributes["href"] for link in parse(page).find_all("a")}
        assert links["Connect with Strava"] == "/connect"
        assert links["See it with sample data"] == "/demo/sample"
        assert links["Try the sign-in as well"] == "/demo/connect"

    def test_other_site_does_not_crowd_out_a_sign_in_under_way(
        self, client: FlaskClient, strava: Strava
    ) -> None:
        del strava.sample.activities[2:]
        callback = urlsplit(strava.consent(client.get("/connect").headers["Location"]))
        link = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        for path in ("/connect", "/connect/again") * 8:
            for site in ("cross-site", "same-site"):
                answer = client.get(path, headers={**link, "Sec-Fetch-Site": site})
                # There, the athlete can click Connect themselves.
                assert answer.headers["Location"] == "/"
        answer = client.get(f"{callback.path}?{callback.query}")
        assert answer.headers["Location"] == "/activities"


class TestSignedIn:
    def test_browser_is_redirected_to_the_table_and_the_first_sync_starts(
        self, client: FlaskClient, sign_in: Callable[..., Any]
    ) -> None:
        answer = sign_in()
        assert (answer.status_code, answer.headers["Location"]) == (302, "/activities")
        assert sync_state(client)["kind"] == "first"
        assert "Connected as" in client.get("/activities").text
        assert client.get("/").headers["Location"] == "/activities"

    def test_profile_is_fetched_once(self, connected: FlaskClient, strava: Strava) -> None:
        assert [path for _, path in strava.sample.calls].count("/api/v3/athlete") == 1

    def test_profile_is_stored(self, connected: FlaskClient, app: Flask) -> None:
        (athlete,) = rows(app, Athlete)
        assert athlete.measurement_preference in ("meters", "feet")
        assert athlete.profile_fetched_at is not None

    def test_odd_profile_is_stored_without_errors(self, app: Flask) -> None:
        odd = {"id": 5, "firstname": "\ud800", "lastname": 7, "city": [], "bikes": 5}
        gear = [None, {"id": 7}, {"id": "b1", "name": None, "distance": "far"}]
        logbook = app.extensions["logbook"]
        with logbook.sessions() as session:
            athletes.connect(
                session, oauth.TokenGrant("a", "r", 1, odd), "activity:read", logbook.now()
            )
            athletes.store_profile(session, 5, {**odd, "shoes": gear}, logbook.now())
        (athlete,) = rows(app, Athlete)
        assert (athlete.name, athlete.city) == ("?", None)

    def test_reloaded_callback_redirects_to_the_table_without_a_second_exchange(
        self, client: FlaskClient, strava: Strava
    ) -> None:
        callback = urlsplit(strava.consent(client.get("/connect").headers["Location"]))
        for _ in range(2):
            answer = client.get(f"{callback.path}?{callback.query}")
            assert (answer.status_code, answer.headers["Location"]) == (302, "/activities")
        assert strava.sample.token_requests == ["authorization_code"]

    def test_two_tabs_of_a_browser_can_sign_in_at_the_same_time(
        self, client: FlaskClient, strava: Strava
    ) -> None:
        tabs = [client.get("/connect").headers["Location"] for _ in range(2)]
        callbacks = [urlsplit(strava.consent(tab)) for tab in tabs]
        for callback in [*callbacks, *callbacks]:
            answer = client.get(f"{callback.path}?{callback.query}")
            assert answer.headers["Location"] == "/activities"

    def test_several_browsers_can_finish_at_the_same_moment(
        self, app: Flask, strava: Strava, finish_sync: Callable[[], None]
    ) -> None:
        browsers = [app.test_client() for _ in range(4)]
        callbacks = [
            urlsplit(strava.consent(browser.get("/connect").headers["Location"]))
            for browser in browsers
        ]
        with ThreadPoolExecutor(4) as pool:
            statuses = pool.map(
                lambda browser, callback: (
                    browser.get(f"{callback.path}?{callback.query}").status_code
                ),
                browsers,
                callbacks,
            )
            assert list(statuses) == [302] * 4
        finish_sync()


class TestSession:
    def test_session_is_cleared(self, client: FlaskClient, sign_in: Callable[..., Any]) -> None:
        with client.session_transaction() as session:
            session["planted"] = "by somebody else"
        sign_in()
        with client.session_transaction() as session:
            assert "planted" not in session

    def test_page_that_refreshes_itself_does_not_restore_an_older_cookie(
        self, connected: FlaskClient
    ) -> None:
        connected.get("/activities")
        assert "Set-Cookie" in connected.get("/connect").headers
        assert "Set-Cookie" not in connected.get("/activities").headers

    def test_tokens_and_secrets_are_in_no_page_no_header_and_no_log(
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
        pages = [client.get(path).text for path in ("/activities", "/settings", "/sync", "/setup")]
        for secret in [*secrets, app.extensions["logbook"].settings.client_secret]:
            assert secret not in "".join(pages)
            assert secret not in str(answer.headers)
            assert secret not in caplog.text
