"""The map of a route: what it shows, what moves it, and what it loads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
from werkzeug.wrappers import Request, Response

from strava.settings import Settings

from ..applications import MakeApp
from ..sample_strava import Strava
from .steps import RunningLogbook, Watch, expect_same_page, mark
from .test_accessibility import violations

pytestmark = pytest.mark.usefixtures("connected")

TILE = b"\x89PNG\r\n\x1a\n" + bytes.fromhex(
    "0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
"""A transparent picture."""


INSIDE = """() => Math.round(
    document.querySelector("#map-view .start-dot").getBoundingClientRect().y
    - document.querySelector("#map-view").getBoundingClientRect().y)"""
"""Returns how far below the edge of the map the route starts."""

GO = """query => {
    history.pushState(null, "", query);
    dispatchEvent(new PopStateEvent("popstate"));
}"""
"""Goes to another stretch of the page, as Back and Forward do."""
WHEN_SCROLLED = """() => new Promise((resolve) => {
    let place = null;
    const timer = setInterval(() => {
      if (place === scrollY) { clearInterval(timer); resolve(place); }
      place = scrollY;
    }, 50);
})"""
"""Waits until the page scrolls no more, and returns how far it is scrolled."""
RECORD_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { sources } of list.getEntries())
    shifts.push(...sources.map(({ node }) => node?.id || node?.className || node?.nodeName));
}).observe({ type: "layout-shift", buffered: true });
"""
"""Records what moves while the page is loaded."""


@dataclass
class Tiles:
    """A tile server that records what it is asked for, and by whom."""

    requests: list[tuple[str, str | None]] = field(default_factory=list)
    works: bool = True
    shares: bool = False
    """Whether pages of other sites may use its pictures, and not only show them."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.requests.append((request.path, request.headers.get("Referer")))
        response = Response(TILE, mimetype="image/png") if self.works else Response(status=503)
        if self.shares:
            response.headers["Access-Control-Allow-Origin"] = "*"
        return response(environ, start_response)


@pytest.fixture
def tiles() -> Tiles:
    return Tiles()


@pytest.fixture
def app(settings: Settings, make_app: MakeApp, tiles: Tiles, serve: Callable[[Any], str]) -> Flask:
    """An application whose maps can have a background from the tile server."""
    return make_app(replace(settings, tile_url=f"{serve(tiles)}/{{z}}/{{x}}/{{y}}.png"))


@pytest.fixture
def address(strava: Strava) -> str:
    """The page of a ride, whose details it fetches."""
    rides = (one for one in strava.sample.newest_first() if one["sport_type"] == "Ride")
    return f"/activities/{next(ride['id'] for ride in rides if not ride['trainer'])}"


def open_map(page: Page, address: str) -> None:
    """Open the page of an activity, and wait for its map in the middle of the window."""
    page.goto(address)
    expect(page.locator("#map .map-line").last).to_be_attached()
    expect(page.locator("#map-view")).to_be_visible()
    page.locator("#map").evaluate("map => map.scrollIntoView({ block: 'center' })")


def scale(page: Page) -> str:
    return page.locator(".leaflet-control-scale-line").inner_text()


def start_of_route(page: Page) -> tuple[float, float]:
    """Return where in the window the route starts."""
    box = page.locator("#map-view .start-dot").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_background_is_loaded_only_when_allowed_and_learns_the_origin_alone(
    page: Page, address: str, tiles: Tiles, logbook: RunningLogbook, watch: Watch
) -> None:
    open_map(page, address)
    question = page.locator("#map-background")
    expect(question).to_contain_text("127.0.0.1")
    mark(page)
    page.get_by_role("button", name="Zoom in").click()
    expect(page.locator("#map-view .leaflet-tile")).to_have_count(0)
    assert tiles.requests == []
    question.get_by_role("button", name="Show them").click()
    expect(page.locator("#map-view .leaflet-tile-loaded").first).to_be_attached()
    expect(page.locator(".leaflet-control-attribution")).to_have_text("Background from 127.0.0.1")
    assert {referrer for _, referrer in tiles.requests} == {f"{logbook.url}/"}
    question.get_by_role("button", name="Hide the background").click()
    expect(page.locator("#map-view .leaflet-tile")).to_have_count(0)
    expect(page.locator(".leaflet-control-attribution")).to_have_count(0)
    expect_same_page(page)
    before, shown = len(tiles.requests), scale(page)
    page.get_by_role("button", name="Zoom in").click()
    expect(page.locator(".leaflet-control-scale-line")).not_to_have_text(shown)
    assert len(tiles.requests) == before
    # The map works without the tile server, and says that it is missing.
    watch.expect_status(503)
    tiles.works = False
    question.get_by_role("button", name="Show a background").click()
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("cannot be loaded")
    page.get_by_role("button", name="Show the whole route").click()
    expect(page.locator("#map .map-line").last).to_be_attached()
    expect(page.locator(".leaflet-control-scale-line")).to_be_visible()


def test_question_is_answered_and_the_route_drawn_without_javascript(
    plain_page: Page, address: str, tiles: Tiles
) -> None:
    plain_page.goto(address)
    expect(plain_page.locator("#map svg")).to_be_visible()
    plain_page.get_by_role("button", name="Fetch details").click()
    plain_page.get_by_role("button", name="No, only the route").click()
    expect(plain_page.get_by_role("button", name="Show a background")).to_be_visible()
    expect(plain_page.locator("#map svg")).to_be_visible()
    assert plain_page.url.endswith(address)
    assert tiles.requests == []


def test_line_is_colored_by_the_chosen_measurement_and_nothing_moves(
    new_page: Callable[..., Page], address: str
) -> None:
    page = new_page(keep=False)
    page.add_init_script(RECORD_SHIFTS)
    open_map(page, address)
    legend = page.get_by_role("list", name="Legend of the map")
    expect(legend.get_by_role("listitem").first).to_contain_text("under")
    expect(legend.get_by_role("listitem").last).to_contain_text("km/h")
    assert page.locator("#map .map-line.ramp-1").count() == 1
    page.get_by_label("Color").select_option("heartrate")
    expect(legend.get_by_role("listitem").last).to_contain_text("bpm")
    # The details are stored now, so that the map has its place from the beginning.
    open_map(page, address)
    assert page.evaluate("shifts") == []
    expect(legend.get_by_role("listitem").last).to_contain_text("bpm")
    assert violations(page, "#map") == []
    page.get_by_label("Color").select_option("")
    expect(legend.get_by_role("listitem")).to_have_count(0)
    expect(page.locator("#map-view .map-mark", has_text="10").first).to_be_attached()


def test_cursor_and_stretch_are_the_same_on_the_map_and_in_the_charts(
    page: Page, address: str
) -> None:
    open_map(page, f"{address}?from=600&to=1200")
    glow, cursor = page.locator("#map .map-glow"), page.locator("#map .map-cursor")
    expect(glow).to_be_attached()
    expect(cursor).to_have_count(0)
    x, y = start_of_route(page)
    page.mouse.move(x + 5, y + 5)
    expect(cursor).to_have_count(1)
    expect(page.locator("#position")).not_to_be_empty()
    page.mouse.move(x + 300, y + 300)
    expect(cursor).to_have_count(0)
    page.locator("#charts").focus()
    page.keyboard.press("ArrowRight")
    expect(cursor).to_have_count(1)
    page.locator("#clear-stretch").click()
    expect(glow).to_have_count(0)
    # A stretch between two samples is lit as well.
    page.evaluate(GO, "?from=600.2&to=600.4")
    expect(glow).to_have_attribute("d", re.compile("^M.+L"))
    assert page.locator("#charts .u-select").first.evaluate("area => area.clientWidth") > 0
    # What the server takes for no stretch is none, and nothing is dimmed.
    for query in ("from=999990&to=999999", "from=-5&to=100", "from=5&to=1e3", "from=9&to=8"):
        page.evaluate(GO, f"?{query}")
        expect(page.locator(".has-stretch")).to_have_count(0)
        expect(page.locator("#stretch-downloads")).to_be_hidden()


def test_page_scrolls_past_the_map_until_it_is_clicked(page: Page, address: str) -> None:
    open_map(page, address)
    x, y = start_of_route(page)
    shown, above = scale(page), page.evaluate("scrollY")
    page.mouse.move(x + 100, y)
    page.mouse.wheel(0, 50)
    page.wait_for_function("place => scrollY === place", arg=above + 50)
    expect(page.locator("#map-hint")).to_have_text("Click the map to zoom with the wheel.")
    assert scale(page) == shown
    page.keyboard.down("Control")
    page.mouse.wheel(0, -50)
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    expect(page.locator(".leaflet-control-scale-line")).not_to_have_text(shown)
    page.mouse.wheel(0, -50)
    page.wait_for_function("place => scrollY === place", arg=above)
    page.mouse.wheel(0, 50)
    page.wait_for_function("place => scrollY === place", arg=above + 50)
    page.get_by_role("button", name="Show the whole route").click()
    expect(page.locator(".leaflet-control-scale-line")).to_have_text(shown)
    page.mouse.click(x + 100, y)
    page.mouse.wheel(0, -200)
    expect(page.locator(".leaflet-control-scale-line")).not_to_have_text(shown)
    assert page.evaluate("scrollY") == above + 50
    page.get_by_role("button", name="Show the whole route").click()
    expect(page.locator(".leaflet-control-scale-line")).to_have_text(shown)
    page.locator("#map-view").focus()
    page.keyboard.press("+")
    expect(page.locator(".leaflet-control-scale-line")).not_to_have_text(shown)


def test_one_finger_scrolls_the_page_and_two_move_the_map(
    new_page: Callable[..., Page], address: str
) -> None:
    page = new_page(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    open_map(page, address)
    touch = page.context.new_cdp_session(page)

    def swipe(*fingers: tuple[int, int]) -> None:
        """Move fingers, which start at these places beside the middle of the map, up."""
        box = page.locator("#map-view").bounding_box()
        assert box is not None
        for up in range(0, 100, 20):
            places = [
                {"x": box["x"] + 180 + x, "y": box["y"] + 200 + y - up, "id": number}
                for number, (x, y) in enumerate(fingers)
            ]
            kind = "touchMove" if up else "touchStart"
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def inside() -> int:
        """Return how far below the edge of the map the route starts."""
        distance: int = page.evaluate(INSIDE)
        return distance

    above, place = page.evaluate("scrollY"), inside()
    swipe((0, 0))
    page.wait_for_function("above => scrollY > above + 20", arg=above)
    expect(page.locator("#map-hint")).to_have_text("Use two fingers to move the map.")
    assert inside() == place
    above = page.evaluate(WHEN_SCROLLED)
    swipe((-50, 0), (50, 0))
    page.wait_for_function(f"place => ({INSIDE})() < place - 40", arg=place)
    assert page.evaluate("scrollY") == above


def test_route_across_the_180th_meridian_is_drawn_whole(page: Page, address: str) -> None:
    def move_to_the_meridian(route: Route) -> None:
        drawing = route.fetch().json()
        places = [place for place in drawing["latlng"] if place]
        middle = places[len(places) // 2][1]
        for place in places:
            place[1] = (place[1] - middle + 360) % 360 - 180
        route.fulfill(body=json.dumps(drawing), content_type="application/json")

    page.route("**/drawing.json*", move_to_the_meridian)
    open_map(page, address)
    # Drawn around the Earth, it would need a scale of a thousand kilometers.
    number, unit = scale(page).split()
    assert (unit, int(number) <= 10) == ("km", True)
