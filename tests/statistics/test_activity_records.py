"""Records of whole activities equal a plain search, and lead to their activities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ..applications import stored
from ..html import Element, parse
from ..sample_strava import activity
from ..web.recorded import record
from . import plain, walk
from .histories import Fields

LEAST_KM = {"foot": (5, 10, 20), "cycle": (20, 50, 100), "water": (1, 5), "winter": (5, 20)}
FASTEST = {"Run": 7, "TrailRun": 7, "Ride": 25, "Swim": 2.4, "NordicSki": 12}
"""Meters per second as the average of an activity that can be true; 40 in other sports."""


def seconds(one: Fields) -> float:
    return float(one["moving_time"] or one["elapsed_time"])


def is_true(one: Fields) -> bool:
    return (one["distance"] or 0) <= FASTEST.get(one["sport_type"], 40) * seconds(one)


def speed(one: Fields) -> float:
    return (one["distance"] or 0) / one["moving_time"] if one["moving_time"] else 0.0


MEASURES: dict[str, Callable[[Fields], float]] = {
    "distance": lambda one: one["distance"] or 0,
    "moving_time": lambda one: one["moving_time"] or 0,
    "elevation_gain": lambda one: one["total_elevation_gain"] or 0,
}


def expected_records(history: list[Fields]) -> dict[tuple[str, str, float | None], Fields]:
    """Return the activity that has each record, by group, measure, and least distance."""
    found: dict[tuple[str, str, float | None], Fields] = {}
    by_time = sorted(history, key=lambda one: (one["start_date_local"], one["id"]))
    for group in ("foot", "cycle", "water", "winter", "other"):
        activities = [one for one in by_time if plain.group_of(one) == group and is_true(one)]
        for name, value in MEASURES.items():
            if activities and max(map(value, activities)) > 0:
                found[group, name, None] = max(activities, key=value)
        for km in LEAST_KM.get(group, (5, 20)):
            long = [one for one in activities if (one["distance"] or 0) >= km * 1000]
            if long and max(map(speed, long)) > 0:
                found[group, "speed", km * 1000] = max(long, key=speed)
    return found


@pytest.mark.parametrize("query", ["", "span=2025", "commute=1&sport=Run&sport=Ride"])
def test_records_are_those_of_a_plain_search(
    history_client: FlaskClient, random_history: list[Fields], query: str
) -> None:
    matching = [
        one
        for one in random_history
        if (query != "span=2025" or one["start_date_local"].startswith("2025"))
        and ("commute" not in query or (one["commute"] and one["sport_type"] in ("Run", "Ride")))
    ]
    answer = history_client.get(f"/records.json?{query}").get_json()
    found = {
        (one["sport_group"], one["record"], one.get("least_distance")): (one["id"], one["value"])
        for one in (each | {"id": each["activity_id"]} for each in answer["activities"])
    }
    assert found == {
        key: (one["id"], round(MEASURES.get(key[1], speed)(one), 3))
        for key, one in expected_records(matching).items()
    }
    assert {*answer["implausible"]} == {one["id"] for one in matching if not is_true(one)}


def rows(client: FlaskClient, query: str, group: str) -> Iterator[tuple[dict[str, Element], str]]:
    """Yield the cells of each record of a group, and its name."""
    page = parse(client.get(f"/records?{query}").text)
    for cells, heading in walk.rows(page.by_id(f"records-{group}").find("table")):
        yield cells, heading.text


def test_each_record_leads_to_its_activity_and_to_a_table_that_begins_with_it(
    history_client: FlaskClient, random_history: list[Fields]
) -> None:
    expected = expected_records(random_history)
    by_name: dict[tuple[str, float | None], str] = {
        ("distance", None): "Longest",
        ("moving_time", None): "Longest moving time",
        ("elevation_gain", None): "Most elevation gain",
        **{("speed", km * 1000): f"Fastest average from {km} km" for km in (1, 5, 10, 20, 50, 100)},
    }
    true = {one["id"] for one in random_history if is_true(one)}
    checked = 0
    for group in ("foot", "cycle", "water", "winter", "other"):
        names = {
            by_name[measure, least]: (group, measure, least)
            for its, measure, least in expected
            if its == group
        }
        shown = {name: cells for cells, name in rows(history_client, "", group)}
        assert shown.keys() == names.keys()
        for name, cells in shown.items():
            record = expected[names[name]]
            assert cells["Value"].find("a").attributes["href"] == f"/activities/{record['id']}"
            address = cells["Ranking"].find("a").attributes["href"]
            listed = history_client.get(
                address.replace("/activities", "/activities.json")
            ).get_json()
            first = next(one for one in listed if one["id"] in true)
            value = MEASURES.get(names[name][1], speed)
            assert value(first) == value(record), name
            checked += 1
    assert checked > 15


@pytest.fixture(scope="module")
def records_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    def one(number: int, sport: str, km: float, **fields: Any) -> Fields:
        return activity(number, sport_type=sport, distance=km * 1000, **fields)

    activities = [
        one(1, "Run", 42.2, moving_time=12_000, elapsed_time=15_000, workout_type=1, elev_high=400),
        one(2, "Run", 10.0, moving_time=3000, elev_high=8900.0),  # higher than any mountain
        one(3, "Run", 30.0, moving_time=3600),  # in a car
        one(4, "Walk", 20.0, moving_time=12_000, elev_high=2500.5, total_elevation_gain=900.0),
        one(5, "Walk", 1.0, moving_time=600, elapsed_time=600, total_elevation_gain=601.0),
        one(6, "AlpineSki", 30.0, moving_time=3600, elapsed_time=3600, total_elevation_gain=6000.0),
        one(7, "Swim", 1.5, moving_time=1500, total_elevation_gain=0),
        one(8, "Yoga", 0, moving_time=0),
    ]
    with stored(tmp_path_factory.mktemp("records"), activities) as app:
        yield app


@pytest.fixture
def client(records_app: Flask) -> FlaskClient:
    return records_app.test_client()


def test_what_no_human_reaches_has_no_record_and_is_named(client: FlaskClient) -> None:
    page = parse(client.get("/records").text)
    shown = {
        (group, name): (cells["Value"].text, cells["Activity"].text)
        for group in ("foot", "winter", "water")
        for cells, name in rows(client, "", group)
    }
    assert shown["foot", "Longest"] == ("42.2 km", "Activity 1")
    assert shown["foot", "Highest point"] == ("2,500 m", "Activity 4")
    assert shown["foot", "Most elevation gain"] == ("900 m", "Activity 4")
    # The average of a race is over its elapsed time.
    assert shown["foot", "Fastest average from 20 km"] == ("5:55 /km", "Activity 1")
    assert shown["winter", "Most elevation gain"] == ("6,000 m", "Activity 6")
    assert shown["water", "Longest"] == ("1,500 m", "Activity 7")
    assert shown["water", "Fastest average from 1 km"] == ("1:40 /100 m", "Activity 7")
    assert ("water", "Most elevation gain") not in shown
    (link,) = [one for one in page.by_id("records").find_all("a") if one.text == "2 activities"]
    ids = [
        int(part.removeprefix("id=")) for part in link.attributes["href"].split("?")[1].split("&")
    ]
    assert sorted(ids) == [9_000_000_000 + number for number in (3, 5)]
    assert "records-other" not in client.get("/records").text


def test_average_from_a_distance_is_that_of_an_activity_which_is_as_long(
    tmp_path: Path,
) -> None:
    activities = [
        activity(number, sport_type="Run", distance=km * 1000, moving_time=km * 250)
        for number, km in enumerate((4, 6, 12, 8, 30))
    ]
    with stored(tmp_path, activities) as app:
        found = app.test_client().get("/records.json").get_json()["activities"]
    averages = {
        one["least_distance"]: one["activity_id"] - 9_000_000_000
        for one in found
        if one["record"] == "speed"
    }
    assert averages == {5000: 1, 10_000: 2, 20_000: 4}


def test_each_number_is_that_of_the_activity_that_it_leads_to(client: FlaskClient) -> None:
    found = [*rows(client, "", "foot"), *rows(client, "", "water")]
    links = {cells["Value"].find("a").attributes["href"] for cells, _ in found}
    pages = {link: parse(client.get(link).text).find("article").text for link in links}
    assert len(pages) == 4
    for cells, name in found:
        link = cells["Value"].find("a")
        assert link.text in pages[link.attributes["href"]], name


def test_page_says_how_many_recordings_are_missing_and_how_to_fetch_them(
    records_app: Flask, client: FlaskClient
) -> None:
    def said() -> str:
        page = parse(client.get("/records?group=foot&group=water").text)
        paragraph = page.by_id("records").find("p", "muted")
        assert [one.attributes["href"] for one in paragraph.find_all("a")] == ["/sync"]
        return paragraph.text

    assert "4 of the matching runs, rides, and swims have none yet" in said()
    assert said().endswith("Fetch the details of all")
    assert client.get("/records.json").get_json()["without_recording"] == 4
    record(records_app, 1, {}, {"time": [0, 10], "distance": [0, 30]})
    assert "3 of the matching" in said()


@pytest.mark.parametrize("is_measured", [True, False])
def test_only_a_power_meter_has_a_power_curve(
    records_app: Flask, client: FlaskClient, is_measured: bool
) -> None:
    streams = {"time": list(range(61)), "watts": [250] * 61}
    record(records_app, 1, {"device_watts": is_measured}, streams)
    found = client.get("/records.json").get_json()["power_curve"]
    expected = [(5, 250), (15, 250), (30, 250), (60, 250)] if is_measured else []
    assert [(one["duration"], one["watts"]) for one in found] == expected


@pytest.fixture
def in_miles(client: FlaskClient) -> Iterator[FlaskClient]:
    client.post("/settings", data={"units": "imperial"})
    yield client
    client.post("/settings", data={"units": "metric"})


def test_averages_count_from_miles_for_those_who_use_them(in_miles: FlaskClient) -> None:
    shown = {name: cells for cells, name in rows(in_miles, "", "foot")}
    assert not [name for name in shown if "km" in name]
    ranking = shown["Fastest average from 10 mi"]["Ranking"].find("a")
    assert "min_km=16.09344" in ranking.attributes["href"]
    found = in_miles.get("/records.json").get_json()["activities"]
    assert found[4]["least_distance"] == 5000


def test_page_says_that_nothing_matches(client: FlaskClient) -> None:
    page = parse(client.get("/records?q=nothing+like+this").text)
    assert page.by_id("records").find("h2").text == "Nothing matches"
    found = client.get("/records.json?q=nothing+like+this").get_json()
    assert (found["activities"], found["best_efforts"], found["power_curve"]) == ([], [], [])


def test_filters_stay_from_page_to_page(client: FlaskClient) -> None:
    query = "sport=Run&min_km=20"
    page = parse(client.get(f"/records?{query}").text)
    links = {one.text: one.attributes["href"] for one in page.find("nav").find_all("a")}
    assert links["Stats"] == f"/stats?{query}"
    stats = parse(client.get(f"/stats?{query}").text)
    links = {one.text: one.attributes["href"] for one in stats.find("nav").find_all("a")}
    assert links["Records"] == f"/records?{query}"
    assert page.by_id("filters").attributes["action"] == "/records"
    (chip, *_) = page.by_id("chips").find_all("a")
    assert chip.attributes["href"] == "/records?min_km=20"
    # The table of a record has the longer one of both distances.
    (cells,) = [cells for cells, name in rows(client, query, "foot") if name.endswith(" 5 km")]
    assert cells["Ranking"].find("a").attributes["href"].endswith("min_km=20&sort=speed")


def test_wrong_parameters_are_ignored_with_a_notice(client: FlaskClient) -> None:
    page = parse(client.get("/records?by=year").text)
    assert "“by” is not a parameter" in page.by_id("records").find("p", "notice").text
    assert "by" in client.get("/records.csv?by=year").headers["X-Notice"]


def test_without_an_athlete_records_lead_to_the_start_page(app: Flask) -> None:
    for address in ("/records", "/records.json", "/records.csv"):
        assert app.test_client().get(address).headers["Location"] == "/"
