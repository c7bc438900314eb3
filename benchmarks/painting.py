"""When a browser has painted the table, with 100,000 activities: `python -m benchmarks.painting`.

A page is loaded with nothing in the browser's cache. A click is timed from the event to the frame
in which what it found is on the screen, each filter for the first time, so that nothing about it
is kept yet. Needs Chromium.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from .copies import make_copy
from .servers import logbook
from .table import show

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
"""What is clicked, or given a value, one after the other."""

PAINTS = """() => new Promise(resolve => {
    let moved = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => moved += entry.value))
        .observe({type: "layout-shift", buffered: true});
    new PerformanceObserver(list => {
        const paint = list.getEntriesByName("first-contentful-paint")[0];
        if (paint) requestAnimationFrame(() => setTimeout(() => resolve([paint.startTime, moved])));
    }).observe({type: "paint", buffered: true});
})"""
CLICK = """([selector, value]) => new Promise(resolve => {
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
    """Milliseconds to the first contentful paint, and how much moved after it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{url}/activities")
    milliseconds, moved = page.evaluate(PAINTS)
    context.close()
    return milliseconds, moved


def repaint(page: Page, selector: str, value: str | None) -> float:
    """Milliseconds from a click to the frame that shows what it found."""
    milliseconds: float = page.evaluate(CLICK, [selector, value])
    expect(page.locator(".htmx-settling, .counting")).to_have_count(0)
    return milliseconds


def measure(browser: Browser, activities: int) -> list[list[str]]:
    """The figures of a copy of so many activities, a row each."""
    with (
        tempfile.TemporaryDirectory() as folder,
        logbook(make_copy(Path(folder), activities)) as server,
    ):
        first_paint(browser, server.url)
        loads = [first_paint(browser, server.url) for _ in range(LOADS)]
        page = browser.new_page()
        page.goto(f"{server.url}/activities")
        clicks = [repaint(page, *one) for one in FILTERS]
    return [
        ["first contentful paint, ms, median", f"{statistics.median(ms for ms, _ in loads):.0f}"],
        ["layout shift, most", f"{max(moved for _, moved in loads):.3f}"],
        ["click to repaint, ms, median", f"{statistics.median(clicks):.0f}"],
        ["click to repaint, ms, slowest", f"{max(clicks):.0f}"],
    ]


def main() -> None:
    """Measure both sizes."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        few, many = (measure(browser, size) for size in SIZES)
        browser.close()
    show(
        "In the browser",
        ["activities", *(f"{size:,}" for size in SIZES)],
        [[name, small, large] for (name, small), (_, large) in zip(few, many, strict=True)],
    )


if __name__ == "__main__":
    main()
