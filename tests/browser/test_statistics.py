"""The statistics in a browser, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .steps import expect_query

pytestmark = pytest.mark.usefixtures("connected")


def test_choices_and_filters_change_the_statistics_and_stay_from_page_to_page(
    either_page: Page,
) -> None:
    page = either_page
    page.goto("/activities?sport=Run")
    page.get_by_role("link", name="Stats", exact=True).click()
    section = page.locator("#by-period")
    expect(section.get_by_role("heading")).to_have_text("Distance by month")
    page.get_by_role("navigation", name="Measure").get_by_role("link", name="Activities").click()
    expect(section.get_by_role("heading")).to_have_text("Activities by month")
    section.get_by_role("link", name="By year").click()
    expect(section.get_by_role("heading")).to_have_text("Activities by year")
    page.get_by_role("searchbox").fill("long")
    page.get_by_role("searchbox").press("Enter")
    expect_query(page, q="long", sport="Run", by="year", measure="activities")
    expect(page.locator("#chips")).to_contain_text("Search: long")
    row = section.locator("tbody tr").first
    number = row.locator("td").first.inner_text()
    year = row.get_by_role("link").first.inner_text()
    # The whole row is a link to its activities.
    row.locator("td").first.click(force=True)
    expect(page.locator(".totals b").first).to_have_text(number)
    expect_query(page, q="long", sport="Run", span=year)
    page.get_by_role("link", name="Stats", exact=True).click()
    expect_query(page, q="long", sport="Run", span=year)


def test_a_goal_is_set_and_removed(either_page: Page) -> None:
    page = either_page
    page.goto("/stats?by=year")
    goals = page.locator("#goals")
    goals.get_by_text("Set a goal").click()
    goals.get_by_label("Sports").select_option("Cycling")
    goals.get_by_label("Goal", exact=True).fill("5000")
    goals.get_by_role("button", name="Save").click()
    expect(goals).to_contain_text("Cycling: 5,000 km in 2026.")
    expect(goals.get_by_role("progressbar")).to_be_visible()
    expect_query(page, by="year")
    goals.get_by_role("button", name="Remove the goal").click()
    expect(goals).not_to_contain_text("5,000 km")


def test_fitness_has_the_filters_of_the_statistics_and_its_days_lead_to_the_table(
    either_page: Page,
) -> None:
    page = either_page
    page.goto("/stats?sport=Run")
    page.get_by_role("navigation", name="Statistics").get_by_role("link", name="Fitness").click()
    expect(page.get_by_role("heading", name="The last six months")).to_be_visible()
    page.get_by_label("Period").select_option("2025")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#now")).to_contain_text("31 Dec 2025")
    expect_query(page, sport="Run", span="2025")
    page.get_by_text("2025 as a table").click()
    row = page.locator("#shown tbody tr", has=page.get_by_role("link")).first
    day = row.get_by_role("link").inner_text()
    # The whole row is a link to its activities.
    row.locator("td").first.click(force=True)
    expect(page.locator("#activities tbody tr").first).to_contain_text(day[4:10])


@pytest.mark.parametrize("width", [320, 1280])
def test_statistics_scroll_only_with_the_page(new_page: Callable[..., Page], width: int) -> None:
    page = new_page(viewport={"width": width, "height": 500})
    for address, drawn in (
        ("/stats?by=week&days=2026", "#calendar svg"),
        ("/fitness", ".fitness-chart"),
        ("/records", "#records-foot"),
    ):
        page.goto(address)
        expect(page.locator(drawn).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
