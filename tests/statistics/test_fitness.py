"""Fitness equals a plain computation, and each load leads to the activities behind it."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.models import Measured
from strava.recordings.versions import measures_changed

from ..applications import stored
from ..html import Element, parse
from ..sample_strava import activity
from . import plain, walk
from .histories import Fields

TODAY = date(2026, 11, 22)
LAST = TODAY + timedelta(days=14)


def history() -> list[Fields]:
    """Return three runs a week since May 2025, most of them with a relative effort."""
    first = date(2025, 5, 1)
    return [
        activity(
            number,
            sport_type="Ride" if number % 5 == 0 else "Run",
            start_date_local=f"{first + timedelta(days=number * 7 // 3)}T07:00:00Z",
            moving_time=1800 + 60 * (number % 7),
            suffer_score=None if number % 4 == 0 else 30.0 + number % 11,
            average_heartrate=150.0,
        )
        for number in range(244)
    ]


ACTIVITIES = history()
MEASURED = {
    one["id"]: 10.0 + number % 5
    for number, one in enumerate(ACTIVITIES)
    if number % 8 == 0 or number % 3 == 1
}
"""Loads by heart rate, of activities with a relative effort and without one."""


@pytest.fixture(scope="module")
def fitness_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with stored(tmp_path_factory.mktemp("fitness"), ACTIVITIES) as app:
        with app.extensions["logbook"].sessions.begin() as session:
            session.add_all(measured(number, trimp) for number, trimp in MEASURED.items())
        yield app


@pytest.fixture
def browser(fitness_app: Flask) -> FlaskClient:
    return fitness_app.test_client()


def measured(activity_id: int, trimp: float) -> Measured:
    fetched_at = datetime(2026, 1, 1, tzinfo=UTC)
    return Measured(activity_id=activity_id, version=3, fetched_at=fetched_at, trimp=trimp)


def plain_loads() -> dict[int, tuple[float, bool]]:
    """Return the load of each activity, and whether it follows from the time."""
    efforts = {one["id"]: one["suffer_score"] for one in ACTIVITIES if one["suffer_score"]}
    factor = median(efforts[key] / MEASURED[key] for key in efforts.keys() & MEASURED.keys())
    known = {key: trimp * factor for key, trimp in MEASURED.items()} | efforts

    def by_time(activity: Fields) -> float:
        rates = [
            known[one["id"]] / one["moving_time"]
            for one in ACTIVITIES
            if one["id"] in known and one["sport_type"] == activity["sport_type"]
        ]
        return float(median(rates) * activity["moving_time"])

    return {
        one["id"]: (known[one["id"]], False) if one["id"] in known else (by_time(one), True)
        for one in ACTIVITIES
    }


LOADS = plain_loads()


def load_on(day: date) -> float:
    return sum(LOADS[one["id"]][0] for one in ACTIVITIES if plain.day_of(one) == day)


def plain_average(day: date, days: int) -> float:
    """Return the weighted sum over all days before, written out."""
    share = 1 - math.exp(-1 / days)
    return sum(
        load * share * (1 - share) ** (day - before).days
        for one in ACTIVITIES
        if (before := plain.day_of(one)) <= day
        for load in [LOADS[one["id"]][0]]
    )


def test_json_has_every_day_since_the_first_activity_and_two_weeks_ahead(
    browser: FlaskClient,
) -> None:
    found = browser.get("/fitness.json").get_json()
    days = found["days"]
    assert (days[0]["day"], days[-1]["day"]) == ("2025-05-01", str(LAST))
    assert len(days) == (LAST - date(2025, 5, 1)).days + 1
    for row in (days[0], days[1], days[100], days[-30], days[-15], days[-14], days[-1]):
        day = date.fromisoformat(row["day"])
        before = day - timedelta(days=1)
        assert row["load"] == round(load_on(day), 1)
        assert row["fitness"] == round(plain_average(day, 42), 1)
        assert row["fatigue"] == round(plain_average(day, 7), 1)
        form = plain_average(before, 42) - plain_average(before, 7)
        assert row["form"] == pytest.approx(form, abs=0.051)
        assert row["ahead"] is (day > TODAY)
    estimated = sum(load for load, is_estimated in LOADS.values() if is_estimated)
    assert sum(one["estimated"] for one in days) == pytest.approx(estimated, abs=4)
    assert found["sources"]["time"]["load"] == pytest.approx(estimated, abs=0.1)
    number = sum(is_estimated for _, is_estimated in LOADS.values())
    assert {name: one["activities"] for name, one in found["sources"].items()} == {
        "relative_effort": sum(bool(one["suffer_score"]) for one in ACTIVITIES),
        "heartrate": len(ACTIVITIES) - number - sum(bool(o["suffer_score"]) for o in ACTIVITIES),
        "power": 0,
        "time": number,
    }


def test_dates_choose_what_is_shown_and_earlier_days_count_all_the_same(
    browser: FlaskClient,
) -> None:
    everything = {one["day"]: one for one in browser.get("/fitness.json").get_json()["days"]}
    for query, first, last in (
        ("span=2025", "2025-05-01", "2025-12-31"),
        ("from=2026-02-01&to=2026-02-28", "2026-02-01", "2026-02-28"),
        ("span=month", "2026-11-01", str(LAST)),
        ("to=2026-11-21", "2025-05-01", "2026-11-21"),
    ):
        days = browser.get(f"/fitness.json?{query}").get_json()["days"]
        assert (days[0]["day"], days[-1]["day"]) == (first, last), query
        assert all(everything[one["day"]] == one for one in days)


def test_other_filters_choose_which_activities_count_on_the_same_scale(
    browser: FlaskClient,
) -> None:
    rides = [one for one in ACTIVITIES if one["sport_type"] == "Ride"]
    found = browser.get("/fitness.json?sport=Ride&from=2026-01-01").get_json()
    expected = {str(plain.day_of(one)): LOADS[one["id"]][0] for one in rides}
    for one in found["days"]:
        assert one["load"] == round(expected.get(one["day"], 0), 1)
    assert sum(one["activities"] for one in found["sources"].values()) == len(rides)


def test_csv_has_the_same_days(browser: FlaskClient) -> None:
    response = browser.get("/fitness.csv?span=2026")
    assert response.mimetype == "text/csv"
    named = response.headers["Content-Disposition"]
    assert named == 'attachment; filename="fitness-2026.csv"'
    rows = list(csv.DictReader(io.StringIO(response.text)))
    days = browser.get("/fitness.json?span=2026").get_json()["days"]
    assert [row["day"] for row in rows] == [one["day"] for one in days]
    assert [float(row["form"]) for row in rows] == [one["form"] for one in days]
    assert [row["ahead"] for row in rows][-15:] == ["0", *["1"] * 14]


def show(client: FlaskClient, query: str = "") -> Element:
    response = client.get(f"/fitness?{query}")
    assert response.status_code == 200
    return parse(response.text)


@pytest.mark.parametrize(
    ("query", "key", "unit"),
    [("", "shown", "Day"), ("", "all", "Week"), ("sport=Run&span=2026", "shown", "Day")],
)
def test_each_load_leads_to_its_activities(
    browser: FlaskClient, query: str, key: str, unit: str
) -> None:
    section = show(browser, query).by_id(key)
    table = section.find("table")
    assert table.find("th").text == unit
    linked: dict[str, str] = {}
    for cells, heading in walk.rows(table):
        links = heading.find_all("a")
        assert bool(links) is (cells["Load"].text != "0")
        for link in links[: 1 + len(linked) % 3]:
            address = link.attributes["href"]
            linked[address] = heading.text
            if len(linked) % 7 == 0:
                ids = [one["id"] for one in read(browser, address)]
                assert walk.number(cells["Load"].text) == round(sum(LOADS[i][0] for i in ids))
    columns = {
        one.attributes["href"]: one.find("title").text
        for one in section.find("svg").find_all("a")
        if "href" in one.attributes
    }
    assert columns.keys() == linked.keys()
    assert all(columns[address].startswith(f"{name}: load ") for address, name in linked.items())
    assert len(linked) > 60


def read(client: FlaskClient, address: str) -> list[Fields]:
    found: list[Fields] = client.get(
        address.replace("/activities?", "/activities.json?")
    ).get_json()
    return found


def test_today_and_the_days_ahead_are_told_apart(browser: FlaskClient) -> None:
    page = show(browser)
    days = {one["day"]: one for one in browser.get("/fitness.json").get_json()["days"]}
    now, last = days[str(TODAY)], days[str(LAST)]
    figures = [one.text.split()[0] for one in page.by_id("now").find_all("dd")]
    assert [abs(walk.number(text.replace("+", ""))) for text in figures] == [
        abs(round(now[name])) for name in ("fitness", "fatigue", "form")
    ]
    assert (
        f"on 6 Dec 2026: fitness {last['fitness']:.0f}, fatigue {last['fatigue']:.0f}"
        in page.by_id("now").text
    )
    for section in (page.by_id("shown"), page.by_id("all")):
        dashed = section.find_all("path", "without-training")
        assert [one.classes[0] for one in dashed] == ["fatigue", "fitness", "form"]
        assert section.find_all("rect", "ahead")
    ahead = page.by_id("shown").find_all("tr", "days-ahead")
    assert [one.find("th").text for one in (ahead[0], ahead[-1])] == [
        "Sun 6 Dec 2026",
        "Mon 23 Nov 2026",
    ]
    past = show(browser, "span=2025")
    assert past.by_id("now").find("h2").text == "Wed 31 Dec 2025"
    assert not past.by_id("shown").find_all("path", "without-training")
    assert past.by_id("shown").find_all("rect", "estimated")


def test_page_says_what_the_load_follows_from(browser: FlaskClient) -> None:
    rows = {
        heading.text: cells
        for cells, heading in walk.rows(show(browser).by_id("sources").find("table"))
    }
    assert [*rows] == [
        "Strava's relative effort",
        "Heart rate of the recording",
        "Time and sport alone drawn paler",
    ]
    heartrate, time = [*rows.values()][1:]
    assert "with both" in heartrate["Scale"].text
    assert time["Scale"].text.startswith("an hour of Run ")


def test_what_was_measured_since_counts_at_once(tmp_path: Path) -> None:
    with stored(tmp_path / "measured", ACTIVITIES[:9]) as app:
        client = app.test_client()
        show(client)
        assert client.get("/fitness.json").get_json()["sources"]["heartrate"]["activities"] == 0
        with app.extensions["logbook"].sessions.begin() as session:
            session.add(measured(ACTIVITIES[0]["id"], 33.0))
            measures_changed(session, 1)
        assert client.get("/fitness.json").get_json()["sources"]["heartrate"]["activities"] == 1
        sources = show(client).by_id("sources")
    assert "as measured: no activity has both" in sources.text
    assert "All days since the first activity count" in sources.text


def test_zero_is_an_effort_only_with_a_heart_rate(tmp_path: Path) -> None:
    easy = activity(1, suffer_score=0.0, average_heartrate=80.0)
    without = activity(2, suffer_score=0.0, average_heartrate=None)
    with stored(tmp_path / "zero", [easy, without, activity(3, suffer_score=-5.0)]) as app:
        found = app.test_client().get("/fitness.json").get_json()["sources"]
    assert {name: one["activities"] for name, one in found.items()} == {
        **{"relative_effort": 1, "heartrate": 0, "power": 0, "time": 2}
    }


def test_wrong_dates_do_not_make_the_days_endless(tmp_path: Path) -> None:
    days = ("0001-01-01", "1950-06-01", "2026-11-24", "2026-11-25", "9999-12-31", None)
    odd = [
        activity(number, start_date=start, start_date_local=start, suffer_score=2**number)
        for number, day in enumerate(days)
        for start in [day and f"{day}T07:00:00Z"]
    ]
    with stored(tmp_path / "odd", odd) as app:
        client = app.test_client()
        response = client.get("/fitness")
        found = client.get("/fitness.json").get_json()["days"]
        none = client.get(f"/fitness?id={odd[0]['id']}")
    assert (response.status_code, none.status_code) == (200, 200)
    assert len(response.data) < 400_000
    assert (found[0]["day"], found[-1]["day"]) == ("1950-06-01", str(LAST))
    assert [one["load"] for one in found if one["load"]] == [2, 4]
    assert "Nothing matches" in none.text


def test_page_without_matches_or_days_says_so(browser: FlaskClient) -> None:
    assert (
        show(browser, "q=nothing+like+this").by_id("fitness").find("h2").text == "Nothing matches"
    )
    early = show(browser, "span=2019")
    assert "before the first activity" in early.by_id("fitness").text
    assert browser.get("/fitness.json?span=2019").get_json()["days"] == []
    assert browser.get("/fitness.json?sport=Swim").get_json()["days"] == []


def test_statistics_and_fitness_lead_to_each_other_with_the_filters(browser: FlaskClient) -> None:
    for page, other, label in (("fitness", "stats", "Totals"), ("stats", "fitness", "Fitness")):
        opened = parse(browser.get(f"/{page}?sport=Run&span=2026").text)
        tabs = opened.find("nav", "tabs").find_all("a")
        assert {one.text: one.attributes["href"] for one in tabs}[label] == (
            f"/{other}?sport=Run&span=2026"
        )
        (here,) = (one for one in tabs if one.attributes.get("aria-current") == "page")
        assert here.text != label


def test_without_an_athlete_fitness_leads_to_the_start_page(client: FlaskClient) -> None:
    for address in ("/fitness", "/fitness.json", "/fitness.csv"):
        assert client.get(address).headers["Location"] == "/"
