"""The table: sorted, searched, filtered, paged; by JavaScript in place, without it by loading."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ..gate import Gate
from ..sample_strava import Strava
from .steps import (
    PER_PAGE,
    Activity,
    Watch,
    add_activity,
    choose_sport,
    expect_found,
    expect_query,
    expect_same_page,
    header,
    mark,
    more_filters,
    open_table,
    row,
    rows,
    shown_ids,
    sports_menu,
    sync_line,
)

LONGEST = "Across the whole of the Alps"
RARE_SPORT = "Kitesurf"


@pytest.fixture(autouse=True)
def longest(strava: Strava) -> Activity:
    """An activity that stands out in every way but being recent."""
    return add_activity(
        strava, LONGEST, oldest=True, sport_type=RARE_SPORT, distance=987_000.0, moving_time=99_000
    )


def days(strava: Strava) -> list[str]:
    return sorted(activity["start_date_local"][:10] for activity in strava.sample.activities)


@pytest.mark.usefixtures("connected")
def test_header_sorts_and_its_second_click_turns_the_order(page: Page) -> None:
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


@pytest.mark.usefixtures("connected")
def test_search_as_you_type_leaves_focus_and_caret_alone(page: Page) -> None:
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
    expect_found(page, 1)
    expect(row(page, LONGEST)).to_be_visible()
    expect(search).to_be_focused()
    expect(search).to_have_value("across whole")
    assert search.evaluate("box => box.selectionStart") == len("across")
    expect_same_page(page)


@pytest.mark.usefixtures("connected")
def test_nothing_found_says_so_and_leads_back(either_page: Page, strava: Strava) -> None:
    open_table(either_page)
    search = either_page.get_by_role("searchbox")
    search.fill("no activity is called so")
    search.press("Enter")
    expect(either_page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    either_page.get_by_role("link", name="Show all activities").click()
    expect_found(either_page, len(strava.sample.activities))
    expect(search).to_have_value("")


@pytest.mark.usefixtures("connected")
def test_sports_menu_filters_and_says_what_it_filters(page: Page, strava: Strava) -> None:
    open_table(page)
    mark(page)
    choose_sport(page, RARE_SPORT)
    expect_found(page, 1)
    expect_query(page, sport=RARE_SPORT)
    choose_sport(page, "Run")
    sports = [activity["sport_type"] for activity in strava.sample.activities]
    expect_found(page, 1 + sports.count("Run"))
    expect_query(page, sport=sorted(["Run", RARE_SPORT], key=sports.count, reverse=True))
    page.keyboard.press("Escape")
    expect(sports_menu(page)).to_contain_text("Run")
    expect(sports_menu(page)).to_contain_text(RARE_SPORT)
    expect_same_page(page)


@pytest.mark.usefixtures("connected")
def test_dates_are_local_days_and_both_inclusive(page: Page, strava: Strava) -> None:
    open_table(page)
    mark(page)
    first, last = days(strava)[100], days(strava)[130]
    more_filters(page).click()
    page.get_by_label("From", exact=True).fill(first)
    page.get_by_label("To", exact=True).fill(last)
    expect_query(page, **{"from": first, "to": last})
    expect_found(page, sum(first <= day <= last for day in days(strava)))
    expect_same_page(page)


@pytest.mark.usefixtures("connected")
def test_what_was_chosen_before_is_kept_by_what_is_chosen_next(page: Page) -> None:
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


@pytest.mark.usefixtures("connected")
def test_pages_follow_each_other_and_back_returns(page: Page, strava: Strava) -> None:
    open_table(page)
    mark(page)
    pages = page.get_by_role("navigation", name="Pages")
    current = pages.locator("[aria-current=page]")
    first = shown_ids(page)
    pages.get_by_role("link", name="Older").click()
    expect(current).to_have_text("2")
    expect_query(page, page="2")
    second = shown_ids(page)
    pages.get_by_role("link", name="3", exact=True).click()
    expect(current).to_have_text("3")
    third = shown_ids(page)
    assert len({*first, *second, *third}) == 3 * PER_PAGE
    for number, ids, query in (("2", second, {"page": "2"}), ("1", first, {})):
        page.go_back()
        expect(current).to_have_text(number)
        expect_query(page, **query)
        assert shown_ids(page) == ids
    expect_same_page(page)
    page.go_forward()
    expect(current).to_have_text("2")
    assert shown_ids(page) == second


@pytest.mark.usefixtures("connected")
def test_next_page_is_shown_from_its_top(page: Page) -> None:
    open_table(page)
    page.get_by_role("link", name="Older").click()
    expect_query(page, page="2")
    expect(rows(page).first).to_be_in_viewport()


@pytest.mark.usefixtures("connected")
def test_page_says_when_logbook_has_ended(page: Page, watch: Watch) -> None:
    open_table(page)
    page.route("**/activities?*", lambda route: route.abort("connectionrefused"))
    page.get_by_role("searchbox").fill("run")
    expect(sync_line(page)).to_have_text("Logbook is not running")
    # That the browser and htmx complained of it too is as it should be.
    assert watch.complaints
    watch.complaints.clear()


@pytest.mark.usefixtures("connected")
def test_back_returns_what_the_filters_say_too(page: Page, strava: Strava) -> None:
    open_table(page)
    search = page.get_by_role("searchbox")
    search.press_sequentially("across")
    expect(row(page, LONGEST)).to_be_visible()
    expect_query(page, q="across")
    page.go_back()
    expect_found(page, len(strava.sample.activities))
    expect_query(page)
    expect(search).to_have_value("")


@pytest.mark.usefixtures("connected")
def test_reload_keeps_the_view(page: Page) -> None:
    open_table(page)
    header(page, "Distance").get_by_role("link").click()
    expect(rows(page).first).to_contain_text(LONGEST)
    page.get_by_role("link", name="Older").or_(page.get_by_role("link", name="Next")).click()
    expect_query(page, sort="distance", page="2")
    shown = shown_ids(page)
    page.reload()
    assert shown_ids(page) == shown
    expect(header(page, "Distance")).to_have_attribute("aria-sort", "descending")
    expect_query(page, sort="distance", page="2")


@pytest.mark.usefixtures("connected")
def test_links_and_the_filter_button_do_all_of_it_without_javascript(
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
    page.get_by_label("From", exact=True).fill(days(strava)[0])
    page.get_by_label("To", exact=True).fill(days(strava)[-1])
    page.get_by_role("button", name="Filter").last.click()
    expect_found(page, 1)
    expect(row(page, LONGEST)).to_be_visible()
    expect(sports_menu(page)).to_have_text(RARE_SPORT)
    expect(header(page, "Distance")).to_have_attribute("aria-sort", "descending")
    address = page.url
    page.reload()
    assert page.url == address
    expect(page.get_by_role("searchbox")).to_have_value("across")
    page.get_by_role("link", name="Clear").click()
    expect_found(page, len(strava.sample.activities))


def test_running_sync_leaves_typing_and_an_open_menu_alone(
    page: Page, strava: Strava, sign_in: Callable[..., Any], gate: Gate
) -> None:
    gate.close()
    sign_in()
    page.goto("/activities")
    gate.let_in(1)
    expect(sync_line(page)).to_have_text("Syncing: 200 activities so far")
    search = page.get_by_role("searchbox")
    search.press_sequentially("acoss")
    for _ in "oss":
        search.press("ArrowLeft")
    gate.let_in(1)
    everything = len(strava.sample.activities)
    expect(sync_line(page)).to_have_text(f"Syncing: {everything} activities so far")
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


@pytest.mark.usefixtures("connected")
def test_chips_lead_back_and_the_form_follows(page: Page, strava: Strava) -> None:
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
    # What had the focus is gone; the next thing to reach is what was found.
    expect(page.locator("#activities")).to_be_focused()
    page.get_by_role("link", name="Remove filter: Run").click()
    expect_found(page, 1)
    page.locator("#sports > summary").click()
    expect(page.locator("#sport-Run")).not_to_be_checked()
    page.get_by_role("link", name="Clear").click()
    expect_found(page, len(strava.sample.activities))


@pytest.mark.usefixtures("connected")
def test_a_view_is_saved_used_and_removed(either_page: Page) -> None:
    page = either_page
    page.goto(f"/activities?sport={RARE_SPORT}&sort=distance&columns=date,distance")
    views = page.locator("#views")
    views.locator("summary").click()
    page.get_by_label("Save this view as").fill("Far")
    views.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The view “Far” was saved.")).to_be_visible()
    page.goto("/activities")
    views.locator("summary").click()
    views.get_by_role("link", name="Far").click()
    expect_found(page, 1)
    expect(page.locator("#activities thead th")).to_have_count(3)
    views.locator("summary").click()
    views.get_by_role("button", name="Remove the view Far").click()
    expect_query(page, sport=RARE_SPORT, sort="distance", columns="date,name,distance")
    views.locator("summary").click()
    expect(views.get_by_role("link", name="Far")).to_have_count(0)
