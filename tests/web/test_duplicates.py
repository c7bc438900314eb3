"""An activity is left out of everything that is counted, and included again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.models import LeftOut
from strava.polylines import encode

from ..applications import store, stored
from ..html import Element, parse
from ..stored_data import rows
from .table_page import FIRST_ID, activity, shown_numbers, table_page

LINE = encode([(47.0 + step / 1000, 8.0) for step in range(9)])
ACTIVITIES = [
    activity(number, "Run", "2026-03-01", 10 + number, map={"summary_polyline": LINE}, gear_id="g1")
    for number in (1, 2, 3)
]
TWICE = FIRST_ID + 2
ADDRESS = f"/activities/{TWICE}/duplicate"


@pytest.fixture
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Three runs, the second of which is stored twice."""
    with stored(tmp_path_factory.mktemp("duplicates"), ACTIVITIES) as app:
        yield app


def page_of(client: FlaskClient) -> Element:
    return parse(client.get(f"/activities/{TWICE}").text)


def counted(client: FlaskClient, query: str = "") -> dict[str, object]:
    """Return which activities each output has, or how many."""
    table = table_page(client, query)
    found: dict[str, object] = {
        "table": shown_numbers(client, query),
        "totals": table.by_id("totals").find("b").text,
        "statistics": client.get(f"/stats.json?{query}").get_json()["total"]["activities"],
        "distance": client.get(f"/stats.json?{query}").get_json()["total"]["distance"],
    }
    for address in ("/activities.json", "/activities.geojson", "/map/routes.json"):
        read = client.get(f"{address}?{query}").get_json()
        items = read if isinstance(read, list) else read.get("features") or read.get("routes", [])
        ids = [one["properties"]["id"] if "properties" in one else one["id"] for one in items]
        found[address] = [one - FIRST_ID for one in ids]
    return found


def test_activity_that_is_left_out_is_in_no_list_total_or_map(client: FlaskClient) -> None:
    before = counted(client)
    assert (before["table"], before["totals"]) == ([3, 2, 1], "3")
    for _ in range(2):
        response = client.post(ADDRESS, data={"left_out": "1"})
        assert (response.status_code, response.headers["Location"]) == (
            303,
            f"/activities/{TWICE}",
        )
    assert counted(client) == {
        "table": [3, 1],
        "totals": "2",
        "statistics": 2,
        "distance": 24_000.0,
        "/activities.json": [3, 1],
        "/activities.geojson": [3, 1],
        "/map/routes.json": [3, 1],
    }
    only = counted(client, "left_out=1")
    assert only == {
        "table": [2],
        "totals": "1",
        "statistics": 1,
        "distance": 12_000.0,
        "/activities.json": [2],
        "/activities.geojson": [2],
        "/map/routes.json": [2],
    }
    for _ in range(2):
        client.post(ADDRESS, data={"left_out": "0"})
        assert counted(client) == before


def test_its_page_says_so_and_has_the_form_to_include_it_again(client: FlaskClient) -> None:
    assert client.get(f"/activities/{TWICE}.json").get_json()["left_out_at"] is None
    (button,) = page_of(client).by_id("actions").find_all("button")
    assert (button.text, button.attributes["value"]) == ("Leave out as a duplicate", "1")
    client.post(ADDRESS, data={"left_out": "1", "list": "sport=Run"})
    page = page_of(client)
    assert "“Name 2” is left out of all totals." in page.text
    assert page.by_id("actions").find_all("button") == []
    form = page.find("form", "question")
    assert form.text.startswith("Left out as a duplicate since 22 Nov 2026")
    assert form.attributes["action"].split("?")[0] == ADDRESS
    assert (form.find("button").text, form.find("button").attributes["value"]) == (
        "Include it again",
        "0",
    )
    stored = client.get(f"/activities/{TWICE}.json").get_json()
    assert stored["left_out_at"] == "2026-11-22T12:00:00Z"
    client.post(ADDRESS, data={"left_out": "0"})
    assert "“Name 2” counts again." in page_of(client).text


def test_filter_is_offered_once_something_is_left_out(client: FlaskClient) -> None:
    assert table_page(client).by_id("left-out-choice").text == ""
    client.post(ADDRESS, data={"left_out": "1"})
    assert table_page(client).by_id("left-out-choice").text == "Left out as duplicates 1"
    assert table_page(client, "sport=Ride").by_id("left-out-choice").text == ""


def test_list_that_one_comes_from_is_kept(client: FlaskClient) -> None:
    response = client.post(ADDRESS, data={"left_out": "1", "list": "sport=Run"})
    assert response.headers["Location"] == f"/activities/{TWICE}?list=sport%3DRun"


@pytest.mark.parametrize(
    ("address", "form", "status"),
    [
        (ADDRESS, {}, 400),
        (ADDRESS, {"left_out": "2"}, 400),
        (f"/activities/{FIRST_ID + 9}/duplicate", {"left_out": "1"}, 404),
        (f"/activities/{2**63}/duplicate", {"left_out": "1"}, 404),
    ],
)
def test_what_cannot_be_left_out_is_refused(
    app: Flask, client: FlaskClient, address: str, form: dict[str, str], status: int
) -> None:
    assert client.post(address, data=form).status_code == status
    assert rows(app, LeftOut) == []


def test_activity_of_another_athlete_is_not_found(app: Flask, client: FlaskClient) -> None:
    store(app, [activity(50, "Run", "2026-03-05", 5)], athlete_id=2)
    with client.session_transaction() as session:
        session["athlete"] = 2
    assert client.post(ADDRESS, data={"left_out": "1"}).status_code == 404


def test_a_later_sync_keeps_it_left_out(app: Flask, client: FlaskClient) -> None:
    client.post(ADDRESS, data={"left_out": "1"})
    store(app, [{**one, "name": "Renamed"} for one in ACTIVITIES])
    assert shown_numbers(client) == [3, 1]
    assert shown_numbers(client, "left_out=1") == [2]
