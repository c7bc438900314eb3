"""Filters of the table: search, sports, dates and numbers, with JavaScript in place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ..sample_strava import Strava
from .steps import (
    LONGEST,
    RARE_SPORT,
    SCRIPTS_FIRST,
    choose_sport,
    expect_matches,
    expect_query,
    expect_same_page,
    header,
    local_days,
    mark,
    more_filters,
    open_table,
    row,
    rows,
    sports_menu,
)

pytestmark = pytest.mark.usefixtures("longest", "connected")


def test_search_as_you_type_keeps_the_focus_and_the_caret(page: Page) -> None:
    open_table(page)
    mark(page)
    search = page.get_by_role("searchbox")
    search.press_sequentially("acros whole")
    expect(row(page, LONGEST)).to_have_count(0)
    expect_query(page, q="acros whole")
    for _ in " whole":
        search.press("ArrowLeft")
    search.press_sequentially("s")
    expect_query(page, q="across whole")
    expect_matches(page, 1)
    expect(row(page, LONGEST)).to_be_visible()
    expect(search).to_be_focused()
    expect(search).to_have_value("across whole")
    assert search.evaluate("box => box.selectionStart") == len("across")
    expect_same_page(page)


@SCRIPTS_FIRST
def test_table_without_matches_links_to_all_activities(either_page: Page, strava: Strava) -> None:
    open_table(either_page)
    search = either_page.get_by_role("searchbox")
    search.fill("no such name")
    search.press("Enter")
    expect(either_page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    either_page.get_by_role("link", name="Show all activities").click()
    expect_matches(either_page, len(strava.sample.activities))
    expect(search).to_have_value("")


def test_sports_menu_filters_and_its_label_names_the_sports(page: Page, strava: Strava) -> None:
    open_table(page)
    mark(page)
    choose_sport(page, RARE_SPORT)
    expect_matches(page, 1)
    expect_query(page, sport=RARE_SPORT)
    choose_sport(page, "Run")
    sports = [activity["sport_type"] for activity in strava.sample.activities]
    expect_matches(page, 1 + sports.count("Run"))
    expect_query(page, sport=sorted(["Run", RARE_SPORT], key=sports.count, reverse=True))
    page.keyboard.press("Escape")
    expect(sports_menu(page)).to_contain_text("Run")
    expect(sports_menu(page)).to_contain_text(RARE_SPORT)
    expect_same_page(page)


def test_from_and_to_are_local_days_and_inclusive(page: Page, strava: Strava) -> None:
    open_table(page)
    mark(page)
    first, last = local_days(strava)[100], local_days(strava)[130]
    more_filters(page).click()
    page.get_by_label("From", exact=True).fill(first)
    page.get_by_label("To", exact=True).fill(last)
    expect_query(page, **{"from": first, "to": last})
    expect_matches(page, sum(first <= day <= last for day in local_days(strava)))
    expect_same_page(page)


def test_sort_search_and_sport_are_kept_when_another_is_added(page: Page) -> None:
    open_table(page)
    mark(page)
    header(page, "Distance").get_by_role("link").click()
    expect(rows(page).first).to_contain_text(LONGEST)
    page.get_by_role("searchbox").press_sequentially("a")
    expect_query(page, q="a", sort="distance")
    expect(header(page, "Distance")).to_have_attribute("aria-sort", "descending")
    choose_sport(page, RARE_SPORT)
    expect_query(page, q="a", sport=RARE_SPORT, sort="distance")
    expect_same_page(page)


def test_chips_remove_filters_and_clear_the_fields(page: Page, strava: Strava) -> None:
    open_table(page)
    choose_sport(page, RARE_SPORT)
    choose_sport(page, "Run")
    page.keyboard.press("Escape")
    more_filters(page).click()
    page.locator("input[name=min_km]").fill("8")
    page.locator("input[name=max_km]").fill("-1")
    page.keyboard.press("Tab")
    expect(page.locator(".notice").filter(has_text="is not a distance")).to_be_visible()
    expect(page.locator("input[name=min_km]")).to_have_value("8")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Remove filter: from 8 km").click()
    expect_query(page, sport=["Run", RARE_SPORT])
    expect(page.locator("input[name=min_km]")).to_have_value("")
    # The focused chip is gone, so the focus moves to the table.
    expect(page.locator("#activities")).to_be_focused()
    page.get_by_role("link", name="Remove filter: Run").click()
    expect_matches(page, 1)
    page.locator("#sports > summary").click()
    expect(page.locator("#sport-Run")).not_to_be_checked()
    page.get_by_role("link", name="Clear").click()
    expect_matches(page, len(strava.sample.activities))
