"""Notices above the content can be closed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from .steps import RunningLogbook, connect, open_table


def notice(page: Page, text: str) -> Locator:
    return page.locator(".notice").filter(has_text=text)


def test_notice_of_every_page_stays_closed(page: Page, logbook: RunningLogbook) -> None:
    connect(page, without=["activity:read_all"])
    logbook.finish()
    text = "Activities that only you can see are missing"
    page.goto("/settings")
    notice(page, text).get_by_role("button", name="Close").click()
    expect(notice(page, text)).to_be_hidden()
    for address in ("/activities", "/sync"):
        page.goto(address)
        expect(page.get_by_role("navigation", name="Main")).to_be_visible()
        expect(notice(page, text)).to_be_hidden()


@pytest.mark.usefixtures("connected")
def test_notice_about_something_done_is_shown_each_time(page: Page) -> None:
    open_table(page)
    for words in ("was saved", "was replaced", "was replaced"):
        page.locator("#views > summary").click()
        page.get_by_label("Save this view as").fill("Mine")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(notice(page, words)).to_be_visible()
        notice(page, words).get_by_role("button", name="Close").click()
        expect(notice(page, words)).to_be_hidden()
