"""Totals of the matching activities, by sport and by month."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from strava.web import breakdown

from ..applications import stored
from ..html import Element, parse
from ..sample_strava import Strava, activity
from .conftest import element_text


def test_totals_are_over_all_matching_activities(table_client: FlaskClient) -> None:
    text = element_text(table_client, "sport=Run", "totals")
    assert text.startswith("4 activities 32.0 km 4 h 400 m elevation gain")


def test_charts_show_each_month_and_name_the_highest(table_client: FlaskClient) -> None:
    page = table_client.get("/activities?totals=1").text
    assert "<b>Time</b><br>most in Nov 2026: 3 h" in page
    assert "<b>Distance</b><br>most in Nov 2026: 55.0 km" in page
    assert "<b>Work</b>" not in page
    assert "Distance by month as bars, Jan 2025 to Nov 2026" in page
    assert "<title>Oct 2026: 20.0 km</title>" in page


def test_charts_are_of_the_matching_activities(table_client: FlaskClient) -> None:
    page = table_client.get("/activities?sport=Run&totals=1").text
    assert "<b>Distance</b><br>most in Nov 2025: 17.0 km" in page
    assert "most in Nov 2026" not in page


def test_shares_of_the_sports_add_up_to_everything(table_client: FlaskClient) -> None:
    page = table_client.get("/activities?totals=1").text
    shares = re.findall(r'aria-label="(\d+) percent"', page)
    assert len(shares) == 3
    assert sum(map(int, shares)) == pytest.approx(100, abs=2)


def rows_below(client: FlaskClient, query: str, first: str) -> list[Element]:
    """Return the rows of the totals whose first column has this heading."""
    totals = parse(client.get(f"/activities?{query}").text).by_id("breakdown")
    (table,) = (one for one in totals.find_all("table") if one.find("th").text == first)
    return table.find("tbody").find_all("tr")


def test_months_and_years_have_their_totals_with_the_latest_first(
    table_client: FlaskClient,
) -> None:
    assert [row.text for row in rows_below(table_client, "totals=1", "Month")] == [
        "2026 4 75.0 4:00 400 – 120",
        "Nov 2026 3 55.0 3:00 300 – 120",
        "Oct 2026 1 20.0 1:00 100 – –",
        "2025 3 18.0 2:30 300 – 120",
        "Nov 2025 2 17.0 2:00 200 – 120",
        "Jan 2025 1 1.0 0:30 100 – –",
    ]
    months = rows_below(table_client, "totals=1&span=year", "Month")
    assert [row.find("th").text for row in months] == ["Nov 2026", "Oct 2026"]


def test_every_month_is_shown_however_many_there_are(tmp_path: Path) -> None:
    days = [f"{year}-{month:02}-01" for year in range(2016, 2026) for month in range(1, 13)]
    activities = [
        activity(number, start_date_local=f"{day}T07:00:00Z") for number, day in enumerate(days)
    ]
    with stored(tmp_path / "years", activities) as app:
        rows = rows_below(app.test_client(), "totals=1", "Month")
        names = [row.find("th").text for row in rows]
        assert names[:3] == ["2025", "Dec 2025", "Nov 2025"]
        assert (len(names), names[-1]) == (10 + 120, "Jan 2016")


def test_only_years_are_listed_beyond_the_limit(
    table_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breakdown, "MAX_MONTHS", 3)
    rows = rows_below(table_client, "totals=1&per_page=25", "Month")
    assert [row.find("th").text for row in rows] == ["2026", "2025"]


@pytest.mark.parametrize(
    "query",
    [
        "totals=1",
        "totals=1&span=year&sort=distance",
        "totals=1&from=2025-11-22&to=2026-11-20",
        "totals=1&q=run",
        "totals=1&sport=Run&sport=Ride&min_km=5",
    ],
)
def test_each_row_leads_to_its_activities(table_client: FlaskClient, query: str) -> None:
    rows = [
        *rows_below(table_client, query, "Sport"),
        *rows_below(table_client, query, "Month"),
    ]
    linked = [(row, row.find("a").attributes["href"]) for row in rows if row.find_all("a")]
    assert len(linked) >= 3
    for row, address in linked:
        assert "totals" not in address
        assert ("sort=distance" in address) == ("sort=distance" in query)
        found = table_client.get(address.replace("/activities", "/activities.json")).get_json()
        assert len(found) == int(row.find("td").text), row.text


def test_totals_by_sport_and_month_stay_open_as_the_address_says(
    table_client: FlaskClient,
) -> None:
    closed = parse(table_client.get("/activities?sport=Run").text)
    toggle = closed.by_id("breakdown-toggle")
    assert (toggle.attributes["aria-expanded"], toggle.text) == ("false", "By sport and month")
    assert closed.by_id("breakdown").find_all("table") == []
    opened = parse(table_client.get(toggle.attributes["href"]).text)
    toggle = opened.by_id("breakdown-toggle")
    assert toggle.attributes["aria-expanded"] == "true"
    assert len(opened.by_id("breakdown").find_all("table")) == 2
    assert toggle.attributes["href"] == "/activities?sport=Run"
    # The filters keep them open; exports do not know them.
    fields = opened.by_id("filters").find_all("input")
    assert {"1"} == {
        one.attributes["value"] for one in fields if one.attributes["name"] == "totals"
    }
    exports = opened.by_id("exports").find_all("a")
    assert not [one for one in exports if "totals" in one.attributes["href"]]


def test_average_heart_rate_is_over_moving_time(table_client: FlaskClient) -> None:
    page = table_client.get("/activities?totals=1").text
    assert re.search(r"Average per activity.*<td>120</td>", page, re.DOTALL)


def test_totals_include_activities_of_the_next_sync(
    synced_client: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    assert element_text(synced_client, "", "totals").startswith("7 activities")
    strava.sample.activities.append(activity(3000))
    synced_client.post("/sync")
    finish_sync()
    assert element_text(synced_client, "", "totals").startswith("8 activities")
