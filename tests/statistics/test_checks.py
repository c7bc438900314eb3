"""The page that says what looks wrong: duplicates, impossible numbers, and long days."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from strava.db.models import Athlete
from strava.statistics import checks
from strava.table.context import load_context
from strava.table.filters import Filters

from ..applications import stored
from ..html import Element, parse
from ..sample_strava import activity
from . import plain, walk
from .histories import Fields

FIRST_ID = 9_000_000_000
DAY = 86_400
MORNING = {"start_date": "2026-05-01T06:00:00Z", "start_date_local": "2026-05-01T08:00:00Z"}
LATER = {"start_date": "2026-05-01T06:10:00Z", "start_date_local": "2026-05-01T08:10:00Z"}
ACTIVITIES = [
    activity(1, **MORNING, elapsed_time=3600, name="By the watch", device_name="COROS"),
    activity(2, **LATER, elapsed_time=3600, name="By the bike", device_name="Edge"),
    activity(3, **LATER, elapsed_time=60, moving_time=60, sport_type="Yoga", name="At once"),
    activity(4, distance=500_000.0, name="<b>Drive</b>", max_speed=60.0),
    activity(5, elapsed_time=1168 * 3600, name="Not stopped"),
    activity(6, start_date="1970-01-01T00:00:00Z", start_date_local="1970-01-01T00:00:00Z"),
    activity(7, moving_time=50_000, start_date_local="2020-02-29T10:00:00Z"),
    activity(8, moving_time=50_000, start_date_local="2020-02-29T20:00:00Z"),
]


@pytest.fixture
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with stored(tmp_path_factory.mktemp("checks"), ACTIVITIES) as app:
        yield app


def page_of(client: FlaskClient) -> Element:
    return parse(client.get("/settings/check").text)


def in_pairs(page: Element) -> list[list[str]]:
    tables = page.by_id("duplicates").find_all("table")
    return [[link.text for link in table.find("thead").find_all("a")] for table in tables]


def test_likely_duplicates_are_side_by_side(client: FlaskClient) -> None:
    page = page_of(client)
    assert in_pairs(page) == [
        ["By the watch", "By the bike"],  # of the same kind of sport
        ["By the watch", "At once"],
        ["At once", "By the bike"],
    ]
    table = page.by_id("duplicates").find("table")
    assert table.find("td").text == "83 % overlap"
    rows = {row.find("th").text: row for row in table.find("tbody").find_all("tr")[:-1]}
    texts = {name: [cell.text for cell in row.find_all("td")] for name, row in rows.items()}
    assert texts == {
        "Start": ["1 May 2026 08:00", "1 May 2026 08:10"],
        "Sport": ["Ride", "Ride"],
        "Distance": ["1.00 km", "1.00 km"],
        "Time": ["10:00 1:00:00 elapsed", "10:00 1:00:00 elapsed"],
        "Device": ["COROS", "Edge"],
        "Source": ["Strava", "Strava"],
    }
    edit = [link.attributes["href"] for link in table.find("tbody").find_all("a")]
    assert edit == [
        f"https://www.strava.com/activities/{FIRST_ID + number}/edit" for number in (1, 2)
    ]


def test_one_of_a_pair_is_left_out_and_included_again(client: FlaskClient) -> None:
    (_, form) = page_of(client).by_id("duplicates").find("table").find_all("form")
    assert form.attributes["action"] == f"/activities/{FIRST_ID + 2}/duplicate"
    sent = {field.attributes["name"]: field.attributes["value"] for field in _fields(form)}
    response = client.post(form.attributes["action"], data=sent)
    assert response.headers["Location"] == "/settings/check#duplicates"
    page = page_of(client)
    assert in_pairs(page) == [["By the watch", "At once"]]
    section = page.by_id("left-out")
    (row,) = section.find("tbody").find_all("tr")
    assert [link.text for link in row.find_all("a")] == ["By the bike", "By the watch"]
    address = section.find("h2").find("a").attributes["href"]
    assert walk.behind(client, address) == plain.sums([ACTIVITIES[1]])
    again = {field.attributes["name"]: field.attributes["value"] for field in _fields(section)}
    response = client.post(section.find("form").attributes["action"], data=again)
    assert response.headers["Location"] == "/settings/check#left-out"
    assert len(in_pairs(page_of(client))) == 3


def _fields(form: Element) -> list[Element]:
    found = [*form.find_all("input"), *form.find_all("button")]
    return [one for one in found if one.attributes["name"] != "csrf_token"]


def test_both_of_a_pair_left_out_are_named(client: FlaskClient) -> None:
    for number in (1, 2, 3):
        client.post(f"/activities/{FIRST_ID + number}/duplicate", data={"left_out": "1"})
    page = page_of(client)
    assert in_pairs(page) == []
    assert page.by_id("left-out").text.count("Nothing that counts") == 3


def test_impossible_numbers_lead_to_the_activities_and_to_strava(client: FlaskClient) -> None:
    page = page_of(client)
    for kind, number, value in (
        ("speed", 4, "3000.0 km/h"),
        ("top_speed", 4, "216.0 km/h"),
        ("elapsed", 5, "48 days"),
        ("past", 6, ""),
    ):
        section = page.by_id(kind)
        (row,) = section.find("tbody").find_all("tr")
        cells = [cell.text for cell in row.find_all("td")]
        assert cells[2] == value, kind
        link, edit = row.find_all("a")
        assert link.attributes["href"] == f"/activities/{FIRST_ID + number}"
        mend = f"https://www.strava.com/activities/{FIRST_ID + number}/edit"
        assert edit.attributes["href"] == mend
        table = section.find("h2").find("a").attributes["href"]
        assert walk.behind(client, table) == plain.sums([ACTIVITIES[number - 1]])
    assert "<b>Drive" not in client.get("/settings/check").text


def test_days_with_more_than_24_hours_lead_to_their_activities(client: FlaskClient) -> None:
    section = page_of(client).by_id("long-days")
    (row,) = section.find("tbody").find_all("tr")
    assert [cell.text for cell in row.find_all("td")] == ["27:47", "2"]
    address = row.find("a").attributes["href"]
    assert walk.behind(client, address)["moving_time"] == 100_000
    client.post(f"/activities/{FIRST_ID + 8}/duplicate", data={"left_out": "1"})
    assert "Days with more than 24 hours" not in client.get("/settings/check").text


def test_what_is_left_out_is_not_wrong(client: FlaskClient) -> None:
    client.post(f"/activities/{FIRST_ID + 5}/duplicate", data={"left_out": "1"})
    assert "Longer than a week" not in client.get("/settings/check").text


def test_summary_counts_everything_and_the_page_is_linked(client: FlaskClient) -> None:
    page = page_of(client)
    assert "has found 8 things to look at" in page.text
    links = [link.attributes["href"] for link in page.find("ul", "summary").find_all("a")]
    assert links == ["#duplicates", "#past", "#elapsed", "#speed", "#top_speed", "#long-days"]
    for address in ("/settings", "/stats"):
        assert 'href="/settings/check"' in client.get(address).text, address


def test_lists_are_bounded_and_say_how_many_more(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    same = [activity(number, **MORNING, elapsed_time=60, distance=-1.0) for number in range(80)]
    with stored(tmp_path_factory.mktemp("same"), same) as app:
        client = app.test_client()
        page = page_of(client)
        assert len(in_pairs(page)) == 30
        assert "The first 30 of more than 2,000 are listed." in page.text
        assert "The newest 50 of 80 are listed." in page.text
        for number in range(1, 80):
            client.post(f"/activities/{FIRST_ID + number}/duplicate", data={"left_out": "1"})
        page = page_of(client)
        assert len(page.by_id("left-out").find("tbody").find_all("tr")) == 79
        assert in_pairs(page) == []


def random_times(seed: int, number: int = 60) -> list[Fields]:
    """Return activities at a few places and times, some of them with a hidden start or no end."""
    chance = random.Random(seed)
    made = []
    for key in range(number):
        start = datetime(2026, 3, 28, tzinfo=UTC) + timedelta(minutes=chance.randrange(0, 3000, 7))
        local = start + timedelta(hours=chance.choice((-8, 1, 2)))
        if chance.random() < 0.1:
            local = local.replace(hour=0, minute=0, second=1)
        made.append(
            activity(
                key,
                start_date=f"{start:%Y-%m-%dT%H:%M:%SZ}",
                start_date_local=f"{local:%Y-%m-%dT%H:%M:%SZ}",
                elapsed_time=chance.choice((None, 0, 600, 3000, 90_000, 9 * DAY)),
                moving_time=chance.choice((None, 500, 2900, 8 * DAY)),
            )
        )
    return made


def seconds_of(one: Fields) -> set[int]:
    """Return the minutes that an activity takes; none if nobody knows."""
    length = one["elapsed_time"] or one["moving_time"] or 0
    if length > 7 * DAY:
        length = one["moving_time"] or 0
    if one["start_date_local"].endswith("00:00:01Z") or length > 7 * DAY:
        return set()
    start = int(datetime.fromisoformat(one["start_date"]).timestamp())
    return set(range(start, start + length, 20))


@pytest.mark.parametrize("seed", [1, 2])
def test_pairs_are_those_of_a_comparison_of_all(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    history = random_times(seed)
    moments = {one["id"]: seconds_of(one) for one in history}
    expected = {
        frozenset((one, other))
        for one in moments
        for other in moments
        if one < other
        and 2 * len(moments[one] & moments[other]) > min(len(moments[one]), len(moments[other]))
    }
    with stored(tmp_path_factory.mktemp("random"), history) as app:
        logbook = app.extensions["logbook"]
        with logbook.sessions() as session:
            athlete = session.scalar(select(Athlete))
            context = load_context(session, athlete, Filters(), logbook.today())
            found = checks.find(session, context)
    assert len(expected) > 20
    assert {frozenset((one.first, one.second)) for one in found.pairs} == expected


def test_what_records_leave_out_is_listed_as_wrong(history_client: FlaskClient) -> None:
    left_out = history_client.get("/records.json").get_json()["implausible"]
    assert left_out
    assert 'href="/settings/check"' in history_client.get("/records").text
    page = page_of(history_client)
    listed = {
        int(link.attributes["href"].rpartition("/")[2])
        for kind in ("speed", "climb")
        if f'id="{kind}"' in history_client.get("/settings/check").text
        for link in page.by_id(kind).find("tbody").find_all("a")
        if link.attributes["href"].startswith("/activities/")
    }
    assert listed >= set(left_out)


def test_numbers_and_the_tables_behind_them_stay_equal(
    tmp_path_factory: pytest.TempPathFactory, random_history: list[Fields]
) -> None:
    with stored(tmp_path_factory.mktemp("left_out"), random_history) as app:
        client = app.test_client()
        for one in random_history[::9]:
            client.post(f"/activities/{one['id']}/duplicate", data={"left_out": "1"})
        counted = [one for number, one in enumerate(random_history) if number % 9]
        total = client.get("/stats.json").get_json()["total"]
        assert total == plain.sums(counted) == walk.behind(client, "/activities")
        assert walk.behind(client, "/activities?left_out=1") == plain.sums(random_history[::9])
        table = walk.page(client, "by=year").by_id("by-period").find("table")
        for cells, heading in walk.rows(table):
            address = heading.find("a").attributes["href"]
            expected = walk.expected(walk.behind(client, address))
            shown = {name: walk.number(cell.text) for name, cell in cells.items()}
            assert {name: shown[name] for name in expected} == pytest.approx(expected)
