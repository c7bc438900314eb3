"""Using the table with the keyboard only."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .steps import PER_PAGE, expect_query, header, open_table, sports_menu

pytestmark = pytest.mark.usefixtures("connected")


def test_tab_reaches_the_skip_link_the_filters_and_the_headers_and_enter_uses_them(
    page: Page,
) -> None:
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
    press_tab_until_focused(page, "sort-distance")
    expect(by_distance).to_be_focused()
    page.keyboard.press("Enter")
    expect(header(page, "Distance")).to_have_attribute("aria-sort", "descending")
    expect_query(page, sort="distance")
    expect(by_distance).to_be_focused()


def test_j_and_k_move_through_the_rows_and_slash_focuses_the_search(page: Page) -> None:
    open_table(page)
    titles = page.locator("#activities a.title")
    for key, index in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(titles.nth(index)).to_be_focused()
    for _ in range(PER_PAGE + 1):
        page.keyboard.press("j")
    expect(titles.last).to_be_focused()
    # The last row does not trap the focus.
    page.keyboard.press("Tab")
    expect(titles.last).not_to_be_focused()

    page.keyboard.press("/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("j/k")
    expect(search).to_have_value("j/k")
    page.keyboard.press("Tab")
    expect(sports_menu(page)).to_be_focused()


def press_tab_until_focused(page: Page, element_id: str, limit: int = 40) -> None:
    """Press Tab until an element has the focus, at most `limit` times."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == element_id:
            return
