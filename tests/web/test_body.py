"""Heart rates, sex and FTP on the settings page, and the load that follows from them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.enums import Lane
from strava.db.models import Athlete, Body, Measured, ZoneTime

from ..applications import stored
from ..recordings.stored import store_measured, streams
from ..sample_strava import activity
from ..stored_data import rows

FIRST_ID = 9_000_000_000
FORM = {
    "valid_from": "2019-01-01",
    "resting_heartrate": "50",
    "max_heartrate": "190",
    "ftp": "250",
    "sex": "M",
}


@pytest.fixture(scope="module")
def without_entries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application in which nothing is saved."""
    with stored(tmp_path_factory.mktemp("refused"), []) as app:
        yield app


@pytest.fixture
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Two rides with heart rate and power, on 1 and 2 January 2019."""
    rides = [activity(number, max_heartrate=184.0, device_watts=True) for number in range(2)]
    with stored(tmp_path_factory.mktemp("body"), rides, {"ftp": 231, "sex": "F"}) as app:
        logbook = app.extensions["logbook"]
        recording = json.dumps(streams(100, heartrate=140, watts=200))
        with logbook.sessions.begin() as session:
            for number in range(2):
                now = logbook.now()
                store_measured(session, FIRST_ID + number, {"streams": recording}, now)
        yield app


def post(app: Flask, **form: str) -> str:
    """Send the form, wait until load and zones are computed, and return the page."""
    client = app.test_client()
    response = client.post("/settings/body", data=form)
    assert (response.status_code, response.headers["Location"]) == (303, "/settings#body")
    app.extensions["jobs"].wait(1, 30, Lane.MEASURES)
    return client.get("/settings").text


def field(page: str, name: str) -> str:
    """Return the value of an input."""
    (tag,) = re.findall(rf'<input [^>]*name="{name}"[^>]*>', page)
    found = re.search(r'value="([^"]*)"', tag)
    assert found
    return found[1]


def loads(app: Flask) -> list[tuple[bool, bool]]:
    """Return which of the rides have a load from heart rate and from power."""
    measured = sorted(rows(app, Measured), key=lambda one: one.activity_id)
    return [(one.trimp is not None, one.power_load is not None) for one in measured]


def test_form_is_filled_in_with_what_is_known(app: Flask, client: FlaskClient) -> None:
    page = client.get("/settings").text
    assert "They apply once you save them." in page
    names = ("resting_heartrate", "max_heartrate", "ftp", "valid_from")
    assert [field(page, name) for name in names] == ["", "184", "231", "2019-01-01"]
    assert '<option value="F" selected>' in page
    page = post(app, **FORM)
    assert "They apply once you save them." not in page
    assert [field(page, name) for name in names] == ["50", "190", "250", "2026-11-22"]
    assert '<option value="M" selected>' in page


def test_maximum_heart_rate_of_an_archive_comes_before_the_highest_seen(app: Flask) -> None:
    with app.extensions["logbook"].sessions.begin() as session:
        session.get_one(Athlete, 1).max_heartrate = 191
    assert field(app.test_client().get("/settings").text, "max_heartrate") == "191"


def test_load_and_zones_are_computed_again_in_the_background(app: Flask) -> None:
    assert loads(app) == [(False, False), (False, False)]
    page = post(app, **FORM | {"valid_from": "2019-01-02"})
    assert "Saved." in page
    assert "Wed 2 Jan 2019" in page
    assert loads(app) == [(False, False), (True, True)]
    lows = {(one.activity_id, one.low) for one in rows(app, ZoneTime) if one.number == 1}
    assert {(FIRST_ID, 92.0), (FIRST_ID + 1, 95.0)} <= lows
    post(app, valid_from="2019-01-01", ftp="200")
    assert loads(app) == [(False, True), (True, True)]
    page = post(app, remove="2019-01-02")
    assert "Wed 2 Jan 2019" not in page
    assert loads(app) == [(False, True), (False, True)]
    assert [one.valid_from for one in rows(app, Body)] == [date(2019, 1, 1)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"resting_heartrate": "24"}, "Resting heart rate: enter a whole number from 25 to 120"),
        ({"max_heartrate": "231"}, "Maximum heart rate: enter a whole number from 100 to 230 bpm"),
        ({"ftp": "29"}, "FTP: enter a whole number from 30 to 700 W"),
        ({"ftp": "2.5e2"}, "FTP: enter a whole number"),
        ({"ftp": "٢٥٠"}, "FTP: enter a whole number"),
        ({"ftp": "9" * 5000}, "FTP: enter a whole number"),
        ({"resting_heartrate": "110", "max_heartrate": "105"}, "has to be lower than the maximum"),
        ({"sex": "x"}, "The sex has to be one of the choices"),
        ({"valid_from": ""}, "such as 2026-11-22"),
        ({"valid_from": "2026-11-23"}, "The day has to be a date up to today"),
        ({"valid_from": "0001-01-01"}, "The day has to be a date up to today"),
        (dict.fromkeys(("resting_heartrate", "max_heartrate", "ftp", "sex"), ""), "at least one"),
        ({"remove": "x"}, "The day has to be a date"),
    ],
)
def test_implausible_entry_is_refused_with_a_reason(
    without_entries: Flask, change: dict[str, str], sentence: str
) -> None:
    page = post(without_entries, **FORM | change)
    assert "Nothing was saved." in page
    assert sentence in page
    assert rows(without_entries, Body) == []


def test_resting_heart_rate_is_compared_with_the_maximum_of_earlier_entries(app: Flask) -> None:
    post(app, valid_from="2019-01-01", max_heartrate="110")
    page = post(app, valid_from="2020-01-01", resting_heartrate="115")
    assert "The resting heart rate of 115 bpm has to be lower than the maximum of 110 bpm." in page
    assert len(rows(app, Body)) == 1


def test_number_of_entries_is_limited(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("strava.recordings.bodies.MOST_ENTRIES", 1)
    post(app, **FORM)
    assert "There are 1 entries." in post(app, **FORM | {"valid_from": "2020-01-01"})
    assert "Saved." in post(app, **FORM | {"ftp": "260"})


def test_removing_what_is_not_there_says_so(app: Flask) -> None:
    assert "There is no entry for this day." in post(app, remove="2019-01-02")


def test_nobody_connected_is_led_to_connect(tmp_path_factory: pytest.TempPathFactory) -> None:
    with stored(tmp_path_factory.mktemp("nobody"), []) as app:
        client = app.test_client()
        client.post("/disconnect", data={"delete": "1"})
        assert client.post("/settings/body", data=FORM).status_code == 303
        assert "Heart rates and power" not in client.get("/settings").text
