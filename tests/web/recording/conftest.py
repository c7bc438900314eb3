"""An application with recordings, for all tests of their charts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ...applications import stored
from ...sample_strava import activity
from ..recorded import record
from ..table_page import FIRST_ID
from .recordings import STREAMS


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with six activities that were recorded, and one that was not."""
    activities = [
        activity(0, sport_type="Run", total_elevation_gain=45.0),
        activity(1),
        activity(2, sport_type="WeightTraining", distance=0.0),
        activity(3, sport_type="Yoga", distance=0.0, manual=True),
        activity(4, sport_type="Rowing"),
        activity(5, sport_type="Walk"),
        activity(6, sport_type="Ride"),
    ]
    with stored(tmp_path_factory.mktemp("recorded"), activities) as app:
        for activity_id, streams in STREAMS.items():
            record(app, activity_id - FIRST_ID, streams=streams)
        yield app


@pytest.fixture
def browser(recorded: Flask) -> FlaskClient:
    return recorded.test_client()
