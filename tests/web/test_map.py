"""GET /map without JavaScript, and what its scripts ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import polyline
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from strava import sports
from strava.db.models import Athlete
from strava.settings import Settings

from ..applications import MakeApp, stored
from ..html import Element, parse
from .table_page import FIRST_ID, MANY_ACTIVITIES, SIX_ACTIVITIES

ROUTE = polyline.encode([(47.0, 8.0), (47.1, 8.1), (47.1, 8.2)])
WITH_ROUTES = [
    one if one["sport_type"] in ("Swim", "Yoga") else one | {"map": {"summary_polyline": ROUTE}}
    for one in SIX_ACTIVITIES
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with stored(tmp_path_factory.mktemp("map"), WITH_ROUTES) as app:
        yield app


def map_page(client: FlaskClient, query: str = "") -> Element:
    return parse(client.get(f"/map?{query}").text)


def listed(page: Element) -> dict[int, bool]:
    """Return the numbers of the listed activities, in order, and whether each has a drawing."""
    return {
        int(item.find("a").attributes["data-id"]) - FIRST_ID: bool(
            item.find("svg").find_all("path")
        )
        for item in page.find_all("li")
        if item.find_all("svg")
    }


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [6, 5, 4, 3, 2, 1]),
        ("sport=Ride", [2, 1]),
        ("sport=Run&sport=Swim&to=2026-04-01", [4, 3]),
        ("group=foot&sort=distance&order=asc", [4, 3]),
        (f"id={FIRST_ID + 1}&id={FIRST_ID + 5}&min_km=2", [1]),
    ],
)
def test_list_has_what_matches_with_a_drawing_of_each_route(
    client: FlaskClient, query: str, numbers: list[int]
) -> None:
    page = map_page(client, query)
    assert listed(page.by_id("activities")) == {number: number < 5 for number in numbers}
    assert f"{len(numbers)} activit" in page.by_id("totals").text


def test_each_item_says_what_it_is_and_leads_to_the_activity(client: FlaskClient) -> None:
    (item,) = map_page(client, "q=Alb").by_id("activities").find_all("li")
    for part in ("Über die Alb", "Ride", "Ride", "5 Jan 2026", "40.0 km", "1:00:00"):
        assert part in item.text
    assert client.get(item.find("a").attributes["href"]).status_code == 200


def test_groups_of_sports_have_the_names_of_all_pages(client: FlaskClient) -> None:
    groups = parse(client.get("/map").text).by_id("routes-map").attributes["data-groups"]
    assert json.loads(groups) == [list(item) for item in sports.GROUP_NAMES.items()]


def test_filters_are_those_of_the_table_and_stay_from_page_to_page(client: FlaskClient) -> None:
    query = f"sport=Run&min_km=3&weekday=1&id={FIRST_ID + 4}&id={FIRST_ID + 3}"
    page = map_page(client, query)
    (link,) = [one for one in page.find("nav").find_all("a") if one.text == "Activities"]
    address = urlsplit(link.attributes["href"])
    assert (address.path, parse_qs(address.query)) == ("/activities", parse_qs(query))
    table = parse(client.get(link.attributes["href"]).text)
    (back,) = [one for one in table.find("nav").find_all("a") if one.text == "Map"]
    assert parse_qs(urlsplit(back.attributes["href"]).query) == parse_qs(query)
    form = page.by_id("filters")
    assert form.attributes["action"] == "/map"
    hidden = [
        (field.attributes["name"], field.attributes["value"])
        for field in form.find_all("input")
        if field.attributes.get("type") == "hidden"
    ]
    assert hidden == [("weekday", "1"), ("id", str(FIRST_ID + 4)), ("id", str(FIRST_ID + 3))]
    # A chip leads to the map without its filter.
    chips = {chip.attributes["aria-label"]: chip for chip in page.find_all("a", "chip")}
    without = urlsplit(chips["Remove filter: Run"].attributes["href"])
    assert without.path == "/map"
    assert "sport" not in parse_qs(without.query)


def test_what_is_wrong_in_an_address_is_named_and_what_matches_nothing_says_so(
    client: FlaskClient,
) -> None:
    section = map_page(client, "min_km=x&sport=Rum").by_id("activities")
    notices = [notice.text for notice in section.find_all("p", "notice")]
    assert len(notices) == 2
    assert "“min_km” was ignored" in notices[0]
    assert "“Rum” is not a sport" in notices[1]
    assert "Nothing matches" in section.text
    assert section.find_all("li") == []


def test_long_lists_have_pages(tmp_path_factory: pytest.TempPathFactory) -> None:
    with stored(tmp_path_factory.mktemp("many"), MANY_ACTIVITIES) as app:
        client = app.test_client()
        first, last = map_page(client), map_page(client, "page=5")
        assert len(listed(first)) == 50
        assert len(listed(last)) == 30
        following = first.by_id("page-next").attributes["href"]
        assert following == "/map?page=2"
        assert not listed(first).keys() & listed(parse(client.get(following).text)).keys()
        narrower = map_page(client, "sport=Run&page=99").by_id("pagination")
        assert narrower.find("b").text == "5"


def test_question_about_the_background_is_asked_once(app: Flask, client: FlaskClient) -> None:
    def answer(value: bool | None) -> Element:
        with app.extensions["logbook"].sessions.begin() as session:
            session.execute(update(Athlete).values(map_background=value))
        return map_page(client).by_id("map-background")

    assert "behind the routes?" in answer(None).text
    assert "data-tiles" not in answer(False).attributes
    assert answer(True).attributes["data-tiles"].startswith("https://tile.openstreetmap.org/")
    answer(None)


def test_list_of_a_place_has_the_activities_with_these_ids_newest_first(
    client: FlaskClient,
) -> None:
    ids = "&".join(f"id={FIRST_ID + number}" for number in (1, 4, 2, 999))
    answer = client.get(f"/map/here?{ids}&sport=Swim")
    assert list(listed(parse(answer.text))) == [4, 2, 1]
    assert client.get("/map/here").text == client.get("/map/here?id=x").text == ""


def test_visitors_without_an_athlete_are_sent_to_the_start_page(
    settings: Settings, make_app: MakeApp
) -> None:
    client = make_app(settings).test_client()
    for address in ("/map", "/map/routes.json", "/map/tiles.json"):
        assert client.get(address).headers["Location"] == "/"
    assert client.get("/map/here?id=1").text == ""


def test_activity_without_a_date_is_listed(tmp_path: Path) -> None:
    without = {"id": 7, "name": "When?", "sport_type": "Run", "start_date": None}
    with stored(tmp_path / "undated", [without | {"map": {"summary_polyline": ROUTE}}]) as app:
        client = app.test_client()
        (item,) = map_page(client).by_id("activities").find_all("li")
        (route,) = client.get("/map/routes.json").get_json()["routes"]
    assert "When?" in item.text
    assert route["date"] is None
