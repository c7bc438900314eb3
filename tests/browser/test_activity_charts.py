"""The charts of an activity: one cursor through all of them, and a stretch that is chosen."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import FloatRect, Page, expect

from ..sample_strava import Strava
from .steps import Watch, expect_same_page, mark
from .test_accessibility import violations

pytestmark = pytest.mark.usefixtures("connected")

CURSORS = """() => [...document.querySelectorAll('#charts .u-cursor-x')]
    .map(line => line.getBoundingClientRect().x)"""
STRETCHES = """() => [...document.querySelectorAll('#charts .u-select')]
    .map(area => [area.getBoundingClientRect().x, area.getBoundingClientRect().width])"""


@pytest.fixture
def run(strava: Strava) -> str:
    """The address of a run whose recording has altitude, pace, heart rate and cadence."""
    return next(
        f"/activities/{activity['id']}"
        for activity in strava.sample.newest_first()
        if activity["sport_type"] == "Run" and activity["has_heartrate"]
    )


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


def test_one_cursor_runs_through_all_charts(page: Page, run: str) -> None:
    open_charts(page, run)
    box = plot(page)
    page.mouse.move(box["x"] + 300, box["y"] + 20)
    cursors = page.evaluate(CURSORS)
    assert len(cursors) >= 4
    assert all(x == cursors[0] for x in cursors)
    assert abs(cursors[0] - box["x"] - 300) < 3
    for output in page.locator("#charts output").all():
        expect(output).to_have_text(re.compile(r"\d"))
    expect(page.locator("#position")).to_have_text(re.compile(r"^\d+\.\d\d km, \d+:\d\d"))
    expect(page.locator("#cursor-announcement")).to_contain_text("Heart rate")
    page.mouse.move(5, 5)
    expect(page.locator("#position")).to_have_text("Drag across a chart to choose a stretch")


def test_stretch_is_chosen_by_a_drag_and_goes_back_with_back(page: Page, run: str) -> None:
    open_charts(page, run)
    mark(page)
    drag(page, 0.25, 0.5)
    expect_stretch(page)
    first = stretch(page)
    drag(page, 0.9, 0.6)
    expect_stretch(page)
    page.go_back()
    expect_stretch(page)
    assert stretch(page) == first
    page.go_back()
    expect_no_stretch(page)
    page.go_forward()
    expect_stretch(page)
    # A drag from one of its ends moves that end.
    drag(page, 0.5, 0.7)
    expect_stretch(page)
    assert first
    longer = stretch(page)
    assert longer
    assert longer[0] == first[0]
    assert longer[1] > first[1] + 60
    expect_same_page(page)
    page.reload()
    expect(page.locator("#charts .uplot").last).to_be_visible()
    expect_stretch(page)
    assert stretch(page) == longer
    page.locator("#clear-stretch").click()
    expect_no_stretch(page)


def test_stretch_is_chosen_by_keys(page: Page, run: str) -> None:
    open_charts(page, f"{run}?from=300&to=600")
    charts = page.locator("#charts")
    charts.focus()
    # A stretch that is there becomes longer.
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_url(re.compile(r"from=300&to=(?!600$)"))
    expect_stretch(page)
    page.keyboard.press("Escape")
    expect_no_stretch(page)
    box = plot(page)
    page.mouse.move(box["x"] + 100, box["y"] + 20)
    page.mouse.move(5, 5)
    # Without a cursor, the first key only places it.
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("#position")).to_contain_text("km,")
    expect(charts).not_to_have_class(re.compile("has-stretch"))
    for key in ("Home", "PageDown", "PageDown", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    expect(page.locator("#position")).to_have_text(re.compile(r"^1\.\d\d km|^[2-9]\.\d\d km"))
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+PageDown")
    page.wait_for_url(re.compile(r"from=\d+"))
    expect_stretch(page)
    # A drag chooses another stretch, which the keys change from then on.
    drag(page, 0.6, 0.7)
    expect_stretch(page)
    dragged = stretch(page)
    assert dragged
    page.keyboard.press("Shift+PageDown")
    page.wait_for_url(re.compile(rf"from={dragged[0]:.0f}&to=(?!{dragged[1]:.0f}$)"))
    expect_stretch(page)
    page.keyboard.press("Escape")
    expect_no_stretch(page)


def test_link_to_a_stretch_chooses_it_and_back_to_the_table_is_one_step(
    page: Page, run: str
) -> None:
    page.goto("/activities?sport=Run")
    page.locator(f'a.title[href^="{run}"]').click()
    expect(page.locator("#charts .uplot").last).to_be_visible()
    mark(page)
    link = page.locator("a[data-from]").nth(1)
    link.click()
    expect_stretch(page)
    start, end = (link.get_attribute(f"data-{name}") for name in ("from", "to"))
    assert stretch(page) == (float(start or 0), float(end or 0))
    expect(link).to_have_attribute("aria-current", "true")
    expect(page.locator("#recording")).to_be_in_viewport()
    row = page.locator("tr:has(th a[data-from])").nth(2)
    row.locator("td").nth(1).click()
    expect(row.locator("th a")).to_have_attribute("aria-current", "true")
    drag(page, 0.6, 0.8)
    expect_stretch(page)
    expect_same_page(page)
    page.locator("#back").click()
    page.wait_for_url(re.compile(r"/activities\?sport=Run"))


def expected(streams: dict[str, list[Any]], start: float, end: float) -> tuple[float, float, float]:
    """Compute the distance, moving time and climb of a stretch in the plainest way."""
    meters = moving_time = climb = 0.0
    for index, (before, after) in enumerate(pairwise(streams["time"])):
        share = max(0.0, min(after, end) - max(before, start)) / (after - before)
        meters += share * (streams["distance"][index + 1] - streams["distance"][index])
        moving_time += share * (after - before) * streams["moving"][index + 1]
        rise = streams["altitude"][index + 1] - streams["altitude"][index]
        climb += share * max(0.0, rise)
    return meters, moving_time, climb


def test_tap_on_a_lap_an_effort_or_a_segment_shows_its_figures(page: Page, run: str) -> None:
    open_charts(page, run)
    streams = page.request.get(f"{run}/streams.json").json()
    for title in ("Laps", "Best efforts", "Segments"):
        link = page.get_by_role("region", name=title, exact=True).locator("a[data-from]").first
        link.click()
        expect(link).to_have_attribute("aria-current", "true")
        expect_stretch(page)
        expect(page.locator("#map .map-glow")).to_be_attached()
        start, end = (float(link.get_attribute(f"data-{name}") or 0) for name in ("from", "to"))
        assert stretch(page) == (start, end)
        labels, values = (page.locator(f"#stretch {name}") for name in ("dt", "dd"))
        figures = dict(zip(labels.all_inner_texts(), values.all_inner_texts(), strict=True))
        meters, moving_time, climb = expected(streams, start, end)
        assert figures["Distance"] == f"{meters / 1000:.2f} km"
        assert figures["Moving time"] == f"{moving_time // 60:.0f}:{moving_time % 60:02.0f}"
        shown = float(figures["Climb"].removesuffix(" m"))
        assert shown == pytest.approx(climb, rel=0.5, abs=5), (title, shown, climb)


def test_charts_over_time_keep_the_stretch(page: Page, run: str) -> None:
    open_charts(page, f"{run}?from=300&to=900")
    mark(page)
    over_distance = page.evaluate(STRETCHES)
    page.locator("#over").get_by_role("link", name="Time").click()
    expect_stretch(page)
    assert page.evaluate(STRETCHES) != over_distance
    assert parse_qs(urlsplit(page.url).query)["over"] == ["time"]
    expect_same_page(page)
    page.reload()
    expect(page.locator('#over [aria-current="true"]')).to_have_text("Time")


def test_finger_chooses_a_stretch_across_and_scrolls_up_and_down(
    new_page: Callable[..., Page], run: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    open_charts(page, run)
    box = plot(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touches: list[Any] = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    x, y = box["x"] + 80, box["y"] + 40
    top = page.evaluate("scrollY")
    touch("touchStart", (x, y))
    for step in range(1, 8):
        touch("touchMove", (x + 20 * step, y + step))
    touch("touchEnd")
    expect_stretch(page)
    chosen = stretch(page)
    assert page.evaluate("scrollY") == top
    touch("touchStart", (x, y))
    for step in range(1, 8):
        touch("touchMove", (x + step, y - 20 * step))
    touch("touchEnd")
    page.wait_for_function(f"scrollY > {top}")
    assert stretch(page) == chosen


def test_without_javascript_altitude_and_pace_are_drawn_and_the_stretch_is_shown(
    plain_page: Page, run: str
) -> None:
    plain_page.goto(run)
    plain_page.get_by_role("button", name="Fetch details").click()
    expect(plain_page.get_by_role("img", name="Altitude over distance")).to_be_visible()
    expect(plain_page.get_by_role("img", name="Pace over distance")).to_be_visible()
    expect(plain_page.locator("#charts figure:visible")).to_have_count(2)
    expect(plain_page.locator("#stretch")).to_be_hidden()
    plain_page.locator("#over").get_by_role("link", name="Time").click()
    expect(plain_page.get_by_role("img", name="Pace over time")).to_be_visible()
    plain_page.goto(f"{run}?from=60&to=360")
    expect(plain_page.locator("#stretch")).to_contain_text("Elapsed time")
    plain_page.get_by_role("link", name="Clear").click()
    expect(plain_page.locator("#stretch")).to_be_hidden()


def test_drawing_that_cannot_be_loaded_leaves_what_works_without_scripts(
    page: Page, run: str, watch: Watch
) -> None:
    open_charts(page, run)
    watch.expect_status(404)
    answers: list[Any] = [{"status": 404}, {"body": "<html>"}]
    page.route("**/drawing.json*", lambda route: route.fulfill(**answers.pop()))
    while answers:
        page.goto(run)
        message = page.locator("#recording").get_by_role("alert")
        expect(message).to_have_text("The charts could not be loaded. Reload the page.")
        expect(page.get_by_role("img", name="Pace over distance")).to_be_visible()
        expect(page.locator("#charts figure:visible")).to_have_count(2)
        expect(page.locator("#position")).to_be_hidden()
        expect(page.get_by_label("Color")).to_be_hidden()
    answers.append({"status": 404})
    page.locator("a[data-from]").first.click()
    expect(page.locator("#clear-stretch")).to_be_visible()


def test_nothing_shifts_while_charts_take_the_place_of_plain_drawings(page: Page, run: str) -> None:
    open_charts(page, run)
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        open_charts(page, f"{run}?from=60&to=360")
        shifts = page.evaluate(
            """() => new Promise(resolve => {
                let sum = 0;
                const observer = new PerformanceObserver(list => {
                    for (const entry of list.getEntries()) sum += entry.value;
                });
                observer.observe({type: "layout-shift", buffered: true});
                requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
            })"""
        )
        assert shifts == 0


def test_charts_with_a_stretch_and_an_effort_put_aside_have_no_violations(
    page: Page, run: str
) -> None:
    open_charts(page, run)
    page.get_by_role("button", name=re.compile("^Put aside")).first.click()
    expect(page.get_by_role("button", name=re.compile("^Take back"))).to_be_visible()
    open_charts(page, f"{run}?from=60&to=360")
    page.locator("#charts").focus()
    page.keyboard.press("PageDown")
    expect(page.locator("#position")).to_contain_text("km")
    assert violations(page, "#recording") == []
    assert violations(page, "#efforts") == []


def test_print_shows_the_drawings_and_nothing_to_click(page: Page, run: str) -> None:
    open_charts(page, f"{run}?from=60&to=360")
    page.emulate_media(media="print")
    for drawn in ("#map .map-drawing", "#charts .uplot", "#stretch dl", ".splits table"):
        expect(page.locator(drawn).first).to_be_visible()
    for clicked in ("form", "nav", "button", "input", "select", "#clear-stretch", "#downloads"):
        assert page.locator(f"{clicked}:visible").count() == 0, clicked
