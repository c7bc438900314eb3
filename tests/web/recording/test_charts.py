"""The charts of a recording without scripts, and the drawing that scripts load."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from flask.testing import FlaskClient

from strava.db.models import Activity

from ...recordings.stored import measure
from .recordings import (
    MANUAL,
    RIDE,
    ROWING,
    RUN,
    SECONDS,
    SLOW,
    STREAMS,
    WALK,
    WEIGHTS,
    chart,
    open_page,
)


def points(path: str) -> list[list[tuple[float, float]]]:
    """The pieces of a path without its gaps, as points."""
    return [
        [tuple(map(float, point.split())) for point in piece.split("L")]  # type: ignore[misc]
        for piece in path.split("M")[1:]
    ]


def test_activity_that_was_not_recorded_has_no_charts(browser: FlaskClient) -> None:
    assert 'id="charts"' not in browser.get(f"/activities/{MANUAL}").text


def test_there_is_a_chart_of_everything_that_was_recorded(browser: FlaskClient) -> None:
    labels = {
        activity_id: [
            caption.find("span").text
            for caption in open_page(browser, str(activity_id)).find_all("figcaption")
        ]
        for activity_id in STREAMS
    }
    assert labels == {
        RUN: ["Altitude", "Pace", "Heart rate", "Cadence", "Grade"],
        RIDE: ["Speed", "Power", "Temperature"],
        WEIGHTS: ["Heart rate"],
        ROWING: ["Pace"],
        WALK: [],
        SLOW: ["Speed"],
    }


def test_altitude_and_pace_are_drawn_without_scripts(browser: FlaskClient) -> None:
    page = open_page(browser, str(RUN))
    drawn = [figure.classes[1] for figure in page.find_all("figure") if figure.find_all("path")]
    assert drawn == ["chart-altitude", "chart-speed"]
    slow, fast = points(chart(page, "speed").find("path").attributes["d"])
    # The upper edge is 0. The first kilometers are slower than the others.
    assert min(height for _, height in slow) > max(height for _, height in fast)
    assert (slow[0][0], fast[-1][0]) == (0, 1000)
    ((*_, last),) = points(chart(page, "altitude").find("path").attributes["d"])
    assert last[0] == 1000


def test_pause_is_a_gap_over_time(browser: FlaskClient) -> None:
    page = open_page(browser, f"{RUN}?over=time")
    before, after = points(chart(page, "speed").find("path").attributes["d"])
    assert before[-1][0] == pytest.approx(1000 * 600 / 1800, abs=0.1)
    assert after[0][0] == pytest.approx(1000 * 902 / 1800, abs=0.1)
    # The altitude is known at rest, but not where nothing was recorded.
    before, after = points(chart(page, "altitude").find("path").attributes["d"])
    assert before[-1][0] == pytest.approx(1000 * 600 / 1800, abs=0.1)
    assert after[0][0] == pytest.approx(1000 * 901 / 1800, abs=0.1)
    charts = page.by_id("charts").attributes
    assert charts["data-over"] == "time"
    assert json.loads(charts["data-after-gaps"]) == [SECONDS.index(901)]
    current = page.by_id("over").find_all("a")
    assert ["aria-current" in link.attributes for link in current] == [False, True]


def test_heart_rate_is_drawn_without_scripts_where_there_is_nothing_else(
    browser: FlaskClient,
) -> None:
    page = open_page(browser, str(WEIGHTS))
    assert chart(page, "heartrate").find_all("path")
    assert page.by_id("charts").attributes["data-over"] == "time"


def test_drawing_is_sent_as_it_is_stored_and_cached_for_good(browser: FlaskClient) -> None:
    section = open_page(browser, str(RUN)).by_id("recording")
    answer = browser.get(section.attributes["data-drawing"])
    assert "immutable" in answer.headers["Cache-Control"]
    drawing = json.loads(gzip.decompress(answer.data))
    assert drawing["time"] == SECONDS
    assert len(drawing["speed"]) == len(SECONDS)
    older = browser.get(f"/activities/{RUN}/drawing.json?v=0")
    assert "immutable" not in older.headers["Cache-Control"]
    assert browser.get(f"/activities/{MANUAL}/drawing.json").status_code == 404


def test_drawing_that_is_cached_is_asked_for_again_once_it_changes(
    browser: FlaskClient,
) -> None:
    def address() -> str:
        return open_page(browser, str(SLOW)).by_id("recording").attributes["data-drawing"]

    def measure_as(sport_type: str) -> None:
        with browser.application.extensions["logbook"].sessions.begin() as session:
            session.get_one(Activity, SLOW).sport_type = sport_type
            session.flush()
            measure(session, SLOW)

    as_ride = address()
    measure_as("Run")
    assert address() != as_ride
    measure_as("Ride")
    assert address() == as_ride


def test_page_has_no_style_attributes(browser: FlaskClient) -> None:
    page = browser.get(f"/activities/{RUN}?from=0&to=60").text
    assert not re.search(r"\sstyle=", page)
