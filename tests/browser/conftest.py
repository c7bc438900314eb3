"""A headless Chromium, and a Logbook for it to visit: real HTTP, with CSRF protection on."""

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
from .steps import RunningLogbook, Watch

SYSTEM_BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
PATIENCE = 10_000
"""Milliseconds after which what a test waits for will not come any more."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        executable = _find_browser(playwright)
        if executable is None:
            why = "no Chromium, Chrome or Edge on this computer, and not Playwright's own"
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=executable, args=_arguments())
        yield browser
        browser.close()


def _find_browser(playwright: Playwright) -> str | None:
    found = next(filter(None, map(shutil.which, SYSTEM_BROWSERS)), None)
    own = playwright.chromium.executable_path
    return found or (own if Path(own).exists() else None)


def _arguments() -> list[str]:
    arguments = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
    ]
    # Chromium's sandbox refuses to work for root, as whom containers often run.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return arguments


@pytest.fixture
def app(settings: Settings, make_app: MakeApp) -> Flask:
    """The application as it is served: the forms that a browser sends bring their token."""
    return make_app(settings)


@pytest.fixture
def logbook(app: Flask, serve: Callable[[Any], str]) -> RunningLogbook:
    return RunningLogbook(app, serve(app))


@pytest.fixture
def gate(strava: Strava, app: Flask) -> Iterator[Gate]:
    """Stands before the sample Strava; open until a test closes it."""
    gate = Gate(strava.app.wsgi_app)
    strava.app.wsgi_app = gate  # type: ignore[method-assign]
    yield gate
    gate.open()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test if the browser saw anything go wrong that the test did not declare."""
    watch = Watch()
    yield watch
    assert watch.complaints == []


@pytest.fixture
def new_page(
    browser: Browser, logbook: RunningLogbook, watch: Watch
) -> Iterator[Callable[..., Page]]:
    """Opens an empty page in a browser of its own; takes what Browser.new_context takes."""
    contexts = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(base_url=logbook.url, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        watch.over(context)
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
    """A page that must do the same with and without JavaScript."""
    return new_page(java_script_enabled=request.param)
