"""Other web pages stay out: hosts, forms, cookies, and headers."""

from __future__ import annotations

import re
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava import __version__
from strava.settings import Settings

from ..conftest import MakeApp

PAGES = ("/", "/setup", "/settings", "/activities", "/sync", "/healthz", "/nowhere", "/demo/")


@pytest.mark.parametrize("path", [*PAGES, "/static/css/base.css", "/demo/strava/oauth/authorize"])
@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.2", "a@localhost"]
)
def test_other_hosts_get_a_plain_400(client: FlaskClient, path: str, host: str) -> None:
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == 400
    if not path.startswith("/demo/strava"):
        assert answer.mimetype == "text/plain"


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:4711"])
def test_this_computer_is_answered(client: FlaskClient, host: str) -> None:
    answer = client.get("/healthz", headers={"Host": host})
    assert answer.get_json() == {"status": "ok", "version": __version__}


def test_a_forwarded_host_is_not_believed(client: FlaskClient) -> None:
    location = client.get("/connect", headers={"X-Forwarded-Host": "evil.example"}).location
    assert "evil" not in location


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    # The sample's maps, if any, have no background.
    tiles = "" if path.startswith("/demo") else " https://tile.openstreetmap.org"
    assert f"img-src 'self' data:{tiles};" in policy
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_static_files_are_cached_for_good_under_their_hash(client: FlaskClient) -> None:
    (address,) = re.findall(r'href="(/static/css/base\.css\?v=\w+)"', client.get("/setup").text)
    with client.get(address) as fingerprinted, client.get("/static/css/base.css") as plain:
        assert "immutable" in fingerprinted.headers["Cache-Control"]
        assert "immutable" not in plain.headers["Cache-Control"]
    assert "no-cache" in client.get("/setup").headers["Cache-Control"]


class TestForms:
    """With the protection of forms on, as it is for the athlete."""

    @pytest.fixture
    def browser(self, settings: Settings, make_app: MakeApp) -> FlaskClient:
        return make_app(settings).test_client()

    @pytest.mark.parametrize(
        "path", ["/setup", "/sync", "/disconnect", "/athlete", "/settings", "/demo/sync"]
    )
    def test_a_post_from_another_site_is_refused(self, browser: FlaskClient, path: str) -> None:
        answer = browser.post(path, headers={"Origin": "http://evil.example"})
        assert answer.status_code == 400
        assert "This form is no longer valid" in answer.text

    def test_a_form_of_ours_is_taken_even_much_later(
        self, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = browser.get("/setup").text
        (token,) = re.findall(r'name="csrf_token" value="([^"]+)"', page)
        later = time.time() + 20 * 3600
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
        answer = browser.post("/setup", data={"csrf_token": token, "client_id": "x"})
        assert "The Client ID is a number" in answer.text

    def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
        self, browser: FlaskClient
    ) -> None:
        cookie = browser.get("/setup").headers["Set-Cookie"]
        assert cookie.startswith("logbook_")
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    ("method", "path", "status"), [("get", "/nowhere", 404), ("get", "/disconnect", 405)]
)
def test_what_is_not_there_has_a_page_of_its_own(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    assert ("POST" in answer.headers.get("Allow", "")) == (status == 405)
    assert "Back to Logbook" in answer.text


def test_too_large_a_form_is_refused(client: FlaskClient) -> None:
    assert client.post("/setup", data={"client_id": "1" * 100_000}).status_code == 413


def test_a_bug_shows_no_traceback_and_logs_one(
    app: Flask,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("strava.accounts.credentials.find", broken)
    app.testing = False
    answer = client.get("/setup")
    assert answer.status_code == 500
    assert "boom" not in answer.text
    assert "Nothing stored is lost" in answer.text
    assert "RuntimeError: boom" in caplog.text
