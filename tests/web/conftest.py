"""Fixtures for the tests of the pages."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.models import Athlete

from ..applications import stored
from ..archive.imports import ATHLETE
from ..sample_strava import Strava
from .table_page import MANY_ACTIVITIES, SIX_ACTIVITIES


@pytest.fixture
def few_activities(strava: Strava) -> None:
    """Leave only the newest forty activities in the sample, oldest first."""
    strava.sample.activities[:] = strava.sample.newest_first()[39::-1]


@pytest.fixture
def six_activities(strava: Strava) -> None:
    """Put the six activities on Strava."""
    strava.sample.activities[:] = copy.deepcopy(SIX_ACTIVITIES)


@pytest.fixture
def synced_six(six_activities: None, connected: FlaskClient) -> FlaskClient:
    """A browser whose athlete has synced the six activities."""
    connected.get("/activities")
    return connected


@pytest.fixture(scope="session")
def client_of_six(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A browser over the six activities, for tests that change nothing."""
    with stored(tmp_path_factory.mktemp("six"), SIX_ACTIVITIES) as app:
        yield app.test_client()


@pytest.fixture(scope="session")
def client_of_many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A browser over 230 activities, for tests that change nothing."""
    with stored(tmp_path_factory.mktemp("many"), MANY_ACTIVITIES) as app:
        yield app.test_client()


@pytest.fixture
def noor(app: Flask) -> int:
    """An athlete who was added by an archive."""
    logbook = app.extensions["logbook"]
    with logbook.sessions() as session:
        session.add(Athlete(id=ATHLETE, name="Noor", connected_at=logbook.now(), from_archive=True))
        session.commit()
    return ATHLETE
