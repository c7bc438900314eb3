"""A year on one page: its choices, its picture, and the sheet of paper that it fits on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .steps import expect_query

pytestmark = pytest.mark.usefixtures("connected")
EVERYTHING = "show=names&show=map&show=private"
PAGES = re.compile(rb"/Type\s*/Page\b")
PNG = b"\x89PNG\r\n\x1a\n"


def test_choices_stay_from_year_to_year(either_page: Page) -> None:
    page = either_page
    page.goto("/stats?by=year")
    page.locator("#by-period").get_by_role("link", name="on one page").nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2025")
    expect(page.locator("#map")).to_have_count(0)
    page.get_by_text("Choose what to show").click()
    page.get_by_label("Map of the routes").check()
    page.get_by_label("Cycling").check()
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2025 Cycling")
    expect(page.locator("#map")).to_be_visible()
    page.get_by_role("link", name="2024").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2024 Cycling")
    expect_query(page, show="map", group="cycle", theme="dark")
    picture = page.locator("#picture img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") == 1080
    figure = page.locator(".year-totals a").first
    number = figure.inner_text()
    figure.click()
    expect(page.locator(".totals b").first).to_have_text(number)


def test_picture_is_saved(either_page: Page) -> None:
    page = either_page
    page.goto(f"/stats/2025?{EVERYTHING}&theme=dark")
    with page.expect_download() as started:
        page.get_by_role("link", name="Save as SVG").click()
    assert started.value.suggested_filename == "2025.svg"
    assert Path(started.value.path()).read_bytes().startswith(b"<svg ")
    button = page.locator("#save-picture")
    if button.is_hidden():
        return
    with page.expect_download() as started:
        button.click()
    assert started.value.suggested_filename == "2025.png"
    content = Path(started.value.path()).read_bytes()
    assert content.startswith(PNG)
    # The first chunk has the width. A picture that could not be drawn would be tiny.
    assert int.from_bytes(content[16:20], "big") == 2160
    assert len(content) > 50_000
    expect(page.locator("#picture-note")).to_be_empty()


FILL = """() => {
    const columns = document.querySelector(".year-columns");
    const longest = document.querySelector("#longest");
    for (const id of ["firsts", "efforts"]) {
        document.querySelector(`#${id}`)?.remove();
        columns.append(Object.assign(longest.cloneNode(true), { id }));
    }
    for (const [id, most] of [["gear", 5], ["longest", 8], ["firsts", 8], ["efforts", 16]]) {
        const list = document.querySelector(`#${id} ul`);
        while (list.children.length < most) list.append(list.firstElementChild.cloneNode(true));
    }
    const maps = document.querySelector(".other-maps");
    while (maps.children.length < 3) maps.append(maps.firstElementChild.cloneNode(true));
}"""
"""Gives each list as many rows as it can have."""


@pytest.mark.parametrize(
    ("query", "fill"),
    [("", "() => {}"), (EVERYTHING, FILL)],
    ids=["nothing private", "the most that a year has"],
)
def test_year_prints_on_one_sheet(page: Page, query: str, fill: str) -> None:
    page.goto(f"/stats/2025?{query}")
    page.evaluate(fill)
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(PAGES.findall(pdf)) == 1
    # A4, in points.
    (box,) = set(re.findall(rb"/MediaBox \[0 0 (\d+)[.\d]* (\d+)[.\d]*\]", pdf))
    assert box in ((b"594", b"841"), (b"595", b"841"), (b"595", b"842"))
    page.emulate_media(media="print")
    expect(page.locator(".year-choices")).to_be_hidden()
    expect(page.locator("#picture")).to_be_hidden()
    expect(page.locator("#longest")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_year_scrolls_only_with_the_page(new_page: Callable[..., Page], width: int) -> None:
    page = new_page(viewport={"width": width, "height": 500})
    page.goto(f"/stats/2025?{EVERYTHING}")
    expect(page.locator("#months")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
