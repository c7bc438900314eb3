"""The callback requested twice, over HTTP: the second request waits for the first."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask, request

from strava.db.models import Athlete
from strava.settings import Settings

from ..applications import MakeApp
from ..gate import Gate
from ..sample_strava import Strava
from ..stored_data import rows


class Browser:
    """A browser that talks to a server over HTTP, and can send a cookie it had before."""

    def __init__(self, url: str) -> None:
        self.url = url

    def get(self, path: str, cookies: dict[str, str] | None = None) -> requests.Response:
        return requests.get(
            f"{self.url}{path}", cookies=cookies or {}, allow_redirects=False, timeout=30
        )

    def post(self, path: str, cookies: dict[str, str], **form: str) -> requests.Response:
        return requests.post(
            f"{self.url}{path}", data=form, cookies=cookies, allow_redirects=False, timeout=30
        )


class TestTwice:
    """The callback requested twice, over HTTP, with the same cookie."""

    @pytest.fixture
    def app(self, settings: Settings, make_app: MakeApp) -> Flask:
        return make_app(settings)

    @pytest.fixture
    def arrivals(self, app: Flask) -> threading.Semaphore:
        """Released for each request of the callback that reaches Logbook."""
        arrivals = threading.Semaphore(0)

        def note() -> None:
            if request.path == "/exchange_token":
                arrivals.release()

        app.before_request(note)
        return arrivals

    @pytest.fixture
    def browser(self, app: Flask, serve: Callable[[Any], str]) -> Browser:
        return Browser(serve(app))

    @pytest.fixture
    def gate(self, strava: Strava) -> Iterator[Gate]:
        gate = Gate(strava.app.wsgi_app)
        strava.app.wsgi_app = gate  # type: ignore[method-assign]
        yield gate
        gate.open()

    def start(self, browser: Browser, strava: Strava, **choices: Any) -> tuple[str, dict[str, str]]:
        """Start a sign-in, and return the address of the callback and the cookie."""
        response = browser.get("/connect")
        address = urlsplit(strava.consent(response.headers["Location"], **choices))
        return f"{address.path}?{address.query}", response.cookies.get_dict()

    def ask_twice(
        self,
        browser: Browser,
        gate: Gate,
        arrivals: threading.Semaphore,
        address: str,
        cookies: dict[str, str],
    ) -> list[requests.Response]:
        """Ask a second time while Strava still exchanges the code for the first request."""
        gate.close("/oauth/token")
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(browser.get, address, cookies)
            gate.wait_for_request()
            second = pool.submit(browser.get, address, cookies)
            assert all(arrivals.acquire(timeout=20) for _ in range(2))
            gate.open()
            return [first.result(), second.result()]

    def test_both_lead_to_the_table_and_either_cookie_is_signed_in(
        self,
        browser: Browser,
        gate: Gate,
        arrivals: threading.Semaphore,
        strava: Strava,
        app: Flask,
        finish_sync: Callable[[], None],
    ) -> None:
        address, cookies = self.start(browser, strava)
        answers = self.ask_twice(browser, gate, arrivals, address, cookies)
        assert [answer.headers.get("Location") for answer in answers] == ["/activities"] * 2
        assert strava.sample.token_requests == ["authorization_code"]
        (athlete,) = rows(app, Athlete)
        finish_sync()
        jars = [answer.cookies.get_dict() for answer in answers]
        for jar in jars:
            assert f"Connected as {athlete.name}" in browser.get("/activities", jar).text
        # A form of the page that one cookie shows works with the cookie that arrives later.
        for shown, sent in (jars, jars[::-1]):
            page = browser.get("/activities", shown).text
            (token, *_) = re.findall(r'name="csrf_token" value="([^"]+)"', page)
            assert browser.post("/sync", sent, csrf_token=token).status_code == 303
        finish_sync()

    def test_a_later_request_with_the_old_cookie_leads_to_the_table(
        self, browser: Browser, strava: Strava, finish_sync: Callable[[], None]
    ) -> None:
        address, cookies = self.start(browser, strava)
        for _ in range(3):
            answer = browser.get(address, cookies)
            assert answer.headers["Location"] == "/activities"
            assert answer.cookies.get_dict() != cookies
        assert strava.sample.token_requests == ["authorization_code"]
        finish_sync()

    @pytest.mark.parametrize(
        ("choices", "words"),
        [
            ({"activity_read": False, "activity_read_all": False}, "no permission to read"),
            ({}, "to inactive"),
        ],
    )
    def test_failure_is_the_same_for_both(
        self,
        browser: Browser,
        gate: Gate,
        arrivals: threading.Semaphore,
        strava: Strava,
        choices: dict[str, bool],
        words: str,
    ) -> None:
        strava.sample.inactive = not choices
        address, cookies = self.start(browser, strava, **choices)
        answers = self.ask_twice(browser, gate, arrivals, address, cookies)
        assert [words in answer.text for answer in answers] == [True, True]
        assert strava.sample.token_requests == ["authorization_code"]

    def test_request_without_the_cookie_changes_nothing_meanwhile(
        self,
        browser: Browser,
        gate: Gate,
        strava: Strava,
        finish_sync: Callable[[], None],
    ) -> None:
        address, cookies = self.start(browser, strava)
        gate.close("/oauth/token")
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(browser.get, address, cookies)
            gate.wait_for_request()
            assert "did not start here" in browser.get(address).text
            gate.open()
            assert answer.result().headers["Location"] == "/activities"
        assert browser.get(address).headers["Location"] == "/activities"
        assert strava.sample.token_requests == ["authorization_code"]
        finish_sync()
