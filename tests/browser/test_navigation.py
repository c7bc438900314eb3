"""Pages of the table, Back and Forward, reloading, and tabs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ..sample_strava import Strava
from .steps import (
    LONGEST,
    PER_PAGE,
    expect_matches,
    expect_query,
    expect_same_page,
    header,
    mark,
    open_table,
    row,
    rows,
    shown_ids,
)

pytestmark = pytest.mark.usefixtures("longest", "connected")


def test_pages_do_not_overlap_and_back_and_forward_return_to_them(
    page: Page, strava: Strava
) -> None:
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


def test_next_page_is_scrolled_to_its_first_row(page: Page) -> None:
    open_table(page)
    page.get_by_role("link", name="Older").click()
    expect_query(page, page="2")
    expect(rows(page).first).to_be_in_viewport()


def test_back_also_restores_the_filter_fields(page: Page, strava: Strava) -> None:
    open_table(page)
    search = page.get_by_role("searchbox")
    search.press_sequentially("across")
    expect(row(page, LONGEST)).to_be_visible()
    expect_query(page, q="across")
    page.go_back()
    expect_matches(page, len(strava.sample.activities))
    expect_query(page)
    expect(search).to_have_value("")


def test_reload_keeps_the_order_and_the_page(page: Page) -> None:
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


def test_header_opens_in_a_new_tab_with_control_or_command(page: Page) -> None:
    open_table(page)
    with page.context.expect_page() as opened:
        page.locator("#sort-distance").click(modifiers=["ControlOrMeta"])
    expect(header(opened.value, "Distance")).to_have_attribute("aria-sort", "descending")
    expect(header(page, "Date")).to_have_attribute("aria-sort", "descending")
