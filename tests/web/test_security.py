"""Protection from other web pages: hosts, CSRF tokens, cookies and headers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from strava import __version__
from strava.errors import SettingsError
from strava.settings import Settings

from ..applications import MakeApp
from ..sample_strava import Strava

PAGES = ("/", "/setup", "/settings", "/activities", "/sync", "/healthz", "/nowhere", "/demo/")

SAMPLE_PAGES = ("/demo/nowhere", "/demo/strava/", "/demo/strava/nowhere", "/demo/strava/api/v3/x")
OTHER_SITES = ("cross-site", "same-site")
LINK = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
"""The headers with which a browser requests a page after a click on a link, or a redirect."""


def policy(client: FlaskClient, path: str = "/setup") -> dict[str, list[str]]:
    """Return the sources of each directive of the Content-Security-Policy."""
    header = client.get(path).headers["Content-Security-Policy"]
    directives = [directive.split() for directive in header.split(";")]
    return {name: sources for name, *sources in directives}


class TestHosts:
    @pytest.mark.parametrize(
        "host", ["evil.example", "localhost.evil.example", "127.0.0.2", "a@localhost"]
    )
    def test_other_hosts_get_a_plain_400(self, client: FlaskClient, host: str) -> None:
        for path in (*PAGES, *SAMPLE_PAGES, "/static/css/base.css"):
            answer = client.get(path, headers={"Host": host})
            assert answer.status_code == 400, path
            assert answer.mimetype == "text/plain"
            assert "only at http://localhost" in answer.text

    @pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:4711"])
    def test_hosts_of_this_computer_are_trusted(self, client: FlaskClient, host: str) -> None:
        answer = client.get("/healthz", headers={"Host": host})
        assert answer.get_json() == {"status": "ok", "version": __version__}

    def test_forwarded_host_is_ignored(self, client: FlaskClient) -> None:
        location = client.get("/connect", headers={"X-Forwarded-Host": "evil.example"}).location
        assert "evil" not in location


class TestOtherComputers:
    """Whatever serves the application, such as `flask run --host 0.0.0.0`."""

    @pytest.mark.parametrize("address", ["192.168.0.7", "fe80::1%eth0", "::ffff:10.0.0.1", ""])
    def test_another_computer_is_refused(self, client: FlaskClient, address: str) -> None:
        for path in (*PAGES, *SAMPLE_PAGES, "/static/css/base.css"):
            answer = client.get(path, environ_base={"REMOTE_ADDR": address})
            assert answer.status_code == 403, path
            assert "answers only the computer that it runs on" in answer.text

    def test_this_computer_is_answered(self, client: FlaskClient) -> None:
        for address in ("127.0.0.1", "127.0.0.53", "::1", "::ffff:127.0.0.1"):
            answer = client.get("/healthz", environ_base={"REMOTE_ADDR": address})
            assert answer.status_code == 200, address


class TestOtherSites:
    """What a page of another site can make a browser send."""

    @pytest.mark.parametrize("site", OTHER_SITES)
    def test_link_to_a_page_works(self, client: FlaskClient, site: str) -> None:
        headers = {**LINK, "Sec-Fetch-Site": site, "Sec-Fetch-User": "?1"}
        for path in PAGES:
            answer = client.get(path, headers=headers)
            assert answer.status_code == client.get(path).status_code, path

    @pytest.mark.parametrize("site", OTHER_SITES)
    def test_return_from_strava_signs_in(
        self, client: FlaskClient, strava: Strava, finish_sync: Callable[[], None], site: str
    ) -> None:
        del strava.sample.activities[2:]
        clicked = {**LINK, "Sec-Fetch-Site": "same-origin"}
        consent_page = client.get("/connect", headers=clicked).headers["Location"]
        callback = urlsplit(strava.consent(consent_page))
        returned = {**LINK, "Sec-Fetch-Site": site}
        answer = client.get(f"{callback.path}?{callback.query}", headers=returned)
        assert answer.headers["Location"] == "/activities"
        assert "Connected as" in client.get("/activities", headers=returned).text
        finish_sync()

    @pytest.mark.parametrize("site", OTHER_SITES)
    def test_what_it_embeds_or_prefetches_is_refused(self, client: FlaskClient, site: str) -> None:
        for headers in (
            {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
            {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
            {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
            {**LINK, "Sec-Purpose": "prefetch;prerender"},
            {},
        ):
            for path in ("/activities", "/demo/", "/demo/strava/", "/static/icon.svg"):
                answer = client.get(path, headers={**headers, "Sec-Fetch-Site": site})
                assert answer.status_code == 403
                assert "does not answer requests of other websites" in answer.text
                assert answer.headers["Cache-Control"] == "no-store"

    def test_only_get_opens_a_page(self, client: FlaskClient) -> None:
        headers = {**LINK, "Sec-Fetch-Site": "cross-site"}
        for method in ("HEAD", "POST", "PUT", "OPTIONS"):
            answer = client.open("/activities", method=method, headers=headers)
            assert answer.status_code == 403, method

    def test_own_pages_and_typed_addresses_may_send_anything(self, client: FlaskClient) -> None:
        for site in ("same-origin", "none"):
            headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
            assert client.get("/healthz", headers=headers).status_code == 200

    def test_foreign_origin_is_refused_also_from_browsers_without_sec_fetch_headers(
        self, client: FlaskClient
    ) -> None:
        for origin in (
            *("http://evil.example", "http://localhost:8001", "http://localhost.evil.example"),
            *("null", "http://127.0.0.1"),
        ):
            for method in ("GET", "POST"):
                answer = client.open("/setup", method=method, headers={"Origin": origin})
                assert answer.status_code == 403, (method, origin)

    def test_own_origin_is_accepted(self, client: FlaskClient) -> None:
        headers = {"Host": "localhost:8000", "Origin": "http://localhost:8000"}
        assert "The Client ID is a number" in client.post("/setup", headers=headers).text


class TestHeaders:
    def test_every_response_has_the_headers(self, client: FlaskClient) -> None:
        for path in (*PAGES, *SAMPLE_PAGES):
            headers = client.get(path).headers
            assert "default-src 'none'" in headers["Content-Security-Policy"], path
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
    def test_form_without_the_token_of_the_page_is_refused(
        self, browser: FlaskClient, path: str
    ) -> None:
        answer = browser.post(path, headers={"Origin": "http://localhost"})
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


def test_debug_mode_is_refused_in_a_sentence(
    settings: Settings, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(SettingsError, match="does not start in Flask's debug mode"):
        make_app(settings)
