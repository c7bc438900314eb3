"""The settings page, and the units and dates that follow from it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.models import Athlete

from ..stored_data import rows

GERMAN = r"\w{3} \d+ \w{3} \d{4} \d\d:\d\d"
AMERICAN = r"\w{3} \w{3} \d+, \d{4} \d+:\d\d [ap]m"


def first_date(client: FlaskClient, language: str = "de") -> str:
    """Return the text of the first date in the table."""
    page = client.get("/activities?q=morning", headers={"Accept-Language": language}).text
    found = re.search(r'<td class="date">(.*?)</td>', page)
    assert found
    return re.sub(r"<[^>]+>", "", found[1])


def selected_options(client: FlaskClient) -> list[str]:
    """Return the values of the options that are selected on the page."""
    options = re.findall(r"<option [^>]*>", client.get("/settings").text)
    values = [re.search(r'value="([^"]*)"', option) for option in options if "selected" in option]
    return [value[1] for value in values if value]


def test_dates_follow_the_language_of_the_browser_until_the_athlete_chooses(
    connected: FlaskClient,
) -> None:
    assert re.fullmatch(GERMAN, first_date(connected))
    assert re.fullmatch(AMERICAN, first_date(connected, "en-US,en;q=0.9"))
    connected.post("/settings", data={"date_order": "ymd", "hours": "24"})
    assert re.fullmatch(r"\w{3} \d{4}-\d\d-\d\d \d\d:\d\d", first_date(connected, "en-US"))
    connected.post("/settings", data={"date_order": "", "hours": ""})
    assert re.fullmatch(AMERICAN, first_date(connected, "en-US"))


def test_everything_is_deleted_after_disconnecting(connected: FlaskClient) -> None:
    text = connected.get("/settings").text
    assert "To delete everything, disconnect, stop Logbook, and delete that folder." in text


def test_choices_missing_in_the_form_stay_the_same(connected: FlaskClient, app: Flask) -> None:
    connected.post("/settings", data={"units": "imperial", "hours": "12", "first_weekday": "0"})
    connected.post("/settings", data={"date_order": "mdy"})
    (athlete,) = rows(app, Athlete)
    chosen = (athlete.units, athlete.hours, athlete.first_weekday, athlete.date_order)
    assert chosen == ("imperial", 12, 0, "mdy")
    sex_at_strava = "F"
    assert selected_options(connected) == ["imperial", "mdy", "12", "0", sex_at_strava]


@pytest.mark.parametrize(
    "form",
    [
        {"hours": "13", "date_order": "ymd"},
        {"first_weekday": "x", "date_order": "ymd"},
        {"units": "cubits", "date_order": "ymd"},
        {},
    ],
)
def test_unknown_choice_changes_nothing(
    connected: FlaskClient, app: Flask, form: dict[str, str]
) -> None:
    connected.post("/settings", data={"date_order": "mdy"})
    connected.get("/settings")
    connected.post("/settings", data=form)
    assert "Nothing was saved" in connected.get("/settings").text
    (athlete,) = rows(app, Athlete)
    assert athlete.date_order == "mdy"
