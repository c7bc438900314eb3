"""Periods: which days they have, and the same period a year earlier."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from strava.table.facets import year_earlier
from strava.table.filters import Days

from .conftest import element_text, matching_days

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("span", "count"),
    [("week", 2), ("month", 3), ("year", 4), ("30days", 4), ("2025", 3), ("1999", 0)],
)
def test_each_period_finds_the_activities_of_its_days(
    table_client: FlaskClient, span: str, count: int
) -> None:
    assert len(matching_days(table_client, f"span={span}")) == count


def test_week_begins_on_the_chosen_day(synced_client: FlaskClient) -> None:
    synced_client.post("/settings", data={"first_weekday": "6"})
    assert matching_days(synced_client, "span=week") == ["2026-11-22"]


def test_week_begins_by_default_as_in_the_language_of_the_browser(
    table_client: FlaskClient,
) -> None:
    american = {"Accept-Language": "en-US,en;q=0.9"}
    assert matching_days(table_client, "span=week", **american) == ["2026-11-22"]
    british = {"Accept-Language": "en-GB,en;q=0.9"}
    assert matching_days(table_client, "span=week", **british) == ["2026-11-22", "2026-11-16"]


def test_weekdays_are_sorted_from_the_first_day_of_the_week(table_client: FlaskClient) -> None:
    monday_to_saturday = ["2026-11-16", "2025-01-01", "2025-11-20", "2026-10-24"]
    sundays = ["2026-11-22", "2026-11-15", "2025-11-23"]
    query, american = "sort=weekday&order=asc", {"Accept-Language": "en-US"}
    assert matching_days(table_client, query) == [*monday_to_saturday, *sundays]
    assert matching_days(table_client, query, **american) == [*sundays, *monday_to_saturday]


@pytest.mark.parametrize("query", ["span=2026", "from=2026-01-01&to=2026-12-31", "span=year"])
def test_period_that_has_not_ended_is_compared_up_to_today(
    table_client: FlaskClient, query: str
) -> None:
    # The run on 23 November 2025 is left out: this year, that day has not come yet.
    text = element_text(table_client, query, "totals")
    assert "A year earlier, 1 Jan – 22 Nov 2025 : 2 activities" in text


def test_month_is_compared_with_the_same_days_of_a_year_earlier(table_client: FlaskClient) -> None:
    text = element_text(table_client, "span=month", "totals")
    assert text.endswith(
        "A year earlier, 1 Nov – 22 Nov 2025 : 1 activity (+200% since) , 8.00 km (+588% since) ,"
        " 1 h (+200% since) , 100 m elevation gain (+200% since)"
    )


def test_page_says_that_nothing_was_done_a_year_earlier(table_client: FlaskClient) -> None:
    text = element_text(table_client, "span=2025", "totals")
    assert "Nothing a year earlier, 1 Jan – 31 Dec 2024" in text


def test_period_without_a_first_day_is_not_compared(table_client: FlaskClient) -> None:
    assert "a year earlier" not in element_text(table_client, "to=2026-01-01", "totals").lower()


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), Days(date(2025, 3, 1), date(2025, 3, 31))),
        (date(2024, 2, 29), date(2024, 2, 29), Days(date(2023, 2, 28), date(2023, 2, 28))),
        (date(2025, 2, 1), date(2025, 2, 28), Days(date(2024, 2, 1), date(2024, 2, 28))),
        (date(2026, 1, 1), None, Days(date(2025, 1, 1), date(2025, 11, 22))),
        (date(2026, 1, 1), date(2027, 6, 1), Days(date(2025, 1, 1), date(2025, 11, 22))),
        (date(2026, 11, 23), date(2026, 11, 30), None),
        (date(1, 1, 1), date(1, 12, 31), None),
        (None, date(2026, 1, 1), None),
    ],
)
def test_year_earlier_has_the_same_days_up_to_today(
    start: date | None, end: date | None, expected: Days | None
) -> None:
    assert year_earlier(Days(start, end), TODAY) == expected
