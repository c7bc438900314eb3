"""The demo runs the whole application with sample data, apart from the athlete's own data."""

from __future__ import annotations

import dataclasses

import pytest
from playwright.sync_api import Page, expect

from strava.db.models import Athlete
from strava.settings import Settings

from .steps import RunningLogbook, authorize, go_to_consent, rows, sync_line


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, client_id=None, client_secret=None)


def test_demo_connects_and_syncs_sample_data_and_leaves_the_database_empty(
    either_page: Page, logbook: RunningLogbook
) -> None:
    page = either_page
    page.goto("/setup")
    page.get_by_role("link", name="look around with sample data").click()
    expect(page.get_by_text("Sample data from a made-up athlete")).to_be_visible()
    go_to_consent(page)
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
    expect(page).to_have_url(f"{logbook.url}/setup")
    expect(page.get_by_text("Sample data from")).to_have_count(0)
