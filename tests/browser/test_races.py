"""Whoever is faster than an answer, or than a mouse button goes up, gets what they asked for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from ..sample_strava import Strava
from .steps import (
    Watch,
    choose_sport,
    expect_found,
    expect_query,
    expect_same_page,
    header,
    mark,
    more_filters,
    open_table,
)

pytestmark = pytest.mark.usefixtures("connected")


def press(page: Page, selector: str) -> None:
    """Click as a hand does, which lets go of the button only after a while."""
    box = page.locator(selector).first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(250)
    page.mouse.up()


def test_what_is_clicked_while_the_counts_are_still_to_come_is_not_lost(
    page: Page, strava: Strava
) -> None:
    open_table(page)
    page.evaluate(
        """document.addEventListener("htmx:afterSwap", () => {
            document.querySelector("#sport-Swim").click();
        }, {once: true})"""
    )
    choose_sport(page, "Run")
    sports = [activity["sport_type"] for activity in strava.sample.activities]
    expect_query(page, sport=sorted(["Run", "Swim"], key=sports.count, reverse=True))
    expect_found(page, sports.count("Run") + sports.count("Swim"))


def test_the_first_click_after_a_search_or_a_number_counts(page: Page) -> None:
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


def test_a_number_is_asked_for_once_the_button_is_up(page: Page) -> None:
    open_table(page)
    more_filters(page).click()
    page.locator("[name=min_km]").fill("10")
    press(page, "#columns > summary")
    expect_query(page, min_km="10")
    expect(page.locator(".chip")).to_contain_text("from 10 km")


def test_back_during_a_request_leaves_what_it_leads_to(page: Page) -> None:
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


def test_an_answer_that_fails_is_told_until_the_next_one(page: Page, watch: Watch) -> None:
    watch.expect_status(500)
    open_table(page)
    mark(page)
    page.route("**/activities?sport=Run", lambda route: route.fulfill(status=500))
    choose_sport(page, "Run")
    told = page.get_by_role("alert")
    expect(told).to_contain_text("Logbook could not answer that")
    page.unroute("**/activities?sport=Run")
    page.get_by_role("searchbox").fill("run")
    expect_query(page, q="run", sport="Run")
    expect(told).to_have_count(0)
    expect_same_page(page)


def test_a_link_opens_in_a_tab_of_its_own_where_that_is_asked_for(page: Page) -> None:
    open_table(page)
    with page.context.expect_page() as opened:
        page.locator("#sort-distance").click(modifiers=["ControlOrMeta"])
    expect(header(opened.value, "Distance")).to_have_attribute("aria-sort", "descending")
    expect(header(page, "Date")).to_have_attribute("aria-sort", "descending")


def test_every_menu_opens_within_the_window(page: Page) -> None:
    open_table(page)
    for menu in ("#sports", "#more", "#columns", "#views", "#export"):
        page.locator(f"{menu} > summary").click()
        for width in (390, 900, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            box = page.locator(f"{menu} > :not(summary)").bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
        page.keyboard.press("Escape")
