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
from ..wsgi_server import WSGIServer
from .steps import LONGEST, RARE_SPORT, Fields, RunningLogbook, Watch, add_activity
from .tabs import EMULATED, TIMEOUT, Stage, Tab, Tabs

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


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """What answers at the address at which the browser visits the application of each test."""
    stage = Stage()
    server = WSGIServer(stage)
    stage.url = server.url
    yield stage
    server.stop()
    server.join()


@pytest.fixture
def logbook(app: Flask, stage: Stage) -> Iterator[RunningLogbook]:
    stage.enter(app)
    yield RunningLogbook(app, stage.url)
    stage.leave()


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


@pytest.fixture(scope="session")
def tabs(browser: Browser, stage: Stage) -> Tabs:
    return Tabs(browser, stage.url)


@pytest.fixture
def new_page(tabs: Tabs, logbook: RunningLogbook, watch: Watch) -> Iterator[Callable[..., Page]]:
    """A function that returns a page in a context of its own, with the options of
    Browser.new_context. The page has forgotten what earlier tests did in it, and with `keep=False`
    no test has used it or will use it. It needs that if the test adds listeners or scripts.
    """
    used: list[tuple[Tab, bool]] = []

    def open_page(viewport: Any = None, *, keep: bool = True, **options: Any) -> Page:
        emulated = {name: options.pop(name) for name in EMULATED if name in options}
        tab = tabs.take(options, fresh=not keep)
        used.append((tab, keep))
        return tab.prepare(watch, emulated, viewport)

    yield open_page
    for tab, keep in used:
        tabs.give_back(tab, watch, keep=keep)


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
