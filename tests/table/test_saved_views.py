"""Saved views: filters, order and columns under a name."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.accounts import athletes
from strava.api import oauth
from strava.db.models import SavedView

from ..html import parse
from ..stored_data import rows

QUERY = "sport=Run&sport=Hike&min_km=5&sort=climb&columns=date,climb"


def save(client: FlaskClient, name: str, query: str = QUERY) -> str:
    return client.post("/activities/views", data={"name": name, "query": query}).headers["Location"]


def views(client: FlaskClient) -> dict[str, str]:
    """Return the addresses of the saved views by name, as the page lists them."""
    page = client.get("/activities").text
    found = re.findall(r'<a class="view" href="([^"]+)"[^>]*>(.*?)</a>', page)
    return {name: address.replace("&amp;", "&") for address, name in found}


def connect_another_athlete(app: Flask) -> int:
    """Store another athlete; return their ID."""
    tokens = oauth.TokenGrant("access", "refresh", 9, {"id": 77, "firstname": "Kim"})
    logbook = app.extensions["logbook"]
    with logbook.sessions() as session:
        # Disconnected, so the page still shows the first athlete.
        other, _ = athletes.connect(session, tokens, "read", logbook.now())
        athletes.disconnect(session, other.id, with_data=False)
        return other.id


def test_view_links_to_the_saved_filters_order_and_columns(connected: FlaskClient) -> None:
    address = save(connected, " Long   runs ")
    assert "The view “Long runs” was saved." in connected.get(address).text
    assert views(connected) == {"Long runs": address}
    page = connected.get(address).text
    assert re.search(r'aria-sort="descending"[^>]*>\s*<a id="sort-climb"', page)
    assert 'aria-label="Remove filter: Hike"' in page


def test_saving_under_the_same_name_replaces_the_view(connected: FlaskClient, app: Flask) -> None:
    save(connected, "Mine")
    address = save(connected, "Mine", "q=lake")
    assert "The view “Mine” was replaced." in connected.get(address).text
    assert views(connected) == {"Mine": "/activities?q=lake"}
    assert len(rows(app, SavedView)) == 1


def test_removing_a_view_asks_first(connected: FlaskClient, app: Flask) -> None:
    save(connected, "Mine")
    (view,) = rows(app, SavedView)
    form = parse(connected.get("/activities").text).by_id("views-list").find("form")
    assert form.attributes.get("method", "get") == "get"
    address = f"{form.attributes['action']}?id={view.id}&query=q%3Dlake"
    page = parse(connected.get(address).text).find("article")
    assert "Remove the view “Mine”?" in page.text
    assert "All your activities" in page.find_all("ul")[1].text
    assert page.find("a").attributes["href"] == "/activities?q=lake"
    assert len(rows(app, SavedView)) == 1
    fields = {
        field.attributes["name"]: field.attributes["value"] for field in page.find_all("input")
    }
    removed = connected.post(page.find("form").attributes["action"], data=fields)
    assert removed.headers["Location"] == "/activities?q=lake"
    assert rows(app, SavedView) == []


@pytest.mark.parametrize("view_id", ["", "0", "77", "x", "9" * 30])
def test_nothing_is_asked_about_a_view_that_does_not_exist(
    connected: FlaskClient, view_id: str
) -> None:
    response = connected.get(f"/activities/views/remove?id={view_id}&query=q%3Dlake")
    assert response.headers["Location"] == "/activities?q=lake"
    assert "This view no longer exists." in connected.get("/activities").text


def test_view_can_be_removed(connected: FlaskClient, app: Flask) -> None:
    save(connected, "Mine")
    (view,) = rows(app, SavedView)
    response = connected.post("/activities/views/remove", data={"id": view.id, "query": "q=lake"})
    assert response.headers["Location"] == "/activities?q=lake"
    assert views(connected) == {}


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_view_with_an_invalid_name_is_not_saved(
    connected: FlaskClient, app: Flask, name: str
) -> None:
    assert "The name of a view has 1 to 60 characters." in connected.get(save(connected, name)).text
    assert rows(app, SavedView) == []


def test_invalid_parameters_are_not_saved(connected: FlaskClient) -> None:
    save(connected, "Odd", "sort=colour&page=3&q=lake&//evil.example")
    assert views(connected) == {"Odd": "/activities?q=lake"}


def test_view_of_another_athlete_is_neither_listed_nor_removed(
    connected: FlaskClient, app: Flask
) -> None:
    save(connected, "Mine")
    (view,) = rows(app, SavedView)
    with app.extensions["logbook"].sessions.begin() as session:
        session.get_one(SavedView, view.id).athlete_id = connect_another_athlete(app)
    connected.post("/activities/views/remove", data={"id": view.id})
    assert len(rows(app, SavedView)) == 1
    assert views(connected) == {}


def test_without_an_athlete_saving_redirects_to_the_start(client: FlaskClient) -> None:
    for address in ("/activities/views", "/activities/columns"):
        assert client.post(address, data={"name": "x"}).headers["Location"] == "/"
