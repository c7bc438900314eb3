"""The addresses of the table and of exports."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from strava.table.filters import Filters
from strava.web import links

FILTERS = Filters(q="lake & fog", sport=("Run", "Hike"), min_km=5, sort="distance", page=3)


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Any:
    with app.test_request_context():
        yield


def parameters(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def test_address_of_the_table_without_filters_has_no_query() -> None:
    assert links.to_table(Filters()) == "/activities"


def test_filters_survive_in_the_query() -> None:
    assert links.read(links.query(FILTERS)) == FILTERS
    assert links.to_table(FILTERS) == f"/activities?{links.query(FILTERS)}"


def test_download_has_the_filters_without_the_page() -> None:
    address = links.to_download(FILTERS, "csv")
    assert urlsplit(address).path == "/activities.csv"
    assert parameters(address) == {
        "q": ["lake & fog"],
        "sport": ["Run", "Hike"],
        "min_km": ["5"],
        "sort": ["distance"],
    }


def test_similar_activities_have_the_same_sport_and_about_the_same_distance() -> None:
    address = links.to_similar({"per_page": 100}, "Run", 10_000.0)
    assert parameters(address) == {
        "sport": ["Run"],
        "min_km": ["9"],
        "max_km": ["11"],
        "per_page": ["100"],
    }


@pytest.mark.parametrize("distance", [None, 0.0, -5.0])
def test_similar_activities_of_one_without_distance_have_any_distance(
    distance: float | None,
) -> None:
    assert parameters(links.to_similar({}, "Yoga", distance)) == {"sport": ["Yoga"]}


def test_filters_from_form_are_those_of_its_query(app: Flask) -> None:
    form = {"query": links.query(FILTERS)}
    with app.test_request_context(method="POST", data=form):
        assert links.filters_from_form() == FILTERS
    with app.test_request_context(method="POST"):
        assert links.filters_from_form() == Filters()
