"""How fast a browser paints the table: `python -m benchmarks.painting`.

Pages load with an empty browser cache. A click is timed from the event to the frame that shows
its result; each filter is used for the first time, so the server has nothing cached for it. Needs
Chromium.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from .copies import make_copy
from .servers import logbook
from .table import print_table

SIZES = (1_000, 100_000)
LOADS = 7
FILTERS = (
    ("#sport-Run", None),
    ("#span", "2025"),
    ("#sport-Ride", None),
    ("[name=min_km]", "20"),
    ("#span", "month"),
    ("#commute", "0"),
    ("#span", "2024"),
    ("[name=min_km]", ""),
    ("#sport-Swim", None),
)
"""Selectors with the value to set, or None to click, in this order."""

FIRST_PAINT = """() => new Promise(resolve => {
    let shift = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => shift += entry.value))
        .observe({type: "layout-shift", buffered: true});
    new PerformanceObserver(list => {
        const paint = list.getEntriesByName("first-contentful-paint")[0];
        if (paint) requestAnimationFrame(() => setTimeout(() => resolve([paint.startTime, shift])));
    }).observe({type: "paint", buffered: true});
})"""
REPAINT = """([selector, value]) => new Promise(resolve => {
    const field = document.querySelector(selector);
    let started;
    document.addEventListener("htmx:afterSwap", () => {
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
    }, {once: true});
    started = performance.now();
    if (value === null) return field.click();
    field.value = value;
    field.dispatchEvent(new Event("change", {bubbles: true}));
})"""


def first_paint(browser: Browser, url: str) -> tuple[float, float]:
    """Return the milliseconds to the first contentful paint, and the layout shift."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{url}/activities")
    milliseconds, shift = page.evaluate(FIRST_PAINT)
    context.close()
    return milliseconds, shift


def repaint(page: Page, selector: str, value: str | None) -> float:
    """Return the milliseconds from an event to the frame that shows its result."""
    milliseconds: float = page.evaluate(REPAINT, [selector, value])
    expect(page.locator(".htmx-settling, .pagination.loading")).to_have_count(0)
    return milliseconds


def measure(browser: Browser, activities: int) -> list[list[str]]:
    """Return a row for each figure with this many activities."""
    with (
        tempfile.TemporaryDirectory() as folder,
        logbook(make_copy(Path(folder), activities)) as server,
    ):
        first_paint(browser, server.url)
        loads = [first_paint(browser, server.url) for _ in range(LOADS)]
        page = browser.new_page()
        page.goto(f"{server.url}/activities")
        clicks = [repaint(page, selector, value) for selector, value in FILTERS]
    return [
        ["first contentful paint, ms, median", f"{statistics.median(ms for ms, _ in loads):.0f}"],
        ["layout shift, maximum", f"{max(shift for _, shift in loads):.3f}"],
        ["click to repaint, ms, median", f"{statistics.median(clicks):.0f}"],
        ["click to repaint, ms, maximum", f"{max(clicks):.0f}"],
    ]


def main() -> None:
    """Measure both sizes and print the results."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        small, large = (measure(browser, size) for size in SIZES)
        browser.close()
    print_table(
        "Painting in the browser",
        ["activities", *(f"{size:,}" for size in SIZES)],
        [[name, few, many] for (name, few), (_, many) in zip(small, large, strict=True)],
    )


if __name__ == "__main__":
    main()
