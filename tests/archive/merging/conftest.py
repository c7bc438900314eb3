"""Fixtures of tests that import archives."""

from __future__ import annotations

import pytest
from flask import Flask

from ...actions import SyncActions
from ...clock import Clock
from ...sample_strava import Strava
from .imports import Imports, send
from .made_up import sent_summary


def keep_four(strava: Strava) -> None:
    """Keep a ride, a run, a row, and a workout of the sample's athlete."""
    activities = strava.sample.activities
    sports = {one["sport_type"]: one for one in activities}
    activities[:] = [sports[name] for name in ("Ride", "Rowing", "WeightTraining", "Run")]


@pytest.fixture
def sync(app: Flask, strava: Strava, clock: Clock) -> SyncActions:
    """An application without an athlete, and the sample Strava, which has the newest activities."""
    keep_four(strava)
    return SyncActions(app, strava, clock)


@pytest.fixture
def imports(sync: SyncActions) -> Imports:
    """Imports into the application."""
    return Imports(sync)


@pytest.fixture
def alone(imports: Imports) -> Imports:
    """Imports for an athlete whom only an archive knows."""
    imports.add_athlete()
    imports.sync.strava.sample.activities.clear()
    return imports


@pytest.fixture
def connected(imports: Imports) -> Imports:
    """Imports for an athlete of whom the API has sent one ride."""
    imports.add_athlete(from_archive=False)
    imports.arrive(sent_summary())
    return imports


@pytest.fixture
def syncing(imports: Imports) -> Imports:
    """Imports for an athlete who is connected, and has one ride at Strava."""
    send(imports, sent_summary())
    imports.sync.connect()
    return imports
