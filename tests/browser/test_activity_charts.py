"""The charts of an activity: one cursor through all of them, and a stretch that is chosen."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from .chart_steps import (
    CURSORS,
    STRETCHES,
    drag,
    expect_no_stretch,
    expect_stretch,
    open_charts,
    plot,
    stretch,
)
from .steps import expect_same_page, mark

pytestmark = pytest.mark.usefixtures("connected")


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
        shown = float(figures["Elevation gain"].removesuffix(" m"))
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
