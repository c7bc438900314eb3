"""The demo runs the whole application with sample data, apart from the athlete's own data."""

from __future__ import annotations

import dataclasses

import pytest
from playwright.sync_api import Page, expect

from strava.db.models import Athlete
from strava.settings import Settings

from .steps import PER_PAGE, SCRIPTS_FIRST, RunningLogbook, authorize, rows, sync_line


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, client_id=None, client_secret=None)


@SCRIPTS_FIRST
def test_one_click_leads_from_the_start_page_to_the_filled_table(
    either_page: Page, logbook: RunningLogbook
) -> None:
    page = either_page
    page.goto("/")
    page.get_by_role("link", name="See it with sample data").click()
    expect(page).to_have_url(f"{logbook.url}/demo/activities")
    expect(rows(page)).to_have_count(PER_PAGE)
    expect(sync_line(page)).to_have_text("Synced just now")


@SCRIPTS_FIRST
def test_demo_connects_and_syncs_sample_data_and_leaves_the_database_empty(
    either_page: Page, logbook: RunningLogbook
) -> None:
    page = either_page
    page.goto("/setup")  # It has a form, and so a session.
    page.get_by_role("link", name="Logbook", exact=True).click()
    page.get_by_role("link", name="Try the sign-in as well").click()
    expect(page.get_by_text("This page is made up.")).to_be_visible()
    assert page.url.startswith(f"{logbook.url}/demo/strava/oauth/authorize?")
    authorize(page)
    expect(page).to_have_url(f"{logbook.url}/demo/activities")
    expect(page.get_by_text("Sample data from a made-up athlete")).to_be_visible()
    expect(rows(page).first).to_be_visible()
    expect(sync_line(page)).to_have_text("Synced just now")

    assert logbook.count(Athlete) == 0
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert len(names) == 2
    page.get_by_role("link", name="Exit the demo").click()
    expect(page).to_have_url(f"{logbook.url}/")
    expect(page.get_by_text("Sample data from")).to_have_count(0)
