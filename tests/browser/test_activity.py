"""An activity's page, opened from the table."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ..sample_strava import Strava
from .steps import open_table, row


@pytest.mark.usefixtures("connected")
def test_a_name_leads_to_the_activity_with_its_laps_and_back(
    either_page: Page, strava: Strava
) -> None:
    run = next(one for one in strava.sample.newest_first() if one["sport_type"] == "Run")
    open_table(either_page)
    row(either_page, run["name"]).first.get_by_role("link", name=run["name"], exact=True).click()
    expect(either_page.get_by_role("heading", level=1)).to_have_text(run["name"])
    expect(either_page.get_by_role("heading", name="Laps")).to_be_visible()
    expect(either_page.get_by_role("rowheader", name="Lap 1", exact=True)).to_be_visible()
    expect(either_page.get_by_text("Moving time")).to_be_visible()
    there = either_page.get_by_role("link", name="View on Strava")
    expect(there).to_have_attribute("href", f"https://www.strava.com/activities/{run['id']}")
    either_page.get_by_role("link", name="All activities").click()
    expect(either_page.locator("#activities")).to_be_visible()


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_the_window(page: Page, strava: Strava, width: int) -> None:
    longest = max(strava.sample.activities, key=lambda one: len(one["name"]))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/activities/{longest['id']}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
