"""The recording on the page of an activity: its charts without scripts, and a chosen stretch."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.documents import store_documents
from strava.db.models import Activity

from .. import html
from ..applications import stored
from ..html import Element
from ..recordings.stored import measure
from ..sample_strava import activity

RUN, RIDE, WEIGHTS, MANUAL, ROWING, WALK, SLOW = (9_000_000_000 + number for number in range(7))
PAUSE = range(601, 901)
"""The seconds of the run that have no samples."""
SECONDS = [second for second in range(1801) if second not in PAUSE]
PACES = [3.0 if second <= 600 else 4.0 for second in SECONDS]
MOVING = [second != 901 for second in SECONDS]


def run_streams() -> dict[str, list[Any]]:
    """A run with a sample a second: 10 min at 3 m/s, 5 min without samples, 15 min at 4 m/s."""
    distance, covered = [], 0.0
    for second, pace, moves in zip(SECONDS, PACES, MOVING, strict=True):
        covered += pace if second and moves else 0.0
        distance.append(covered)
    return {
        "time": SECONDS,
        "distance": distance,
        "altitude": [400 + abs(second - 900) / 20 for second in SECONDS],
        "velocity_smooth": PACES,
        "heartrate": [None if 100 <= second < 150 else 130 + second % 30 for second in SECONDS],
        "cadence": [80 + second % 7 for second in SECONDS],
        "moving": MOVING,
    }


STREAMS: dict[int, dict[str, list[Any]]] = {
    RUN: run_streams(),
    RIDE: {
        "time": [0, 100, 200],
        "distance": [0, 1000, 2000],
        "velocity_smooth": [10, 10, 10],
        "watts": [200, 250, 150],
        "temp": [20, 20, 21],
    },
    WEIGHTS: {"time": [0, 60, 120], "heartrate": [90, 120, 100]},
    ROWING: {"time": [0, 60, 120, 600], "distance": [0, 250, 500, 2000]},
    WALK: {"time": [0, 60, 120], "latlng": [[47.0, 8.0], [47.001, 8.0], [47.002, 8.0]]},
    SLOW: {"time": [0, 100, 200], "distance": [0, 300, 350], "velocity_smooth": [3, 3, 0.5]},
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with five activities that were recorded, and one that was not."""
    activities = [
        activity(0, sport_type="Run", total_elevation_gain=45.0),
        activity(1),
        activity(2, sport_type="WeightTraining", distance=0.0),
        activity(3, sport_type="Yoga", distance=0.0, manual=True),
        activity(4, sport_type="Rowing"),
        activity(5, sport_type="Walk"),
        activity(6, sport_type="Ride"),
    ]
    with stored(tmp_path_factory.mktemp("recorded"), activities) as app:
        logbook = app.extensions["logbook"]
        with logbook.sessions() as session:
            for activity_id, streams in STREAMS.items():
                document = {name: {"data": data} for name, data in streams.items()}
                bodies = {"streams": json.dumps(document), "detail": "{}"}
                store_documents(session, activity_id, bodies, logbook.now())
                measure(session, activity_id)
            session.commit()
        app.config["WTF_CSRF_ENABLED"] = False
        yield app


@pytest.fixture
def browser(recorded: Flask) -> FlaskClient:
    return recorded.test_client()


def open_page(browser: FlaskClient, address: str) -> Element:
    answer = browser.get(f"/activities/{address}")
    assert answer.status_code == 200
    return html.parse(answer.text)


def figures(page: Element) -> dict[str, str]:
    """The figures of the chosen stretch."""
    line = page.by_id("stretch")
    labels, values = line.find_all("dt"), line.find_all("dd")
    return {label.text: value.text for label, value in zip(labels, values, strict=True)}


def chart(page: Element, key: str) -> Element:
    return page.find("figure", f"chart-{key}")


def points(path: str) -> list[list[tuple[float, float]]]:
    """The pieces of a path without its gaps, as points."""
    return [
        [tuple(map(float, point.split())) for point in piece.split("L")]  # type: ignore[misc]
        for piece in path.split("M")[1:]
    ]


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
def test_odd_stretch_is_none(browser: FlaskClient, query: str) -> None:
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


def test_page_has_no_style_attributes(browser: FlaskClient) -> None:
    page = browser.get(f"/activities/{RUN}?from=0&to=60").text
    assert not re.search(r"\sstyle=", page)
