"""Athletes who granted less than everything, or who withdrew what they granted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.models import Activity, Athlete

from ..clock import Clock
from ..sample_strava import Strava
from ..stored_data import rows, sync_state


class TestWithoutPrivateActivities:
    def test_public_activities_are_shown_with_a_notice(
        self,
        client: FlaskClient,
        sign_in: Callable[..., Any],
        finish_sync: Callable[[], None],
        strava: Strava,
    ) -> None:
        sign_in(activity_read_all=False)
        finish_sync()
        page = client.get("/activities?per_page=200").text
        assert "Activities that only you can see are missing" in page
        assert 'href="/connect/again"' in page
        everything = strava.sample.activities
        public = [activity for activity in everything if activity["visibility"] != "only_me"]
        assert sync_state(client)["done"] == len(public) < len(everything)

    def test_granting_the_rest_adds_private_activities_and_removes_the_notice(
        self,
        client: FlaskClient,
        sign_in: Callable[..., Any],
        finish_sync: Callable[[], None],
        app: Flask,
        strava: Strava,
    ) -> None:
        sign_in(activity_read_all=False)
        finish_sync()
        assert "approval_prompt=force" in client.get("/connect/again").headers["Location"]
        sign_in()
        finish_sync()
        assert "only you can see are missing" not in client.get("/activities").text
        assert len(rows(app, Activity)) == len(strava.sample.activities)


class TestRevoked:
    @pytest.fixture
    def revoked(
        self,
        connected: FlaskClient,
        strava: Strava,
        clock: Clock,
        finish_sync: Callable[[], None],
    ) -> FlaskClient:
        """Return a browser whose athlete has withdrawn the permission at Strava."""
        strava.sample.revoke_all()
        clock.advance(hours=7)
        connected.post("/sync")
        finish_sync()
        return connected

    def test_stored_activities_stay_visible_below_a_notice(
        self, revoked: FlaskClient, strava: Strava
    ) -> None:
        page = revoked.get("/activities").text
        assert "Reconnect needed" in page
        assert 'href="/connect"' in page
        assert f"<b>{len(strava.sample.activities):,}</b> activities" in page

    def test_click_on_sync_says_that_the_athlete_is_not_connected(
        self, revoked: FlaskClient
    ) -> None:
        assert "not connected" in revoked.post("/sync", follow_redirects=True).text

    def test_connecting_again_removes_the_notice(
        self, revoked: FlaskClient, sign_in: Callable[..., Any], app: Flask
    ) -> None:
        sign_in()
        assert "Reconnect needed" not in revoked.get("/activities").text
        assert len(rows(app, Athlete)) == 1
