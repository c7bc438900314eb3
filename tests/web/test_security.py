"""Protection from other web pages: hosts, CSRF tokens, cookies and headers."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from strava import __version__
from strava.settings import Settings

from ..applications import MakeApp

PAGES = ("/", "/setup", "/settings", "/activities", "/sync", "/healthz", "/nowhere", "/demo/")


def policy(client: FlaskClient, path: str = "/setup") -> dict[str, list[str]]:
    """Return the sources of each directive of the Content-Security-Policy."""
    header = client.get(path).headers["Content-Security-Policy"]
    directives = [directive.split() for directive in header.split(";")]
    return {name: sources for name, *sources in directives}


class TestHosts:
    @pytest.mark.parametrize(
        "path", [*PAGES, "/static/css/base.css", "/demo/strava/oauth/authorize"]
    )
    @pytest.mark.parametrize(
        "host", ["evil.example", "localhost.evil.example", "127.0.0.2", "a@localhost"]
    )
    def test_other_hosts_get_a_plain_400(self, client: FlaskClient, path: str, host: str) -> None:
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == 400
        if not path.startswith("/demo/strava"):
            assert answer.mimetype == "text/plain"

    @pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:4711"])
    def test_hosts_of_this_computer_are_trusted(self, client: FlaskClient, host: str) -> None:
        answer = client.get("/healthz", headers={"Host": host})
        assert answer.get_json() == {"status": "ok", "version": __version__}

    def test_forwarded_host_is_ignored(self, client: FlaskClient) -> None:
        location = client.get("/connect", headers={"X-Forwarded-Host": "evil.example"}).location
        assert "evil" not in location


class TestHeaders:
    @pytest.mark.parametrize("path", PAGES)
    def test_every_response_has_the_headers(self, client: FlaskClient, path: str) -> None:
        headers = client.get(path).headers
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"

    @pytest.mark.parametrize("path", PAGES)
    def test_every_response_has_a_strict_content_security_policy(
        self, client: FlaskClient, path: str
    ) -> None:
        # The sample has no map tiles.
        tiles = [] if path.startswith("/demo") else ["https://tile.openstreetmap.org"]
        assert policy(client, path) == {
            "default-src": ["'none'"],
            "script-src": ["'self'"],
            "style-src": ["'self'"],
            "img-src": ["'self'", "data:", *tiles],
            "connect-src": ["'self'"],
            "form-action": ["'self'"],
            "frame-ancestors": ["'none'"],
            "base-uri": ["'none'"],
        }

    @pytest.mark.parametrize(
        ("tile_url", "hosts"),
        [
            ("https://{s}.tiles.example/{z}/{x}/{y}.png", ["https://*.tiles.example"]),
            ("http://localhost:8080/{z}/{x}/{y}.png", ["http://localhost:8080"]),
            ("", []),
        ],
    )
    def test_images_are_allowed_from_the_host_of_map_tiles(
        self, settings: Settings, make_app: MakeApp, tile_url: str, hosts: list[str]
    ) -> None:
        client = make_app(replace(settings, tile_url=tile_url)).test_client()
        assert policy(client)["img-src"] == ["'self'", "data:", *hosts]

    def test_only_static_files_with_a_hash_are_cached(self, client: FlaskClient) -> None:
        page = client.get("/setup")
        (address,) = re.findall(r'href="(/static/css/base\.css\?v=\w+)"', page.text)
        with client.get(address) as hashed, client.get("/static/css/base.css") as plain:
            assert "immutable" in hashed.headers["Cache-Control"]
            assert "immutable" not in plain.headers["Cache-Control"]
        assert page.headers["Cache-Control"] == "private, no-cache"


class TestForms:
    """Forms with CSRF protection, which other tests turn off."""

    @pytest.fixture
    def browser(self, settings: Settings, make_app: MakeApp) -> FlaskClient:
        return make_app(settings).test_client()

    @pytest.mark.parametrize(
        "path", ["/setup", "/sync", "/disconnect", "/athlete", "/settings", "/demo/sync"]
    )
    def test_form_from_another_site_is_refused(self, browser: FlaskClient, path: str) -> None:
        answer = browser.post(path, headers={"Origin": "http://evil.example"})
        assert answer.status_code == 400
        assert "This form is no longer valid" in answer.text

    def test_form_is_accepted_a_day_after_it_was_opened(
        self, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = browser.get("/setup").text
        (token,) = re.findall(r'name="csrf_token" value="([^"]+)"', page)
        later = time.time() + 20 * 3600
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
        answer = browser.post("/setup", data={"csrf_token": token, "client_id": "x"})
        assert "The Client ID is a number" in answer.text

    def test_cookie_is_hidden_from_scripts_and_other_sites(self, browser: FlaskClient) -> None:
        cookie = browser.get("/setup").headers["Set-Cookie"]
        assert cookie.startswith("logbook_")
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie

    def test_cookie_of_each_instance_folder_has_its_own_name(
        self, settings: Settings, make_app: MakeApp
    ) -> None:
        other = replace(settings, instance_path=settings.instance_path.parent / "other")
        names = {make_app(each).config["SESSION_COOKIE_NAME"] for each in (settings, other)}
        assert len(names) == 2
