"""The filters of the table, as parameters of its address."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from .table_page import shown_numbers


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=uber", [4, 1]),
            ("q=ÜBER", [4, 1]),
            ("q=die alb", [1]),
            ("q=alb über", [1]),
            ("q=100%25", [2]),
            ("q=%25", [2]),
            ("q=_", [2]),
            ("q=zzz", []),
            ("q='; DROP TABLE activity", []),
            ("q=%00lake", [5]),
            ("sport=Run", [4, 3]),
            ("sport=Run&sport=Swim", [5, 4, 3]),
            ("sport=Quidditch", []),
            ("from=2026-03-02", [6, 5, 4, 3]),
            ("to=2026-03-02", [3, 2, 1]),
            ("from=2026-03-01&to=2026-03-03", [4, 3, 2]),
            ("min_km=10&max_km=20", [3, 2]),
            ("min_km=1.5&max_km=1.5", [5]),
            ("gear=b1", [2]),
            ("commute=1", [2]),
            ("commute=0", [6, 5, 4, 3, 1]),
            ("trainer=1", [4]),
            ("private=1", [5]),
            ("private=0", [6, 4, 3, 2, 1]),
            ("q=uber&sport=Run&from=2026-01-01", [4]),
        ],
    )
    def test_each_parameter_filters(
        self, client_of_six: FlaskClient, query: str, found: list[int]
    ) -> None:
        assert shown_numbers(client_of_six, query) == found

    def test_days_are_those_of_the_local_time(self, client_of_six: FlaskClient) -> None:
        # 22:30 UTC is 23:30 there: still the same day, and not the next.
        assert shown_numbers(client_of_six, "from=2026-01-05&to=2026-01-05") == [1]

    def test_no_match_says_so_and_links_to_all_activities(self, client_of_six: FlaskClient) -> None:
        page = client_of_six.get("/activities?q=zzz").text
        assert "Nothing matches" in page
        assert 'href="/activities"' in page

    def test_form_shows_the_filters_of_the_address(self, client_of_six: FlaskClient) -> None:
        page = client_of_six.get(
            "/activities?q=%22x&sport=Run&from=2026-01-01&sort=name&min_km=2"
        ).text
        assert 'value="&#34;x"' in page
        assert re.search(r'value="Run" checked', page)
        assert 'value="2026-01-01"' in page
        assert '<input type="hidden" name="sort" value="name">' in page
        assert '<input type="number" name="min_km" value="2"' in page

    def test_sports_are_counted(self, client_of_six: FlaskClient) -> None:
        page = client_of_six.get("/activities?sport=Run").text
        assert re.search(r'value="Ride">.*? Ride <small>2</small>', page)
