"""A headless browser, and a Logbook that it visits over HTTP, with CSRF protection."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from strava.settings import Settings

from ..applications import MakeApp
from ..gate import Gate
from ..sample_strava import Strava
from .steps import LONGEST, RARE_SPORT, Fields, RunningLogbook, Watch, add_activity

SYSTEM_BROWSERS = (
    "chromium-headless-shell",  # Chromium without windows: pages take a quarter less time.
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
TIMEOUT = 60_000
"""Milliseconds that a test waits for an element or a page."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        executable = _find_browser(playwright)
        if executable is None:
            reason = "found no Chromium, Chrome or Edge, and no browser of Playwright"
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
        expect.set_options(timeout=TIMEOUT)
        browser = playwright.chromium.launch(executable_path=executable, args=_arguments())
        yield browser
        browser.close()


def _find_browser(playwright: Playwright) -> str | None:
    """Return the path of an installed browser, or of the one that Playwright downloads."""
    installed = next(filter(None, map(shutil.which, SYSTEM_BROWSERS)), None)
    downloaded = playwright.chromium.executable_path
    return installed or (downloaded if Path(downloaded).exists() else None)


def _arguments() -> list[str]:
    arguments = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        # Start no process in advance for a page that may be opened next.
        "--renderer-process-limit=1",
    ]
    # Chromium refuses to run as root with its sandbox, and containers often run as root.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return arguments


@pytest.fixture
def app(settings: Settings, make_app: MakeApp) -> Flask:
    """An application with CSRF protection."""
    return make_app(settings)


@pytest.fixture
def logbook(app: Flask, serve: Callable[[Any], str]) -> RunningLogbook:
    return RunningLogbook(app, serve(app))


@pytest.fixture
def run(strava: Strava) -> str:
    """The address of a run whose recording has altitude, pace, heart rate and cadence."""
    return next(
        f"/activities/{activity['id']}"
        for activity in strava.sample.newest_first()
        if activity["sport_type"] == "Run" and activity["has_heartrate"]
    )


@pytest.fixture
def longest(strava: Strava) -> Fields:
    """The activity with the name LONGEST. It is not on the first page of the table."""
    return add_activity(
        strava, LONGEST, oldest=True, sport_type=RARE_SPORT, distance=987_000.0, moving_time=99_000
    )


@pytest.fixture
def gate(strava: Strava, app: Flask) -> Iterator[Gate]:
    """A gate in front of the sample Strava. It is open at first."""
    gate = Gate(strava.app.wsgi_app)
    strava.app.wsgi_app = gate  # type: ignore[method-assign]
    yield gate
    gate.open()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test after an error in the browser that the test did not expect."""
    watch = Watch()
    yield watch
    assert watch.errors == []


@pytest.fixture
def new_page(
    browser: Browser, logbook: RunningLogbook, watch: Watch
) -> Iterator[Callable[..., Page]]:
    """A function that opens a page in a new context, with the options of Browser.new_context."""
    contexts = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(base_url=logbook.url, **options)
        contexts.append(context)
        context.set_default_timeout(TIMEOUT)
        watch.listen_to(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def plain_page(new_page: Callable[..., Page]) -> Page:
    """A page in a browser without JavaScript."""
    return new_page(java_script_enabled=False)


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def either_page(new_page: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    """A page with JavaScript, and in a second run of the test a page without it."""
    return new_page(java_script_enabled=request.param)
