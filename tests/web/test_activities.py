"""The table of activities: its rows, order, pages and totals."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from strava.db.athletes import data_changed
from strava.table import filters
from strava.table.columns import DEFAULT_KEYS, SORTS

from ..sample_strava import Strava
from ..stored_data import athlete_ids
from .table_page import notices, shown_numbers, shown_rows, table_page


class TestRows:
    def test_newest_comes_first(self, synced_six: FlaskClient) -> None:
        assert shown_numbers(synced_six) == [6, 5, 4, 3, 2, 1]

    def test_row_shows_what_strava_sent(self, synced_six: FlaskClient) -> None:
        (row,) = shown_rows(synced_six, "q=alb")
        assert row == {
            "date": "Mon 5 Jan 2026 23:30",
            "sport": "Ride",
            "name": "Über die Alb",
            "route": "",
            "distance": "40.00",
            "moving_time": "1:00:00",
            "speed": "40.0",
            "climb": "100",
            "heartrate": "130",
        }

    def test_actions_of_a_row_name_its_activity_to_a_screen_reader(
        self, client_of_six: FlaskClient
    ) -> None:
        page = client_of_six.get("/activities").text
        for name in ("Lake", "Stretch, “quoted” &#34;text&#34;"):
            assert f'aria-label="Actions for {name}"' in page

    def test_each_row_has_one_tab_stop_and_few_elements(self, client_of_six: FlaskClient) -> None:
        table = table_page(client_of_six).find("table", "activity-table")
        rows = table.find("tbody").find_all("tr")
        for row in rows:
            stops = [link for link in row.find_all("a") if "tabindex" not in link.attributes]
            assert [stop.classes for stop in stops] == [["title"]]
        # The row, its nine cells, two links, the time, a unit, a tag, and the two of a route.
        most = 1 + len(DEFAULT_KEYS) + 7
        assert len(rows) == 6
        assert max(1 + row.count() for row in rows) <= most

    def test_totals_cover_all_matching_activities(self, client_of_many: FlaskClient) -> None:
        page = client_of_many.get("/activities?per_page=25").text
        assert "<b>230</b> activities" in page
        km = sum(number % 7 for number in range(230))
        assert f"<b>{km}.0</b> km" in page
        assert "<b>230</b> h" in page
        assert "<b>23,000</b> m elevation gain" in page

    def test_units_are_those_of_the_athlete(self, synced_six: FlaskClient) -> None:
        synced_six.post("/settings", data={"units": "imperial"})
        page = synced_six.get("/activities?q=alb").text
        for expected in (
            "Distance <small>mi</small>",
            ">24.85</td>",
            "<b>328</b> ft elevation gain",
        ):
            assert expected in page

    def test_missing_value_is_a_dash(self, synced_six: FlaskClient) -> None:
        (row,) = shown_rows(synced_six, "sport=Yoga")
        assert row["distance"] == row["moving_time"] == row["speed"] == "–"

    def test_strava_is_credited(self, synced_six: FlaskClient) -> None:
        assert "Powered by Strava" in synced_six.get("/activities").text

    def test_empty_table_says_so(
        self, strava: Strava, sign_in: Callable[..., Any], finish_sync: Any, client: FlaskClient
    ) -> None:
        strava.sample.activities.clear()
        sign_in()
        finish_sync()
        assert "No activities yet" in client.get("/activities").text


class TestSorted:
    @pytest.mark.parametrize(
        ("query", "order"),
        [
            ("sort=distance", [1, 2, 3, 4, 5, 6]),
            ("sort=distance&order=asc", [5, 4, 3, 2, 1, 6]),
            ("sort=name", [2, 3, 5, 6, 1, 4]),
            ("sort=name&order=desc", [4, 1, 6, 5, 3, 2]),
            ("sort=sport", [2, 1, 4, 3, 5, 6]),
            ("sort=heartrate", [3, 1, 6, 5, 4, 2]),
            ("sort=heartrate&order=asc", [1, 3, 6, 5, 4, 2]),
            ("sort=speed", [1, 2, 3, 4, 5, 6]),
            ("sort=moving_time", [5, 4, 3, 2, 1, 6]),
            ("sort=date&order=asc", [1, 2, 3, 4, 5, 6]),
            ("sort=climb", [6, 5, 4, 3, 2, 1]),
        ],
    )
    def test_rows_are_sorted_both_ways_with_missing_values_last(
        self, client_of_six: FlaskClient, query: str, order: list[int]
    ) -> None:
        assert shown_numbers(client_of_six, query) == order

    @pytest.mark.parametrize("sort", SORTS)
    def test_heading_sorts_and_reverses_the_order(
        self, client_of_six: FlaskClient, sort: str
    ) -> None:
        page = client_of_six.get(f"/activities?sort={sort}").text
        assert page.count("aria-sort=") == 1
        link = re.search(rf'id="sort-{sort}" href="([^"]+)"', page)
        assert link
        turned = link[1].partition("?")[2].replace("&amp;", "&")
        assert sorted(shown_numbers(client_of_six, turned)) == [1, 2, 3, 4, 5, 6]
        directions = [
            re.findall(r'aria-sort="(\w+)"', client_of_six.get(f"/activities?{query}").text)
            for query in (f"sort={sort}", turned)
        ]
        assert sorted(directions) == [["ascending"], ["descending"]]


class TestPages:
    def test_page_has_fifty_rows(self, client_of_many: FlaskClient) -> None:
        assert [len(shown_numbers(client_of_many, f"page={page}")) for page in range(1, 6)] == [
            50,
            50,
            50,
            50,
            30,
        ]

    @pytest.mark.parametrize("size", filters.PAGE_SIZES)
    def test_page_has_the_requested_number_of_rows(
        self, client_of_many: FlaskClient, size: int
    ) -> None:
        assert len(shown_numbers(client_of_many, f"per_page={size}")) == size

    def test_links_to_pages_keep_the_filters(self, client_of_many: FlaskClient) -> None:
        page = client_of_many.get("/activities?sort=distance&per_page=25&q=name&page=2").text
        link = re.search(r'id="page-next" href="([^"]+)"', page)
        assert link
        assert link[1] == "/activities?q=name&amp;sort=distance&amp;page=3&amp;per_page=25"

    def test_page_beyond_the_last_shows_the_last_with_a_notice(
        self, client_of_many: FlaskClient
    ) -> None:
        assert shown_numbers(client_of_many, "page=99") == shown_numbers(client_of_many, "page=5")
        assert notices(client_of_many, "page=99") == ["There is no page 99; this is the last one."]


def test_deleted_activities_are_hidden(synced_six: FlaskClient, app: Flask) -> None:
    with app.extensions["logbook"].sessions.begin() as session:
        session.execute(text("UPDATE activity SET deleted_at = '2026-01-01' WHERE name = 'Lake'"))
        data_changed(session, athlete_ids(app)[0])
    assert shown_numbers(synced_six) == [6, 4, 3, 2, 1]
