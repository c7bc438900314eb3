"""The page of an activity, opened from the table."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ..gate import Gate
from ..sample_strava import Strava
from .steps import SCRIPTS_FIRST, expect_same_page, mark, open_table, row


@pytest.mark.usefixtures("connected")
@SCRIPTS_FIRST
def test_name_in_the_table_opens_the_activity_and_all_activities_leads_back(
    either_page: Page, strava: Strava
) -> None:
    run = next(
        activity for activity in strava.sample.newest_first() if activity["sport_type"] == "Run"
    )
    open_table(either_page)
    row(either_page, run["name"]).first.get_by_role("link", name=run["name"], exact=True).click()
    expect(either_page.get_by_role("heading", level=1)).to_have_text(run["name"])
    if not either_page.evaluate("typeof htmx === 'object'"):
        either_page.get_by_role("button", name="Fetch details").click()
    expect(either_page.get_by_role("heading", name="Laps")).to_be_visible()
    expect(either_page.get_by_role("rowheader", name="Lap 1", exact=True)).to_be_visible()
    expect(either_page.get_by_role("term").filter(has_text="Moving time")).to_be_visible()
    on_strava = either_page.get_by_role("link", name="View on Strava")
    expect(on_strava).to_have_attribute("href", f"https://www.strava.com/activities/{run['id']}")
    either_page.get_by_role("link", name="All activities").click()
    expect(either_page.locator("#activities")).to_be_visible()


@pytest.mark.usefixtures("connected")
def test_details_arrive_in_the_page_that_is_open(page: Page, strava: Strava, gate: Gate) -> None:
    run = next(
        activity for activity in strava.sample.newest_first() if activity["sport_type"] == "Run"
    )
    gate.close(f"/api/v3/activities/{run['id']}")
    page.goto(f"/activities/{run['id']}")
    expect(page.get_by_role("button", name="Fetch details")).to_be_disabled()
    mark(page)
    left = page.locator("#quota-left").inner_text()
    gate.open()
    expect(page.get_by_role("heading", name="Laps")).to_be_visible()
    expect(page.get_by_role("button", name="Fetch details")).to_have_count(0)
    expect(page.locator("#quota-left")).not_to_have_text(left)
    expect_same_page(page)


@pytest.mark.usefixtures("connected")
def test_details_that_could_not_be_fetched_can_be_tried_again(page: Page, strava: Strava) -> None:
    run = next(
        activity for activity in strava.sample.newest_first() if activity["sport_type"] == "Run"
    )
    strava.sample.inactive = True
    page.goto(f"/activities/{run['id']}")
    expect(page.get_by_role("status").filter(has_text="could not be fetched at")).to_be_visible()
    strava.sample.inactive = False
    mark(page)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Laps")).to_be_visible()
    expect_same_page(page)
