"""The map of all routes: what it draws, what it lists, and what it loads."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polyline
import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, update

from strava.db.athletes import data_changed
from strava.db.models import Activity
from strava.recordings import routes
from strava.settings import Settings

from ..applications import MakeApp, store
from ..sample_strava import activity
from .steps import RunningLogbook, Watch, expect_same_page, mark, rows
from .test_accessibility import violations
from .test_activity_map import Tiles


def on_route(number: int, *positions: tuple[float, float], **fields: Any) -> dict[str, Any]:
    drawn = {"summary_polyline": polyline.encode([*positions])}
    return activity(number, map=drawn, distance=8000.0, **fields)


STREET = ((47.0, 8.0), (47.0, 8.05), (47.0, 8.1))
ACTIVITIES = [
    *(
        on_route(number, *STREET, sport_type="Run", name="Along the street")
        for number in (1, 2, 400)
    ),
    on_route(800, (46.97, 8.05), (47.0, 8.05), (47.03, 8.05), sport_type="Ride", name="Across it"),
    on_route(3, (-17.0, 179.6), (-17.0, -179.6), sport_type="Ride", name="Around Fiji"),
    activity(4, sport_type="Swim", name="In the pool"),
    on_route(5, *STREET, sport_type="Run", name="Deleted"),
]
"""All near each other but for one, which crosses the 180th meridian. In the middle of the map, the
ride crosses the street."""

PIXELS = """([right, below]) => {
    const canvas = [...document.querySelectorAll(".map-canvas")].at(-1);
    const map = document.querySelector(".map-view").getBoundingClientRect();
    const { left, top } = canvas.getBoundingClientRect();
    const x = map.x + map.width / 2 + right - left;
    const y = map.y + map.height / 2 + below - top;
    const { data } = canvas.getContext("2d").getImageData(x - 4, y - 4, 8, 8);
    const found = new Set();
    for (let at = 0; at < data.length; at += 4)
        if (data[at + 3]) found.add(`rgb(${data[at]} ${data[at + 1]} ${data[at + 2]})`);
    return [...found];
}"""
"""Returns the colors near a place, in pixels from the middle of the map."""


IS_DRAWN = """canvas => canvas.getContext("2d")
    .getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean)"""

CLOCK = """performance.now = () => {
    window.elapsed = (window.elapsed ?? 0) + (window.slow ?? 0);
    return window.elapsed;
}"""
"""Makes each drawing take as many milliseconds as `slow` says."""

REFRESH = """() => htmx.ajax("GET", location.href, {
    target: "#activities", select: "#activities", swap: "outerHTML",
})"""
"""Updates the list, as the page does during a sync."""

READ_PICTURE = """async (address) => {
    const image = Object.assign(new Image(), { src: address });
    await image.decode();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: image.width, height: image.height });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(image.width / 2, image.height / 2, 1, 1);
    return [image.width, image.height, `rgb(${data[0]} ${data[1]} ${data[2]})`];
}"""
"""Returns the size of a picture, and the color in its middle."""


@pytest.fixture
def tiles() -> Tiles:
    return Tiles()


@pytest.fixture
def app(settings: Settings, make_app: MakeApp, tiles: Tiles, serve: Callable[[Any], str]) -> Flask:
    """An application with these activities, whose maps can have a background."""
    app = make_app(replace(settings, tile_url=f"{serve(tiles)}/{{z}}/{{x}}/{{y}}.png"))
    store(app, ACTIVITIES)
    with app.extensions["logbook"].sessions.begin() as session:
        is_deleted = Activity.name == "Deleted"
        session.execute(update(Activity).where(is_deleted).values(deleted_at=func.now()))
        routes.index_missing(session, 1, 10)
    return app


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page(has_touch=True, keep=False)


def middle(page: Page) -> tuple[float, float]:
    """Return where in the window the middle of the map is."""
    page.locator(".map-view").scroll_into_view_if_needed()
    box = page.locator(".map-view").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def colors(page: Page, right: int = 0, below: int = 0) -> set[str]:
    return set(page.evaluate(PIXELS, [right, below]))


def key(page: Page) -> dict[str, str]:
    """Return the colors of the legend by their labels."""
    entries: dict[str, str] = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('.map-key li')].map("
        "entry => [entry.textContent, entry.style.getPropertyValue('--color')]))"
    )
    return entries


def save_picture(page: Page, pixels: int = 1) -> list[str]:
    """Save the map as a picture, and return the color in its middle.

    It is as large as the map, with this many pixels in a row for each pixel of the page.
    """
    with page.expect_download() as started:
        page.get_by_role("button", name="Save as picture").click()
    assert started.value.suggested_filename == "map.png"
    content = base64.b64encode(started.value.path().read_bytes()).decode()
    width, height, color = page.evaluate(READ_PICTURE, f"data:image/png;base64,{content}")
    box = page.locator(".map-view").bounding_box()
    assert box is not None
    assert (width, height) == (pixels * round(box["width"]), pixels * round(box["height"]))
    return [color]


def test_map_draws_what_matches_and_lists_what_passes_a_place(
    page: Page, logbook: RunningLogbook, tiles: Tiles, watch: Watch
) -> None:
    geometry: list[str] = []
    page.on("request", lambda request: geometry.append(request.url))
    page.goto("/map")
    count, title = page.locator(".map-count"), page.locator(".here-title")
    names = page.locator(".map-here li a")
    expect(count).to_have_text("5 activities with a route")
    # Each pixel has the color of the number of activities that pass it.
    entries = key(page)
    assert list(entries) == ["once", "2 times", "3 times", "4 times"]
    assert colors(page, 100) == {entries["3 times"]}
    assert colors(page, 0, 60) == {entries["once"]}
    assert entries["4 times"] in colors(page)
    assert colors(page, 100, 60) == set()

    x, y = middle(page)
    page.mouse.move(x + 100, y + 3)
    expect(title).to_have_text("3 activities pass here")
    page.mouse.move(x, y)
    expect(title).to_have_text("4 activities pass here")
    expect(names).to_have_text(["Across it", *["Along the street"] * 3])
    # The list stays on the way to it, and a click keeps it.
    page.mouse.move(x + 100, y + 60)
    expect(title).to_have_text("4 activities pass here")
    page.mouse.click(x, y + 60)
    expect(title).to_have_text("1 activity passes here")
    expect(page.locator(".here-announcement")).to_have_text("1 activity passes here")
    page.mouse.move(x, y)
    expect(title).to_have_text("1 activity passes here")
    expect(names).to_have_text(["Across it"])
    names.hover()
    expect(page.locator(".here-line")).to_be_attached()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(names).to_have_count(0)
    page.locator(".map-view").focus()
    page.keyboard.press("Enter")
    expect(title).to_have_text("4 activities pass here")
    page.keyboard.press("Escape")
    expect(names).to_have_count(0)
    page.touchscreen.tap(x + 100, y + 10)
    expect(title).to_have_text("3 activities pass here")

    # A changed filter draws again at once, and keeps the place.
    mark(page)
    page.get_by_role("searchbox").fill("ride")
    expect(count).to_have_text("2 activities with a route")
    expect(page.locator("#activities li")).to_have_count(2)
    assert colors(page, 100) == set()
    assert list(key(page)) == ["once"]
    expect(names).to_have_count(0)
    page.get_by_label("Draw").select_option("sport")
    assert list(key(page)) == ["Cycling"]
    page.locator(".chips a.chip").click()
    expect(count).to_have_text("5 activities with a route")
    entries = key(page)
    assert list(entries) == ["On foot", "Cycling"]
    assert (colors(page, 100), colors(page, 0, 60)) == ({entries["On foot"]}, {entries["Cycling"]})
    page.get_by_label("Draw").select_option("year")
    assert list(key(page)) == ["2019", "2020", "2021"]
    expect_same_page(page)
    assert len([url for url in geometry if url.endswith("/map/routes.json")]) == 1
    page.go_back()
    expect(count).to_have_text("2 activities with a route")

    # What was listed leads to the table.
    page.goto("/map?sport=Run&sport=Swim")
    expect(count).to_have_text("3 activities with a route, 1 without one")
    page.mouse.click(*middle(page))
    page.get_by_role("link", name="Show in the table").click()
    expect(rows(page)).to_have_count(3)

    page.goto("/map?deleted=1")
    expect(count).to_have_text("1 activity with a route")
    page.mouse.click(*middle(page))
    expect(names).to_have_text(["Deleted"])

    # A route across the 180th meridian is in one piece.
    page.goto("/map?q=Fiji")
    expect(page.locator(".leaflet-control-scale-line")).to_have_text("10 km")
    page.mouse.click(*middle(page))
    expect(title).to_have_text("1 activity passes here")

    # Without a background, coasts and borders are drawn, and loaded only where they are seen.
    coast = page.locator(".map-canvas").first
    assert not any("countries" in url for url in geometry)
    with page.expect_response("**/countries-50m.json?*"):
        page.get_by_role("button", name="Show all routes").click()
    expect(page.locator(".map-canvas")).to_have_count(2)
    assert coast.evaluate(IS_DRAWN)
    page.goto("/map?q=Fiji")

    # No tile is requested before the athlete has allowed it.
    assert save_picture(page) == list(key(page).values())
    assert tiles.requests == []
    assert violations(page) == []
    page.get_by_role("button", name="Show them").click()
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    assert {referrer for _, referrer in tiles.requests} == {f"{logbook.url}/"}

    # A picture has the background only if its server lets others use it.
    note = page.locator(".map-note")
    assert save_picture(page) == list(key(page).values())
    expect(note).to_contain_text("has no background")
    assert all("CORS" in error or "ERR_FAILED" in error for error in watch.errors)
    watch.errors.clear()
    tiles.shares = True
    assert save_picture(page) == list(key(page).values())
    expect(note).to_be_empty()
    # With a background, there are no coasts.
    page.get_by_role("button", name="Show all routes").click()
    expect(page.locator(".leaflet-control-scale-line")).to_have_text(re.compile(r"^\d000 km$"))
    expect(page.locator(".map-canvas")).to_have_count(1)


def test_map_says_that_routes_cannot_be_loaded_until_they_can(
    page: Page, logbook: RunningLogbook, watch: Watch
) -> None:
    watch.expect_status(503)
    page.goto("/map")
    expect(page.locator(".map-count")).to_have_text("5 activities with a route")
    page.route("**/map/routes.json?*", lambda route: route.fulfill(status=503))
    page.get_by_role("searchbox").fill("ride")
    hint = page.locator(".map-hint")
    expect(hint).to_have_text("The routes could not be loaded. Reload the page.")
    page.unroute("**/map/routes.json?*")
    page.get_by_role("searchbox").fill("run")
    expect(page.locator(".map-count")).to_have_text("3 activities with a route")
    expect(hint).to_be_empty()


def test_map_shows_explorer_tiles_and_lists_what_passes_one(
    page: Page, logbook: RunningLogbook, watch: Watch
) -> None:
    page.goto("/map")
    expect(page.locator(".map-count")).to_have_text("5 activities with a route")
    mark(page)
    page.get_by_label("Draw").select_option("tiles")
    figures = page.locator(".explorer-figures dd")
    # The street passes five tiles, the ride four more, and the other ride one at each end.
    expect(figures.first).to_have_text("11 tiles")
    expect(page).to_have_url(re.compile(r"/map\?show=tiles$"))
    expect(page.locator(".map-key li")).to_have_text(
        ["visited: 11", "largest cluster: 1", "newest: 11", "largest square: 1 × 1"]
    )
    assert colors(page, 100)
    # A tile is more than the lines through it.
    x, y = middle(page)
    assert colors(page, 12, 12)

    title, names = page.locator(".here-title"), page.locator(".map-here li a")
    page.mouse.move(x + 12, y + 12)
    expect(title).to_have_text(re.compile(r"^4 activities in tile 8558/\d+$"))
    expect(names).to_have_text(["Across it", *["Along the street"] * 3])
    page.mouse.click(x + 12, y + 12)
    expect(page.locator(".here-mark.kept")).to_be_attached()
    names.first.hover()
    expect(page.locator(".here-line")).to_be_attached()

    # Filters draw again at once, and keep the tile.
    page.get_by_role("searchbox").fill("ride")
    expect(title).to_have_text(re.compile(r"^1 activity in tile 8558/\d+$"))
    expect(figures.first).to_have_text("7 tiles")
    assert list(key(page)) == ["visited: 7", "newest: 7", "largest square: 1 × 1"]
    assert colors(page, 100) == set()
    assert violations(page) == []
    page.get_by_role("link", name="Show in the table").click()
    expect(rows(page)).to_have_count(1)
    page.go_back()
    expect(page.locator(".map-key")).to_contain_text("visited: 7")

    # What is written about tiles leads to them on the map, and lines are shown again.
    page.locator(".explorer tbody").get_by_role("button", name="Show on the map").first.click()
    expect(page.locator(".leaflet-control-scale-line")).to_have_text(re.compile(r"^[12] km$"))
    page.get_by_label("Draw").select_option("year")
    expect(page.locator(".explorer")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"show=year"))
    assert list(key(page)) == ["2019", "2021"]
    page.go_back()
    expect(page.locator(".explorer")).to_have_count(1)
    expect(page.get_by_label("Draw")).to_have_value("tiles")
    expect(page.locator(".map-key")).to_contain_text("visited: 7")

    watch.expect_status(503)
    page.route("**/map/tiles.json?*", lambda route: route.fulfill(status=503))
    page.get_by_role("searchbox").fill("street")
    hint = page.locator(".map-hint")
    expect(hint).to_have_text("The tiles could not be loaded. Reload the page.")
    page.unroute("**/map/tiles.json?*")
    page.get_by_role("searchbox").fill("")
    expect(page.locator(".map-key")).to_contain_text("visited: 11")
    expect(hint).to_be_empty()


def test_open_map_gets_the_routes_of_new_activities(
    page: Page, logbook: RunningLogbook, app: Flask
) -> None:
    page.goto("/map?show=tiles")
    count = page.locator(".map-count")
    expect(count).to_have_text("5 activities with a route")
    expect(page.locator(".map-key")).to_contain_text("visited: 11")
    mark(page)
    with app.extensions["logbook"].sessions.begin() as session:
        is_deleted = Activity.name == "Deleted"
        session.execute(update(Activity).where(is_deleted).values(deleted_at=None, name="Again"))
        data_changed(session, 1)
    page.evaluate(REFRESH)
    expect(count).to_have_text("6 activities with a route")
    expect(page.locator("#activities")).to_contain_text("Again")
    expect_same_page(page)


def test_lines_are_fine_on_screens_with_small_pixels_unless_drawing_is_slow(
    new_page: Callable[..., Page], logbook: RunningLogbook
) -> None:
    page = new_page(device_scale_factor=2, keep=False)
    page.add_init_script(CLOCK)
    page.goto("/map")
    expect(page.locator(".map-count")).to_have_text("5 activities with a route")
    canvas = page.locator(".map-canvas").last
    fineness = "canvas => canvas.width / canvas.getBoundingClientRect().width"
    assert canvas.evaluate(fineness) == 2
    assert canvas.evaluate(IS_DRAWN)
    assert save_picture(page, 2) == [key(page)["4 times"]]
    page.evaluate("window.slow = 100")
    # Both draw again: the first one takes too long.
    page.get_by_label("Draw").select_option("year")
    assert canvas.evaluate(fineness) == 2
    page.get_by_label("Draw").select_option("sport")
    assert canvas.evaluate(fineness) == 1
    assert canvas.evaluate(IS_DRAWN)
