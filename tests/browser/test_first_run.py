"""From a Logbook that knows nothing to a table that fills: what everyone walks once."""

from __future__ import annotations

import dataclasses
import re

import pytest
from playwright.sync_api import Page, expect

from strava.sample import CLIENT_ID, CLIENT_SECRET
from strava.settings import Settings

from ..gate import Gate
from ..sample_strava import Strava
from .steps import (
    RunningLogbook,
    Watch,
    authorize,
    enter_application,
    expect_found,
    expect_same_page,
    go_to_consent,
    mark,
    sync_line,
)

AT_STRAVA_PER_CALL = 200
WRONG_SECRET = "0123456789" * 4


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, client_id=None, client_secret=None)


def test_setup_says_in_plain_words_what_is_wrong(
    either_page: Page, logbook: RunningLogbook, watch: Watch
) -> None:
    watch.expect_status(400)
    client_id = either_page.get_by_label("Client ID", exact=True)
    client_secret = either_page.get_by_label("Client Secret", exact=True)
    either_page.goto("/")
    expect(either_page).to_have_url(f"{logbook.url}/setup")

    enter_application(either_page, "my app", "letters")
    expect(client_id).to_have_accessible_description(re.compile("is a number like"))
    expect(client_id).to_have_value("my app")
    expect(client_secret).to_have_accessible_description(re.compile("40 characters"))
    expect(client_secret).to_have_value("")
    assert "letters" not in either_page.content()

    enter_application(either_page, CLIENT_ID, WRONG_SECRET)
    expect(either_page.get_by_role("alert")).to_contain_text("does not accept")
    expect(client_id).to_have_value(CLIENT_ID)
    expect(client_secret).to_have_value("")
    assert WRONG_SECRET not in either_page.content()


def test_table_fills_while_the_sync_runs_without_loading_the_page(
    page: Page, logbook: RunningLogbook, strava: Strava, gate: Gate
) -> None:
    gate.close()
    page.goto("/")
    set_up_and_authorize(page, logbook, strava)
    expect(page.get_by_role("heading", name="Your activities are on their way")).to_be_visible()
    expect(sync_line(page)).to_have_text("Syncing: 0 activities so far")
    expect(page.get_by_role("button", name="Sync")).to_be_disabled()
    mark(page)
    everything = len(strava.sample.activities)
    for arrived in (AT_STRAVA_PER_CALL, everything):
        gate.let_in(1)
        expect_found(page, arrived)
        expect(sync_line(page)).to_have_text(f"Syncing: {arrived} activities so far")
    gate.open()
    expect(sync_line(page)).to_have_text("Synced just now")
    expect_found(page, everything)
    expect(page.get_by_role("button", name="Sync")).to_be_enabled()
    expect_same_page(page)


def test_page_made_at_the_end_of_the_sync_misses_nothing(
    page: Page,
    logbook: RunningLogbook,
    strava: Strava,
    gate: Gate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jobs = logbook.app.extensions["jobs"]
    latest = jobs.latest

    def latest_at_the_end(athlete_id: int) -> object:
        gate.open()
        jobs.wait(athlete_id, timeout=30)
        return latest(athlete_id)

    gate.close()
    page.goto("/")
    monkeypatch.setattr(jobs, "latest", latest_at_the_end)
    set_up_and_authorize(page, logbook, strava)
    expect(sync_line(page)).to_have_text("Synced just now")
    expect_found(page, len(strava.sample.activities))


def test_running_sync_shows_itself_without_javascript(
    plain_page: Page, logbook: RunningLogbook, strava: Strava, gate: Gate
) -> None:
    gate.close()
    plain_page.goto("/")
    set_up_and_authorize(plain_page, logbook, strava)
    expect(sync_line(plain_page)).to_have_text("Syncing: 0 activities so far")
    gate.open()
    expect(sync_line(plain_page)).to_have_text("Synced just now")
    expect_found(plain_page, len(strava.sample.activities))


def set_up_and_authorize(page: Page, logbook: RunningLogbook, strava: Strava) -> None:
    """From the setup page over Connect and consent to the table."""
    enter_application(page, CLIENT_ID, CLIENT_SECRET)
    expect(page).to_have_url(f"{logbook.url}/")
    expect(page.get_by_role("status")).to_contain_text("saved")
    go_to_consent(page)
    assert page.url.startswith(f"{strava.url}/oauth/authorize?")
    assert CLIENT_SECRET not in page.url
    authorize(page)
    expect(page).to_have_url(f"{logbook.url}/activities")
    expect(page.get_by_text("Connected as")).to_be_visible()
