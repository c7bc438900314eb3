"""The table: sorting it, using it without JavaScript, and using it during a sync."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ..gate import Gate
from ..sample_strava import Strava
from .steps import (
    LONGEST,
    RARE_SPORT,
    Watch,
    choose_sport,
    expect_matches,
    expect_query,
    expect_same_page,
    first_page,
    header,
    local_days,
    mark,
    more_filters,
    open_table,
    row,
    rows,
    shown_ids,
    sports_menu,
    sync_line,
)


@pytest.mark.usefixtures("longest", "connected")
def test_header_sorts_and_its_second_click_reverses_the_order(page: Page) -> None:
    open_table(page)
    expect(header(page, "Date")).to_have_attribute("aria-sort", "descending")
    expect(row(page, LONGEST)).to_have_count(0)
    mark(page)
    header(page, "Distance").get_by_role("link").click()
    expect(rows(page).first).to_contain_text(LONGEST)
    expect(header(page, "Distance")).to_have_attribute("aria-sort", "descending")
    expect(header(page, "Date")).not_to_have_attribute("aria-sort", re.compile(".*"))
    expect_query(page, sort="distance")
    header(page, "Distance").get_by_role("link").click()
    expect(header(page, "Distance")).to_have_attribute("aria-sort", "ascending")
    expect(row(page, LONGEST)).to_have_count(0)
    expect_query(page, sort="distance", order="asc")
    expect_same_page(page)


@pytest.mark.usefixtures("longest", "connected")
def test_sync_line_says_that_logbook_is_not_running_when_no_response_comes(
    page: Page, watch: Watch
) -> None:
    open_table(page)
    page.route("**/activities?*", lambda route: route.abort("connectionrefused"))
    page.get_by_role("searchbox").fill("run")
    expect(sync_line(page)).to_have_text("Logbook is not running")
    # The browser and htmx report the failed request in the console, as expected.
    assert watch.errors
    watch.errors.clear()


@pytest.mark.usefixtures("longest", "connected")
def test_pages_sorting_and_filters_work_without_javascript(
    plain_page: Page, strava: Strava
) -> None:
    page = plain_page
    open_table(page)
    first = shown_ids(page)
    page.get_by_role("link", name="Older").click()
    expect_query(page, page="2")
    assert not {*first} & {*shown_ids(page)}
    page.go_back()
    assert shown_ids(page) == first

    header(page, "Distance").get_by_role("link").click()
    expect(rows(page).first).to_contain_text(LONGEST)
    expect(header(page, "Distance")).to_have_attribute("aria-sort", "descending")

    page.get_by_role("searchbox").fill("across")
    choose_sport(page, RARE_SPORT)
    more_filters(page).click()
    page.get_by_label("From", exact=True).fill(local_days(strava)[0])
    page.get_by_label("To", exact=True).fill(local_days(strava)[-1])
    page.get_by_role("button", name="Filter").last.click()
    expect_matches(page, 1)
    expect(row(page, LONGEST)).to_be_visible()
    expect(sports_menu(page)).to_have_text(RARE_SPORT)
    expect(header(page, "Distance")).to_have_attribute("aria-sort", "descending")
    address = page.url
    page.reload()
    assert page.url == address
    expect(page.get_by_role("searchbox")).to_have_value("across")
    page.get_by_role("link", name="Clear").click()
    expect_matches(page, len(strava.sample.activities))


def sync_first_page(page: Page, strava: Strava, sign_in: Callable[..., Any], gate: Gate) -> None:
    """Open the table during a first sync that has stored its first page."""
    gate.close()
    sign_in()
    page.goto("/activities")
    gate.let_in(1)
    expect(sync_line(page)).to_have_text(f"Syncing: {first_page(strava)} activities so far")


@pytest.mark.usefixtures("longest")
def test_running_sync_keeps_the_place_of_the_page_and_the_marked_row(
    page: Page, strava: Strava, sign_in: Callable[..., Any], gate: Gate
) -> None:
    sync_first_page(page, strava, sign_in, gate)
    row_id = page.locator("#activities a.title").nth(30).get_attribute("id")
    page.goto(f"/activities#{row_id}")
    page.reload()
    marked = page.locator("tr.returned")
    expect(marked.locator(f"#{row_id}")).to_be_visible()
    page.evaluate("scrollTo(0, 700)")
    gate.let_in(1)
    total = len(strava.sample.activities)
    expect(sync_line(page)).to_have_text(f"Syncing: {total} activities so far")
    expect(page.locator(".totals b").first).to_have_text(f"{total:,}")
    expect(marked.locator(f"#{row_id}")).to_be_visible()
    assert page.evaluate("scrollY") == 700
    gate.open()


@pytest.mark.usefixtures("longest")
def test_running_sync_keeps_typed_text_and_an_open_menu(
    page: Page, strava: Strava, sign_in: Callable[..., Any], gate: Gate
) -> None:
    sync_first_page(page, strava, sign_in, gate)
    search = page.get_by_role("searchbox")
    search.press_sequentially("acoss")
    for _ in "oss":
        search.press("ArrowLeft")
    gate.let_in(1)
    total = len(strava.sample.activities)
    expect(sync_line(page)).to_have_text(f"Syncing: {total} activities so far")
    search.press_sequentially("r")
    expect(search).to_be_focused()
    expect(search).to_have_value("across")
    expect_query(page, q="across")
    sports_menu(page).click()
    gate.open()
    expect(sync_line(page)).to_have_text("Synced just now")
    expect(page.locator("#sports > fieldset")).to_be_visible()
    expect_query(page, q="across")
    expect(row(page, LONGEST)).to_be_visible()
