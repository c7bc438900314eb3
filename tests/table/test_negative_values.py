"""Values below zero are shown with their sign, and nothing is drawn or linked with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ..applications import stored
from ..sample_strava import activity
from .conftest import element_text

DAYS = ("2026-11-20", "2026-10-20", "2025-11-20")


@pytest.fixture(scope="module")
def negative_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    values = {
        "distance": -5000.0,
        "moving_time": -5,
        "elapsed_time": -1e9,
        "total_elevation_gain": -20.4,
        "kilojoules": -3,
        "average_heartrate": -100,
        "suffer_score": -1,
    }
    activities = [
        activity(number, start_date_local=f"{day}T07:00:00Z", **values)
        for number, day in enumerate(DAYS)
    ]
    activities.append(activity(9, sport_type="Run", start_date_local=f"{DAYS[0]}T08:00:00Z"))
    with stored(tmp_path_factory.mktemp("negative"), activities) as app:
        yield app


@pytest.fixture
def negative_client(negative_app: Flask) -> FlaskClient:
    return negative_app.test_client()


def test_cells_have_the_sign(negative_client: FlaskClient) -> None:
    page = negative_client.get("/activities?sport=Ride&columns=elapsed_time,distance,moving_time")
    for text in ("−0:05", "−277777:46:40", "−5.00"):
        assert f">{text}</td>" in page.text


def test_totals_have_the_sign(negative_client: FlaskClient) -> None:
    text = element_text(negative_client, "sport=Ride", "totals")
    assert "3 activities −15.0 km 0 min −61 m elevation gain −9 kJ work" in text


@pytest.mark.parametrize("query", ["", "sport=Ride", "sport=Ride&span=year", "span=month"])
def test_nothing_is_drawn_with_a_negative_size(negative_client: FlaskClient, query: str) -> None:
    page = negative_client.get(f"/activities?{query}&totals=1").text
    assert not re.search(r'(width|height)="-', page)
    shares = re.findall(r'aria-label="(-?\d+) percent"', page)
    assert all(0 <= int(share) <= 100 for share in shares)


def test_change_from_a_negative_amount_has_no_percentage(negative_client: FlaskClient) -> None:
    text = element_text(negative_client, "sport=Ride&span=year", "totals")
    assert "1 activity (+100% since) , −5.00 km, 0 min, −20 m elevation gain" in text


def test_similar_activities_of_a_negative_distance_have_any_distance(
    negative_client: FlaskClient,
) -> None:
    page = negative_client.get("/activities?sport=Ride").text
    links = re.findall(r'data-similar="([^"]+)"', page)
    assert {unescape(link) for link in links} == {"/activities?sport=Ride"}
