"""The page of an activity, opened from the table."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ..sample_strava import Strava
from .steps import open_table, row


@pytest.mark.usefixtures("connected")
def test_name_in_the_table_opens_the_activity_and_all_activities_leads_back(
    either_page: Page, strava: Strava
) -> None:
    run = next(
        activity for activity in strava.sample.newest_first() if activity["sport_type"] == "Run"
    )
    open_table(either_page)
    row(either_page, run["name"]).first.get_by_role("link", name=run["name"], exact=True).click()
    expect(either_page.get_by_role("heading", level=1)).to_have_text(run["name"])
    expect(either_page.get_by_role("heading", name="Laps")).to_be_visible()
    expect(either_page.get_by_role("rowheader", name="Lap 1", exact=True)).to_be_visible()
    expect(either_page.get_by_text("Moving time")).to_be_visible()
    on_strava = either_page.get_by_role("link", name="View on Strava")
    expect(on_strava).to_have_attribute("href", f"https://www.strava.com/activities/{run['id']}")
    either_page.get_by_role("link", name="All activities").click()
    expect(either_page.locator("#activities")).to_be_visible()
