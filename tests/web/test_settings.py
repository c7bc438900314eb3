"""Units and dates as the athlete chose, else as the browser's language has them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.models import Athlete
from strava.web.display import formats
from strava.web.display.formats import DateStyle

from ..conftest import rows

EVENING = datetime(2026, 3, 5, 19, 7)
MIDNIGHT = datetime(2026, 3, 5, 0, 30)


@pytest.mark.parametrize(
    ("order", "written"), [("dmy", "5 Mar 2026"), ("mdy", "Mar 5, 2026"), ("ymd", "2026-03-05")]
)
def test_each_order_of_dates(order: str, written: str) -> None:
    style = DateStyle(order)
    assert formats.short_day(EVENING, style) == written
    assert formats.day(date(2026, 3, 5), style) == f"Thu {written}"


def test_twelve_hours_have_am_and_pm() -> None:
    style = DateStyle(hours=12)
    assert formats.time_of_day(EVENING, style) == "7:07 pm"
    assert formats.time_of_day(MIDNIGHT, style) == "12:30 am"
    assert formats.time_of_day(MIDNIGHT) == "00:30"
    assert formats.moment(EVENING.astimezone(UTC), style).endswith(", 7:07 pm")


def first_date(client: FlaskClient, language: str = "de") -> str:
    page = client.get("/activities?q=morning", headers={"Accept-Language": language}).text
    found = re.search(r"<time datetime=[^>]*>(.*?)</time>", page)
    assert found
    return re.sub(r"<[^>]+>", "", found[1])


def test_the_browser_s_language_decides_until_the_athlete_does(connected: FlaskClient) -> None:
    german, american = r"\w{3} \d+ \w{3} \d{4} \d\d:\d\d", r"\w{3} \w{3} \d+, \d{4} \d+:\d\d [ap]m"
    assert re.fullmatch(german, first_date(connected))
    assert re.fullmatch(american, first_date(connected, "en-US,en;q=0.9"))
    connected.post("/settings", data={"date_order": "ymd", "hours": "24"})
    assert re.fullmatch(r"\w{3} \d{4}-\d\d-\d\d \d\d:\d\d", first_date(connected, "en-US"))
    connected.post("/settings", data={"date_order": "", "hours": ""})
    assert re.fullmatch(american, first_date(connected, "en-US"))


def test_what_is_not_named_stays(connected: FlaskClient, app: Flask) -> None:
    connected.post("/settings", data={"units": "imperial", "hours": "12", "first_weekday": "0"})
    connected.post("/settings", data={"date_order": "mdy"})
    (athlete,) = rows(app, Athlete)
    chosen = (athlete.units, athlete.hours, athlete.first_weekday, athlete.date_order)
    assert chosen == ("imperial", 12, 0, "mdy")
    page = connected.get("/settings").text
    for option in ("imperial", "12", "0", "mdy"):
        assert f'<option value="{option}" selected>' in page


@pytest.mark.parametrize(
    "wrong", [{"hours": "13"}, {"first_weekday": "x"}, {"units": "cubits"}, {}]
)
def test_no_such_choice_changes_nothing(
    connected: FlaskClient, app: Flask, wrong: dict[str, str]
) -> None:
    connected.post("/settings", data={"date_order": "mdy"})
    connected.get("/settings")
    connected.post("/settings", data={**wrong, "date_order": "ymd"} if wrong else {})
    assert "Nothing was saved, because" in connected.get("/settings").text
    (athlete,) = rows(app, Athlete)
    assert athlete.date_order == "mdy"
