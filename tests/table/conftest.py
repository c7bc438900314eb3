"""A short history of activities, and what the page of the table shows of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.sample.athlete import ROAD_BIKE

from ..applications import stored
from ..sample_strava import Strava, activity
from ..web.table_page import MANY_ACTIVITIES

HISTORY = [
    ("2026-11-22", "Run", 10, 3600),
    ("2026-11-16", "Run", 5, 1800),
    ("2026-11-15", "Ride", 40, 5400),
    ("2026-10-24", "Ride", 20, 3600),
    ("2025-11-20", "Run", 8, 3600),
    ("2025-11-23", "Run", 9, 3600),
    ("2025-01-01", "Swim", 1, 1800),
]
"""Day, sport type, kilometers and seconds. The clock of the tests shows noon on the first day,
which is a Sunday."""


def history_activities() -> list[dict[str, Any]]:
    """Return the history as Strava sends it."""
    return [
        activity(
            number,
            name=f"{sport} of {day}",
            sport_type=sport,
            start_date=f"{day}T06:00:00Z",
            start_date_local=f"{day}T07:00:00Z",
            distance=km * 1000.0,
            moving_time=seconds,
            total_elevation_gain=100.0,
            average_heartrate=120.0 if sport == "Run" else None,
            device_name="Garmin Edge" if sport == "Ride" else None,
            gear_id=ROAD_BIKE if sport == "Ride" else None,
        )
        for number, (day, sport, km, seconds) in enumerate(HISTORY)
    ]


@pytest.fixture(scope="module")
def table_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with the history stored, for tests that change nothing."""
    profile = {"bikes": [{"id": ROAD_BIKE, "name": "Cirrus"}]}
    with stored(tmp_path_factory.mktemp("history"), history_activities(), profile) as app:
        yield app


@pytest.fixture(scope="module")
def many_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with 230 activities stored, many of them with equal values."""
    with stored(tmp_path_factory.mktemp("many"), MANY_ACTIVITIES) as app:
        yield app


@pytest.fixture
def table_client(table_app: Flask) -> FlaskClient:
    return table_app.test_client()


@pytest.fixture
def short_history(strava: Strava) -> None:
    """Put the history on Strava."""
    strava.sample.activities[:] = history_activities()


@pytest.fixture
def synced_client(short_history: None, connected: FlaskClient) -> FlaskClient:
    """A browser whose athlete has synced the history, for tests that change something."""
    return connected


def element_text(client: FlaskClient, query: str, element_id: str) -> str:
    """Return the text of an element of the table's page."""
    page = client.get(f"/activities?{query}").text
    end = "fieldset" if element_id == "sport-choices" else "(?:div|select|section|p)"
    element = re.search(rf'id="{element_id}"[^>]*>(.*?)</{end}>', page, re.DOTALL)
    assert element
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", element[1])).split())


def matching_days(client: FlaskClient, query: str, **headers: str) -> list[str]:
    """Return the days of the activities that match, in the order of the export."""
    activities = client.get(f"/activities.json?{query}", headers=headers).get_json()
    return [one["start_date_local"][:10] for one in activities]
