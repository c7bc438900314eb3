"""The header and the settings page show how many API calls are used and left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient, FlaskCliRunner

from strava.settings import Settings

from ..applications import MakeApp
from ..clock import NOON, Clock
from ..sample_strava import Strava


@pytest.fixture
def connected(connected: FlaskClient, finish_sync: Callable[[], None]) -> FlaskClient:
    """Connected, after a call with no others in parallel: the usage is exact then."""
    connected.post("/sync")
    finish_sync()
    return connected


def test_usage_is_on_each_page_also_after_a_restart(
    connected: FlaskClient, strava: Strava, settings: Settings, make_app: MakeApp
) -> None:
    used = len(strava.sample.calls)
    quarter = datetime.fromtimestamp(NOON + 900, UTC).astimezone()
    midnight = datetime.fromtimestamp(NOON + 12 * 3600, UTC).astimezone()
    restarted = make_app(settings).test_client()
    for client in (connected, restarted):
        for address in ("/activities", "/settings"):
            page = " ".join(client.get(address).text.split())
            assert f"{used} of 100 calls used, {100 - used} left" in page
            assert f"resets at {quarter:%H:%M}" in page
            assert f"{used} of 1,000 calls used, {1000 - used} left" in page
            assert f"resets at {midnight:%H:%M}" in page


def test_usage_is_zero_after_a_window_has_ended(
    connected: FlaskClient, strava: Strava, clock: Clock
) -> None:
    used = len(strava.sample.calls)
    assert f"{used} of 100 calls used" in connected.get("/settings").text
    clock.advance(minutes=15)
    page = connected.get("/settings").text
    assert "0 of 100 calls used, 100 left" in page
    assert f"{used} of 1,000 calls used" in page
    clock.advance(hours=24)
    assert "0 of 1,000 calls used" in connected.get("/settings").text


def test_calls_of_commands_count(
    connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
) -> None:
    runner.invoke(args=["get", "/athlete"])
    assert f"{len(strava.sample.calls)} of 100 calls used" in connected.get("/settings").text
