"""`flask token` and `flask get`."""

from __future__ import annotations

import json
import threading

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select, update

from strava.accounts import athletes
from strava.db.models import SyncRun, Token

from ..clock import Clock
from ..sample_strava import Strava
from .conftest import Start, assert_failed


class TestToken:
    def test_prints_only_a_token_that_strava_accepts(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
    ) -> None:
        result = runner.invoke(args=["token"])
        assert (result.exit_code, result.stderr) == (0, "")
        (token,) = result.stdout.splitlines()
        assert_accepted(strava, token)

    def test_works_a_month_later(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava, clock: Clock
    ) -> None:
        first = runner.invoke(args=["token"]).stdout
        clock.advance(hours=24 * 30)
        second = runner.invoke(args=["token"]).stdout
        assert first != second
        assert runner.invoke(args=["get", "/athlete"]).exit_code == 0

    def test_starts_nothing_in_the_background(
        self, connected: FlaskClient, runner: FlaskCliRunner, app: Flask
    ) -> None:
        before = set(threading.enumerate())
        runner.invoke(args=["token"])
        assert set(threading.enumerate()) <= before
        with app.extensions["logbook"].sessions() as session:
            assert len(session.scalars(select(SyncRun)).all()) == 1

    def test_option_selects_the_athlete(
        self, athlete_id: int, second_athlete: int, runner: FlaskCliRunner
    ) -> None:
        assert runner.invoke(args=["token"]).stdout == "other\n"
        assert runner.invoke(args=["token", "--athlete", str(second_athlete)]).stdout == "other\n"
        first = runner.invoke(args=["token", "--athlete", str(athlete_id)]).stdout
        assert first not in ("", "other\n")

    def test_default_is_a_connected_athlete_even_if_another_one_connected_later(
        self, second_athlete: int, runner: FlaskCliRunner, app: Flask
    ) -> None:
        with app.extensions["logbook"].sessions() as session:
            athletes.disconnect(session, second_athlete, with_data=False)
        assert runner.invoke(args=["token"]).exit_code == 0

    def test_unknown_athlete_is_reported_with_the_known_ones(
        self, second_athlete: int, runner: FlaskCliRunner
    ) -> None:
        result = runner.invoke(args=["token", "--athlete", "5"])
        assert_failed(result, 1, "No athlete 5 has connected")
        assert "77 (Second)" in result.stderr

    def test_says_how_to_connect_the_first_athlete(self, runner: FlaskCliRunner) -> None:
        assert_failed(runner.invoke(args=["token"]), 1, "No athlete has connected yet")

    def test_refused_refresh_token_says_how_to_reconnect(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava, clock: Clock
    ) -> None:
        strava.sample.revoke_all()
        clock.advance(hours=7)
        assert_failed(runner.invoke(args=["token"]), 1, "click Connect with Strava")

    def test_refreshes_an_expired_token_in_a_process_of_its_own(
        self, connected: FlaskClient, start: Start, strava: Strava, app: Flask
    ) -> None:
        strava.sample.expire_access_tokens()
        with app.extensions["logbook"].sessions.begin() as session:
            session.execute(update(Token).values(expires_at=0))
        process = start("-m", "flask", "token")
        output, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
        assert_accepted(strava, output.strip())


class TestGet:
    def test_prints_the_response_as_json(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
    ) -> None:
        url = f"{strava.url}/api/v3/athlete/zones"
        for path in ("/athlete/zones", "athlete/zones", url):
            result = runner.invoke(args=["get", path])
            assert result.exit_code == 0
            assert isinstance(json.loads(result.stdout), dict)

    def test_path_can_have_a_query(self, connected: FlaskClient, runner: FlaskCliRunner) -> None:
        result = runner.invoke(args=["get", "/athlete/activities?per_page=3"])
        assert len(json.loads(result.stdout)) == 3

    def test_json_is_escaped_for_a_terminal_without_unicode(
        self, connected: FlaskClient, start: Start, strava: Strava
    ) -> None:
        newest = max(strava.sample.activities, key=lambda activity: activity["start_date"])
        newest["name"] = "🚴 Zürich"
        process = start(
            "-m", "flask", "get", f"/activities/{newest['id']}", PYTHONIOENCODING="ascii"
        )
        output, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
        assert json.loads(output)["name"] == "🚴 Zürich"

    def test_missing_resource_is_reported(
        self, connected: FlaskClient, runner: FlaskCliRunner
    ) -> None:
        assert_failed(runner.invoke(args=["get", "/activities/1"]), 1, "nothing at this address")

    @pytest.mark.parametrize(
        "path",
        [
            "https://evil.example/",
            "https://evil.example/?x=/athlete",
            "HTTPS://www.strava.com/api/v3/athlete",
            "ftp://evil.example",
            "//evil.example/",
        ],
    )
    def test_address_of_another_site_is_refused(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava, path: str
    ) -> None:
        before = len(strava.sample.calls)
        result = runner.invoke(args=["get", path])
        assert_failed(result, 2, "is the address of another site")
        assert len(strava.sample.calls) == before

    def test_token_is_sent_to_strava_only(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
    ) -> None:
        before = len(strava.sample.calls)
        assert runner.invoke(args=["get", "@evil.example"]).exit_code == 1
        ((_, requested),) = strava.sample.calls[before:]
        assert requested.startswith("/api/v3/")


def assert_accepted(strava: Strava, token: str) -> None:
    response = requests.get(
        f"{strava.url}/api/v3/athlete", headers={"Authorization": f"Bearer {token}"}, timeout=10
    )
    assert response.status_code == 200
