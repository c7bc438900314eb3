"""Private places on the settings page and on the page of an activity, and the switch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from strava.db.models import Athlete, Document, PrivatePlace

from ..applications import store, stored
from ..html import Element, parse
from ..stored_data import rows
from .table_page import FIRST_ID, activity

HOME = {"name": "Home", "point": "47.05, 8.31", "radius": "500"}
ACTIVITIES = [
    activity(1, "Run", "2026-01-01", 5, name="Morning", start_latlng=[47.05, 8.31]),
    activity(2, "Run", "2026-01-02", 5, start_latlng=[]),
    activity(3, "Run", "2026-01-03", 5, start_latlng=[None, "x"], map={"summary_polyline": "_seK"}),
    activity(4, "Run", "2026-01-04", 5, map={"summary_polyline": "_p~iF~ps|U_ulLnnqC"}),
]


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with stored(tmp_path_factory.mktemp("places"), ACTIVITIES) as app:
        yield app


@pytest.fixture
def client(application: Flask) -> Iterator[FlaskClient]:
    """A browser whose athlete has no private places."""
    yield application.test_client()
    with application.extensions["logbook"].sessions.begin() as session:
        session.query(PrivatePlace).delete()
        session.execute(update(Athlete).values(hides_places=None, units=None))


def post(client: FlaskClient, page: str = "/settings", **form: Any) -> str:
    """Send a form of a page, and return the notice on the page that follows."""
    referrer = {"Referer": f"http://localhost{page}"}
    response = client.post("/settings/places", data=form, headers=referrer)
    expected = "/settings#places" if page == "/settings" else f"http://localhost{page}"
    assert (response.status_code, response.headers["Location"]) == (303, expected)
    notices = parse(client.get(page).text).find_all("p", "notice")
    return [one.text for one in notices if {"success", "warning"} & {*one.classes}][-1]


def section(client: FlaskClient) -> Element:
    return parse(client.get("/settings").text).by_id("places")


def stored_places(client: FlaskClient) -> list[tuple[str, float, float, float]]:
    return [
        (one.name, one.latitude, one.longitude, one.radius)
        for one in rows(client.application, PrivatePlace)
    ]


def is_hidden(client: FlaskClient) -> bool:
    """Return whether the header of any page says that places are hidden."""
    pages = [parse(client.get(address).text) for address in ("/activities", "/settings", "/sync")]
    (found,) = {len(page.find("header").find_all("a", "places-hidden")) for page in pages}
    return found == 1


def test_place_is_added_and_hidden_then_shown_and_removed(client: FlaskClient) -> None:
    assert not is_hidden(client)
    assert "hidden now" in post(client, **HOME)
    assert stored_places(client) == [("Home", 47.05, 8.31, 500.0)]
    assert is_hidden(client)
    # Its coordinates would be on a screenshot of the settings.
    assert "Home , 500 m around Remove" in section(client).text
    assert "47.05" not in section(client).text
    assert "shown now" in post(client, hidden="no")
    assert not is_hidden(client)
    assert "Home , 500 m around 47.05000, 8.31000" in section(client).text
    assert "hidden now" in post(client, hidden="yes")
    assert is_hidden(client)
    (place,) = rows(client.application, PrivatePlace)
    assert post(client, remove=place.id) == "Removed."
    assert stored_places(client) == []
    assert not is_hidden(client)
    assert "There are no private places" in post(client, hidden="yes")


def test_removing_one_of_several_places_leaves_the_switch_alone(client: FlaskClient) -> None:
    post(client, **HOME)
    post(client, **{**HOME, "name": "Work"})
    post(client, hidden="no")
    first, _ = rows(client.application, PrivatePlace)
    post(client, remove=first.id)
    assert not is_hidden(client)
    assert "Private places are shown. Hide them" in section(client).text


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ("47.05,8.31", (47.05, 8.31)),
        ("  -33.9  151.2 ", (-33.9, 151.2)),
        ("47.05° N, 8.31° W", (47.05, -8.31)),
        ("33.9s;151.2E", (-33.9, 151.2)),
        ("+1, -180", (1.0, -180.0)),
    ],
)
def test_point_can_be_written_as_maps_write_it(
    client: FlaskClient, point: str, expected: tuple[float, float]
) -> None:
    post(client, **{**HOME, "point": point})
    assert stored_places(client) == [("Home", *expected, 500.0)]


@pytest.mark.parametrize(
    ("oddity", "reason"),
    [
        ({"name": "  "}, "needs a name"),
        ({"point": ""}, "latitude and a longitude"),
        ({"point": "47.05"}, "latitude and a longitude"),
        ({"point": "97, 8"}, "latitude and a longitude"),
        ({"point": "47, 181"}, "latitude and a longitude"),
        ({"point": "0, 0"}, "latitude and a longitude"),
        ({"point": "nan, 1"}, "latitude and a longitude"),
        ({"point": "1" * 500 + ", 1"}, "latitude and a longitude"),
        ({"radius": "49"}, "from 50 to 5,000 m"),
        ({"radius": "5001"}, "from 50 to 5,000 m"),
        ({"radius": "1e3"}, "from 50 to 5,000 m"),
        ({"radius": "\u0665\u0660\u0660"}, "from 50 to 5,000 m"),
        ({"radius": ""}, "from 50 to 5,000 m"),
        ({"hidden": "maybe"}, "not one of the choices"),
        ({"hidden": "yes"}, "There are no private places"),
        ({"remove": "1"}, "There is no such place"),
        ({"remove": "x"}, "There is no such place"),
    ],
    ids=str,
)
def test_form_that_makes_no_sense_saves_nothing_and_says_why(
    client: FlaskClient, oddity: dict[str, str], reason: str
) -> None:
    notice = post(client, **{**HOME, **oddity})
    assert notice.startswith("Nothing was saved.")
    assert reason in notice
    assert stored_places(client) == []


def test_radius_is_in_the_units_of_the_athlete(client: FlaskClient) -> None:
    client.post("/settings", data={"units": "imperial"})
    assert "from 55 to 5,468 yd" in post(client, **{**HOME, "radius": "54"})
    post(client, **HOME)
    assert [place[3] for place in stored_places(client)] == [pytest.approx(457.2)]
    assert "Home , 500 yd around" in section(client).text


def test_number_of_places_is_limited(client: FlaskClient) -> None:
    for number in range(20):
        client.post("/settings/places", data={**HOME, "name": f"Place {number}"})
    assert "There are 20 places" in post(client, **HOME)
    assert len(stored_places(client)) == 20


def start_button(client: FlaskClient, number: int) -> list[str]:
    page = parse(client.get(f"/activities/{FIRST_ID + number}").text)
    buttons = [one for one in page.find_all("button") if one.attributes.get("name") == "activity"]
    return [one.attributes["value"] for one in buttons]


def test_surroundings_of_the_start_of_an_activity_can_be_hidden(client: FlaskClient) -> None:
    page = f"/activities/{FIRST_ID + 1}"
    assert "hidden now" in post(client, page, activity=FIRST_ID + 1)
    assert stored_places(client) == [("Start of Morning", 47.05, 8.31, 500.0)]
    notice = post(client, page, activity=FIRST_ID + 1)
    assert "begins in “Start of Morning”" in notice
    post(client, page, activity=FIRST_ID + 4)
    assert stored_places(client)[1] == ("Start of Name 4", 38.5, -120.2, 500.0)


@pytest.mark.parametrize("number", [2, 3])
def test_activity_whose_start_is_not_known_has_no_place(client: FlaskClient, number: int) -> None:
    page = f"/activities/{FIRST_ID + number}"
    assert "not known where this activity began" in post(client, page, activity=FIRST_ID + number)
    assert start_button(client, number) == []


def test_start_is_offered_only_while_it_is_shown(client: FlaskClient) -> None:
    with client.application.extensions["logbook"].sessions.begin() as session:
        document = session.get_one(Document, (FIRST_ID + 1, "summary"))
        body, document.body = (
            document.body,
            document.body.replace(
                '"start_latlng"',
                '"map": {"summary_polyline": "_p~iF~ps|U_ulLnnqC"}, "start_latlng"',
            ),
        )
    assert start_button(client, 1) == [str(FIRST_ID + 1)]
    post(client, **HOME)
    assert start_button(client, 1) == []
    with client.application.extensions["logbook"].sessions.begin() as session:
        session.get_one(Document, (FIRST_ID + 1, "summary")).body = body


def test_activities_of_others_and_no_activities_are_not_found(client: FlaskClient) -> None:
    for number in ("5", "x", "-1", str(10**30)):
        assert client.post("/settings/places", data={"activity": number}).status_code == 404


def test_places_of_one_athlete_do_not_hide_those_of_another(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    line = {"summary_polyline": "_p~iF~ps|U_ulLnnqC"}
    with stored(tmp_path_factory.mktemp("two"), []) as app:
        for athlete in (1, 2):
            store(app, [activity(athlete, "Run", "2026-01-01", 5, map=line)], athlete_id=athlete)
        client = app.test_client()
        client.post("/athlete", data={"id": 1})
        client.post("/settings/places", data={**HOME, "point": "38.5, -120.2"})
        (cut,) = client.get("/map/routes.json").get_json()["routes"]
        place = rows(app, PrivatePlace)[0].id
        client.post("/athlete", data={"id": 2})
        (whole,) = client.get("/map/routes.json").get_json()["routes"]
        assert (whole["polyline"], cut["polyline"] == whole["polyline"]) == (
            line["summary_polyline"],
            False,
        )
        client.post("/settings/places", data={"remove": place})
        assert len(rows(app, PrivatePlace)) == 1
        client.post("/disconnect", data={"id": 1, "delete": "1"})
        assert rows(app, PrivatePlace) == []


def test_nobody_without_an_athlete_can_add_a_place(client: FlaskClient, app: Flask) -> None:
    response = app.test_client().post("/settings/places", data=HOME)
    assert (response.status_code, response.headers["Location"]) == (303, "/")
