"""The header and the settings page show how many API calls are used and left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import update

from strava.db.models import SyncRun
from strava.errors import RateLimited
from strava.settings import Settings

from ..applications import MakeApp
from ..clock import NOON, Clock
from ..html import parse
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


@pytest.mark.parametrize("address", ["/activities", "/settings", "/sync", "/sync/1"])
def test_rate_limits_are_on_a_page_once(connected: FlaskClient, address: str) -> None:
    page = parse(connected.get(address).text).text
    assert page.count("15-minute limit") == page.count("Daily limit") == 1
    assert page.count("calls used") == 2


def test_page_says_once_that_a_sync_waits_for_the_rate_limit(
    connected: FlaskClient, app: Flask
) -> None:
    logbook = app.extensions["logbook"]
    with logbook.sessions.begin() as session:
        limited = RateLimited(logbook.now() + timedelta(minutes=5))
        values = {"waiting_for": "limit", "resume_at": limited.opens_at, "error": str(limited)}
        session.execute(update(SyncRun).values(state="waiting", **values))
    page = parse(connected.get("/activities").text).text
    assert page.count("Strava's rate limit") == 1
    assert "Progress is saved, and the sync continues automatically." in page


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
