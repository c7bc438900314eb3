"""The page of syncs: seen, paused, resumed, cancelled; and what the limits leave."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from strava.db.models import Activity

from ..gate import Gate
from ..sample_strava import Strava
from .steps import RunningLogbook, Watch, connect, open_table, sync_line


def test_a_run_is_paused_resumed_and_comes_to_its_end(
    either_page: Page, gate: Gate, strava: Strava, logbook: RunningLogbook
) -> None:
    gate.close()
    connect(either_page)
    either_page.goto("/sync")
    either_page.get_by_role("button", name="Pause").click()
    expect(sync_line(either_page)).to_have_text("The sync is paused")
    expect(either_page.locator("#sync-button")).to_have_text("Resume")
    gate.open()
    either_page.locator("#controls").get_by_role("button", name="Resume").click()
    expect(sync_line(either_page)).to_have_text(re.compile("Synced just now|Syncing"))
    logbook.finish()
    either_page.goto("/sync")
    expect(sync_line(either_page)).to_have_text("Synced just now")
    assert logbook.stored(Activity) == len(strava.sample.activities)


def test_a_run_is_cancelled(either_page: Page, gate: Gate) -> None:
    gate.close()
    connect(either_page)
    either_page.goto("/sync")
    either_page.locator("#controls").get_by_role("button", name="Cancel").click()
    expect(sync_line(either_page)).to_have_text("The last sync was canceled")
    expect(either_page.locator("#runs")).to_contain_text("canceled")
    expect(either_page.get_by_role("button", name="Check the whole list")).to_be_enabled()


def test_what_a_page_refreshes_leaves_focus_and_an_open_menu_alone(
    page: Page, gate: Gate, strava: Strava
) -> None:
    gate.close()
    connect(page)
    gate.let_in(1)
    expect(sync_line(page)).to_have_text("Syncing: 200 activities so far")
    page.goto("/sync")
    menu = page.locator("#quota")
    menu.locator("summary").click()
    pause = page.get_by_role("button", name="Pause")
    pause.focus()
    told = menu.locator(".menu-items").inner_text()
    gate.let_in(1)
    everything = len(strava.sample.activities)
    expect(sync_line(page)).to_have_text(f"Syncing: {everything} activities so far")
    expect(menu.locator(".menu-items")).not_to_have_text(told)
    expect(menu.get_by_text("15-minute limit")).to_be_visible()
    expect(pause).to_be_focused()


@pytest.mark.usefixtures("connected")
def test_details_are_fetched_in_the_background_before_ones_eyes(
    either_page: Page, gate: Gate, strava: Strava
) -> None:
    fourth = strava.sample.newest_first()[3]["id"]
    for one in strava.sample.activities:
        # The sample works out every second of what it is asked for.
        one["moving_time"] = one["elapsed_time"] = 120
    gate.close(f"/api/v3/activities/{fourth}")
    either_page.goto("/sync")
    details = either_page.locator("#backfill")
    details.get_by_role("button", name="Fetch all details").click()
    expect(details).to_contain_text("to go")
    expect(details).to_contain_text("Fetching now")
    expect(either_page.locator("#runs tbody tr").first).to_contain_text("details")
    gate.open()
    expect(details).to_contain_text("Strava's rate limit is reached")
    expect(details.get_by_role("button", name="Turn off")).to_be_visible()


@pytest.mark.usefixtures("connected")
def test_what_a_check_changed_is_a_click_away(page: Page, strava: Strava, watch: Watch) -> None:
    open_table(page)
    before = strava.sample.activities[5]["name"]
    strava.sample.activities[5]["name"] = "Renamed at Strava"
    page.goto("/sync")
    page.get_by_role("button", name="Check the whole list").click()
    expect(sync_line(page)).to_have_text("Synced just now")
    page.goto("/sync")
    page.locator("#runs tbody a").first.click()
    changed = page.get_by_role("row", name=re.compile("Renamed at Strava"))
    expect(changed).to_contain_text("changed")
    expect(changed).to_contain_text(before)


@pytest.mark.usefixtures("connected")
def test_the_header_tells_by_keyboard_what_the_limits_leave(page: Page, strava: Strava) -> None:
    open_table(page)
    left = 100 - len(strava.sample.calls)
    menu = page.locator("#quota")
    expect(menu.locator("summary")).to_have_text(f"{left} calls left")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_text("15-minute limit")).to_be_visible()
    expect(menu).to_contain_text(f"{100 - left} of 100 calls used, {left} left")
    expect(menu).to_contain_text("resets at")
    page.keyboard.press("Escape")
    expect(menu.get_by_text("15-minute limit")).to_be_hidden()


@pytest.mark.usefixtures("connected")
def test_when_much_is_missing_the_page_asks_and_takes_the_answer(
    either_page: Page, strava: Strava
) -> None:
    number = len(strava.sample.activities) // 3
    del strava.sample.activities[:number]
    either_page.goto("/sync")
    either_page.get_by_role("button", name="Check the whole list").click()
    expect(either_page.get_by_text(f"Were {number} activities really deleted?")).to_be_visible()
    expect(either_page.get_by_role("button", name="Check each one and mark")).to_be_visible()
    either_page.get_by_role("button", name="Keep them all").click()
    expect(either_page.get_by_text("All activities stay in the table")).to_be_visible()
    expect(either_page.get_by_text("really deleted?")).to_be_hidden()


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("address", ["/sync", "/sync/1", "/settings"])
def test_these_pages_fit_a_small_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(address)
    page.locator("#quota summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    box = page.locator("#quota .menu-items").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320


def test_running_sync_shows_on_a_page_that_has_nothing_else_to_refresh(
    page: Page, gate: Gate, strava: Strava
) -> None:
    gate.close()
    connect(page)
    gate.let_in(1)
    expect(sync_line(page)).to_have_text("Syncing: 200 activities so far")
    page.goto("/settings")
    gate.open()
    expect(sync_line(page)).to_have_text("Synced just now")
