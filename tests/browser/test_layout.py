"""Nothing an activity is called, and no small screen, breaks a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from ..gate import Gate
from ..sample_strava import Strava
from .steps import (
    Watch,
    add_activity,
    enter_application,
    expect_found,
    go_to_consent,
    open_table,
    row,
    sports_menu,
    sync_line,
)

PHONE = 390
HOSTILE = [
    "<script>window.broken = 1</script>",
    '"><img src=x onerror="window.broken = 1"> {{ 7 * 7 }}',
    "</a></td><svg onload='window.broken = 1'>&amp;",
]
RIGHT_TO_LEFT = "ריצת בוקר סביב האגם ובחזרה לאורך הנהר"
LONG = {
    "one word": "W" * 255,
    "many words": ("Once around the lake and back " * 9)[:255].strip(),
    "right to left": RIGHT_TO_LEFT,
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_scrolls_sideways_on_a_small_phone(
    new_page: Callable[..., Page],
    watch: Watch,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
    scheme: str,
) -> None:
    watch.expect_status(400, 403, 404)
    page = new_page(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page.goto("/setup")
    expect_no_sideways_scrolling(page)
    enter_application(page, "my app", "letters")
    expect(page.locator(".error-text").first).to_be_visible()
    expect_no_sideways_scrolling(page)
    page.goto("/")
    expect_no_sideways_scrolling(page)
    go_to_consent(page)
    expect_no_sideways_scrolling(page)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cancel")
    expect_no_sideways_scrolling(page)
    sign_in()
    finish_sync()
    open_table(page)
    expect_no_sideways_scrolling(page)
    sports_menu(page).click()
    expect(page.locator("#sports > fieldset")).to_be_visible()
    expect_no_sideways_scrolling(page)
    for address in ("/settings", "/sync", "/activities?q=nothing+is+called+so", "/nowhere"):
        page.goto(address)
        expect_no_sideways_scrolling(page)


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_long_and_right_to_left_names_fit(
    new_page: Callable[..., Page],
    strava: Strava,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
    width: int,
) -> None:
    for name in LONG.values():
        add_activity(strava, name)
    page = new_page(viewport={"width": width, "height": 800})
    sign_in()
    finish_sync()
    open_table(page)
    for name in LONG.values():
        expect(row(page, name)).to_be_visible()
    direction = "element => getComputedStyle(element).direction"
    assert page.get_by_text(RIGHT_TO_LEFT).evaluate(direction) == "rtl"
    expect_no_sideways_scrolling(page)
    if width > PHONE:
        room = "box => [box.scrollWidth, box.clientWidth]"
        needed, there = page.locator(".scroller").evaluate(room)
        assert needed <= there, "the last columns are out of sight"


def test_markup_in_names_is_shown_as_text(
    page: Page, strava: Strava, sign_in: Callable[..., Any], gate: Gate
) -> None:
    for name in HOSTILE:
        add_activity(strava, name, sport_type=name)
    gate.close()
    sign_in()
    page.goto("/activities")
    expect(sync_line(page)).to_have_text("Syncing: 0 activities so far")
    gate.open()
    # First as htmx swaps them in, then as the page comes with them.
    expect_harmless(page)
    page.reload()
    expect_harmless(page)
    for name in HOSTILE:
        page.goto(f"/activities?{urlencode({'q': name, 'sport': name, 'sort': name})}")
        expect_found(page, 1)
        expect(page.get_by_role("searchbox")).to_have_value(name)
        expect_harmless(page, name)


def expect_harmless(page: Page, *names: str) -> None:
    for name in names or HOSTILE:
        expect(row(page, name)).to_be_visible()
    assert page.evaluate("window.broken") is None
    expect(page.locator("main :is(img, script, svg[onload])")).to_have_count(0)


def expect_no_sideways_scrolling(page: Page) -> None:
    page.evaluate("document.fonts.ready")
    width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= room, f"{page.url} is {width} wide where there is room for {room}"
