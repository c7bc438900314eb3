"""Goals for a year: set, shown, replaced, and removed on the page of statistics."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from strava.db.models import Goal

from ..applications import stored
from ..html import Element, parse
from ..sample_strava import activity
from . import plain, walk
from .histories import Fields

PASSED, LENGTH = 326, 365
"""The days of 2026 up to and with today, and all of them."""
ACTIVITIES = [
    activity(1, sport_type="Ride", start_date_local="2026-01-01T07:00:00Z", distance=800_000.0),
    activity(2, sport_type="Run", start_date_local="2026-11-22T07:00:00Z", distance=100_000.0),
    activity(3, sport_type="Ride", start_date_local="2025-12-31T23:00:00Z", distance=50_000.0),
]
GOAL = {"year": "2026", "group": "cycle", "measure": "distance", "amount": "1000"}


@pytest.fixture
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with stored(tmp_path_factory.mktemp("goals"), ACTIVITIES) as app:
        yield app.test_client()


def send(client: FlaskClient, **fields: str) -> str:
    """Send the form, and return the notice of the page that follows."""
    response = client.post("/settings/goals", data=fields)
    assert response.status_code == 303
    page = parse(client.get(response.headers["Location"]).text)
    return page.find("main").find_all("p", "notice")[2].text


def shown(client: FlaskClient) -> list[Element]:
    return walk.page(client).by_id("goals").find_all("form", "goal")


def in_json(client: FlaskClient) -> list[Fields]:
    found: list[Fields] = client.get("/stats.json").get_json()["goals"]
    return found


def test_a_goal_says_what_is_done_and_what_a_week_has_to_bring(browser: FlaskClient) -> None:
    assert send(browser, **GOAL) == "Saved."
    (goal,) = shown(browser)
    behind = 1000 * PASSED / LENGTH - 800
    per_week = 200 / (LENGTH - PASSED) * 7
    assert goal.find("p").text == (
        "Cycling: 1,000 km in 2026. 800 km so far. "
        f"{behind:.1f} km behind; {per_week:.1f} km a week from now on. "
        f"The pace so far leads to {800 * LENGTH / PASSED:.0f} km."
    )
    assert goal.find("progress").attributes["value"] == "80.0"
    address = goal.find("a").attributes["href"]
    assert walk.behind(browser, address) == plain.sums(ACTIVITIES[:1])
    (one,) = in_json(browser)
    assert (one["goal"], one["done"]) == (1_000_000, 800_000)
    assert one["expected"] == pytest.approx(1_000_000 * PASSED / LENGTH)


def test_a_goal_replaces_the_one_of_the_same_year_sports_and_measure(
    browser: FlaskClient,
) -> None:
    send(browser, **GOAL)
    send(browser, **GOAL | {"amount": "800"})
    send(browser, **GOAL | {"group": "all", "measure": "activities", "amount": "1"})
    send(browser, **GOAL | {"year": "2025", "amount": "100.5"})
    send(browser, **GOAL | {"year": "2027", "amount": "365"})
    texts = [goal.find("p").text for goal in shown(browser)]
    assert len(texts) == 4
    assert texts[0].endswith(" 0 km so far. 7.0 km a week.")
    assert texts[1] == "All sports: 1 activity in 2026. 2 activities so far. Reached."
    assert texts[2] == "Cycling: 800 km in 2026. 800 km so far. Reached."
    assert texts[3].endswith("50.0 km so far. 50.5 km were missing.")


def test_a_goal_can_be_removed(browser: FlaskClient) -> None:
    send(browser, **GOAL)
    (goal,) = shown(browser)
    key = goal.find("button").attributes["value"]
    assert send(browser, remove=key) == "Removed."
    assert shown(browser) == []
    assert send(browser, remove=key) == "There is no such goal."
    browser.post("/settings/goals", data={"remove": key})
    assert "info" in walk.page(browser).find_all("p", "notice")[2].classes


def test_goals_are_entered_in_the_units_of_the_athlete(browser: FlaskClient) -> None:
    browser.post("/settings", data={"units": "imperial"})
    send(browser, **GOAL)
    assert in_json(browser)[0]["goal"] == pytest.approx(1_609_344)
    assert shown(browser)[0].find("p").text.startswith("Cycling: 1,000 mi in 2026. 497 mi so far.")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"year": "26"}, "The year has to be from 1950 to 2100."),
        ({"year": "²⁰²⁶"}, "The year has to be from 1950 to 2100."),
        ({"group": "Ride"}, "The sports and what to count have to be among the choices."),
        ({"measure": "kudos"}, "The sports and what to count have to be among the choices."),
        ({"amount": "0"}, "The goal has to be a number above 0, and at most 1,000,000."),
        ({"amount": "nan"}, "The goal has to be a number above 0, and at most 1,000,000."),
        ({"amount": "inf"}, "The goal has to be a number above 0, and at most 1,000,000."),
        ({"amount": "much"}, "The goal has to be a number above 0, and at most 1,000,000."),
        ({"remove": "2026"}, "The sports and what to count have to be among the choices."),
    ],
)
def test_a_goal_that_cannot_be_says_why(
    browser: FlaskClient, fields: dict[str, str], problem: str
) -> None:
    assert send(browser, **GOAL | fields) == f"Nothing was saved. {problem}"
    assert in_json(browser) == []


def test_goals_have_a_bound(browser: FlaskClient) -> None:
    with browser.application.extensions["logbook"].sessions.begin() as session:
        key = {"athlete_id": 1, "sport_group": "cycle", "measure": "distance"}
        session.add_all(Goal(year=year, amount=1.0, **key) for year in range(2000, 2100))
    assert "There are 100 goals" in send(browser, **GOAL | {"year": "1999"})
    assert send(browser, **GOAL | {"amount": "5"}) == "Saved."


def test_the_form_goes_back_to_the_filters_that_it_came_from(browser: FlaskClient) -> None:
    query = "by=year&measure=moving_time&sport=Ride&span=2026"
    page = walk.page(browser, query)
    sent = {**GOAL, "query": next(_hidden(page))}
    response = browser.post("/settings/goals", data=sent)
    assert response.headers["Location"] == f"/stats?{query}#goals"
    evil = browser.post("/settings/goals", data={**GOAL, "query": "//evil.example"})
    assert evil.headers["Location"] == "/stats#goals"


def _hidden(page: Element) -> Iterator[str]:
    for field in page.by_id("goals").find_all("input"):
        if field.attributes.get("name") == "query":
            yield field.attributes["value"]


def test_goals_are_forgotten_with_the_athlete(browser: FlaskClient) -> None:
    send(browser, **GOAL)
    browser.post("/disconnect", data={"delete": "1"})
    assert browser.get("/stats").headers["Location"] == "/"


def test_goal_without_an_athlete_leads_to_the_start_page(client: FlaskClient) -> None:
    assert client.post("/settings/goals", data=GOAL).headers["Location"] == "/"
