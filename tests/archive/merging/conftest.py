"""Fixtures of tests that import archives."""

from __future__ import annotations

import pytest
from flask import Flask

from ...actions import SyncActions
from ...clock import Clock
from ...sample_strava import Strava
from .imports import Imports


@pytest.fixture
def sync(app: Flask, strava: Strava, clock: Clock) -> SyncActions:
    """An application without an athlete, and the sample Strava, which has the newest activities."""
    del strava.sample.activities[:-12]
    return SyncActions(app, strava, clock)


@pytest.fixture
def imports(sync: SyncActions) -> Imports:
    """Imports into the application."""
    return Imports(sync)
