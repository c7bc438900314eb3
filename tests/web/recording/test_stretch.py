"""A chosen stretch of a recording: its figures, links, and addresses."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ...html import Element
from .recordings import MANUAL, MOVING, RUN, SECONDS, STREAMS, WALK, WEIGHTS, chart, open_page


def figures(page: Element) -> dict[str, str]:
    """The figures of the chosen stretch."""
    line = page.by_id("stretch")
    labels, values = line.find_all("dt"), line.find_all("dd")
    return {label.text: value.text for label, value in zip(labels, values, strict=True)}


@pytest.mark.parametrize(("start", "end"), [(0, 1800), (30, 130), (550, 1000), (700, 1700.5)])
def test_figures_of_a_stretch_are_those_of_a_plain_computation(
    browser: FlaskClient, start: float, end: float
) -> None:
    streams = STREAMS[RUN]
    meters = moving_time = rate_sum = rate_seconds = steps = step_seconds = 0.0
    for index, (before, after) in enumerate(pairwise(SECONDS)):
        share = max(0.0, min(after, end) - max(before, start)) / (after - before)
        moves = MOVING[index + 1]
        meters += share * (streams["distance"][index + 1] - streams["distance"][index])
        moving_time += share * (after - before) * moves
        if (rate := streams["heartrate"][index]) is not None:
            rate_sum += share * rate * min(30, after - before)
            rate_seconds += share * min(30, after - before)
        steps += share * streams["cadence"][index] * (after - before) * moves
        step_seconds += share * (after - before) * moves
    inside = [index for index, second in enumerate(SECONDS) if start <= second <= end]
    highest = max(streams["heartrate"][index] or 0 for index in inside)
    most_steps = 2 * max(streams["cadence"][index] for index in inside)
    seconds_per_km = round(moving_time / meters * 1000)
    for address in (f"{RUN}?from={start}&to={end}", f"{RUN}/stretch?from={start}&to={end}"):
        found = figures(open_page(browser, address))
        assert found["Distance"] == f"{meters / 1000:.2f} km"
        assert found["Moving time"] == clock(moving_time)
        assert found["Elapsed time"] == clock(end - start)
        assert found["Pace"] == f"{clock(seconds_per_km)} /km"
        assert found["Heart rate"] == f"{rate_sum / rate_seconds:.0f} bpm, highest {highest}"
        assert found["Cadence"] == f"{2 * steps / step_seconds:.0f} spm, highest {most_steps}"


def clock(seconds: float) -> str:
    return f"{round(seconds) // 60}:{round(seconds) % 60:02}"


def test_climbs_of_a_whole_activity_add_up_to_its_elevation_gain(browser: FlaskClient) -> None:
    found = figures(open_page(browser, f"{RUN}/stretch?from=0&to=1800"))
    assert (found["Elevation gain"], found["Elevation loss"]) == ("45 m", "45 m")


def test_stretch_is_in_the_units_of_the_athlete(recorded: Flask) -> None:
    browser = recorded.test_client()
    browser.post("/settings", data={"units": "imperial"})
    page = open_page(browser, f"{RUN}?from=0&to=600")
    browser.post("/settings", data={"units": "metric"})
    assert figures(page)["Distance"] == "1.12 mi"
    assert figures(page)["Pace"] == "8:56 /mi"
    assert page.by_id("stretch").find("h3").text == "0–1.12 mi"
    assert json.loads(chart(page, "altitude").attributes["data-chart"])["unit"] == "ft"


@pytest.mark.parametrize(
    "query",
    [
        "from=100",
        "to=100",
        "from=200&to=100",
        "from=100&to=100",
        "from=-5&to=100",
        "from=one&to=two",
        "from=nan&to=inf",
        "from=5000&to=6000",
        "from=100&to=1e3",
    ],
)
def test_invalid_stretch_is_left_out(browser: FlaskClient, query: str) -> None:
    for address in (f"{RUN}?{query}", f"{RUN}/stretch?{query}"):
        assert open_page(browser, address).by_id("stretch").text == ""
    page = open_page(browser, f"{RUN}?{query}")
    assert "This address names no stretch" in page.text
    files = page.by_id("stretch-downloads")
    assert "hidden" in files.attributes
    assert not any("?" in link.attributes["href"] for link in files.find_all("a"))


def test_stretch_ends_where_the_recording_ends(browser: FlaskClient) -> None:
    page = open_page(browser, f"{RUN}?from=1700&to=9999")
    assert figures(page)["Elapsed time"] == "1:40"
    csv_link, _json_link = page.by_id("stretch-downloads").find_all("a")
    assert csv_link.attributes["href"].endswith("?from=1700&to=1800")


def test_stretch_between_two_samples_has_the_values_that_last(browser: FlaskClient) -> None:
    found = figures(open_page(browser, f"{WEIGHTS}/stretch?from=70&to=80"))
    assert found["Heart rate"] == "120 bpm, highest 120"


def test_link_clears_the_stretch_and_keeps_the_rest_of_the_address(browser: FlaskClient) -> None:
    page = open_page(browser, f"{RUN}?from=0&to=60&over=time&list=sport%3DRun")
    link = page.by_id("clear-stretch").attributes["href"]
    assert link == f"/activities/{RUN}?list=sport%3DRun&over=time#recording"
    assert page.by_id("clear-stretch").text == "Clear the stretch"


@pytest.mark.parametrize("activity_id", [MANUAL, WEIGHTS])
def test_stretch_of_what_was_not_recorded_shows_no_distance(
    browser: FlaskClient, activity_id: int
) -> None:
    found = figures(open_page(browser, f"{activity_id}/stretch?from=0&to=60"))
    assert found.keys() <= {"Moving time", "Elapsed time", "Heart rate"}


def test_stretch_has_figures_on_a_page_without_charts(browser: FlaskClient) -> None:
    assert figures(open_page(browser, f"{WALK}?from=0&to=60"))["Elapsed time"] == "1:00"


def test_page_decodes_the_streams_only_with_a_stretch(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []

    def read(_session: Any, activity_id: int) -> None:
        reads.append(activity_id)

    monkeypatch.setattr("strava.recordings.reading.stored_streams", read)
    browser.get(f"/activities/{RUN}")
    browser.get(f"/activities/{RUN}?from=5000&to=x")
    assert reads == []
    browser.get(f"/activities/{RUN}?from=0&to=60")
    assert reads == [RUN]
