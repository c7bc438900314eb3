"""Days, weekdays, hours and streaks equal plain counts, and lead to their activities."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from . import plain, walk
from .conftest import AMERICAN
from .histories import HIDDEN, Fields

TODAY = date(2026, 11, 22)


def hour_of(activity: Fields) -> int | None:
    clock = activity["start_date_local"][11:19]
    return None if clock == HIDDEN else int(clock[:2])


def test_json_has_the_plain_sums_of_each_day(
    history_client: FlaskClient, random_history: list[Fields]
) -> None:
    found = history_client.get("/stats.json").get_json()["days"]
    expected = plain.sums_by(random_history, plain.day_of)
    assert found == [{"day": str(day), **sums} for day, sums in expected.items()]


def test_json_has_the_plain_sums_of_each_weekday_and_hour(
    history_client: FlaskClient, random_history: list[Fields]
) -> None:
    found = history_client.get("/stats.json").get_json()["weekdays"]
    expected = plain.sums_by(
        random_history,
        lambda one: (plain.day_of(one).weekday(), hour_of(one) or 24 * (hour_of(one) is None)),
    )
    assert found == [
        {"weekday": weekday, "hour": None if hour == 24 else hour, **sums}
        for (weekday, hour), sums in expected.items()
    ]


def test_csv_has_a_row_for_each_hour_weekday_and_day(
    history_client: FlaskClient, random_history: list[Fields]
) -> None:
    for by, key in (
        ("hour", hour_of),
        ("weekday", lambda one: plain.day_of(one).weekday()),
        ("day", plain.day_of),
        ("gear", lambda one: one["gear_id"]),
    ):
        text = history_client.get(f"/stats.csv?by={by}").text
        rows = {row["period"]: row for row in csv.DictReader(io.StringIO(text))}
        known = [one for one in random_history if key(one) is not None]
        expected = {str(name): sums for name, sums in plain.sums_by(known, key).items()}
        assert [*rows] == [*expected], by
        for name, sums in expected.items():
            assert float(rows[name]["energy"]) == sums["energy"], by


def plain_streaks(days: set[date], unit: str, first_weekday: int) -> tuple[int, int]:
    """Return the lengths of the running and the longest streak, walking through time."""

    def next_period(day: date) -> date:
        return (day if unit == "day" else plain.period_of(day, unit, first_weekday)[1]) + timedelta(
            1
        )

    def has_activity(day: date) -> bool:
        return any(day <= one < next_period(day) for one in days)

    length = longest = 0
    before = [0, 0]
    day = min(days) if unit == "day" else plain.period_of(min(days), unit, first_weekday)[0]
    while day <= max(TODAY, *days):
        length = length + 1 if has_activity(day) else 0
        longest = max(longest, length)
        before = [before[1], length]
        day = next_period(day)
    # The period of today is not over.
    return before[1] or before[0], longest


@pytest.mark.parametrize("first_weekday", [0, 6])
@pytest.mark.parametrize("query", ["", "span=2025", "commute=0&group=foot"])
def test_streaks_are_those_of_a_plain_walk(
    history_client: FlaskClient, query: str, first_weekday: int
) -> None:
    headers = AMERICAN if first_weekday else {}
    found = history_client.get(f"/stats.json?{query}", headers=headers).get_json()
    days = {date.fromisoformat(one["day"]) for one in found["days"]}
    for unit in ("day", "week", "month"):
        running, longest = plain_streaks(days, unit, first_weekday)
        streaks = found["streaks"][unit]
        assert (streaks["running"] or {"length": 0})["length"] == running, unit
        assert streaks["longest"]["length"] == longest, unit


def test_each_weekday_and_hour_leads_to_its_activities(history_client: FlaskClient) -> None:
    page = walk.page(history_client, "measure=activities&group=cycle&group=foot")
    checked = 0
    for cells, heading in walk.rows(page.by_id("rhythm").find("table")):
        assert "Hidden start" in cells
        for label, cell in cells.items():
            for link in cell.find_all("a"):
                behind = walk.behind(history_client, link.attributes["href"])
                assert walk.number(link.text) == behind["activities"], (heading.text, label)
                checked += 1
    assert checked > 20


def test_each_day_leads_to_its_activities(history_client: FlaskClient) -> None:
    page = walk.page(history_client, "measure=relative_effort&days=2024")
    section = page.by_id("calendar")
    table = {}
    for cells, heading in walk.rows(section.find("table")):
        for label, cell in cells.items():
            for link in cell.find_all("a"):
                behind = walk.behind(history_client, link.attributes["href"])
                assert walk.number(link.text) == round(behind["relative_effort"])
                table[heading.text, label] = link.attributes["href"]
    assert ("Feb", "29") in table
    strip = next(
        svg
        for title, svg in zip(section.find_all("h3"), section.find_all("svg"), strict=True)
        if title.text.startswith("2024")
    )
    of_days = [address for (_, label), address in table.items() if label != "All"]
    assert sorted(link.attributes["href"] for link in strip.find_all("a")) == sorted(of_days)
    assert len(strip.find("path").attributes["d"].split("M")) - 1 == 366


def test_streaks_lead_to_their_activities(history_client: FlaskClient) -> None:
    found = history_client.get("/stats.json").get_json()["streaks"]
    rows = list(walk.rows(walk.page(history_client).by_id("streaks").find("table")))
    assert [heading.text for _, heading in rows] == [
        f"{unit}s in a row" for unit in ("Day", "Week", "Month")
    ]
    for (cells, _), unit in zip(rows, found, strict=True):
        longest = found[unit]["longest"]
        (link,) = cells["Longest"].find_all("a")
        assert link.text.split()[0] == str(longest["length"])
        address = f"/activities?from={longest['from']}&to={longest['to']}"
        assert link.attributes["href"] == address


def test_streaks_say_what_is_done_already(history_client: FlaskClient) -> None:
    found = history_client.get("/stats.json").get_json()["streaks"]
    page = walk.page(history_client)
    said = {
        unit: cells["Next"].text
        for unit, (cells, _) in zip(
            found, walk.rows(page.by_id("streaks").find("table")), strict=True
        )
    }
    assert found["month"]["running"]
    assert found["month"]["due"] is None
    assert said["month"] == "This month is done."
    for unit, sentence in (("day", "Today is done."), ("week", "This week is done.")):
        is_done = found[unit]["running"] is not None and found[unit]["due"] is None
        assert (said[unit] == sentence) is is_done


def test_the_longest_addresses_have_bounds(history_client: FlaskClient) -> None:
    page = walk.page(history_client, "days=0000")
    assert "“0000” is not a year" in page.by_id("statistics").find("p", "notice").text
