"""Totals by sport and by month, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .steps import SCRIPTS_FIRST, expect_query, open_table, rows

pytestmark = pytest.mark.usefixtures("connected")


@SCRIPTS_FIRST
def test_totals_stay_open_on_reload_and_each_row_shows_its_activities(either_page: Page) -> None:
    page = either_page
    open_table(page)
    months = page.get_by_role("region", name="Totals by month")
    expect(months).to_have_count(0)
    page.get_by_role("link", name="By sport and month").click()
    expect(months).to_be_visible()
    page.reload()
    expect(months).to_be_visible()
    toggle = page.get_by_role("link", name="By sport and month", expanded=True)
    sport = page.get_by_role("region", name="Totals by sport").locator("tbody tr").first
    number = int(sport.locator("td").first.inner_text())
    sport.get_by_role("link").click()
    expect(months).to_have_count(0)
    expect(toggle).to_have_count(0)
    expect(page.locator(".totals b").first).to_have_text(f"{number:,}")
    page.go_back()
    expect(months).to_be_visible()
    toggle.click()
    expect(months).to_have_count(0)
    expect(rows(page).first).to_be_visible()


def test_open_totals_stay_open_while_filters_change(page: Page) -> None:
    page.goto("/activities?totals=1")
    page.get_by_role("searchbox").fill("run")
    expect_query(page, q="run", totals="1")
    expect(page.get_by_role("region", name="Totals by sport")).to_be_visible()


def test_totals_scroll_only_with_the_page(page: Page) -> None:
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 500})
        page.goto("/activities?totals=1&span=year")
        for name in ("Totals by sport", "Totals by month"):
            region = page.get_by_role("region", name=name)
            expect(region).to_be_visible()
            assert region.evaluate("box => box.scrollHeight - box.clientHeight") == 0
            assert region.evaluate("box => box.scrollWidth - box.clientWidth") == 0
