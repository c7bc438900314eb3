"""The activities on the same route: their section on the page of an activity, and comparisons."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import polyline
import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.documents import store_documents
from strava.recordings import routes

from .. import html
from ..analysis.made_up_routes import loop, recorded, winding_road
from ..applications import stored
from ..html import Element
from ..recordings.stored import measure
from ..sample_strava import activity

FIRST = 9_000_000_000
ROAD = winding_road(3000, seed=3)
COUNT = 25
BACK, ELSEWHERE, NO_RECORDING = range(COUNT, COUNT + 3)
PACES = {0: 2.5, 1: 3.0, 2: 2.0, 3: 4.0, ELSEWHERE: 3.0}
"""Meters per second of the activities that have a recording."""


def run(number: int, line: Any) -> dict[str, Any]:
    """Return a run that is a second faster than the one before."""
    return activity(
        number,
        name=f"Run {number} <b>",
        sport_type="Run",
        distance=3000.0,
        moving_time=1000 - number,
        elapsed_time=1100 - number,
        average_heartrate=140.0 + number,
        map={"summary_polyline": polyline.encode(recorded(line, noise=5.0, seed=number))},
    )


def streams(number: int, pace: float) -> dict[str, Any]:
    line = ROAD[:: max(1, len(ROAD) // 100)]
    return {
        "time": {"data": [round(30 * index / pace) for index in range(len(line))]},
        "distance": {"data": [30.0 * index for index in range(len(line))]},
        "latlng": {"data": recorded(line, noise=5.0, seed=number)},
        "heartrate": {"data": [120 + number + index % 9 for index in range(len(line))]},
    }


@pytest.fixture(scope="module")
def routes_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with 25 runs on a road, one back, one elsewhere, and one without a route."""
    activities = [
        *(run(number, ROAD) for number in range(COUNT)),
        run(BACK, ROAD[::-1]),
        run(ELSEWHERE, loop(3000)),
        activity(NO_RECORDING, sport_type="Run"),
    ]
    with stored(tmp_path_factory.mktemp("same_route"), activities) as app:
        logbook = app.extensions["logbook"]
        with logbook.sessions.begin() as session:
            routes.index_missing(session, 1, 100)
            for number, pace in PACES.items():
                bodies = {"streams": json.dumps(streams(number, pace)), "detail": "{}"}
                store_documents(session, FIRST + number, bodies, logbook.now())
                measure(session, FIRST + number)
        yield app


@pytest.fixture
def routes_client(routes_app: Flask) -> FlaskClient:
    return routes_app.test_client()


def section(client: FlaskClient, number: int, query: str = "") -> Element:
    page = html.parse(client.get(f"/activities/{FIRST + number}{query}").text)
    return page.by_id("same-route")


def table_rows(table: Element) -> list[list[str]]:
    body = table.find("tbody")
    return [
        [cell.text for cell in row.find_all("th") + row.find_all("td")]
        for row in body.find_all("tr")
    ]


def compare(client: FlaskClient, *numbers: int, query: str = "") -> str:
    ids = "&".join(f"id={FIRST + number}" for number in numbers)
    answer = client.get(f"/activities/compare?{ids}{query}")
    assert answer.status_code == 200
    return answer.text


def test_table_has_the_newest_first_and_marks_the_activity(routes_client: FlaskClient) -> None:
    shown = table_rows(section(routes_client, COUNT - 1).find("table"))
    assert len(shown) == 20
    assert shown[0] == ["25 Jan 2019 this one", "16:16", "5:25", "164"]
    assert shown[1] == ["24 Jan 2019", "16:17", "5:26", "163"]


def test_old_activity_is_in_its_table_too(routes_client: FlaskClient) -> None:
    shown = table_rows(section(routes_client, 0).find("table"))
    assert len(shown) == 20
    assert shown[-1][0] == "1 Jan 2019 this one"


def test_more_than_twenty_are_a_link_away(routes_client: FlaskClient) -> None:
    found = section(routes_client, 0, "?list=sport%3DRun")
    assert "The newest 20 of 25." in found.text
    (link,) = (one for one in found.find_all("a") if one.text == "Show all")
    address = link.attributes["href"]
    assert address == f"/activities/{FIRST}?list=sport%3DRun&routes=all#same-route"
    everything = section(routes_client, 0, "?routes=all")
    assert len(table_rows(everything.find("table"))) == COUNT
    assert "Show all" not in everything.text


def test_opposite_direction_is_apart(routes_client: FlaskClient) -> None:
    found = section(routes_client, 0)
    apart = found.find("details")
    assert apart.find("summary").text == "1 in the opposite direction"
    assert table_rows(apart.find("table")) == [["26 Jan 2019", "16:15", "5:25", "165"]]
    assert not apart.find_all("input")
    back = section(routes_client, BACK)
    assert len(back.find_all("table")) == 1
    assert back.find("summary").text == "25 in the opposite direction"


def test_trend_has_a_point_for_each_activity_in_the_same_direction(
    routes_client: FlaskClient,
) -> None:
    trend = section(routes_client, 3).find("figure")
    points = trend.find_all("circle")
    assert len(points) == COUNT
    heights = [float(one.attributes["cy"].rstrip("%")) for one in points]
    assert heights == sorted(heights, reverse=True)
    assert all(0 <= height <= 100 for height in heights)
    assert [number for number, one in enumerate(points) if "current" in one.classes] == [3]


def test_activity_without_another_on_its_route_has_no_section(routes_client: FlaskClient) -> None:
    for number in (ELSEWHERE, NO_RECORDING):
        assert "same-route" not in routes_client.get(f"/activities/{FIRST + number}").text


def test_chosen_activities_are_compared_by_a_form(routes_client: FlaskClient) -> None:
    found = section(routes_client, 3)
    form = found.find("form")
    assert form.attributes["action"] == "/activities/compare"
    boxes = [one for one in found.find_all("input") if one.attributes["type"] == "checkbox"]
    assert {one.attributes["form"] for one in boxes} == {form.attributes["id"]}
    checked = [one.attributes["value"] for one in boxes if "checked" in one.attributes]
    assert checked == [str(FIRST + 3)]


def test_comparison_has_figures_charts_and_routes(routes_client: FlaskClient) -> None:
    page = html.parse(compare(routes_client, 0, 1, ELSEWHERE))
    rows = table_rows(page.find("table"))
    assert [row[1:4] for row in rows] == [
        ["3.00", "16:40", "18:20"],
        ["3.00", "16:39", "18:19"],
        ["3.00", "16:14", "17:54"],
    ]
    assert rows[0][0] == "Run 0 <b> Tue 1 Jan 2019"
    captions = [one.text for one in page.find_all("figcaption")]
    assert captions == ["Pace /km", "Ahead of the first (above 0) or behind s", "Heart rate bpm"]
    for figure in page.find_all("figure"):
        assert len([one for one in figure.find_all("path") if one.attributes["d"]]) == 3
    drawing = page.find("svg", "map-drawing")
    classes = [one.classes for one in drawing.find_all("path")]
    assert classes == [["compared-1"], ["compared-2"], ["compared-3"]]


def test_other_activities_can_be_the_first_one(routes_client: FlaskClient) -> None:
    page = compare(routes_client, 0, 1, 2)
    links = re.findall(r'href="(/activities/compare[^"]*)">Compare with this one', page)
    ids = [re.findall(r"id=9000000(\d+)", link) for link in links]
    assert ids == [["001", "000", "002"], ["002", "000", "001"]]


def test_comparison_with_less_than_two_recordings_has_figures_alone(
    routes_client: FlaskClient,
) -> None:
    page = compare(routes_client, 0, NO_RECORDING)
    assert "no recorded distance of" in page
    assert "<figure" not in page
    assert len(table_rows(html.parse(page).find("table"))) == 2


def test_recording_that_strava_does_not_have_is_not_offered(
    routes_app: Flask, routes_client: FlaskClient
) -> None:
    assert "Fetch the recording</button>" in compare(routes_client, 0, NO_RECORDING)
    logbook = routes_app.extensions["logbook"]
    with logbook.sessions.begin() as session:
        bodies = {"streams": "null", "detail": "{}"}
        store_documents(session, FIRST + NO_RECORDING, bodies, logbook.now())
    page = compare(routes_client, 0, NO_RECORDING)
    assert "no recorded distance of" in page
    assert "Fetch the recording" not in page


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("", 400, "Choose two to four activities"),
        (f"id={FIRST}", 400, "Choose two to four activities"),
        (f"id={FIRST}&id={FIRST}", 400, "Choose two to four activities"),
        ("&".join(f"id={FIRST + n}" for n in range(5)), 400, "You have chosen 5 activities."),
        (f"id={FIRST}&id=1", 404, "not two activities with these numbers"),
        ("id=x&id=9999999999999999999999", 404, "not two activities with these numbers"),
        (f"id={FIRST}&id={FIRST + 1}&id=-5", 200, "1 of the chosen activities is not in Logbook."),
    ],
)
def test_comparison_of_too_few_too_many_or_unknown_activities_says_so(
    routes_client: FlaskClient, query: str, status: int, sentence: str
) -> None:
    answer = routes_client.get(f"/activities/compare?{query}")
    assert answer.status_code == status
    assert sentence in answer.text


def test_pauses_are_left_out_when_asked_for(routes_client: FlaskClient) -> None:
    page = html.parse(compare(routes_client, 0, 1, query="&pauses=0"))
    current = [one.text for one in page.find_all("a") if "aria-current" in one.attributes]
    assert current[-1] == "Without"
