"""The map on the page of an activity: the route, and whether a background may be loaded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import polyline
import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.documents import store_documents
from strava.db.models import Athlete
from strava.settings import TILE_URL
from strava.web.map_background import MapBackground

from ..applications import stored
from ..recordings.stored import measure
from .table_page import SIX_ACTIVITIES

RECORDED, SUMMARY, INDOOR = 1, 2, 3
OSM = "tile.openstreetmap.org"
Fields = dict[str, Any]


def activity(number: int, route: str) -> Fields:
    return {**SIX_ACTIVITIES[0], "id": number, "map": {"summary_polyline": route}}


def record(app: Flask, activity_id: int, **streams: list[Any]) -> None:
    """Store streams of an activity as a sync does."""
    body = {name: {"data": data} for name, data in streams.items()}
    with app.extensions["logbook"].sessions() as session:
        bodies = {"detail": "null", "streams": json.dumps(body)}
        store_documents(session, activity_id, bodies, datetime(2026, 11, 22))
        measure(session, activity_id)
        session.commit()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with an activity that was recorded, one of which there is only the summary,
    and one indoors."""
    route = polyline.encode([(47.0, 8.0), (47.1, 8.1), (47.1, 8.2)])
    activities = [activity(RECORDED, route), activity(SUMMARY, route), activity(INDOOR, "")]
    with stored(tmp_path_factory.mktemp("map"), activities) as app:
        times = list(range(100))
        places = [[47 + time / 9999, 8.0] for time in times]
        places[40:50] = [[0.0, 0.0]] * 10
        heartrates = [140] * 100
        record(app, RECORDED, time=times, latlng=places, distance=times, heartrate=heartrates)
        record(app, INDOOR, time=times, heartrate=heartrates)
        yield app


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A browser whose athlete was not asked about the background yet."""
    yield app.test_client()
    with app.extensions["logbook"].sessions() as session:
        session.get_one(Athlete, 1).map_background = None
        session.commit()


def page(client: FlaskClient, activity_id: int = RECORDED) -> str:
    return client.get(f"/activities/{activity_id}").text


def answer(client: FlaskClient, choice: str, referrer: str = "") -> str:
    """Answer whether maps have a background, and return where the browser is sent."""
    response = client.post(
        "/settings/map", data={"background": choice}, headers={"Referer": referrer}
    )
    assert response.status_code == 303
    return response.location


def test_recorded_route_is_drawn_with_its_gap_and_can_be_colored(client: FlaskClient) -> None:
    text = page(client)
    assert 'data-parts="[[0, 39], [50, 99]]"' in text
    assert '<path class="map-gap"' in text
    assert re.findall(r'<option value="(\w*)" data-measurement', text) == ["speed", "heartrate"]
    assert "leaflet.js" in text


def test_summary_is_drawn_before_the_details_are_stored(client: FlaskClient) -> None:
    text = page(client, SUMMARY)
    assert '<path class="map-line" d="M' in text
    assert 'id="map-view"' not in text
    assert OSM not in text


def test_activity_without_a_route_has_no_map(client: FlaskClient) -> None:
    text = page(client, INDOOR)
    assert 'id="charts"' in text
    assert 'id="map"' not in text
    assert OSM not in text


def test_background_is_off_until_it_is_chosen(client: FlaskClient) -> None:
    asked = page(client)
    assert f"<strong>{OSM}</strong>, which would learn" in asked
    assert "data-tiles" not in asked
    before = "http://localhost/activities/1?list=sport%3DRun&from=3&to=9"
    assert answer(client, "yes", before) == before
    allowed = page(client)
    assert f'data-tiles="{TILE_URL}"' in allowed
    assert 'href="https://www.openstreetmap.org/copyright"' in allowed
    assert "would learn" not in allowed
    answer(client, "no")
    refused = page(client)
    assert "data-tiles" not in refused
    assert "would learn" not in refused
    assert f"Show a background from {OSM}" in refused


def test_settings_show_the_choice(client: FlaskClient) -> None:
    assert 'value="yes" selected' not in client.get("/settings").text
    assert answer(client, "yes") == "/settings"
    assert 'value="yes" selected' in client.get("/settings").text


@pytest.mark.parametrize(
    "referrer", ["http://evil.example/activities/1", "//evil.example", "http://[", "/\\evil"]
)
def test_answer_never_leads_to_another_site(client: FlaskClient, referrer: str) -> None:
    assert answer(client, "no", referrer) == "/settings"


def test_what_is_not_an_answer_changes_nothing(client: FlaskClient) -> None:
    answer(client, "maybe")
    assert "Nothing was saved" in client.get("/settings").text
    assert "would learn" in page(client)


def test_without_a_tile_server_nobody_is_asked(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    logbook = app.extensions["logbook"]
    answer(client, "yes")
    monkeypatch.setattr(logbook, "settings", replace(logbook.settings, tile_url=""))
    text = page(client)
    assert 'id="map-view"' in text
    assert "map-background" not in text
    assert 'id="maps"' not in client.get("/settings").text


@pytest.mark.parametrize(
    ("url", "host", "is_openstreetmap"),
    [
        (TILE_URL, OSM, True),
        ("https://{s}.tile.openstreetmap.org/{z}/{x}/{y}.png", OSM, True),
        ("https://{s}.tiles.example:8443/{z}/{x}/{y}.png", "tiles.example", False),
        ("https://notopenstreetmap.org/{z}/{x}/{y}.png", "notopenstreetmap.org", False),
        ("http://[::1]:80/{z}/{x}/{y}", "::1", False),
    ],
)
def test_host_is_named_and_openstreetmap_is_recognized(
    url: str, host: str, is_openstreetmap: bool
) -> None:
    background = MapBackground(url, None)
    assert (background.host, background.is_openstreetmap) == (host, is_openstreetmap)


def test_other_tile_servers_get_a_neutral_attribution(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    logbook = app.extensions["logbook"]
    own = "https://tiles.example/{z}/{x}/{y}.png"
    monkeypatch.setattr(logbook, "settings", replace(logbook.settings, tile_url=own))
    answer(client, "yes")
    text = page(client)
    assert "Background from tiles.example" in text
    assert "openstreetmap" not in text
