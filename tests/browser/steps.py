"""What an athlete does and sees, in steps that several tests share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    Request,
    Response,
    expect,
)
from sqlalchemy import func, select

from strava.db.base import Base
from strava.db.models import Athlete

from ..gate import MAX_WAIT
from ..sample_strava import Strava

Activity = dict[str, Any]

CONNECT = "Connect with Strava"
PER_PAGE = 50
FAILED_REQUESTS = (
    "Failed to load resource",
    "Response Status Error Code",
    "htmx:afterRequest",
    "htmx:sendAbort",
    "htmx:sendError",
)
"""How errors in the console begin that tell of requests."""


@dataclass
class RunningLogbook:
    """A Logbook on a port of its own."""

    app: Flask
    url: str

    def finish(self) -> None:
        """Wait for the end of every run that brings activities."""
        with self.app.extensions["logbook"].sessions() as session:
            everyone = session.scalars(select(Athlete.id)).all()
        for athlete_id in everyone:
            self.app.extensions["jobs"].wait(athlete_id, timeout=MAX_WAIT)

    def stored(self, model: type[Base]) -> int:
        """How many rows of this table there are."""
        with self.app.extensions["logbook"].sessions() as session:
            count: int = session.scalar(select(func.count()).select_from(model))
            return count


class Watch:
    """Notes what goes wrong in a browser: errors, refused and failed requests, dialogs.

    A violation of the Content-Security-Policy is an error in the console.
    """

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._expected: set[int] = set()

    def expect_status(self, *statuses: int) -> None:
        """Have answers with these statuses be part of what the test does."""
        self._expected.update(statuses)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"page: {error.error}"))
        context.on("dialog", self._dialog)
        context.on("request", self._request)
        context.on("requestfailed", self._request_failed)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # Requests that fail are looked at below, where it is known why.
        if message.type == "error" and not message.text.startswith(FAILED_REQUESTS):
            self.complaints.append(f"console: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data" and address.hostname != "127.0.0.1":
            self.complaints.append(f"left this computer: {request.url}")

    def _request_failed(self, request: Request) -> None:
        # A page gives up what it waits for when something newer takes its place.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.failure}: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.complaints.append(f"status {response.status}: {response.url}")


# What an athlete does


def enter_application(page: Page, client_id: str, client_secret: str) -> None:
    """Fill in the form of the setup page and send it."""
    page.get_by_label("Client ID", exact=True).fill(client_id)
    page.get_by_label("Client Secret", exact=True).fill(client_secret)
    page.get_by_role("button", name="Check and save").click()


def go_to_consent(page: Page) -> None:
    """From a page with the Connect button to the consent page."""
    page.get_by_role("link", name=CONNECT).click()
    expect(page.get_by_role("button", name="Authorize")).to_be_visible()


def authorize(page: Page, *, without: Iterable[str] = ()) -> None:
    """Answer the consent page, with the boxes of some scopes unticked."""
    for scope in without:
        page.locator(f'input[value="{scope}"]').uncheck()
    page.get_by_role("button", name="Authorize").click()


def connect(page: Page, *, without: Iterable[str] = ()) -> None:
    """From the start page over the consent page to where that leads."""
    page.goto("/")
    go_to_consent(page)
    authorize(page, without=without)


def open_table(page: Page) -> None:
    """Look at the table when no sync runs."""
    page.goto("/activities")
    expect(sync_line(page)).to_have_text("Synced just now")


def choose_sport(page: Page, name: str) -> None:
    """Open the menu unless it is open, and tick a sport."""
    sport = page.locator("#sports").get_by_role("checkbox", name=re.compile(f"^{name} "))
    if not sport.is_visible():
        sports_menu(page).click()
    sport.check()


def mark(page: Page) -> None:
    """Leave a mark in the page that does not survive loading another."""
    page.evaluate("window.mark = 'still here'")


# What an athlete sees


def expect_same_page(page: Page) -> None:
    """Since the mark was left, no page was loaded."""
    assert page.evaluate("window.mark") == "still here"


def expect_query(tab: Page, **parameters: str | list[str]) -> None:
    """The address asks for just this; it may say the default number of rows, too."""
    asked = {
        name: [value] if isinstance(value, str) else value for name, value in parameters.items()
    }
    rows_as_ever = {"per_page": [str(PER_PAGE)]}

    def matches(url: str) -> bool:
        return {**parse_qs(urlsplit(url).query), **rows_as_ever} == {**asked, **rows_as_ever}

    tab.wait_for_url(matches)


def expect_found(page: Page, number: int) -> None:
    """So many activities match, and the table shows as many of them as fit on a page."""
    expect(page.locator(".totals b").first).to_have_text(f"{number:,}")
    expect(rows(page)).to_have_count(min(number, PER_PAGE))


def sync_line(page: Page) -> Locator:
    return page.locator("#sync-line")


def sports_menu(page: Page) -> Locator:
    return page.locator("#sports > summary")


def more_filters(page: Page) -> Locator:
    return page.locator("#more > summary")


def rows(page: Page) -> Locator:
    return page.locator("#activities tbody tr")


def row(page: Page, name: str) -> Locator:
    """The rows of the activities of this name."""
    return rows(page).filter(has=page.get_by_role("link", name=name, exact=True))


def header(page: Page, label: str) -> Locator:
    return page.get_by_role("columnheader", name=label)


def shown_ids(page: Page) -> list[int]:
    """The activities on this page of the table, by what their links lead to."""
    links = page.locator("#activities td.name a.strava-link").all()
    return [int((link.get_attribute("href") or "").rpartition("/")[2]) for link in links]


# What is at Strava


def add_activity(strava: Strava, name: str, *, oldest: bool = False, **fields: Any) -> Activity:
    """One more activity at the sample Strava: its newest, or its oldest."""
    others = strava.sample.newest_first()
    day = timedelta(days=-1 if oldest else 1)
    start = datetime.fromisoformat(others[-1 if oldest else 0]["start_date"]) + day
    activity = {
        "id": max(other["id"] for other in others) + 1,
        "name": name,
        "sport_type": "Run",
        "distance": 10_000.0,
        "moving_time": 3_000,
        "elapsed_time": 3_100,
        "total_elevation_gain": 120.0,
        "average_heartrate": 141.0,
        "start_date": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "visibility": "everyone",
        "private": False,
        **fields,
    }
    strava.sample.activities.append(activity)
    return activity
