"""Links of the table: chips that remove a filter, and links to similar activities."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from .conftest import element_text, matching_days

MANY_FILTERS = (
    "q=ride&sport=Run&sport=Ride&span=2026&from=2026-01-01&to=2026-12-31&min_km=1.5"
    "&max_minutes=90&min_climb=10&max_climb=10&commute=0&private=0&sort=distance"
)


def test_each_filter_has_a_chip(table_client: FlaskClient) -> None:
    assert element_text(table_client, MANY_FILTERS, "chips") == (
        "Search: ride × Run × Ride × 2026 × 1 Jan 2026 – 31 Dec 2026 × from 1.5 km × "
        "up to 90 min × 10 m elevation gain × No commutes × Visible to others × Clear all"
    )


def test_filters_that_only_links_set_have_chips_and_stay_when_the_form_is_sent(
    table_client: FlaskClient,
) -> None:
    query = "group=foot&group=cycle&weekday=6&hour=7&id=5&id=6"
    assert element_text(table_client, query, "chips") == (
        "On foot × Cycling × On Sundays × Started 7:00 to 7:59 × 2 chosen activities × Clear all"
    )
    page = table_client.get(f"/activities?{query}").text
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', page)
    assert {("group", "foot"), ("group", "cycle"), ("weekday", "6"), ("hour", "7")} <= {*hidden}
    assert {("id", "5"), ("id", "6")} <= {*hidden}
    similar = re.search(r'data-similar="([^"]+)"', table_client.get("/activities?weekday=6").text)
    assert similar
    assert "weekday" not in similar[1]


def test_chip_links_to_the_other_filters_and_the_same_order(table_client: FlaskClient) -> None:
    page = table_client.get(f"/activities?{MANY_FILTERS}").text
    link = re.search(r'<a class="chip" href="([^"]+)"[^>]*aria-label="Remove filter: Run"', page)
    assert link
    assert "sport=Ride" in link[1]
    assert "sport=Run" not in link[1]
    assert "sort=distance" in link[1]


def test_chips_are_in_the_units_of_the_athlete(synced_client: FlaskClient) -> None:
    synced_client.post("/settings", data={"units": "imperial", "date_order": "ymd"})
    query = "min_mi=10&max_feet=1000&from=2026-01-01"
    assert element_text(synced_client, query, "chips") == (
        "from 2026-01-01 × from 10 mi × up to 1,000 ft elevation gain × Clear all"
    )
    assert 'name="min_mi" value="10"' in synced_client.get("/activities?min_mi=10").text


def test_row_links_to_the_same_sport_with_about_the_same_distance(
    table_client: FlaskClient,
) -> None:
    page = table_client.get("/activities?q=2026-11-22").text
    link = re.search(r'data-similar="([^"]+)"', page)
    assert link
    assert unescape(link[1]) == "/activities?sport=Run&min_km=9&max_km=11"
    query = unescape(link[1]).partition("?")[2]
    assert matching_days(table_client, query) == ["2026-11-22", "2025-11-23"]


@pytest.mark.parametrize("link_end", [">Clear all<", 'aria-label="Actions for'])
def test_links_to_other_filters_keep_the_order_and_columns(
    table_client: FlaskClient, link_end: str
) -> None:
    query = "sort=distance&per_page=25&columns=name,distance"
    page = unescape(table_client.get(f"/activities?span=week&{query}").text)
    link = re.search(rf'(?:href|data-similar)="([^"#]+)"[^>]*{link_end}', page)
    assert link
    assert link[1].endswith(query.replace(",", "%2C"))
    assert "span" not in link[1]
