"""What stands above the page of an activity: what it is, and where it is in the table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from strava.db.models import Document

from ..applications import stored
from ..html import Element, parse
from .table_page import FIRST_ID, activity, shown_numbers

DEVICE = 'Wahoo "Bolt" 2'
PLACES: dict[str, Any] = {
    "location_city": "Freiburg",
    "location_state": None,
    "location_country": "Germany",
}
ACTIVITIES = [
    activity(
        1, "Ride", "2026-01-05", 40, gear_id="b1", device_name=DEVICE, workout_type=11, **PLACES
    ),
    *(activity(number, "Run", f"2026-02-{number:02}", number) for number in range(2, 29)),
    activity(30, "Ride", "2026-03-01", 20, commute=True, visibility="only_me", private=True),
    activity(31, "Yoga", "2026-03-02", None, manual=True, total_elevation_gain=0),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A browser over thirty activities, for tests that change nothing."""
    profile = {"bikes": [{"id": "b1", "name": "Cirrus"}]}
    with stored(tmp_path_factory.mktemp("heading"), ACTIVITIES, profile) as app:
        yield app.test_client()


def article(client: FlaskClient, number: int, query: str = "", **headers: str) -> Element:
    answer = client.get(f"/activities/{FIRST_ID + number}?{query}", headers=headers)
    assert answer.status_code == 200
    return parse(answer.text).find("article")


def links(page: Element) -> dict[str, str]:
    """The addresses of the links by their text."""
    return {link.text: link.attributes["href"] for link in page.find_all("a")}


def related(page: Element) -> dict[str, int]:
    """The numbers of the previous and the next activity, as far as there are any."""
    found = {link.attributes.get("rel", ""): link.attributes["href"] for link in page.find_all("a")}
    return {
        relation: int(found[relation].partition("?")[0].rpartition("/")[2]) - FIRST_ID
        for relation in ("prev", "next")
        if relation in found
    }


def test_heading_says_what_where_and_when_and_who_sees_it(client: FlaskClient) -> None:
    page = article(client, 1)
    assert page.find("h1").text == "Name 1"
    assert page.find("p", "subtitle").text == "Ride · Mon 5 Jan 2026, 23:30 · Freiburg, Germany"
    facts = [fact.text for fact in page.find("ul", "facts").find_all("li")]
    assert facts == ["Cirrus", DEVICE, "Race", "Visible to everyone"]
    commute = [fact.text for fact in article(client, 30).find("ul", "facts").find_all("li")]
    assert commute == ["Commute", "Visible only to you"]


@pytest.mark.parametrize("name", ["Cirrus", DEVICE])
def test_gear_and_device_lead_to_the_table_of_their_activities(
    client: FlaskClient, name: str
) -> None:
    address = links(article(client, 1))[name]
    assert shown_numbers(client, address.partition("?")[2]) == [1]


def test_previous_and_next_follow_the_order_of_the_list(client: FlaskClient) -> None:
    assert related(article(client, 31)) == {"next": 30}
    assert related(article(client, 30)) == {"prev": 31, "next": 28}
    assert related(article(client, 1)) == {"prev": 2}
    assert related(article(client, 30, "list=sport%3DRide%26sort%3Ddistance")) == {"prev": 1}
    assert related(article(client, 1, "list=sport%3DRide%26sort%3Ddistance")) == {"next": 30}


def test_list_comes_from_the_table_and_travels_with_every_link(client: FlaskClient) -> None:
    page = article(client, 5, Referer="http://localhost/activities?sport=Run&order=asc")
    assert related(page) == {"prev": 4, "next": 6}
    following = next(link for link in page.find_all("a") if link.attributes.get("rel") == "next")
    onward = parse(client.get(following.attributes["href"]).text).find("article")
    assert related(onward) == {"prev": 5, "next": 7}
    assert links(onward)["‹ Back to the table"] == (
        f"/activities?sport=Run&order=asc#activity-{FIRST_ID + 6}"
    )


def test_link_back_leads_to_the_page_of_the_table_that_the_activity_is_on(
    client: FlaskClient,
) -> None:
    page = article(client, 1, "list=per_page%3D25")
    address = links(page)["‹ Back to the table"]
    query, _, row = address.partition("?")[2].partition("#")
    assert row == f"activity-{FIRST_ID + 1}"
    assert query == "page=2&per_page=25"
    assert 1 in shown_numbers(client, query)


def test_list_that_is_too_long_is_dropped(client: FlaskClient) -> None:
    page = article(client, 5, f"list=q%3D{'x' * 3000}")
    assert "‹ All activities" in links(page)
    assert related(page) == {"prev": 6, "next": 4}


@pytest.mark.parametrize(
    "query", ["%00", "%ff", "a#b", "sport=%ED%A0%80", "sort=x&from=y", "\N{BOM}"]
)
def test_odd_lists_are_ignored(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/activities/{FIRST_ID + 5}", query_string={"list": query})
    assert answer.status_code == 200


def test_main_figures_are_those_of_the_sport(client: FlaskClient) -> None:
    def main(number: int) -> dict[str, str]:
        rows = article(client, number).find("dl", "main-measures").find_all("div")
        return {row.find("dt").text: row.find("dd").text for row in rows}

    assert main(10) == {
        "Distance": "10.0 km",
        "Moving time": "1:00:00",
        "Average pace": "6:00 /km",
        "Elevation gain": "100 m",
    }
    assert main(1)["Average speed"] == "40.0 km/h"
    assert main(31) == {"Moving time": "1:00:00"}


def test_description_is_shown_once_the_detail_is_stored(client: FlaskClient) -> None:
    logbook = client.application.extensions["logbook"]
    detail = {"description": "Coffee stop.\nRain."}
    with logbook.sessions.begin() as session:
        session.merge(
            Document(
                activity_id=FIRST_ID + 2,
                kind="detail",
                body=json.dumps(detail),
                fetched_at=logbook.now(),
            )
        )
    page = article(client, 2)
    assert page.find("p", "description").text == "Coffee stop. Rain."


def test_list_and_stretch_are_kept_when_the_details_are_fetched(client: FlaskClient) -> None:
    form = article(client, 5, "list=sport%3DRun&from=10&to=20.5").find("form", "details")
    assert form.attributes["action"] == f"/activities/{FIRST_ID + 5}/details?from=10&to=20.5"
    assert form.attributes["hx-post"] == form.attributes["action"]
    fields = {one.attributes["name"]: one.attributes["value"] for one in form.find_all("input")}
    assert fields["list"] == "sport=Run"
    plain = article(client, 5, "from=x&to=20").find("form", "details")
    assert plain.attributes["action"] == f"/activities/{FIRST_ID + 5}/details"
