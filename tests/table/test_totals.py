"""Totals of the matching activities, by sport and by month."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from ..sample_strava import Strava, activity
from .conftest import element_text


def test_totals_are_over_all_matching_activities(table_client: FlaskClient) -> None:
    text = element_text(table_client, "sport=Run", "totals")
    assert text.startswith("4 activities 32.0 km 4 h 400 m elevation gain")


def test_charts_show_each_month_and_name_the_highest(table_client: FlaskClient) -> None:
    page = table_client.get("/activities").text
    assert "<b>Time</b><br>most in Nov 2026: 3 h" in page
    assert "<b>Distance</b><br>most in Nov 2026: 55.0 km" in page
    assert "<b>Work</b>" not in page
    assert "Distance by month as bars, Jan 2025 to Nov 2026" in page
    assert "<title>Oct 2026: 20.0 km</title>" in page


def test_charts_are_of_the_matching_activities(table_client: FlaskClient) -> None:
    page = table_client.get("/activities?sport=Run").text
    assert "<b>Distance</b><br>most in Nov 2025: 17.0 km" in page
    assert "most in Nov 2026" not in page


def test_shares_of_the_sports_add_up_to_everything(table_client: FlaskClient) -> None:
    shares = re.findall(r'aria-label="(\d+) percent"', table_client.get("/activities").text)
    assert len(shares) == 3
    assert sum(map(int, shares)) == pytest.approx(100, abs=2)


def test_months_have_their_totals_with_the_latest_first(table_client: FlaskClient) -> None:
    page = table_client.get("/activities").text
    months = [
        re.sub(r"<[^>]+>", " ", row).split()
        for row in re.findall(r'<tr><th scope="row">(.*?)</tr>', page, re.DOTALL)
    ]
    assert months == [
        ["Nov", "2026", "3", "55.0", "3", "h", "300", "–", "120"],
        ["Oct", "2026", "1", "20.0", "1", "h", "100", "–", "–"],
        ["Nov", "2025", "2", "17.0", "2", "h", "200", "–", "120"],
        ["Jan", "2025", "1", "1.00", "30", "min", "100", "–", "–"],
    ]


def test_more_than_three_years_are_totaled_by_year(
    synced_client: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    strava.sample.activities.append(activity(3000, start_date_local="2019-01-01T07:00:00Z"))
    synced_client.post("/sync", data={"full": "1"})
    finish_sync()
    page = synced_client.get("/activities").text
    assert re.findall(r'<tr><th scope="row">(.*?)</th><td>(\d)', page) == [
        ("2026", "4"),
        ("2025", "3"),
        ("2019", "1"),
    ]


def test_average_heart_rate_is_over_moving_time(table_client: FlaskClient) -> None:
    page = table_client.get("/activities").text
    assert re.search(r"Average per activity.*<td>120</td>", page, re.DOTALL)


def test_totals_include_activities_of_the_next_sync(
    synced_client: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    assert element_text(synced_client, "", "totals").startswith("7 activities")
    strava.sample.activities.append(activity(3000))
    synced_client.post("/sync")
    finish_sync()
    assert element_text(synced_client, "", "totals").startswith("8 activities")
