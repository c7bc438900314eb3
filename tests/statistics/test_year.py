"""A year on one page equals plain sums, and each number leads to the activities behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from strava.db.models import Effort

from ..applications import stored
from ..html import Element, parse
from ..sample_strava import activity
from . import plain, walk
from .histories import GEAR, Fields, make_history

ONLY_YOU = "only_me"


@pytest.fixture(scope="module")
def mixed_history() -> list[Fields]:
    """A history of which a third is private; an archive does not say it of some.

    All of it is slow enough to be true.
    """
    history = make_history(2, 150)
    for number, one in enumerate(history):
        if one["distance"]:
            one["moving_time"] = one["elapsed_time"] = int(one["distance"] / 1.5)
        if number % 3 == 0:
            one["visibility"] = ONLY_YOU
        elif number % 10 == 1:
            del one["visibility"]
    return history


@pytest.fixture(scope="module")
def mixed_app(
    mixed_history: list[Fields], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    gear = [{"id": gear_id, "name": name} for gear_id, name in GEAR.items()]
    profile = {"bikes": gear[:1], "shoes": gear[1:]}
    with stored(tmp_path_factory.mktemp("year"), mixed_history, profile) as app:
        yield app


@pytest.fixture
def mixed_client(mixed_app: Flask) -> FlaskClient:
    return mixed_app.test_client()


def page(client: FlaskClient, year: int, query: str = "") -> Element:
    response = client.get(f"/stats/{year}?{query}")
    assert response.status_code == 200
    return parse(response.text).find("article")


def of_year(history: list[Fields], year: int, *, private: bool = False) -> list[Fields]:
    """Return the activities of a year that count."""
    return [
        one
        for one in history
        if plain.day_of(one).year == year and (private or one.get("visibility") == "everyone")
    ]


def totals(article: Element) -> dict[str, tuple[float, str]]:
    """Return the totals of the page by their labels, with their addresses."""
    found = {}
    for figure in article.find("dl", "year-totals").find_all("div"):
        link = figure.find("a")
        found[figure.find("dt").text] = walk.number(link.text), link.attributes["href"]
    return found


def short(number: float) -> float:
    return round(number, 1) if number < 9.95 else round(number)


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("group", ["", "foot"])
def test_totals_are_plain_sums_of_what_counts(
    mixed_client: FlaskClient, mixed_history: list[Fields], private: bool, group: str
) -> None:
    query = "&".join(["show=private"] * private + [f"group={group}"] * bool(group))
    counted = [
        one
        for one in of_year(mixed_history, 2025, private=private)
        if not group or plain.group_of(one) == group
    ]
    expected = plain.sums(counted)
    article = page(mixed_client, 2025, query)
    found = totals(article)
    assert found["activities"][0] == expected["activities"] > 5
    assert found["km"][0] == short(expected["distance"] / 1000)
    assert found["hours"][0] == short(expected["moving_time"] / 3600)
    assert found["m of elevation gain"][0] == round(expected["elevation_gain"])
    assert found["active days"][0] == len({plain.day_of(one) for one in counted})
    for _, address in found.values():
        assert walk.behind(mixed_client, address) == expected
    rows = list(walk.rows(article.by_id("sports").find("table")))
    by_group = plain.sums_by(counted, plain.group_of)
    assert len(rows) == len(by_group)
    for cells, heading in rows:
        behind = walk.behind(mixed_client, heading.find("a").attributes["href"])
        assert behind in by_group.values()
        expected_cells = walk.expected(behind)
        for label, cell in cells.items():
            name = "Activities" if label == "Number" else label
            assert walk.number(cell.text) == pytest.approx(expected_cells[name]), label


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("", "Distance km"),
        ("measure=moving_time&show=private", "Time h"),
        ("measure=energy", "Work kJ"),
    ],
)
def test_months_and_days_lead_to_their_activities(
    mixed_client: FlaskClient, query: str, label: str
) -> None:
    article = page(mixed_client, 2024, query)
    months = article.by_id("months").find("table").find_all("a")
    bars = article.by_id("months").find("svg").find_all("a")
    assert [one.attributes["href"] for one in months] == [one.attributes["href"] for one in bars]
    days = article.by_id("days").find("table").find("tbody").find_all("a")
    squares = article.by_id("days").find("svg").find_all("a")
    by_day = {one.attributes["href"] for one in days}
    assert {one.attributes["href"] for one in squares} <= by_day
    for link in (*months, *days):
        behind = walk.behind(mixed_client, link.attributes["href"])
        assert behind["activities"]
        assert walk.number(link.text) == pytest.approx(walk.expected(behind)[label], abs=0.56)
    expected = walk.behind(mixed_client, totals(article)["activities"][1])
    counted = [walk.behind(mixed_client, link.attributes["href"]) for link in months]
    assert sum(one["activities"] for one in counted) == expected["activities"]


def test_gear_leads_to_its_activities_of_the_year(mixed_client: FlaskClient) -> None:
    rows = page(mixed_client, 2025).by_id("gear").find_all("li")
    assert len(rows) == 3
    for row in rows:
        link = row.find("a")
        behind = walk.behind(mixed_client, link.attributes["href"])
        assert walk.number(link.text.removesuffix(" km")) == round(behind["distance"] / 1000, 0)
        assert "span=2025" in link.attributes["href"]


def rows_of(article: Element, section: str) -> list[tuple[str, str, int]]:
    """Return the rows of a section: the label, the value or the day, and the activity's id."""
    found = []
    for row in article.by_id(section).find_all("li"):
        link = row.find("a")
        address = link.attributes["href"].partition("?")[0]
        value = row.find_all("span", "value")
        text = value[0].text if value else link.text
        found.append((row.find("span", "label").text, text, int(address.rpartition("/")[2])))
    return found


def test_longest_are_the_longest_of_each_group(
    mixed_client: FlaskClient, mixed_history: list[Fields]
) -> None:
    counted = of_year(mixed_history, 2023)
    by_id = {one["id"]: one for one in counted}
    places = {"on foot": "foot", "by bike": "cycle", "on the water": "water"}
    places |= {"on snow or ice": "winter", "in other sports": "other"}
    rows = rows_of(page(mixed_client, 2023), "longest")
    assert len(rows) >= 5
    for label, _, activity_id in rows:
        field = "total_elevation_gain" if label.startswith("Most") else "distance"
        place = label.removeprefix("Most elevation gain ").removeprefix("Longest ")
        of_group = [one for one in counted if plain.group_of(one) == places[place]]
        most = max(one[field] or 0 for one in of_group)
        assert by_id[activity_id][field] == most > 0


def run(number: int, **fields: Any) -> Fields:
    """Activity 0 is on 1 January 2019, activity 365 on the same day of 2020."""
    distance = fields.setdefault("distance", 9000.0)
    return activity(number, **{"sport_type": "Run", "moving_time": distance / 2.5, **fields})


RECORDS = [
    run(1, distance=21_000.0),
    run(2, total_elevation_gain=300.0, visibility=ONLY_YOU),
    run(370, distance=21_097.5, name="The half"),
    run(371, distance=22_000.0, visibility=ONLY_YOU, name="Quiet half"),
    run(372, sport_type="Kayaking", visibility=ONLY_YOU, name="Quiet kayak"),
    run(373, sport_type="Kayaking"),
    run(374, sport_type="Yoga", distance=0.0, moving_time=600, total_elevation_gain=None),
    run(375, total_elevation_gain=299.0),
    run(740, distance=21_500.0),
    # By car, and lost GPS.
    run(3, distance=120_000.0, moving_time=6000),
    run(376, distance=100_000.0, moving_time=3600, total_elevation_gain=9000.0),
]
HALF, QUIET, YOGA, LATER = (RECORDS[number]["id"] for number in (2, 3, 6, 8))


@pytest.fixture(scope="module")
def records_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with stored(tmp_path_factory.mktemp("records"), RECORDS) as app:
        efforts = [
            *((RECORDS[0]["id"], 5000.0, 1300.0), (RECORDS[1]["id"], 5000.0, 1250.0)),
            *((HALF, 5000.0, 1280.0), (QUIET, 5000.0, 1200.0), (HALF, 10_000.0, 2700.0)),
            *((HALF, 1000.0, 240.0), (RECORDS[0]["id"], 1000.0, 240.5)),
            *((LATER, 1000.0, 180.0), (HALF, 42_195.0, 5000.0)),  # the latter is too fast
            (RECORDS[0]["id"], 10_000.0, 900.0),
            # Both can be true, but their activities were by car and without GPS.
            *((RECORDS[-2]["id"], 1000.0, 230.0), (RECORDS[-1]["id"], 1000.0, 220.0)),
        ]
        with app.extensions["logbook"].sessions.begin() as session:
            session.add_all(
                Effort(
                    activity_id=activity_id,
                    athlete_id=1,
                    family="run",
                    kind="distance",
                    size=size,
                    value=value,
                    start=10.0,
                    end=10 + value,
                )
                for activity_id, size, value in efforts
            )
        yield app


def test_records_are_better_than_everything_before_the_year(records_app: Flask) -> None:
    client = records_app.test_client()
    assert rows_of(page(client, 2020), "efforts") == [
        ("1 km run", "record 4:00", HALF),
        ("5 km run", "21:20", HALF),  # a private run of 2019 was faster
        ("10 km run", "45:00", HALF),  # the first of all is no record
    ]
    assert rows_of(page(client, 2020, "show=private"), "efforts")[1] == (
        ("5 km run", "record 20:00", QUIET)
    )
    link = page(client, 2020).by_id("efforts").find("a").attributes["href"]
    assert link == f"/activities/{HALF}?from=10&to=250#recording"
    longest = rows_of(page(client, 2020), "longest")
    assert longest[0] == ("Longest on foot", "record 21.1 km", HALF)
    assert longest[1][:2] == ("Most elevation gain on foot", "299 m")
    assert longest[-1] == ("Longest in other sports", "10:00", YOGA)
    assert rows_of(page(client, 2019), "longest")[0][1] == "21.0 km"


def test_effort_that_is_put_aside_is_gone_at_once(records_app: Flask) -> None:
    client = records_app.test_client()
    with records_app.extensions["logbook"].sessions() as session:
        effort_id = session.scalars(select(Effort.id).where(Effort.activity_id == LATER)).one()
    for aside, is_shown in (("0", True), ("1", False), ("0", True)):
        client.post(f"/activities/{LATER}/efforts/{effort_id}", data={"aside": aside})
        assert ("record 3:00" in page(client, 2021).text) == is_shown


def test_firsts_are_of_the_whole_history(records_app: Flask) -> None:
    client = records_app.test_client()
    # The first time in a kayak is private, and the second is not the first.
    assert rows_of(page(client, 2020), "firsts") == [
        ("Half marathon", "6 Jan 2020", HALF),
        ("Yoga", "10 Jan 2020", YOGA),
    ]
    shown = page(client, 2020, "show=private&show=names").by_id("firsts")
    labels = [one.text for one in shown.find_all("span", "label")]
    assert labels == ["Half marathon The half", "Kayaking Quiet kayak", "Yoga Activity 374"]
    # Only the sports that are asked for, although the others count for what is first.
    assert rows_of(page(client, 2020, "sport=Yoga"), "firsts") == [("Yoga", "10 Jan 2020", YOGA)]
    assert page(client, 2021).find_all("section", "firsts") == []


def test_years_lead_to_their_neighbors_and_stay_with_the_choices(records_app: Flask) -> None:
    client = records_app.test_client()
    article = page(client, 2020, "sport=Run&group=foot&show=names&theme=dark")
    kept = "sport=Run&group=foot&show=names&theme=dark"
    links = {one.text: one.attributes["href"] for one in article.find("nav").find_all("a")}
    assert links["‹ 2019"] == f"/stats/2019?{kept}"
    assert links["2021 ›"] == f"/stats/2021?{kept}"
    assert article.find("h1").text == "2020 On foot, Run"
    assert article.find("img").attributes["src"] == f"/stats/2020/card.svg?{kept}"
    checked = [
        (one.attributes["name"], one.attributes["value"])
        for one in article.find_all("input")
        if "checked" in one.attributes or one.attributes["type"] == "hidden"
    ]
    assert checked == [("sport", "Run"), ("show", "names"), ("group", "foot"), ("theme", "dark")]


def test_year_without_activities_names_those_that_have_some(records_app: Flask) -> None:
    client = records_app.test_client()
    article = page(client, 2013)
    assert article.find("h2").text == "No activities in 2013"
    assert "Your activities are from 2019 to 2021: 2019 2020 2021" in article.text
    assert article.find("nav").text == "All statistics 2019 ›"
    assert client.get("/stats/2013/card.svg").status_code == 404
    article = page(client, 2021, "sport=Swim")
    assert article.find("h2").text == "Nothing counts here"
    assert client.get("/stats/2021/card.svg?sport=Swim").status_code == 404


@pytest.mark.parametrize("year", ["0000", "999", "20256", "-2025", "year", "2025.5"])
def test_what_is_no_year_is_not_found(records_app: Flask, year: str) -> None:
    client = records_app.test_client()
    assert client.get(f"/stats/{year}").status_code == 404
    assert client.get(f"/stats/{year}/card.svg").status_code == 404


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_first_and_last_year_are_pages(records_app: Flask, year: str) -> None:
    response = records_app.test_client().get(f"/stats/{year}")
    assert parse(response.text).find("h2").text == f"No activities in {year}"


def test_wrong_choices_are_ignored_with_a_notice(records_app: Flask) -> None:
    article = page(records_app.test_client(), 2020, "show=maps&measure=lenght&theme=pink&gear=b1")
    notices = [one.text for one in article.find_all("p", "notice")]
    assert notices == [
        "“maps” is not one of names, map, private (the nearest is map), so it was ignored.",
        "“lenght” is not one of activities, distance, moving_time, elevation_gain, energy, "
        "relative_effort, so “measure” was ignored.",
        "“pink” is not one of light, dark, so “theme” was ignored.",
        "“gear” is not a parameter of a year, so it was ignored.",
    ]


def test_statistics_lead_to_each_year_and_keep_its_sports(history_client: FlaskClient) -> None:
    query = "by=month&sport=Run&weekday=6"
    found = walk.page(history_client, query)
    for section in ("side-by-side", "years", "calendar"):
        links = [one.attributes["href"] for one in found.by_id(section).find_all("a")]
        assert "/stats/2025?sport=Run" in links, section
    by_year = walk.page(history_client, "by=year").by_id("by-period")
    assert [one.attributes["href"] for one in by_year.find_all("a", "one-page")][-1] == (
        "/stats/2022"
    )


def test_without_an_athlete_a_year_leads_to_the_start_page(client: FlaskClient) -> None:
    for address in ("/stats/2025", "/stats/2025/card.svg"):
        assert client.get(address).headers["Location"] == "/"


def test_every_number_of_the_sample_leads_to_its_activities(connected: FlaskClient) -> None:
    article = page(connected, 2025, "show=private&show=names&show=map")
    activities = connected.get("/activities.json?span=2025").get_json()
    assert totals(article)["activities"][0] == len(activities)
    checked = 0
    for cells, heading in walk.rows(article.by_id("sports").find("table")):
        expected = walk.expected(walk.behind(connected, heading.find("a").attributes["href"]))
        assert walk.number(cells["Distance km"].text) == pytest.approx(expected["Distance km"])
        checked += 1
    for link in article.by_id("months").find("table").find_all("a"):
        behind = walk.behind(connected, link.attributes["href"])
        assert walk.number(link.text) == round(behind["distance"] / 1000)
        checked += 1
    days = {one.attributes["href"] for one in article.by_id("days").find("svg").find_all("a")}
    starts = {datetime.fromisoformat(one["start_date_local"]).date() for one in activities}
    assert len(days) == len(starts)
    by_id = {one["id"]: one for one in activities}
    for label, _, activity_id in rows_of(article, "longest"):
        assert by_id[activity_id]["name"] in label
    assert checked > 12
