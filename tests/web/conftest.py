"""Fixtures for the tests of the pages."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ..sample_strava import Strava


@pytest.fixture
def few_activities(strava: Strava, history: list[dict[str, Any]]) -> None:
    """Leave only the newest forty activities in the sample, oldest first."""
    by_start = sorted(copy.deepcopy(history), key=lambda activity: str(activity["start_date"]))
    strava.sample.activities[:] = by_start[-40:]
