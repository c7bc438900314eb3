"""An application with activities to download."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.models import Activity, Athlete

from ...applications import stored
from ...recordings.stored import store_measured
from .recordings import (
    EMPTY,
    ENDLESS,
    MANUAL,
    OTHERS,
    RUN,
    START,
    STREAMS,
    TIMELESS,
    TREADMILL,
    UNFETCHED,
    summary,
)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    activities = [
        summary(RUN, average_watts=float("nan")),
        summary(TREADMILL, start_latlng=[], start_date=None, start_date_local=None),
        summary(MANUAL, manual=True),
        *(summary(number) for number in (UNFETCHED, ENDLESS, OTHERS, EMPTY)),
        summary(TIMELESS, start_date=None),
    ]
    with stored(tmp_path_factory.mktemp("downloads"), activities) as app:
        with app.extensions["logbook"].sessions() as session:
            for activity_id, streams in STREAMS.items():
                body = None
                if streams is not None:
                    body = {name: {"data": data} for name, data in streams.items()}
                detail = {"id": activity_id, "description": "Very\x00 \ud800 odd", "laps": [{}]}
                bodies = {"streams": json.dumps(body), "detail": json.dumps(detail)}
                store_measured(session, activity_id, bodies, START)
            session.add(Athlete(id=2, name="Somebody else", connected_at=datetime(2001, 1, 1)))
            session.flush()
            session.get_one(Activity, OTHERS).athlete_id = 2
            session.commit()
        yield app


@pytest.fixture(scope="session")
def client(app: Flask) -> FlaskClient:
    return app.test_client()
