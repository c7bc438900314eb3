"""Years up to the same day, Eddington numbers and gear equal plain counts."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from flask.testing import FlaskClient

from . import plain, walk
from .histories import GEAR, Fields

TODAY = date(2026, 11, 22)


def test_json_has_the_plain_sums_of_each_year_up_to_today(
    history_client: FlaskClient, random_history: list[Fields]
) -> None:
    found = history_client.get("/stats.json").get_json()["years"]
    by_year = plain.sums_by(random_history, lambda one: -plain.day_of(one).year)
    assert [(-one["year"], one["total"]) for one in found] == [*by_year.items()]
    for one in found:
        so_far = [
            activity
            for activity in random_history
            if plain.day_of(activity).year == one["year"]
            and f"{plain.day_of(activity):%m-%d}" <= f"{TODAY:%m-%d}"
        ]
        assert one["so_far"] == plain.sums(so_far)


@pytest.mark.parametrize("measure", ["distance", "activities"])
def test_each_year_leads_to_its_activities_up_to_the_same_day(
    history_client: FlaskClient, measure: str
) -> None:
    section = walk.page(history_client, f"measure={measure}").by_id("years")
    label = {"distance": "Distance km", "activities": "Activities"}[measure]
    so_far: dict[int, float] = {}
    for cells, heading in walk.rows(section.find("table")):
        for name, cell in cells.items():
            for link in cell.find_all("a"):
                behind = walk.expected(walk.behind(history_client, link.attributes["href"]))
                assert walk.number(link.text) == pytest.approx(behind[label]), name
        so_far[int(heading.text)] = walk.number(next(iter(cells.values())).text)
        if int(heading.text) != TODAY.year:
            difference = so_far[TODAY.year] - so_far[int(heading.text)]
            compared = walk.number(cells["This year compared"].text.replace("+", ""))
            assert compared == pytest.approx(difference, abs=0.11)
    lines = [link.attributes["href"] for link in section.find("svg").find_all("a")]
    assert lines == [f"/activities?span={year}" for year in sorted(so_far)]


def plain_eddington(lengths: list[float]) -> int:
    number = 0
    while sum(length >= number + 1 for length in lengths) >= number + 1:
        number += 1
    return number


def test_eddington_numbers_are_those_of_a_plain_count(
    history_client: FlaskClient, random_history: list[Fields]
) -> None:
    found = history_client.get("/stats.json").get_json()["eddington"]
    days: dict[str, Counter[date]] = {}
    for one in random_history:
        of_group = days.setdefault(plain.group_of(one), Counter())
        of_group[plain.day_of(one)] += one["distance"] or 0
    expected = {
        (group, unit): plain_eddington([meters / length for meters in of_group.values()])
        for group, of_group in days.items()
        for unit, length in (("km", 1000), ("mi", 1609.344))
    }
    assert {(one["sport_group"], one["unit"]): one["number"] for one in found} == expected
    rows = walk.rows(walk.page(history_client).by_id("eddington").find("table"))
    assert [int(cells["Number"].find("a").text) for cells, _ in rows] == [
        one["number"] for one in found
    ]
    for one in found:
        length = {"km": 1000, "mi": 1609.344}[one["unit"]]
        meters = [*days[one["sport_group"]].values()]
        for missing in one["missing"]:
            enough = sum(each / length >= missing["number"] for each in meters)
            assert missing["days"] == missing["number"] - enough


def test_json_has_the_plain_sums_of_all_gear(
    history_client: FlaskClient, random_history: list[Fields]
) -> None:
    found = history_client.get("/stats.json").get_json()["gear"]
    used = [one for one in random_history if one["gear_id"]]
    expected = plain.sums_by(used, lambda one: one["gear_id"])
    assert {one["gear_id"] for one in found} == {*expected}
    assert [one["last"] for one in found] == sorted((one["last"] for one in found), reverse=True)
    for one in found:
        days = [plain.day_of(each) for each in used if each["gear_id"] == one["gear_id"]]
        sums = expected[one["gear_id"]]
        assert {key: one[key] for key in sums} == sums
        assert (one["first"], one["last"]) == (str(min(days)), str(max(days)))
        assert one["name"] == GEAR.get(one["gear_id"])
        months = plain.sums_by(
            [each for each in used if each["gear_id"] == one["gear_id"]],
            lambda each: f"{plain.day_of(each):%Y-%m}",
        )
        assert one["months"] == [{"month": month, **sums} for month, sums in months.items()]


def test_each_gear_leads_to_its_activities(history_client: FlaskClient) -> None:
    section = walk.page(history_client, "measure=energy&span=2025").by_id("gear-use")
    for cells, heading in walk.rows(section.find("table")):
        found = walk.expected(walk.behind(history_client, heading.find("a").attributes["href"]))
        for label, amount in found.items():
            if label in cells:
                assert walk.number(cells[label].text) == pytest.approx(amount), label
        bars = cells["Last three years"].find("svg").find_all("a")
        behind = [walk.behind(history_client, bar.attributes["href"])["energy"] for bar in bars]
        assert sum(behind) == pytest.approx(found["Work kJ"], abs=1)
        first = walk.behind(history_client, cells["First used"].find("a").attributes["href"])
        assert first["activities"] >= 1
