"""Pages fit windows of every width, whatever the activities are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ..markers import slow
from ..sample_strava import Strava
from .steps import (
    Watch,
    add_activity,
    enter_application,
    expect_no_shift,
    go_to_consent,
    open_table,
    row,
    sports_menu,
    sync_line,
)

PHONE = 390
RIGHT_TO_LEFT = "ריצת בוקר סביב האגם ובחזרה לאורך הנהר"
LONG_NAMES = (
    "W" * 255,
    ("Once around the lake and back " * 9)[:255].strip(),
    RIGHT_TO_LEFT,
)


@pytest.mark.parametrize("scheme", ["light", *slow("dark")])
def test_no_page_scrolls_sideways_in_a_window_of_320_pixels(
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
    page.locator("#show-filters > summary").click()
    sports_menu(page).click()
    expect(page.locator("#sports > fieldset")).to_be_visible()
    expect_no_sideways_scrolling(page)
    for address in ("/settings", "/sync", "/activities?q=no+such+name", "/nowhere"):
        page.goto(address)
        expect_no_sideways_scrolling(page)


def test_long_and_right_to_left_names_fit_the_window(
    new_page: Callable[..., Page],
    strava: Strava,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
) -> None:
    for name in LONG_NAMES:
        add_activity(strava, name)
    page = new_page(viewport={"width": PHONE, "height": 800})
    sign_in()
    finish_sync()
    for width in (PHONE, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        open_table(page)
        for name in LONG_NAMES:
            expect(row(page, name)).to_be_visible()
        direction = "element => getComputedStyle(element).direction"
        assert page.get_by_text(RIGHT_TO_LEFT).evaluate(direction) == "rtl"
        expect_no_sideways_scrolling(page)
    expect(page.get_by_role("columnheader").last).to_be_in_viewport()


@pytest.mark.usefixtures("connected")
def test_activity_with_the_longest_name_fits_the_window(page: Page, strava: Strava) -> None:
    longest = max(strava.sample.activities, key=lambda activity: len(activity["name"]))
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"/activities/{longest['id']}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.usefixtures("connected")
def test_activity_with_all_its_tables_fits_a_phone_in_the_dark(
    new_page: Callable[..., Page], strava: Strava
) -> None:
    run = next(one for one in strava.sample.newest_first() if one["sport_type"] == "Run")
    page = new_page(viewport={"width": PHONE, "height": 800}, color_scheme="dark")
    page.goto(f"/activities/{run['id']}")
    for title in ("Charts", "Splits", "Laps", "Best efforts", "Downloads"):
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    expect(page.locator(".uplot").first).to_be_visible()
    expect_no_sideways_scrolling(page)
    lightness = """element => {
        const [red, green, blue] = getComputedStyle(element).backgroundColor.match(/[0-9.]+/g);
        return (Number(red) + Number(green) + Number(blue)) / 3;
    }"""
    assert page.locator("html").evaluate(lightness) < 60
    for cell in page.locator("#activity tbody th").all():
        assert cell.evaluate(lightness) < 60
    # A name like "20 min" is not broken.
    name = page.locator(".effort-table tbody th").first
    assert name.evaluate("cell => getComputedStyle(cell).whiteSpace") == "nowrap"


@pytest.mark.usefixtures("connected")
def test_bars_and_dots_are_visible_in_forced_colors(new_page: Callable[..., Page]) -> None:
    page = new_page(forced_colors="active")
    page.goto("/activities?span=2025")
    page.locator("#breakdown-toggle").click()
    expect(page.locator(".share rect").first).to_be_visible()
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    for bar in (".month-chart rect", ".share rect"):
        fill = page.locator(bar).first.evaluate("bar => getComputedStyle(bar).fill")
        assert fill not in (background, "none")
    dot = sync_line(page).evaluate(
        """line => {
            const { borderTopWidth, borderTopStyle, borderTopColor } =
                getComputedStyle(line, "::before");
            return [parseFloat(borderTopWidth) > 2, borderTopStyle, borderTopColor];
        }"""
    )
    assert dot[:2] == [True, "solid"]
    assert dot[2] != background


@pytest.mark.usefixtures("connected")
def test_page_and_its_menu_of_limits_fit_the_window(page: Page) -> None:
    for address, width in (
        *(("/sync", 320), ("/sync/1", 320)),
        *(("/settings", 320), ("/settings", 768)),
    ):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(address)
        page.locator("#quota summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        box = page.locator("#quota .menu-items").bounding_box()
        assert box is not None
        assert box["x"] >= 0, address
        assert box["x"] + box["width"] <= width, address


@pytest.mark.usefixtures("connected")
def test_number_of_filters_is_in_sight_beside_the_table(page: Page) -> None:
    page.set_viewport_size({"width": 768, "height": 700})
    page.goto("/activities?min_km=1")
    label = page.locator("#more summary")
    expect(label).to_have_text("More filters (1)")
    assert label.evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.mark.usefixtures("connected")
def test_open_menu_on_a_phone_covers_the_headings(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/activities")
    page.locator("#show-filters summary").click()
    page.locator("#export summary").click()
    on_top = page.locator("th.name a").evaluate(
        """heading => {
            const { left, top } = heading.getBoundingClientRect();
            return document.elementFromPoint(left + 2, top + 2).closest("details")?.id;
        }"""
    )
    assert on_top == "export"


@pytest.mark.usefixtures("connected")
def test_default_columns_are_a_table_that_fits_the_window(page: Page) -> None:
    display = "table => getComputedStyle(table).display"
    for width in (768, 1024, 1200, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/activities")
        assert page.locator(".activity-table").evaluate(display) == "table", width
        expect_no_sideways_scrolling(page)


@pytest.mark.usefixtures("connected")
def test_first_card_on_a_phone_starts_within_360_pixels_below_one_button_of_filters(
    new_page: Callable[..., Page],
) -> None:
    page = new_page(viewport={"width": PHONE, "height": 844})
    open_table(page)
    first = page.locator("#activities tbody tr").first.bounding_box()
    assert first
    assert first["y"] < 360
    expect(sports_menu(page)).to_be_hidden()
    page.locator("#show-filters > summary").click()
    sports_menu(page).click()
    page.locator("#sport-Run").check()
    expect(page.locator("#show-filters > summary")).to_have_text("Filters (1)")
    for menu in ("#sports", "#more", "#columns", "#views", "#export"):
        expect(page.locator(f"{menu} > summary")).to_be_visible()


@pytest.mark.usefixtures("connected")
def test_menus_of_the_table_open_within_the_window(page: Page) -> None:
    open_table(page)
    page.locator("#show-filters").evaluate("button => button.open = true")
    for menu in ("#sports", "#more", "#columns", "#views", "#export"):
        page.locator(f"{menu} > summary").click()
        for width in (390, 900, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            box = page.locator(f"{menu} > :not(summary)").bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
        page.keyboard.press("Escape")


@pytest.mark.usefixtures("connected")
def test_nothing_on_the_page_shifts_while_it_loads(new_page: Callable[..., Page]) -> None:
    for width in (390, 900, 1440):
        page = new_page(viewport={"width": width, "height": 900})
        open_table(page)
        expect_no_shift(page)


def expect_no_sideways_scrolling(page: Page) -> None:
    page.evaluate("document.fonts.ready")
    width, available = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= available, f"{page.url} is {width} pixels wide in a window of {available}"
