"""The page that says what looks wrong, with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ..sample_strava import Strava


@pytest.fixture
def twice(strava: Strava) -> None:
    """Let the newest activity be on Strava twice."""
    newest = strava.sample.newest_first()[0]
    watch = {"id": newest["id"] + 1, "name": "By the watch", "device_name": "COROS PACE 3"}
    strava.sample.activities.append({**newest, **watch})


@pytest.mark.usefixtures("twice", "connected")
def test_duplicate_is_left_out_and_included_again(either_page: Page) -> None:
    page = either_page
    page.goto("/stats")
    totals = page.locator(".totals b").first
    before = totals.inner_text()
    page.get_by_role("link", name="Does something look wrong?").click()
    pair = page.locator("#duplicates table").first
    expect(pair).to_contain_text("100 % overlap")
    pair.get_by_role("button", name="Leave out: By the watch").click()
    expect(page.locator("p.notice.success")).to_contain_text("is left out of all totals")
    expect(page.locator("#left-out tbody th")).to_have_text("By the watch")
    page.get_by_role("link", name="Stats", exact=True).click()
    assert int(totals.inner_text()) == int(before) - 1
    page.get_by_role("link", name="Does something look wrong?").click()
    page.locator("#left-out").get_by_role("link", name="By the watch").click()
    expect(page.get_by_text("Left out as a duplicate since")).to_be_visible()
    page.get_by_role("button", name="Include it again").click()
    expect(page.get_by_role("button", name="Leave out as a duplicate")).to_be_visible()
    page.get_by_role("link", name="Stats", exact=True).click()
    expect(totals).to_have_text(before)


@pytest.mark.usefixtures("connected")
def test_strava_is_asked_for_its_totals(either_page: Page) -> None:
    page = either_page
    page.goto("/settings")
    page.get_by_role("link", name="Check the numbers").click()
    page.get_by_role("button", name="Ask Strava").click()
    table = page.get_by_role("region", name="Compared with Strava’s totals, all time")
    expect(table.get_by_role("row", name="Strava’s total").first).to_be_visible()
    expect(page.get_by_role("button", name="Ask Strava again")).to_be_visible()


@pytest.mark.usefixtures("connected")
def test_reminder_of_gear_is_set_reached_and_removed(either_page: Page) -> None:
    page = either_page
    page.goto("/stats?by=year")
    reminders = page.locator("#reminders")
    reminders.get_by_text("Set a reminder").click()
    reminders.locator("select[name=gear]").select_option(label="Cirrus")
    reminders.get_by_label("Part, if any").fill("Chain")
    reminders.get_by_label("After (km)").fill("1")
    reminders.get_by_role("button", name="Save").click()
    expect(page.locator("p.notice.warning")).to_contain_text("Cirrus, Chain has gone")
    expect(reminders.get_by_role("progressbar")).to_be_visible()
    reminders.get_by_role("button", name="Replaced today: Cirrus, Chain").click()
    expect(page.locator("p.notice.warning")).to_have_count(0)
    reminders.get_by_role("button", name="Remove the reminder of Cirrus, Chain").click()
    expect(reminders).not_to_contain_text("Chain has")
    expect(reminders.get_by_role("progressbar")).to_have_count(0)
