"""Steps over the charts of an activity."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import FloatRect, Page, expect

CURSORS = """() => [...document.querySelectorAll('#charts .u-cursor-x')]
    .map(line => line.getBoundingClientRect().x)"""
STRETCHES = """() => [...document.querySelectorAll('#charts .u-select')]
    .map(area => [area.getBoundingClientRect().x, area.getBoundingClientRect().width])"""


def open_charts(page: Page, address: str) -> None:
    """Open an activity, and wait until its charts are drawn."""
    page.goto(address)
    expect(page.locator("#charts .uplot").last).to_be_visible()


def plot(page: Page, number: int = 1) -> FloatRect:
    """Scroll to a chart, and return where it is drawn in the window."""
    area = page.locator("#charts .u-over").nth(number)
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box
    return box


def drag(page: Page, start: float, end: float) -> None:
    """Drag across the pace, from one share of its width to another."""
    box = plot(page)
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + (start + end) / 2 * box["width"], y)
    page.mouse.move(box["x"] + end * box["width"], y)
    page.mouse.up()


def stretch(page: Page) -> tuple[float, float] | None:
    """The stretch in the address."""
    query = parse_qs(urlsplit(page.url).query)
    return (float(query["from"][0]), float(query["to"][0])) if "from" in query else None


def expect_stretch(page: Page) -> None:
    """Wait until the figures are those of the stretch, which is lit in all charts."""
    expect(page.locator("#clear-stretch")).to_be_visible()
    areas = page.evaluate(STRETCHES)
    assert len(areas) >= 4
    assert all(area == areas[0] for area in areas)
    assert areas[0][1] > 5
    chosen = stretch(page)
    assert chosen
    seconds = round(chosen[1] - chosen[0])
    elapsed = page.locator("#stretch div", has_text="Elapsed time").locator("dd")
    expect(elapsed).to_have_text(f"{seconds // 60}:{seconds % 60:02}")


def expect_no_stretch(page: Page) -> None:
    expect(page.locator("#stretch")).to_be_empty()
    assert stretch(page) is None
    assert all(width == 0 for _, width in page.evaluate(STRETCHES))
