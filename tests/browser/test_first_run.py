"""The first run: setup, sign-in, and a table that fills during the first sync."""

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
    CONNECT,
    SCRIPTS_FIRST,
    RunningLogbook,
    Watch,
    authorize,
    enter_application,
    expect_matches,
    expect_same_page,
    first_page,
    go_to_consent,
    mark,
    sync_line,
)

WRONG_SECRET = "0123456789" * 4


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, client_id=None, client_secret=None)


@SCRIPTS_FIRST
def test_setup_explains_wrong_credentials_and_never_shows_the_secret_again(
    either_page: Page, logbook: RunningLogbook, watch: Watch
) -> None:
    watch.expect_status(400)
    client_id = either_page.get_by_label("Client ID", exact=True)
    client_secret = either_page.get_by_label("Client Secret", exact=True)
    either_page.goto("/")
    either_page.get_by_role("link", name=CONNECT).click()
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


def test_table_fills_during_the_first_sync_without_loading_a_page(
    page: Page, logbook: RunningLogbook, strava: Strava, gate: Gate
) -> None:
    gate.close()
    page.goto("/")
    set_up_and_authorize(page, logbook, strava)
    expect(page.get_by_role("heading", name="Your activities are on their way")).to_be_visible()
    expect(sync_line(page)).to_have_text("Syncing: 0 activities so far")
    expect(page.get_by_role("button", name="Sync")).to_be_disabled()
    mark(page)
    total = len(strava.sample.activities)
    for stored in (first_page(strava), total):
        gate.let_in(1)
        expect_matches(page, stored)
        expect(sync_line(page)).to_have_text(f"Syncing: {stored} activities so far")
    gate.open()
    expect(sync_line(page)).to_have_text("Synced just now")
    expect_matches(page, total)
    expect(page.get_by_role("button", name="Sync")).to_be_enabled()
    expect_same_page(page)


def test_table_is_complete_if_the_sync_ends_while_the_page_is_rendered(
    page: Page,
    logbook: RunningLogbook,
    strava: Strava,
    gate: Gate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jobs = logbook.app.extensions["jobs"]
    latest = jobs.latest

    def latest_after_the_sync(athlete_id: int) -> object:
        gate.open()
        jobs.wait(athlete_id, timeout=30)
        return latest(athlete_id)

    gate.close()
    page.goto("/")
    monkeypatch.setattr(jobs, "latest", latest_after_the_sync)
    set_up_and_authorize(page, logbook, strava)
    expect(sync_line(page)).to_have_text("Synced just now")
    expect_matches(page, len(strava.sample.activities))


def test_progress_of_the_first_sync_is_shown_without_javascript(
    plain_page: Page, logbook: RunningLogbook, strava: Strava, gate: Gate
) -> None:
    gate.close()
    plain_page.goto("/")
    set_up_and_authorize(plain_page, logbook, strava)
    expect(sync_line(plain_page)).to_have_text("Syncing: 0 activities so far")
    gate.open()
    expect(sync_line(plain_page)).to_have_text("Synced just now")
    expect_matches(plain_page, len(strava.sample.activities))


def set_up_and_authorize(page: Page, logbook: RunningLogbook, strava: Strava) -> None:
    """Enter the credentials on the setup page, sign in, and arrive at the table."""
    page.get_by_role("link", name=CONNECT).click()
    enter_application(page, CLIENT_ID, CLIENT_SECRET)
    expect(page).to_have_url(f"{logbook.url}/")
    expect(page.get_by_role("status")).to_contain_text("saved")
    go_to_consent(page)
    assert page.url.startswith(f"{strava.url}/oauth/authorize?")
    assert CLIENT_SECRET not in page.url
    authorize(page)
    expect(page).to_have_url(f"{logbook.url}/activities")
    expect(page.get_by_text("Connected as")).to_be_visible()
