"""The laps of an activity: what Strava sent, completed by the recording."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.documents import store_documents

from ..applications import stored
from .recorded import open_page, record, section, store_stretches, table_rows
from .table_page import FIRST_ID, activity

RUN, RIDE, SWIM, RACE = range(4)
ACTIVITIES = [
    activity(RUN, "Run", "2026-03-01", 10),
    activity(RIDE, "Ride", "2026-03-02", 10),
    activity(SWIM, "Swim", "2026-03-03", 10),
    activity(RACE, "Run", "2026-03-04", 10, workout_type=1),
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with stored(tmp_path_factory.mktemp("laps"), ACTIVITIES) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def laps(client: FlaskClient, number: int) -> list[dict[str, str]]:
    """The rows of the table of laps."""
    found = section(open_page(client, number), "Laps")
    return table_rows(found.find("table")) if found else []


def lap(seconds: int, meters: float, **fields: Any) -> dict[str, Any]:
    return {"moving_time": seconds, "elapsed_time": seconds, "distance": meters, **fields}


@pytest.mark.parametrize("source", ["detail", "document"])
def test_laps_come_from_the_detail_or_from_their_own_document(
    app: Flask, client: FlaskClient, source: str
) -> None:
    sent = [
        {"name": "Hill", "distance": 1000.0, "moving_time": 300, "average_watts": 201.5},
        {"name": "Dale", "distance": 1000.0, "moving_time": 300},
    ]
    record(app, RUN, {"laps": sent} if source == "detail" else {})
    logbook = app.extensions["logbook"]
    with logbook.sessions.begin() as session:
        bodies = {"laps": json.dumps(sent if source == "document" else [])}
        store_documents(session, FIRST_ID + RUN, bodies, logbook.now())
    common = {"Distance km": "1.00", "Pace /km": "5:00", "Moving": "5:00"}
    assert laps(client, RUN) == [
        {"Lap": "Hill", **common, "Power W": "202"},
        {"Lap": "Dale", **common, "Power W": "–"},
    ]


def test_climb_of_nothing_but_zeros_is_left_out(app: Flask, client: FlaskClient) -> None:
    record(app, SWIM, {"laps": [lap(60, 50.0, total_elevation_gain=0.0) for _ in range(3)]})
    assert laps(client, SWIM)[0].keys() == {"Lap", "Distance m", "Pace /100 m", "Moving"}


def test_figures_of_strava_win_and_the_recording_adds_the_others(
    app: Flask, client: FlaskClient
) -> None:
    record(app, RUN, {"laps": [lap(300, 1000.0), lap(600, 1000.0, average_heartrate=140.0)]})
    recorded = {"moving_time": 1.0, "distance": 1.0, "average_heartrate": 150.0}
    recorded |= {"elevation_gain": 12.0, "elevation_loss": 3.0, "flat_distance": 1100.0}
    store_stretches(
        app,
        RUN,
        "lap",
        [{"start": 0.0, "end": 300.0, **recorded}, {"start": 300.0, "end": 900.5, **recorded}],
    )
    first, second = laps(client, RUN)
    assert first["Lap"] == "Lap 1 fastest"
    assert (first["Moving"], first["Distance km"], first["HR bpm"]) == ("5:00", "1.00", "150")
    assert (first["Gain m"], first["Loss m"], first["GAP /km"]) == ("12", "3", "4:33")
    assert second["HR bpm"] == "140"
    page = section(open_page(client, RUN), "Laps")
    assert page is not None
    assert [link.attributes["href"] for link in page.find_all("a")] == [
        "?from=0&to=300#recording",
        "?from=300&to=900.5#recording",
    ]


def test_work_and_rest_are_named_and_summed_up(app: Flask, client: FlaskClient) -> None:
    work = [lap(200, 1000.0, average_heartrate=170.0), lap(210, 1000.0, average_heartrate=180.0)]
    rest = lap(120, 200.0, average_heartrate=130.0)
    record(app, RUN, {"laps": [lap(600, 1800.0), work[0], rest, work[1], rest, work[0], rest]})
    assert [row["Lap"] for row in laps(client, RUN)] == [
        "Lap 1",
        "Lap 2 work fastest",
        "Lap 3 rest",
        "Lap 4 work",
        "Lap 5 rest",
        "Lap 6 work",
        "Lap 7",
    ]
    page = section(open_page(client, RUN), "Laps")
    assert page is not None
    # (200 · 170 + 210 · 180 + 200 · 170) / 610 = 173.4 bpm, and 610 s for 3 km.
    assert [one.text for one in page.find_all("p", "lap-sum")] == [
        "3 work laps: 10:10, 3:23 /km, 173 bpm",
        "2 rest laps: 4:00, 10:00 /km, 130 bpm",
    ]


def test_steady_laps_are_neither_work_nor_rest(app: Flask, client: FlaskClient) -> None:
    record(app, RUN, {"laps": [lap(300, 1000.0), lap(310, 1000.0), lap(305, 1000.0)]})
    assert [row["Lap"] for row in laps(client, RUN)] == ["Lap 1 fastest", "Lap 2", "Lap 3"]


def test_fastest_lap_is_not_one_of_a_few_seconds(app: Flask, client: FlaskClient) -> None:
    record(app, RUN, {"laps": [lap(300, 1000.0), lap(310, 1000.0), lap(1, 30.0)]})
    assert [row["Lap"] for row in laps(client, RUN)] == ["Lap 1 fastest", "Lap 2", "Lap 3"]


def test_pace_of_the_laps_of_a_race_counts_pauses(app: Flask, client: FlaskClient) -> None:
    sent = {"distance": 1000.0, "moving_time": 240, "elapsed_time": 300}
    for number, pace in ((RACE, "5:00"), (RUN, "4:00")):
        record(app, number, {"laps": [sent, sent]})
        row, _ = laps(client, number)
        assert (row["Pace /km"], row["Moving"], row["Elapsed"]) == (pace, "4:00", "5:00")


def test_numbers_have_the_same_decimals_and_the_heading_has_their_unit(
    app: Flask, client: FlaskClient
) -> None:
    record(app, RIDE, {"laps": [lap(600, 400.0), lap(600, 12_345.0)]})
    rows = laps(client, RIDE)
    assert [(row["Distance km"], row["Speed km/h"]) for row in rows] == [
        ("0.40", "2.4"),
        ("12.35", "74.1"),
    ]
    record(app, SWIM, {"laps": [lap(1800, 1500.0), lap(1800, 1500.0)]})
    row, _ = laps(client, SWIM)
    assert (row["Distance m"], row["Pace /100 m"]) == ("1,500", "2:00")


def test_lap_without_a_name_is_numbered(app: Flask, client: FlaskClient) -> None:
    record(app, RUN, {"laps": [{}, {"name": ""}, {"name": "Hill"}]})
    assert laps(client, RUN) == [{"Lap": "Lap 1"}, {"Lap": "Lap 2"}, {"Lap": "Hill"}]


@pytest.mark.parametrize(("number", "is_long"), [(30, False), (300, True)])
def test_long_table_scrolls_in_its_own_frame(
    app: Flask, client: FlaskClient, number: int, is_long: bool
) -> None:
    record(app, RUN, {"laps": [lap(90, 400.0)] * number})
    page = section(open_page(client, RUN), "Laps")
    assert page is not None
    frame = page.find("div", "scroller")
    assert ("long" in frame.classes) is is_long
    assert frame.attributes["tabindex"] == "0"
    assert len(frame.find("tbody").find_all("tr")) == number


def test_single_lap_is_the_whole_activity_and_left_out(app: Flask, client: FlaskClient) -> None:
    record(app, RUN, {"laps": [lap(300, 1000.0)]})
    assert laps(client, RUN) == []


@pytest.mark.parametrize("sent", [None, "x", 5, {}, [None, "x", 7]], ids=str)
def test_laps_of_another_shape_are_ignored(app: Flask, client: FlaskClient, sent: object) -> None:
    record(app, RUN, {"laps": sent})
    assert laps(client, RUN) == []


def test_lap_keeps_its_number_after_one_that_is_none(app: Flask, client: FlaskClient) -> None:
    record(app, RUN, {"laps": [None, lap(300, 1000.0), lap(300, 1000.0)]})
    stretch = {"start": 7.0, "end": 9.0, "moving_time": 2.0}
    store_stretches(app, RUN, "lap", [{**stretch, "start": 1.0}, stretch])
    assert [row["Lap"] for row in laps(client, RUN)] == ["Lap 2", "Lap 3"]
    page = section(open_page(client, RUN), "Laps")
    assert page is not None
    assert page.find("a").attributes["href"] == "?from=7&to=9#recording"
