"""The splits of an activity: per kilometer and mile, or per 100 meters and yards."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from statistics import mean
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ..applications import stored
from .recorded import open_page, record, section, store_stretches, table_rows
from .table_page import activity

SPORTS = ("Run", "Ride", "Swim", "Rowing", "Yoga")
ACTIVITIES = [activity(number, sport, "2026-03-01", 2.6) for number, sport in enumerate(SPORTS)]
NUMBER = {sport: number for number, sport in enumerate(SPORTS)}
SPEED = 4.0
SECONDS = 650
"""2,600 meters, so that each kilometer has 250 samples."""
STREAMS: dict[str, list[Any]] = {
    "time": list(range(SECONDS + 1)),
    "distance": [second * SPEED for second in range(SECONDS + 1)],
    "moving": [True] * (SECONDS + 1),
    "heartrate": [120 + second % 50 for second in range(SECONDS + 1)],
    "cadence": [85 + second // 250 for second in range(SECONDS + 1)],
    "altitude": [300.0] * (SECONDS + 1),
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with stored(tmp_path_factory.mktemp("splits"), ACTIVITIES) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def imperial_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    profile = {"measurement_preference": "feet"}
    with stored(tmp_path_factory.mktemp("imperial"), ACTIVITIES, profile) as app:
        yield app


def splits(client: FlaskClient, sport: str, query: str = "") -> list[list[dict[str, str]]]:
    """The rows of each table of splits."""
    found = section(open_page(client, NUMBER[sport], query), "Splits")
    return [table_rows(table) for table in found.find_all("table")] if found else []


def test_splits_have_the_figures_of_a_plain_computation(app: Flask, client: FlaskClient) -> None:
    record(app, NUMBER["Run"], streams=STREAMS)
    kilometers, miles = splits(client, "Run")
    beats = STREAMS["heartrate"]
    assert [row["HR bpm"] for row in kilometers] == [
        f"{mean(beats[start:end]):.0f}" for start, end in ((0, 250), (250, 500), (500, 650))
    ]
    assert [row["km"] for row in kilometers] == ["1", "2", "2.60"]
    assert [row["Moving"] for row in kilometers] == ["4:10", "4:10", "2:30"]
    assert [row["Pace /km"] for row in kilometers] == ["4:10"] * 3
    assert [row["Cadence spm"] for row in kilometers] == ["170", "172", "174"]
    assert [row["GAP /km"] for row in kilometers] == ["4:10"] * 3
    assert [row["mi"] for row in miles] == ["1", "1.62"]
    assert [row["Moving"] for row in miles] == ["6:42", "4:08"]  # 1609.344 m at 4 m/s
    assert {row["Pace /mi"] for row in miles} == {"6:42"}


def test_splits_follow_the_recording_when_the_speed_changes(
    app: Flask, client: FlaskClient
) -> None:
    # 200 s at 5 m/s, 400 s at 2.5 m/s, 100 s of a pause, 100 s at 5 m/s.
    speeds = [5.0] * 200 + [2.5] * 400 + [0.0] * 100 + [5.0] * 100
    streams: dict[str, list[Any]] = {
        "time": list(range(801)),
        "distance": list(accumulate(speeds, initial=0.0)),
        "moving": [True, *(speed > 0 for speed in speeds)],
    }
    record(app, NUMBER["Ride"], streams=streams)
    kilometers, _ = splits(client, "Ride")
    assert [row["km"] for row in kilometers] == ["1 fastest", "2", "2.50"]
    assert [row["Moving"] for row in kilometers] == ["3:20", "6:40", "1:40"]
    assert [row["Elapsed"] for row in kilometers] == ["3:20", "6:40", "3:20"]
    assert [row["Speed km/h"] for row in kilometers] == ["18.0", "9.0", "18.0"]
    page = section(open_page(client, NUMBER["Ride"]), "Splits")
    assert page is not None
    table = page.find("table")
    bars = [bar.find("rect").attributes["width"] for bar in table.find_all("svg", "bar")]
    assert bars[0] == bars[2] == "100%"
    assert 0 < float(bars[1].rstrip("%")) < 30


def test_each_split_leads_to_its_stretch_and_keeps_the_list(
    app: Flask, client: FlaskClient
) -> None:
    record(app, NUMBER["Run"], streams=STREAMS)
    page = section(open_page(client, NUMBER["Run"], "list=sport%3DRun"), "Splits")
    assert page is not None
    links = page.find("table").find_all("a")
    assert [link.attributes["href"] for link in links] == [
        "?list=sport%3DRun&from=0&to=250#recording",
        "?list=sport%3DRun&from=250&to=500#recording",
        "?list=sport%3DRun&from=500&to=650#recording",
    ]
    assert [(one.attributes["data-from"], one.attributes["data-to"]) for one in links][1] == (
        "250",
        "500",
    )


@pytest.mark.parametrize(("fixture", "chosen"), [("app", "km"), ("imperial_app", "mile")])
def test_table_in_the_units_of_the_athlete_is_chosen(
    request: pytest.FixtureRequest, fixture: str, chosen: str
) -> None:
    app = request.getfixturevalue(fixture)
    record(app, NUMBER["Run"], streams=STREAMS)
    page = section(open_page(app.test_client(), NUMBER["Run"]), "Splits")
    assert page is not None
    buttons = page.find_all("input")
    assert [button.attributes["value"] for button in buttons] == ["km", "mile"]
    assert [one.attributes["value"] for one in buttons if "checked" in one.attributes] == [chosen]


def test_swims_have_splits_of_100_meters_and_yards(app: Flask, client: FlaskClient) -> None:
    record(app, NUMBER["Swim"], streams=STREAMS)
    meters = [
        {"start": start, "end": start + 110.0, "moving_time": 110.0, "distance": length}
        for start, length in ((0.0, 100.0), (110.0, 100.0), (220.0, 50.0))
    ]
    store_stretches(app, NUMBER["Swim"], "100m", meters)
    yards = [{**row, "distance": row["distance"] * 0.9144} for row in meters]
    store_stretches(app, NUMBER["Swim"], "100yd", yards)
    by_meters, by_yards = splits(client, "Swim")
    assert [row["m"] for row in by_meters] == ["100", "200", "250"]
    assert [row["Pace /100 m"] for row in by_meters] == ["1:50", "1:50", "3:40"]
    assert [row["yd"] for row in by_yards] == ["100", "200", "250"]
    assert [row["Pace /100 yd"] for row in by_yards] == ["1:50", "1:50", "3:40"]


def test_only_runs_have_a_grade_adjusted_pace_which_is_named_an_estimate(
    app: Flask, client: FlaskClient
) -> None:
    for sport in ("Run", "Ride", "Rowing"):
        record(app, NUMBER[sport], streams=STREAMS)
    assert "estimate" in open_page(client, NUMBER["Run"]).text
    for sport in ("Ride", "Rowing"):
        assert "estimate" not in open_page(client, NUMBER[sport]).text
        assert "GAP" not in open_page(client, NUMBER[sport]).text
    assert splits(client, "Rowing")[0][0]["Pace /500 m"] == "2:05"


@pytest.mark.parametrize(
    "streams",
    [
        {},
        {"time": [0, 60], "heartrate": [120, 130]},
        {"time": [0, 200], "distance": [0.0, 800.0]},
    ],
    ids=["none", "without a distance", "shorter than a kilometer"],
)
def test_no_splits_are_shown_where_there_are_none(
    app: Flask, client: FlaskClient, streams: dict[str, list[Any]]
) -> None:
    record(app, NUMBER["Yoga"], streams=streams)
    assert splits(client, "Yoga") == []
