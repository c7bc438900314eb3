"""Steps that several tests share: what an athlete does and what a page shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
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

from ..clock import NOON
from ..gate import MAX_WAIT
from ..markers import slow
from ..sample_strava import Strava

Fields = dict[str, Any]

CONNECT = "Connect with Strava"
PER_PAGE = 50
LONGEST = "Across the whole of the Alps"
"""The name of an activity that is the oldest, the longest, and the only one of its sport."""
RARE_SPORT = "Kitesurf"
SCRIPTS_FIRST = pytest.mark.parametrize(
    "either_page",
    [True, *slow(False)],
    indirect=True,
    ids=["with-javascript", "without-javascript"],
)
"""A test whose forms and links work over plain HTTP, too, as other tests show. It is slow without
JavaScript."""
FAILED_REQUESTS = (
    "Failed to load resource",
    "Response Status Error Code",
    "htmx:afterRequest",
    "htmx:sendAbort",
    "htmx:sendError",
)
"""The beginnings of console errors about failed requests."""


@dataclass
class RunningLogbook:
    """An application, and the address at which it is served."""

    app: Flask
    url: str

    def finish(self) -> None:
        """Wait until every sync has ended."""
        with self.app.extensions["logbook"].sessions() as session:
            athlete_ids = session.scalars(select(Athlete.id)).all()
        for athlete_id in athlete_ids:
            self.app.extensions["jobs"].wait(athlete_id, timeout=MAX_WAIT)

    def count(self, model: type[Base]) -> int:
        """Return the number of rows of a table."""
        with self.app.extensions["logbook"].sessions() as session:
            count: int = session.scalar(select(func.count()).select_from(model))
            return count


class Watch:
    """Records errors in a browser: in scripts, of requests, and dialogs.

    A violation of the Content-Security-Policy is an error in the console.
    """

    def __init__(self) -> None:
        self.errors: list[str] = []
        self._expected: set[int] = set()
        self._listeners: dict[str, Callable[[Any], None]] = {
            "console": self._console,
            "weberror": lambda error: self.errors.append(f"page: {error.error}"),
            "dialog": self._dialog,
            "request": self._request,
            "requestfailed": self._request_failed,
            "response": self._response,
        }

    def expect_status(self, *statuses: int) -> None:
        """Do not record responses with these statuses as errors."""
        self._expected.update(statuses)

    def listen_to(self, context: BrowserContext) -> None:
        """Record the errors of all pages of a context."""
        for event, listener in self._listeners.items():
            context.on(event, listener)  # type: ignore[call-overload]

    def stop_listening(self, context: BrowserContext) -> None:
        """Record no more errors of a context."""
        for event, listener in self._listeners.items():
            context.remove_listener(event, listener)

    def _console(self, message: ConsoleMessage) -> None:
        # The handlers of requests record failed requests, with the reason.
        if message.type == "error" and not message.text.startswith(FAILED_REQUESTS):
            self.errors.append(f"console: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data" and address.hostname != "127.0.0.1":
            self.errors.append(f"request to another computer: {request.url}")

    def _request_failed(self, request: Request) -> None:
        # A page aborts a request when a newer one replaces it.
        if request.failure != "net::ERR_ABORTED":
            self.errors.append(f"{request.failure}: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.errors.append(f"status {response.status}: {response.url}")


# What an athlete does


def enter_application(page: Page, client_id: str, client_secret: str) -> None:
    """Fill in the form of the setup page and submit it."""
    page.get_by_label("Client ID", exact=True).fill(client_id)
    page.get_by_label("Client Secret", exact=True).fill(client_secret)
    page.get_by_role("button", name="Check and save").click()


def go_to_consent(page: Page) -> None:
    """Click Connect, and wait for the consent page."""
    page.get_by_role("link", name=CONNECT).click()
    expect(page.get_by_role("button", name="Authorize")).to_be_visible()


def authorize(page: Page, *, without: Iterable[str] = ()) -> None:
    """Click Authorize on the consent page, after unchecking the scopes in `without`."""
    for scope in without:
        page.locator(f'input[value="{scope}"]').uncheck()
    page.get_by_role("button", name="Authorize").click()


def connect(page: Page, *, without: Iterable[str] = ()) -> None:
    """Sign in, beginning at the start page."""
    page.goto("/")
    go_to_consent(page)
    authorize(page, without=without)


def open_table(page: Page) -> None:
    """Open the table after the first sync."""
    page.goto("/activities")
    expect(sync_line(page)).to_have_text("Synced just now")


def choose_sport(page: Page, name: str) -> None:
    """Tick a sport in its menu, and open the menu first if it is closed."""
    sport = page.locator("#sports").get_by_role("checkbox", name=re.compile(f"^{name} "))
    if not sport.is_visible():
        sports_menu(page).click()
    sport.check()


def mark(page: Page) -> None:
    """Set a variable that is lost when the browser loads another page."""
    page.evaluate("window.mark = 'still here'")


# What a page shows


def expect_same_page(page: Page) -> None:
    """Check that the browser has loaded no page since mark()."""
    assert page.evaluate("window.mark") == "still here"


def expect_query(tab: Page, **parameters: str | list[str]) -> None:
    """Wait until the address has exactly these parameters. The default per_page is optional."""
    default = {"per_page": [str(PER_PAGE)]}
    expected = {
        name: [value] if isinstance(value, str) else value for name, value in parameters.items()
    }

    def matches(url: str) -> bool:
        return {**parse_qs(urlsplit(url).query), **default} == {**expected, **default}

    tab.wait_for_url(matches)


def expect_matches(page: Page, number: int) -> None:
    """Check that the totals count this many activities, and that the first page is filled."""
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
    """Return the rows of the activities with this name."""
    return rows(page).filter(has=page.get_by_role("link", name=name, exact=True))


def header(page: Page, label: str) -> Locator:
    return page.get_by_role("columnheader", name=label)


def shown_ids(page: Page) -> list[int]:
    """Return the ids of the activities on this page of the table."""
    links = page.locator("#activities a.title").all()
    return [int((link.get_attribute("href") or "").rpartition("/")[2]) for link in links]


# What Strava has


def add_activity(strava: Strava, name: str, *, oldest: bool = False, **fields: Any) -> Fields:
    """Add an activity on Strava that is newer, or older, than all others, and return it."""
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


def local_days(strava: Strava) -> list[str]:
    """Return the local days of all activities on Strava, oldest first."""
    return sorted(activity["start_date_local"][:10] for activity in strava.sample.activities)


def first_page(strava: Strava) -> int:
    """Return how many activities arrive with the first page: it, and what is recent."""
    recent = f"{datetime.fromtimestamp(NOON, UTC) - timedelta(days=30):%Y-%m-%dT%H:%M:%SZ}"
    starts: list[str] = [one["start_date"] for one in strava.sample.activities]
    return 200 + sum(start >= recent for start in starts)


def expect_no_shift(page: Page) -> None:
    """Fail if anything on the page has moved since it was opened."""
    shifts = page.evaluate(
        """() => new Promise(resolve => {
            let sum = 0;
            const observer = new PerformanceObserver(list => {
                for (const entry of list.getEntries()) sum += entry.value;
            });
            observer.observe({type: "layout-shift", buffered: true});
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
        })"""
    )
    assert shifts == 0
