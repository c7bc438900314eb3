"""Totals by week, month and year equal plain sums, and lead to the activities behind them."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from ..html import Element
from . import plain, walk
from .conftest import AMERICAN
from .histories import Fields

MONDAY, SUNDAY = 0, 6


def period_name(activity: Fields, by: str, first_weekday: int) -> str:
    start, _ = plain.period_of(plain.day_of(activity), by, first_weekday)
    return start.isoformat()[: {"year": 4, "month": 7, "week": 10}[by]]


@pytest.mark.parametrize("first_weekday", [MONDAY, SUNDAY])
@pytest.mark.parametrize("by", ["week", "month", "year"])
def test_json_has_the_plain_sums_of_each_period_and_group(
    history_client: FlaskClient, random_history: list[Fields], by: str, first_weekday: int
) -> None:
    headers = AMERICAN if first_weekday else {}
    found = history_client.get(f"/stats.json?by={by}", headers=headers).get_json()
    assert found["by"] == by
    assert found["total"] == plain.sums(random_history)
    expected = plain.sums_by(random_history, lambda one: period_name(one, by, first_weekday))
    by_group = plain.sums_by(
        random_history, lambda one: (period_name(one, by, first_weekday), plain.group_of(one))
    )
    assert [one["period"] for one in found["periods"]] == list(expected)
    for one in found["periods"]:
        name = one["period"]
        assert {key: one[key] for key in expected[name]} == expected[name]
        for group, amounts in one["groups"].items():
            assert amounts == by_group.pop((name, group))
        days = [plain.day_of(activity) for activity in random_history]
        start, end = next(
            plain.period_of(day, by, first_weekday)
            for day in days
            if str(plain.period_of(day, by, first_weekday)[0]).startswith(name)
        )
        assert (one["from"], one["to"]) == (str(start), str(end))
    assert not by_group


def test_json_takes_the_filters_of_the_table(
    history_client: FlaskClient, random_history: list[Fields]
) -> None:
    found = history_client.get("/stats.json?by=year&group=foot&from=2024-01-01&to=2025-12-30")
    matching = [
        one
        for one in random_history
        if plain.group_of(one) == "foot" and "2024-01-01" <= str(plain.day_of(one)) <= "2025-12-30"
    ]
    assert found.get_json()["total"] == plain.sums(matching)
    assert [one["period"] for one in found.get_json()["periods"]] == ["2024", "2025"]


def test_csv_has_a_row_for_each_period(history_client: FlaskClient) -> None:
    response = history_client.get("/stats.csv?by=month&group=foot&group=winter&span=2025")
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="statistics-')
    rows = list(csv.DictReader(io.StringIO(response.text)))
    periods = history_client.get(
        "/stats.json?by=month&group=foot&group=winter&span=2025"
    ).get_json()["periods"]
    assert [row["period"] for row in rows] == [one["period"] for one in periods]
    for row, one in zip(rows, periods, strict=True):
        assert float(row["distance"]) == one["distance"]
        assert int(row["activities"]) == one["activities"]
        assert float(row["winter_distance"]) == one["groups"].get("winter", {}).get("distance", 0)
        assert float(row["foot_energy"]) == one["groups"].get("foot", {}).get("energy", 0)


def walk_totals(client: FlaskClient, query: str) -> int:
    """Check the numbers of each row against the table that it links to; return the number."""
    table = walk.page(client, query).by_id("by-period").find("table")
    checked = 0
    for cells, heading in walk.rows(table):
        found = walk.expected(walk.behind(client, heading.find("a").attributes["href"]))
        for label, amount in found.items():
            if label in cells:
                assert walk.number(cells[label].text) == pytest.approx(amount), heading.text
                checked += 1
        for label, cell in cells.items():
            for link in cell.find_all("a"):
                behind = walk.expected(walk.behind(client, link.attributes["href"]))
                assert walk.number(link.text) == pytest.approx(behind[MEASURES[query]]), label
                checked += 1
    return checked


MEASURES = {
    "by=year": "Distance km",
    "by=month&span=2025&measure=moving_time": "Time h",
    "by=week&from=2024-12-28&to=2025-01-03&measure=activities": "Activities",
    "by=year&group=foot&group=cycle&weekday=6&measure=elevation_gain": "Elevation gain m",
    "by=month&span=year&commute=1&measure=energy": "Work kJ",
}


@pytest.mark.parametrize("query", MEASURES)
def test_each_number_leads_to_the_activities_that_it_adds_up(
    history_client: FlaskClient, query: str
) -> None:
    assert walk_totals(history_client, query) > 5


def test_each_bar_leads_where_the_row_of_its_period_does(history_client: FlaskClient) -> None:
    section = walk.page(history_client, "by=month&group=foot").by_id("by-period")
    bars = [bar.attributes["href"] for bar in section.find("svg").find_all("a")]
    rows = [one.attributes["href"] for one in section.find_all("a", "row-link")]
    assert bars == rows[::-1]
    assert section.find("svg").find("title").text.startswith("Dec 2022: ")


def test_bars_are_stacked_by_group_or_one(history_client: FlaskClient) -> None:
    heights = []
    for query, colors in (
        ("", {"foot", "cycle", "water", "winter", "other"}),
        ("bars=one", {"all"}),
    ):
        section = walk.page(history_client, f"by=year&measure=activities&{query}").by_id(
            "by-period"
        )
        bars = section.find("svg").find_all("a")
        found = [bar.find_all("rect") for bar in bars]
        assert {one.classes[0] for parts in found for one in parts} == {
            f"sport-{color}" for color in colors
        }
        heights.append([sum(float(one.attributes["height"]) for one in bar) for bar in found])
        headings = [one.text for one in section.find("thead").find_all("th")]
        assert ("Cycling" in headings) is ("cycle" in colors)
        assert bars[0].find("title").text.startswith("2022: ")
    assert heights[0] == pytest.approx(heights[1], abs=0.5)
    other = section.by_id("bars-stacked").attributes["href"]
    assert other == "/stats?by=year&measure=activities"
    assert not walk.page(history_client, "group=foot").by_id("by-period").find_all("nav")[1:]


def test_years_are_side_by_side_and_each_month_leads_to_its_activities(
    history_client: FlaskClient, random_history: list[Fields]
) -> None:
    page = walk.page(history_client, "by=month&measure=activities&sport=Run&sport=Yoga")
    found = {}
    for cells, heading in walk.rows(page.by_id("side-by-side").find("table")):
        for label, cell in cells.items():
            for link in cell.find_all("a"):
                behind = walk.behind(history_client, link.attributes["href"])
                assert walk.number(link.text) == behind["activities"], (heading.text, label)
                found[heading.text, label] = behind["activities"]
    matching = [one for one in random_history if one["sport_type"] in ("Run", "Yoga")]
    expected = plain.sums_by(matching, lambda one: f"{plain.day_of(one):%Y %b}")
    months = {key: number for key, number in found.items() if key[1] != "All"}
    assert months == {tuple(key.split()): sums["activities"] for key, sums in expected.items()}


def test_filters_stay_from_page_to_page(history_client: FlaskClient) -> None:
    query = "sport=Run&span=2025&weekday=6"
    statistics = walk.page(history_client, f"{query}&by=year&measure=activities")
    activities = history_client.get(f"/activities?{query}&sort=distance").text
    assert f'href="/stats?{query.replace("&", "&amp;")}"' in activities
    links = {one.text: one.attributes["href"] for one in statistics.find("nav").find_all("a")}
    assert links["Activities"] == f"/activities?{query}"
    form = statistics.by_id("filters")
    assert form.attributes["action"] == "/stats"
    hidden = {one.attributes["name"] for one in form.find_all("input") if _is_hidden(one)}
    assert hidden == {"by", "measure", "weekday"}
    (chip, *_) = statistics.by_id("chips").find_all("a")
    assert chip.attributes["href"] == "/stats?by=year&measure=activities&span=2025&weekday=6"


def _is_hidden(field: Element) -> bool:
    return field.attributes.get("type") == "hidden"


def test_wrong_choices_are_ignored_with_a_notice(history_client: FlaskClient) -> None:
    page = walk.page(history_client, "by=day&measure=lenght&span=2025")
    notices = [one.text for one in page.by_id("statistics").find_all("p", "notice")]
    assert len(notices) == 2
    assert notices[0].startswith("“day” is not one of week, month, year")
    assert page.by_id("by-month").attributes["aria-current"] == "true"


def test_page_says_that_nothing_matches(history_client: FlaskClient) -> None:
    page = walk.page(history_client, "q=nothing+like+this")
    assert page.by_id("statistics").find("h2").text == "Nothing matches"
    found = history_client.get("/stats.json?q=nothing+like+this").get_json()
    assert found["periods"] == []
    assert found["total"] == plain.sums([])


def test_without_an_athlete_statistics_lead_to_the_start_page(client: FlaskClient) -> None:
    for address in ("/stats", "/stats.json", "/stats.csv"):
        assert client.get(address).headers["Location"] == "/"


@pytest.mark.parametrize(
    "by", ["year", *(pytest.param(by, marks=pytest.mark.slow) for by in ("week", "month"))]
)
def test_every_total_of_the_sample_leads_to_its_activities(connected: FlaskClient, by: str) -> None:
    MEASURES[f"by={by}"] = "Distance km"
    assert walk_totals(connected, f"by={by}") > 20
