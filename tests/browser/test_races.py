"""Clicks and keys that come before a response, or while a mouse button is still down."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from ..sample_strava import Strava
from .steps import (
    Watch,
    choose_sport,
    expect_matches,
    expect_query,
    expect_same_page,
    header,
    mark,
    more_filters,
    open_table,
    sports_menu,
)

pytestmark = pytest.mark.usefixtures("connected")


def press(page: Page, selector: str) -> None:
    """Click as a hand does: the button stays down for a quarter of a second."""
    box = page.locator(selector).first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(250)
    page.mouse.up()


def test_sport_checked_while_the_table_is_swapped_is_not_lost(page: Page, strava: Strava) -> None:
    open_table(page)
    page.evaluate(
        """document.addEventListener("htmx:afterSwap", () => {
            document.querySelector("#sport-Swim").click();
        }, {once: true})"""
    )
    choose_sport(page, "Run")
    sports = [activity["sport_type"] for activity in strava.sample.activities]
    expect_query(page, sport=sorted(["Run", "Swim"], key=sports.count, reverse=True))
    expect_matches(page, sports.count("Run") + sports.count("Swim"))


def test_first_click_after_typing_a_search_or_a_number_takes_effect(page: Page) -> None:
    open_table(page)
    page.get_by_role("searchbox").press_sequentially("run")
    expect_query(page, q="run")
    expect(page.locator(".pagination.loading")).to_have_count(0)
    press(page, "#sort-distance")
    expect(header(page, "Distance")).to_have_attribute("aria-sort", "descending")
    expect_query(page, q="run", sort="distance")
    more_filters(page).click()
    page.locator("[name=min_minutes]").fill("5")
    name = page.locator("#activities a.title").first.inner_text()
    press(page, "#activities a.title")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_typed_number_filters_after_a_click_elsewhere(page: Page) -> None:
    open_table(page)
    more_filters(page).click()
    page.locator("[name=min_km]").fill("10")
    press(page, "#columns > summary")
    expect_query(page, min_km="10")
    expect(page.locator(".chip")).to_contain_text("from 10 km")


def test_back_during_a_request_shows_the_page_before_it(page: Page) -> None:
    open_table(page)
    page.locator("#sort-distance").click()
    expect_query(page, sort="distance")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/activities?*span=2025*", hold)
    page.locator("#span").select_option("2025")
    page.wait_for_timeout(100)
    page.go_back()
    expect(header(page, "Date")).to_have_attribute("aria-sort", "descending")
    for route in held:
        route.abort()
    expect_query(page)
    expect(page.locator("#chips")).to_be_empty()


def test_filter_that_could_not_be_applied_does_not_stay_set(page: Page, watch: Watch) -> None:
    open_table(page)
    choose_sport(page, "Run")
    expect_query(page, sport="Run")
    page.locator("#span").select_option("2025")
    expect_query(page, sport="Run", span="2025")
    expect(page.locator(".pagination.loading")).to_have_count(0)
    mark(page)
    page.route("**/activities?**", lambda route: route.abort("connectionrefused"))
    search, swim = page.get_by_role("searchbox"), page.locator("#sport-Swim")
    alert = page.get_by_role("alert")
    if not swim.is_visible():
        sports_menu(page).click()
    swim.click()
    expect(alert).to_contain_text("what you selected was not applied")
    expect(swim).not_to_be_checked()
    expect(page.locator("#sport-Run")).to_be_checked()
    page.keyboard.press("Escape")
    page.locator("#span").select_option("2024")
    expect(page.locator("#span")).to_have_value("2025")
    search.fill("lake")
    expect(search).to_have_value("")
    more_filters(page).click()
    for name in ("commute", "gear"):
        field = page.locator(f"#filters [name={name}]")
        field.select_option(index=1)
        expect(field).to_have_value("")
    expect_query(page, sport="Run", span="2025")
    # The browser reports the failed requests in the console, as expected.
    assert watch.errors
    watch.errors.clear()
    page.unroute("**/activities?**")
    page.locator("[name=min_km]").fill("5")
    page.locator("[name=min_km]").press("Enter")
    expect_query(page, sport="Run", span="2025", min_km="5")
    expect(alert).to_have_count(0)
    expect_same_page(page)


def test_failed_response_is_reported_until_the_next_one_succeeds(page: Page, watch: Watch) -> None:
    watch.expect_status(500)
    open_table(page)
    mark(page)
    page.route("**/activities?sport=Run", lambda route: route.fulfill(status=500))
    choose_sport(page, "Run")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Logbook could not answer that")
    page.unroute("**/activities?sport=Run")
    page.get_by_role("searchbox").fill("run")
    expect_query(page, q="run", sport="Run")
    expect(alert).to_have_count(0)
    expect_same_page(page)
