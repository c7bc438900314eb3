"""The cursor of a comparison: through its charts, on its map, and with keys."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ..sample_strava import Strava

pytestmark = pytest.mark.usefixtures("connected")

LINES = """() => [...document.querySelectorAll('.comparison-chart line.cursor')]
    .map(line => line.getBoundingClientRect().x)"""


def seconds(clock: str) -> int:
    total = 0
    for part in clock.split(":"):
        total = 60 * total + int(part)
    return total


def time_at(streams: dict[str, Any], meters: float) -> float:
    """Return when a recording reached a distance, between two of its samples."""
    start = streams["distance"][0]
    places = zip(streams["distance"], streams["time"], strict=True)
    for (before, since), (after, until) in pairwise(places):
        if before - start <= meters <= after - start and after > before:
            return float(since + (meters + start - before) / (after - before) * (until - since))
    raise AssertionError(f"nothing was recorded at {meters} m")


def compare_two_runs(page: Page, strava: Strava) -> list[int]:
    """Compare the two newest runs, and return their ids."""
    newest = strava.sample.newest_first()
    ids = [one["id"] for one in newest if one["sport_type"] == "Run" and one["start_latlng"]][:2]
    page.goto(f"/activities/compare?id={ids[0]}&id={ids[1]}")
    page.get_by_role("button", name="Fetch the recordings").click()
    return ids


def test_cursor_runs_through_all_charts_and_the_map_and_shows_the_times(
    page: Page, strava: Strava
) -> None:
    ids = compare_two_runs(page, strava)
    expect(page.locator("#comparison-map .map-view")).to_be_visible()
    box = page.locator(".comparison-chart .plot > svg").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 20)
    lines = page.evaluate(LINES)
    assert len(lines) == page.locator(".comparison-chart").count() >= 2
    assert lines == pytest.approx([box["x"] + 0.5 * box["width"]] * len(lines), abs=2)
    assert page.locator("#comparison-map path.here").count() == 2

    slider = page.get_by_role("slider")
    slider.press("ArrowRight")
    step, last = int(slider.input_value()), int(slider.get_attribute("max") or 0)
    assert step == last // 2 + 1
    streams = [page.request.get(f"/activities/{one}/streams.json").json() for one in ids]
    longest = max(one["distance"][-1] - one["distance"][0] for one in streams)
    expected = [time_at(one, longest * step / last) for one in streams]
    first, second = page.locator(".reached").all_inner_texts()
    shown, _, margin = second.partition(", ")
    assert [seconds(first), seconds(shown)] == pytest.approx(expected, abs=5)
    assert seconds(margin.split()[0]) == abs(seconds(first) - seconds(shown))
    assert margin.endswith("behind" if seconds(shown) > seconds(first) else "ahead")


def test_drawing_of_the_server_stays_if_a_recording_cannot_be_loaded(
    page: Page, strava: Strava
) -> None:
    page.route("**/drawing.json*", lambda route: route.abort())
    compare_two_runs(page, strava)
    expect(page.get_by_role("img", name="The routes over each other")).to_be_visible()
    expect(page.locator("#comparison-map .map-view")).to_be_hidden()
