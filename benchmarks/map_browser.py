"""How fast Chromium draws the map of all routes, moves it, and follows a filter and the pointer."""

from __future__ import annotations

import statistics

from playwright.sync_api import Browser, Page

from .activity_browser import FRAME, LOADS
from .activity_server import Row

MOVES = 120
FILTERS = ("?span=2025", "?sport=Ride", "")
_TIMEOUT = 60_000

# A frame is drawn after the callbacks of requestAnimationFrame, and the message arrives after it.
_AFTER_FRAME = """
    const afterFrame = (then) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = then;
        channel.port2.postMessage(null);
    });
"""
_WAIT = f"""
    {_AFTER_FRAME}
    window.drawn = new Promise((resolve) => {{
        const look = () => {{
            if (!document.querySelector(".map-canvas")) return requestAnimationFrame(look);
            afterFrame(() => resolve(performance.now()));
        }};
        requestAnimationFrame(look);
    }});
"""
_SINCE_DATA = """async () => {
    const end = await window.drawn;
    const [{ responseEnd }] = performance.getEntriesByType("resource")
        .filter(({ name }) => name.includes("/map/routes.json"));
    return end - responseEnd;
}"""
_RECORD_FRAMES = """() => {
    window.frames = [];
    let before = performance.now();
    const look = (now) => { frames.push(now - before); before = now; requestAnimationFrame(look); };
    requestAnimationFrame(look);
}"""
_CHANGE_FILTER = f"""([query, changing]) => new Promise((resolve) => {{
    {_AFTER_FRAME}
    const count = document.querySelector(changing);
    const started = performance.now();
    const observer = new MutationObserver(() => {{
        observer.disconnect();
        afterFrame(() => resolve(performance.now() - started));
    }});
    observer.observe(count, {{ childList: true, characterData: true, subtree: true }});
    htmx.ajax("GET", `/map${{query}}`, {{ target: "#activities", select: "#activities" }});
}})"""
_FOLLOW_LIST = """() => {
    window.listed = new Promise((resolve) => {
        const list = document.querySelector(".map-here ul");
        const observer = new MutationObserver(() => resolve(performance.now() - started));
        observer.observe(list, { childList: true });
        let started;
        addEventListener("click", () => { started = performance.now(); }, { capture: true });
    });
}"""

_DRAWN_PLACE = """() => {
    const canvas = [...document.querySelectorAll(".map-canvas")].at(-1);
    const map = document.querySelector(".map-view").getBoundingClientRect();
    const { left, top } = canvas.getBoundingClientRect();
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let y = map.top + 50; y < map.bottom - 50; y += 1)
        for (let x = map.left + 100; x < map.right - 50; x += 1)
            if (data[4 * (Math.round(y - top) * canvas.width + Math.round(x - left)) + 3])
                return [x, y];
}"""


def time_map(browser: Browser, url: str) -> list[Row]:
    """Return the medians of what the map does."""
    drawn = []
    for _ in range(LOADS):
        page = _open(browser, url)
        drawn.append(page.evaluate(_SINCE_DATA))
        page.context.close()
    page = _open(browser, url)
    page.evaluate("window.drawn")
    page.wait_for_load_state("networkidle")
    rows = [
        Row("first draw after the data, in Chromium", statistics.median(drawn), 500),
        Row("frame of a drag", _time_drag(page), FRAME),
    ]
    rows.append(Row("changed filter, until it is drawn", _time_filters(page), 100))
    rows.append(Row("list of a place, after a click", _time_list(page)))
    page.context.close()
    page = _open(browser, url, pixels=2)
    rows.append(Row("first draw on a screen with small pixels", page.evaluate(_SINCE_DATA), 500))
    page.wait_for_load_state("networkidle")
    rows.append(Row("changed filter there", _time_filters(page)))
    page.context.close()
    page = _open(browser, url, "?show=tiles")
    page.locator(".map-key li").first.wait_for()
    page.wait_for_load_state("networkidle")
    tiles = _time_filters(page, "show=tiles", ".map-key")
    rows.append(Row("changed filter, until its tiles are drawn", tiles, 100))
    page.context.close()
    return rows


def _time_filters(page: Page, shown: str = "", changing: str = ".map-count") -> float:
    """Return the median milliseconds until the element that changes after the drawing does."""
    queries = [f"{query or '?'}{'&' if query else ''}{shown}" for query in FILTERS * 2]
    times: list[float] = [page.evaluate(_CHANGE_FILTER, [query, changing]) for query in queries]
    return statistics.median(times)


def _open(browser: Browser, url: str, query: str = "", *, pixels: int = 1) -> Page:
    """Open the map on a screen with this many pixels in a row for each pixel of the page."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 1000}, device_scale_factor=pixels
    )
    context.add_init_script(_WAIT)
    page = context.new_page()
    page.set_default_timeout(_TIMEOUT)
    page.goto(f"{url}/map{query}")
    return page


def _time_drag(page: Page) -> float:
    """Return the median milliseconds from frame to frame while the map is dragged about."""
    box = page.locator(".map-view").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(_RECORD_FRAMES)
    for step in range(MOVES):
        page.mouse.move(x + 2 * step, y + step)
    frames: list[float] = page.evaluate("frames")
    page.mouse.up()
    return statistics.median(frames)


def _time_list(page: Page) -> float:
    page.evaluate(_FOLLOW_LIST)
    page.mouse.click(*page.evaluate(_DRAWN_PLACE))
    page.locator(".map-here li").first.wait_for()
    milliseconds: float = page.evaluate("window.listed")
    return milliseconds
