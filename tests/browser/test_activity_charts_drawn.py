"""The charts of an activity as drawings: without scripts, while they load, and on paper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .chart_steps import (
    open_charts,
)
from .steps import Watch, expect_no_shift
from .test_accessibility import violations

pytestmark = pytest.mark.usefixtures("connected")


def test_without_javascript_altitude_and_pace_are_drawn_and_the_stretch_is_shown(
    plain_page: Page, run: str
) -> None:
    plain_page.goto(run)
    plain_page.get_by_role("button", name="Fetch details").click()
    expect(plain_page.get_by_role("img", name="Altitude over distance")).to_be_visible()
    expect(plain_page.get_by_role("img", name="Pace over distance")).to_be_visible()
    expect(plain_page.locator("#charts figure:visible")).to_have_count(2)
    expect(plain_page.locator("#stretch")).to_be_hidden()
    plain_page.locator("#over").get_by_role("link", name="Time").click()
    expect(plain_page.get_by_role("img", name="Pace over time")).to_be_visible()
    plain_page.goto(f"{run}?from=60&to=360")
    expect(plain_page.locator("#stretch")).to_contain_text("Elapsed time")
    plain_page.get_by_role("link", name="Clear").click()
    expect(plain_page.locator("#stretch")).to_be_hidden()


def test_drawing_that_cannot_be_loaded_leaves_what_works_without_scripts(
    page: Page, run: str, watch: Watch
) -> None:
    open_charts(page, run)
    watch.expect_status(404)
    answers: list[Any] = [{"status": 404}, {"body": "<html>"}]
    page.route("**/drawing.json*", lambda route: route.fulfill(**answers.pop()))
    while answers:
        page.goto(run)
        message = page.locator("#recording").get_by_role("alert")
        expect(message).to_have_text("The charts could not be loaded. Reload the page.")
        expect(page.get_by_role("img", name="Pace over distance")).to_be_visible()
        expect(page.locator("#charts figure:visible")).to_have_count(2)
        expect(page.locator("#position")).to_be_hidden()
        expect(page.get_by_label("Color")).to_be_hidden()
    answers.append({"status": 404})
    page.locator("a[data-from]").first.click()
    expect(page.locator("#clear-stretch")).to_be_visible()


def test_nothing_shifts_while_charts_take_the_place_of_plain_drawings(page: Page, run: str) -> None:
    open_charts(page, run)
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        open_charts(page, f"{run}?from=60&to=360")
        expect_no_shift(page)


def test_charts_with_a_stretch_and_an_effort_put_aside_have_no_violations(
    page: Page, run: str
) -> None:
    open_charts(page, run)
    page.get_by_role("button", name=re.compile("^Put aside")).first.click()
    expect(page.get_by_role("button", name=re.compile("^Take back"))).to_be_visible()
    open_charts(page, f"{run}?from=60&to=360")
    page.locator("#charts").focus()
    page.keyboard.press("PageDown")
    expect(page.locator("#position")).to_contain_text("km")
    assert violations(page, "#recording") == []
    assert violations(page, "#efforts") == []


def test_print_shows_the_drawings_and_nothing_to_click(page: Page, run: str) -> None:
    open_charts(page, f"{run}?from=60&to=360")
    page.emulate_media(media="print")
    for drawn in ("#map .map-drawing", "#charts .uplot", "#stretch dl", ".splits table"):
        expect(page.locator(drawn).first).to_be_visible()
    for clicked in ("form", "nav", "button", "input", "select", "#clear-stretch", "#downloads"):
        assert page.locator(f"{clicked}:visible").count() == 0, clicked
