"""Reminders of gear: set, shown, reached, renewed, and removed; and gear that is retired."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.accounts import athletes
from strava.db import archived_gear
from strava.db.models import Gear, GearReminder

from ..applications import stored
from ..html import Element, parse
from ..sample_strava import activity
from ..stored_data import rows
from . import plain, walk

BIKE, SHOES = "b1", "g1"
PROFILE = {
    "bikes": [{"id": BIKE, "name": "Cirrus", "retired": False}],
    "shoes": [{"id": SHOES, "name": "Zebra"}, {"id": "g2", "name": "Old", "retired": True}],
}
ACTIVITIES = [
    activity(1, start_date_local="2026-01-01T07:00:00Z", distance=300_000.0, gear_id=BIKE),
    activity(2, start_date_local="2026-03-01T00:00:00Z", distance=200_000.0, gear_id=BIKE),
    activity(3, start_date_local="2026-03-02T07:00:00Z", distance=100_000.0, gear_id=BIKE),
    activity(4, start_date_local="2026-03-03T07:00:00Z", distance=50_000.0, gear_id=SHOES),
    activity(5, start_date_local="2026-03-04T07:00:00Z", distance=10_000.0, gear_id="g2"),
]
FORM = {"gear": BIKE, "part": "", "since": "", "distance": "1000"}


@pytest.fixture
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with stored(tmp_path_factory.mktemp("reminders"), ACTIVITIES, PROFILE) as app:
        yield app


def send(client: FlaskClient, **fields: str) -> str:
    """Send the form, and return what the page that follows says about it."""
    response = client.post("/settings/gear", data=fields)
    assert response.status_code == 303
    assert response.headers["Location"].endswith("#reminders")
    page = parse(client.get(response.headers["Location"]).text)
    return page.find("main").find_all("p", "notice")[2].text


def shown(client: FlaskClient) -> list[Element]:
    return walk.page(client).by_id("reminders").find_all("form", "goal")


def texts(client: FlaskClient) -> list[str]:
    return [form.find("p").text for form in shown(client)]


def in_json(client: FlaskClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/stats.json").get_json()["reminders"]
    return found


def test_a_reminder_says_how_far_gear_has_gone_and_what_is_left(client: FlaskClient) -> None:
    assert send(client, **FORM) == "Saved."
    assert send(client, **FORM | {"part": " Front  tire", "since": "2026-03-01"}) == "Saved."
    whole, tire = shown(client)
    assert whole.find("p").text == "Cirrus : 600 km of 1,000 km. 400 km left."
    assert whole.find("progress").attributes["value"] == "60.0"
    assert tire.find("p").text == (
        "Cirrus, Front tire : 300 km of 1,000 km since 1 Mar 2026. 700 km left."
    )
    for form, expected in ((whole, ACTIVITIES[:3]), (tire, ACTIVITIES[1:3])):
        address = form.find("a").attributes["href"]
        assert walk.behind(client, address) == plain.sums(expected)
    # Whatever the filters.
    page = walk.page(client, "sport=Swim")
    assert len(page.by_id("reminders").find_all("form", "goal")) == 2


def test_a_reminder_that_is_reached_is_a_notice_on_top_of_the_page(client: FlaskClient) -> None:
    send(client, **FORM | {"distance": "500"})
    send(client, **FORM | {"gear": SHOES, "distance": "50.5"})
    assert texts(client) == [
        "Cirrus : 600 km of 500 km. Reached on 1 Mar 2026, 100 km ago.",
        "Zebra : 50.0 km of 50.5 km. 0.5 km left.",
    ]
    notices = [one.text for one in walk.page(client).find_all("p", "warning")]
    assert notices == ["Cirrus has gone 600 km of 500 km. Replace it, or remove the reminder"]
    bike, shoes = in_json(client)
    assert (bike["done"], bike["reached"]) == (600_000, "2026-03-01")
    assert (shoes["done"], shoes["reached"], shoes["distance"]) == (50_000, None, 50_500)
    # What is left out as a duplicate does not count.
    client.post(f"/activities/{ACTIVITIES[0]['id']}/duplicate", data={"left_out": "1"})
    assert in_json(client)[0]["done"] == 300_000


def test_a_part_that_is_replaced_counts_from_today_on(client: FlaskClient) -> None:
    send(client, **FORM | {"part": "Chain", "distance": "500"})
    (form,) = shown(client)
    assert [button.text for button in form.find_all("button")] == ["Replaced today", "Remove"]
    assert send(client, gear=BIKE, part="Chain", renew="1") == "It counts from today on."
    assert texts(client) == ["Cirrus, Chain : 0 km of 500 km since 22 Nov 2026. 500 km left."]
    assert send(client, gear=BIKE, part="Brakes", renew="1") == "There is no such reminder."


def test_a_reminder_replaces_the_one_of_the_same_part_and_can_be_removed(
    client: FlaskClient,
) -> None:
    for distance in ("500", "700,5"):
        send(client, **FORM | {"distance": distance})
    assert [one["distance"] for one in in_json(client)] == [700_500]
    assert send(client, gear=BIKE, part="", remove="1") == "Removed."
    assert in_json(client) == []
    assert send(client, gear=BIKE, part="", remove="1") == "There is no such reminder."


def test_distances_are_entered_in_the_units_of_the_athlete(client: FlaskClient) -> None:
    client.post("/settings", data={"units": "imperial"})
    send(client, **FORM)
    assert in_json(client)[0]["distance"] == pytest.approx(1_609_344)
    assert texts(client)[0].startswith("Cirrus : 373 mi of 1,000 mi.")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"gear": "b9"}, "The gear has to be among the choices."),
        ({"gear": ""}, "The gear has to be among the choices."),
        ({"part": "x" * 61}, "The name of a part has at most 60 characters."),
        ({"distance": "0"}, "The distance has to be a number above 0, and at most 1,000,000."),
        ({"distance": "nan"}, "The distance has to be a number above 0, and at most 1,000,000."),
        ({"distance": "far"}, "The distance has to be a number above 0, and at most 1,000,000."),
        (
            {"since": "2026-11-23"},
            "The day has to be a date up to today, such as 2026-11-22, or empty.",
        ),
        (
            {"since": "spring"},
            "The day has to be a date up to today, such as 2026-11-22, or empty.",
        ),
    ],
)
def test_a_reminder_that_cannot_be_says_why(
    client: FlaskClient, fields: dict[str, str], problem: str
) -> None:
    assert send(client, **FORM | fields) == f"Nothing was saved. {problem}"
    assert in_json(client) == []


def test_reminders_have_a_bound(app: Flask, client: FlaskClient) -> None:
    with app.extensions["logbook"].sessions.begin() as session:
        session.add_all(
            GearReminder(athlete_id=1, gear_id=BIKE, part=str(number), distance=1.0)
            for number in range(100)
        )
    assert "There are 100 reminders" in send(client, **FORM)


def test_the_form_goes_back_to_the_filters_that_it_came_from(client: FlaskClient) -> None:
    response = client.post("/settings/gear", data={**FORM, "query": "by=year&sport=Ride"})
    assert response.headers["Location"] == "/stats?by=year&sport=Ride#reminders"


def test_reminder_without_an_athlete_leads_to_the_start_page(
    tmp_path_factory: pytest.TempPathFactory, app: Flask
) -> None:
    client = app.test_client()
    client.post("/disconnect", data={"delete": "1"})
    assert rows(app, GearReminder) == []
    assert client.post("/settings/gear", data=FORM).headers["Location"] == "/"


def test_retired_gear_is_marked(client: FlaskClient) -> None:
    table = walk.page(client).by_id("gear-use").find("table")
    names = [row.find("th").text for row in table.find("tbody").find_all("tr")]
    assert sorted(names) == ["Cirrus", "Old retired", "Zebra"]
    found = client.get("/stats.json").get_json()["gear"]
    assert {one["gear_id"]: one["retired"] for one in found} == {
        BIKE: False,
        SHOES: False,
        "g2": True,
    }


def test_gear_that_strava_no_longer_lists_is_retired(app: Flask) -> None:
    logbook = app.extensions["logbook"]
    with logbook.sessions() as session:
        made_up = archived_gear.gear_id(1, "Only in the archive")
        session.add(Gear(id=made_up, athlete_id=1, name="Only in the archive"))
        athletes.store_profile(session, 1, {"bikes": PROFILE["bikes"]}, logbook.now())
    assert {one.id: one.retired for one in rows(app, Gear)}[SHOES] is False
    with logbook.sessions() as session:
        athletes.store_profile(session, 1, {**PROFILE, "shoes": []}, logbook.now())
    assert {one.id: one.retired for one in rows(app, Gear)} == {
        BIKE: False,
        SHOES: True,
        "g2": True,
        made_up: None,
    }


def test_reminder_of_gear_from_an_archive_follows_it_to_strava(app: Flask) -> None:
    logbook = app.extensions["logbook"]
    made_up = archived_gear.gear_id(1, "Gravel")
    with logbook.sessions.begin() as session:
        session.add(Gear(id=made_up, athlete_id=1, name="Gravel"))
        for part in ("", "Chain"):
            session.add(GearReminder(athlete_id=1, gear_id=made_up, part=part, distance=1.0))
        session.add(GearReminder(athlete_id=1, gear_id="b7", part="Chain", distance=2.0))
    with logbook.sessions.begin() as session:
        athletes.store_gear(session, 1, {"id": "b7", "name": "Gravel"})
    kept = {(one.gear_id, one.part): one.distance for one in rows(app, GearReminder)}
    assert kept == {("b7", ""): 1.0, ("b7", "Chain"): 2.0}
