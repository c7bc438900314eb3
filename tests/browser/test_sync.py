"""The page of syncs: pausing, resuming and canceling them, and the calls that are left."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from strava.db.models import Activity

from ..gate import Gate
from ..sample_strava import Strava
from .steps import SCRIPTS_FIRST, RunningLogbook, connect, first_page, open_table, sync_line


@SCRIPTS_FIRST
def test_paused_run_is_resumed_and_completes(
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
    assert logbook.count(Activity) == len(strava.sample.activities)


@SCRIPTS_FIRST
def test_canceled_run_is_shown_as_canceled(either_page: Page, gate: Gate) -> None:
    gate.close()
    connect(either_page)
    either_page.goto("/sync")
    either_page.locator("#controls").get_by_role("button", name="Cancel").click()
    expect(sync_line(either_page)).to_have_text("The last sync was canceled")
    expect(either_page.locator("#runs")).to_contain_text("canceled")
    expect(either_page.get_by_role("button", name="Check the whole list")).to_be_enabled()


def test_refreshes_during_a_sync_keep_the_focus_and_an_open_menu(
    page: Page, gate: Gate, strava: Strava
) -> None:
    gate.close()
    connect(page)
    gate.let_in(1)
    expect(sync_line(page)).to_have_text(f"Syncing: {first_page(strava)} activities so far")
    page.goto("/sync")
    menu = page.locator("#quota")
    menu.locator("summary").click()
    pause = page.get_by_role("button", name="Pause")
    pause.focus()
    shown = menu.locator(".menu-items").inner_text()
    gate.let_in(1)
    total = len(strava.sample.activities)
    expect(sync_line(page)).to_have_text(f"Syncing: {total} activities so far")
    expect(menu.locator(".menu-items")).not_to_have_text(shown)
    expect(menu.get_by_text("15-minute limit")).to_be_visible()
    expect(pause).to_be_focused()


@pytest.mark.usefixtures("connected")
@SCRIPTS_FIRST
def test_progress_of_fetching_all_details_is_shown(
    either_page: Page, gate: Gate, strava: Strava
) -> None:
    fourth = strava.sample.newest_first()[3]["id"]
    for activity in strava.sample.activities:
        # The sample generates a point for each second of a recording, which takes long.
        activity["moving_time"] = activity["elapsed_time"] = 120
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
def test_page_of_a_run_lists_what_it_changed(page: Page, strava: Strava) -> None:
    open_table(page)
    old_name = strava.sample.activities[5]["name"]
    strava.sample.activities[5]["name"] = "Renamed on Strava"
    page.goto("/sync")
    page.get_by_role("button", name="Check the whole list").click()
    expect(sync_line(page)).to_have_text("Synced just now")
    page.goto("/sync")
    page.locator("#runs tbody a").first.click()
    changed = page.get_by_role("row", name=re.compile("Renamed on Strava"))
    expect(changed).to_contain_text("changed")
    expect(changed).to_contain_text(old_name)


@pytest.mark.usefixtures("connected")
def test_menu_of_rate_limits_opens_and_closes_with_the_keyboard(page: Page, strava: Strava) -> None:
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
@SCRIPTS_FIRST
def test_many_missing_activities_are_kept_if_the_athlete_says_so(
    either_page: Page, strava: Strava
) -> None:
    missing = len(strava.sample.activities) // 3
    del strava.sample.activities[:missing]
    either_page.goto("/sync")
    either_page.get_by_role("button", name="Check the whole list").click()
    expect(either_page.get_by_text(f"Were {missing} activities really deleted?")).to_be_visible()
    expect(either_page.get_by_role("button", name="Check each one and mark")).to_be_visible()
    either_page.get_by_role("button", name="Keep them all").click()
    expect(either_page.get_by_text("All activities stay in the table")).to_be_visible()
    expect(either_page.get_by_text("really deleted?")).to_be_hidden()


def test_settings_page_follows_a_running_sync(page: Page, gate: Gate, strava: Strava) -> None:
    gate.close()
    connect(page)
    gate.let_in(1)
    expect(sync_line(page)).to_have_text(f"Syncing: {first_page(strava)} activities so far")
    page.goto("/settings")
    gate.open()
    expect(sync_line(page)).to_have_text("Synced just now")
