"""Facets: how many activities each value of a filter would match with the other filters."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from .conftest import element_text


def test_sports_are_grouped_and_counted_with_the_other_filters(table_client: FlaskClient) -> None:
    text = element_text(table_client, "span=year&sport=Run", "sport-choices")
    assert text == "Cycling Ride 2 On foot Run 2"


def test_gear_is_named_and_counted(table_client: FlaskClient) -> None:
    assert element_text(table_client, "sport=Ride", "gear") == "Any Cirrus (2)"
    assert element_text(table_client, "sport=Run", "gear") == "Any"


def test_flags_have_the_counts_of_yes_and_no(table_client: FlaskClient) -> None:
    text = element_text(table_client, "", "commute")
    assert text == "All Only commutes (0) No commutes (7)"


def test_chosen_values_stay_in_the_form_when_nothing_matches(table_client: FlaskClient) -> None:
    assert "Run 0" in element_text(table_client, "sport=Run&q=nothing", "sport-choices")
    assert 'value="1999" selected' in table_client.get("/activities?span=1999").text


def test_periods_are_counted_with_the_other_filters(table_client: FlaskClient) -> None:
    assert element_text(table_client, "sport=Run&span=month", "span").startswith(
        "Any time This week (2) This month (2) This year (2) Last 30 days (2)"
    )


def test_years_are_counted_with_the_other_filters(table_client: FlaskClient) -> None:
    assert "2026 (2) 2025 (2)" in element_text(table_client, "sport=Run&span=2025", "span")


@pytest.mark.parametrize("words", ["garmin", "CIRRUS", "edge 2026-10", "cirrus ride garmin"])
def test_search_finds_gear_and_devices(table_client: FlaskClient, words: str) -> None:
    text = element_text(table_client, f"q={words}", "activities")
    assert "Ride" in text
    assert "Swim" not in text


def test_page_without_matches_names_the_filter_whose_removal_gives_most(
    table_client: FlaskClient,
) -> None:
    text = element_text(table_client, "sport=Swim&span=year&q=swim", "activities")
    assert "Without This year , 1 would match." in text


def test_page_without_matches_names_no_filter_if_no_single_one_is_the_reason(
    table_client: FlaskClient,
) -> None:
    text = element_text(table_client, "min_km=900&q=nothing", "activities")
    assert "No activity matches" in text
    assert "Without" not in text
