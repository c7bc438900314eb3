"""The callback of a sign-in: asked for ahead, twice, by another browser, or with an error."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner
from sqlalchemy import event

from strava.db.models import Athlete, Token

from ..sample_strava import Strava
from ..stored_data import rows
from .steps import start_sign_in

PREVIEWS = [
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Sec-Purpose": "prefetch;anonymous-client-ip"},
    {"Purpose": "prefetch"},
    {"Purpose": "Prefetch"},
    {"X-Moz": "prefetch"},
    {"X-Purpose": "preview"},
]


@pytest.fixture
def callback(client: FlaskClient, strava: Strava) -> str:
    """The address to which Strava redirects the browser after it has clicked Authorize."""
    address = urlsplit(strava.consent(client.get("/connect").headers["Location"]))
    return f"{address.path}?{address.query}"


class TestPreview:
    @pytest.mark.parametrize("headers", PREVIEWS, ids=str)
    def test_preview_spends_nothing_and_is_asked_again(
        self, client: FlaskClient, callback: str, strava: Strava, headers: dict[str, str]
    ) -> None:
        answer = client.get(callback, headers=headers)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
        assert "Set-Cookie" not in answer.headers
        assert strava.sample.token_requests == []
        assert client.get(callback).headers["Location"] == "/activities"

    def test_head_spends_nothing(self, client: FlaskClient, callback: str, strava: Strava) -> None:
        answer = client.head(callback)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (204, "no-store")
        assert "Set-Cookie" not in answer.headers
        assert strava.sample.token_requests == []
        assert client.get(callback).headers["Location"] == "/activities"

    def test_preview_of_a_refusal_spends_nothing(self, client: FlaskClient) -> None:
        address = f"/exchange_token?state={start_sign_in(client)}&error=access_denied"
        assert client.get(address, headers=PREVIEWS[0]).status_code == 503
        assert "You chose Cancel" in client.get(address).text

    def test_other_purposes_are_no_preview(self, client: FlaskClient, callback: str) -> None:
        answer = client.get(callback, headers={"Sec-Purpose": "navigate"})
        assert answer.headers["Location"] == "/activities"


class TestOtherBrowser:
    """A request without the cookie of the sign-in, such as that of a virus scanner."""

    def test_it_spends_nothing_and_signs_nobody_in(
        self, app: Flask, client: FlaskClient, callback: str, strava: Strava
    ) -> None:
        answer = app.test_client().get(callback)
        assert (answer.status_code, "did not start here" in answer.text) == (400, True)
        assert "Set-Cookie" not in answer.headers
        assert strava.sample.token_requests == []
        assert rows(app, Athlete) == []
        assert client.get(callback).headers["Location"] == "/activities"

    def test_it_is_led_to_the_table_if_an_athlete_is_connected(
        self, connected: FlaskClient, app: Flask, strava: Strava
    ) -> None:
        (before,) = rows(app, Token)
        code = strava.sample.issue_code(frozenset({"read"}))
        answer = app.test_client().get(f"/exchange_token?state=foreign&code={code}&scope=read")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/activities")
        assert "Set-Cookie" not in answer.headers
        (after,) = rows(app, Token)
        assert (after.access_token, after.scope) == (before.access_token, before.scope)
        assert strava.sample.token_requests == ["authorization_code"]

    @pytest.mark.parametrize("query", ["", "state=", "code=c", "error=access_denied"])
    def test_athlete_who_is_disconnected_has_to_start_a_sign_in(
        self, connected: FlaskClient, query: str
    ) -> None:
        connected.post("/disconnect")
        assert "did not start here" in connected.get(f"/exchange_token?{query}").text


class TestRefusal:
    @pytest.mark.parametrize(
        ("error", "status", "words"),
        [
            ("access_denied", 403, "You chose Cancel on Strava"),
            ("invalid_request", 400, "Strava did not understand the sign-in"),
            ("unauthorized_client", 403, "does not let this application sign anybody in"),
            ("unsupported_response_type", 400, "no longer offers this kind of sign-in"),
            ("invalid_scope", 400, "does not know a permission"),
            ("server_error", 502, "Strava had a problem"),
            ("temporarily_unavailable", 503, "cannot sign anybody in at the moment"),
            ("made_up", 400, "Strava refused the sign-in"),
            ("ACCESS_DENIED", 400, "Strava refused the sign-in"),
            ("x" * 2000, 400, "Strava refused the sign-in"),
            ("😀", 400, "Strava refused the sign-in"),
        ],
    )
    def test_each_error_has_its_own_words(
        self, client: FlaskClient, strava: Strava, error: str, status: int, words: str
    ) -> None:
        query = {"state": start_sign_in(client), "error": error, "error_description": "raw <b>"}
        answer = client.get("/exchange_token", query_string=query)
        assert (answer.status_code, words in answer.text) == (status, True)
        assert error not in answer.text
        assert "raw" not in answer.text
        assert strava.sample.token_requests == []

    def test_error_counts_even_beside_a_code(self, client: FlaskClient, strava: Strava) -> None:
        query = {"state": start_sign_in(client), "error": "server_error", "code": "c0de"}
        answer = client.get("/exchange_token", query_string=query)
        assert "Strava had a problem" in answer.text
        assert strava.sample.token_requests == []


def test_database_that_cannot_store_the_sign_in_is_named(
    client: FlaskClient, callback: str, app: Flask
) -> None:
    def fail(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO token"):
            raise sqlite3.OperationalError("database or disk is full")

    engine = app.extensions["logbook"].sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", fail)
    answer = client.get(callback)
    event.remove(engine, "before_cursor_execute", fail)
    assert answer.status_code == 503
    assert "Logbook cannot store the sign-in" in answer.text
    assert "The disk is full" in answer.text
    assert rows(app, Athlete) == []


def test_session_survives_a_clock_that_is_put_back(
    connected: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = TimestampSigner.get_timestamp
    with monkeypatch.context() as ahead:
        ahead.setattr(TimestampSigner, "get_timestamp", lambda self: right(self) + 3 * 86_400)
        state = start_sign_in(connected)
    answer = connected.get(f"/exchange_token?state={state}&error=access_denied")
    assert "You chose Cancel" in answer.text
