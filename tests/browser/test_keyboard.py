"""Without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .steps import expect_query, header, open_table, sports_menu


@pytest.mark.usefixtures("connected")
def test_tab_reaches_everything_and_enter_works_it(page: Page) -> None:
    open_table(page)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Tab")
    expect(sports_menu(page)).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.locator("#sports > fieldset")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#sports").get_by_role("link", name="Only on foot")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#sports").get_by_role("checkbox").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#sports > fieldset")).to_be_hidden()
    expect(sports_menu(page)).to_be_focused()

    by_distance = header(page, "Distance").get_by_role("link")
    tab_until_focused(page, "sort-distance")
    expect(by_distance).to_be_focused()
    page.keyboard.press("Enter")
    expect(header(page, "Distance")).to_have_attribute("aria-sort", "descending")
    expect_query(page, sort="distance")
    expect(by_distance).to_be_focused()


def tab_until_focused(page: Page, element_id: str, limit: int = 40) -> None:
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == element_id:
            return
