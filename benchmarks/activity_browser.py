"""How fast Chromium draws the page of an activity, and follows the pointer on its charts."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from .activity_server import Row

LOADS = 5
STEPS = 120
FRAME = 1000 / 60
TIMEOUT = 60_000
"""Milliseconds after which a page that is not drawn is given up."""

# The clock of a page starts with the click that leads to it. A frame is drawn after the callbacks
# of requestAnimationFrame, and the message arrives after that.
WAIT = """((isDrawn, timeout) => {
    window.drawn = new Promise(resolve => {
        const look = () => {
            if (performance.now() > timeout) return resolve(null);
            if (!document.body || !isDrawn()) return requestAnimationFrame(look);
            const channel = new MessageChannel();
            channel.port1.onmessage = () => resolve(performance.now());
            requestAnimationFrame(() => channel.port2.postMessage(null));
        };
        requestAnimationFrame(look);
    });
})"""
CHARTS_AND_MAP = """
    document.querySelectorAll("#charts [data-chart]").length > 0
    && document.querySelectorAll("#charts [data-chart]").length
        === document.querySelectorAll("#charts .uplot canvas").length
    && document.querySelector("#map-view.leaflet-container path, #map-view canvas") !== null
"""
FRAMES_OF_MOVES = """() => {
    window.delays = [];
    document.addEventListener("pointermove", () => {
        const started = performance.now();
        const channel = new MessageChannel();
        channel.port1.onmessage = () => delays.push(performance.now() - started);
        requestAnimationFrame(() => channel.port2.postMessage(null));
    }, true);
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def time_drawing(browser: Browser, address: str, is_drawn: str) -> float | None:
    """Return the median milliseconds until an expression is true and drawn; None if it never is.

    The cache of the browser is empty each time.
    """
    times = []
    for _ in range(LOADS):
        page = _open(browser, address, is_drawn)
        milliseconds: float | None = page.evaluate("window.drawn")
        page.context.close()
        if milliseconds is None:
            return None
        times.append(milliseconds)
    return statistics.median(times)


def time_pointer(browser: Browser, address: str) -> list[Row]:
    """Return how long the page works for a move of the pointer, until its frame is drawn."""
    page = _open(browser, address, CHARTS_AND_MAP)
    page.evaluate("window.drawn")
    plot = page.locator("#charts .u-over").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.evaluate(FRAMES_OF_MOVES)
    rows = []
    for name in ("cursor move", "drag"):
        page.mouse.move(box["x"] + 10, y)
        if name == "drag":
            page.mouse.down()
        page.evaluate("delays.length = 0")
        for step in range(STEPS):
            page.mouse.move(box["x"] + 20 + step * (box["width"] - 40) / STEPS, y)
        delays: list[float] = page.evaluate("delays")
        rows.append(Row(f"{name} in Chromium, until it is drawn", statistics.median(delays), FRAME))
    page.mouse.up()
    page.context.close()
    return rows


def _open(browser: Browser, address: str, is_drawn: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.add_init_script(f"{WAIT}(() => {is_drawn}, {TIMEOUT})")
    page = context.new_page()
    page.goto(address, wait_until="commit")
    return page
