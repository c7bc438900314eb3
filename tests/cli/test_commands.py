"""The commands: what they print, where, and how they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from filelock import FileLock
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select, update

from strava import cli
from strava.accounts import athletes
from strava.api import oauth
from strava.db.models import SyncRun, Token
from strava.settings import Settings

from ..conftest import Clock, Strava

ROOT = Path(__file__).parents[2]


def assert_failed(result: Any, status: int, reason: str) -> None:
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    assert reason in result.stderr
    assert "Traceback" not in result.stderr


@pytest.fixture
def second(connected: FlaskClient, app: Flask, clock: Clock) -> int:
    granted = oauth.TokenGrant(
        "other", "r", int(clock.now) + 9999, {"id": 77, "firstname": "Second"}
    )
    with app.extensions["logbook"].sessions() as session:
        athletes.connect(session, granted, "activity:read_all")
    return 77


@pytest.fixture
def environment(settings: Settings, strava: Strava, clock: Clock) -> dict[str, str]:
    """What leads a process of its own to the same folder and the same sample Strava."""
    clock.now = time.time()  # a process of its own has the computer's own clock
    assert settings.client_id
    assert settings.client_secret
    return {
        **os.environ,
        "INSTANCE_PATH": str(settings.instance_path),
        "STRAVA_CLIENT_ID": settings.client_id,
        "STRAVA_CLIENT_SECRET": settings.client_secret,
        "STRAVA_OAUTH_URL": settings.oauth_url,
        "STRAVA_API_URL": settings.api_url,
    }


class TestToken:
    def test_it_prints_a_token_that_strava_accepts_and_nothing_else(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
    ) -> None:
        result = runner.invoke(args=["token"])
        assert (result.exit_code, result.stderr) == (0, "")
        (token,) = result.stdout.splitlines()
        answer = requests.get(
            f"{strava.url}/api/v3/athlete", headers={"Authorization": f"Bearer {token}"}, timeout=10
        )
        assert answer.status_code == 200

    def test_it_works_next_month_too(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava, clock: Clock
    ) -> None:
        first = runner.invoke(args=["token"]).stdout
        clock.advance(hours=24 * 30)
        second = runner.invoke(args=["token"]).stdout
        assert first != second
        assert runner.invoke(args=["get", "/athlete"]).exit_code == 0

    def test_it_starts_nothing_in_the_background(
        self, connected: FlaskClient, runner: FlaskCliRunner, app: Flask
    ) -> None:
        before = set(threading.enumerate())
        runner.invoke(args=["token"])
        assert set(threading.enumerate()) <= before
        with app.extensions["logbook"].sessions() as session:
            assert len(session.scalars(select(SyncRun)).all()) == 1

    def test_an_athlete_can_be_named(
        self, athlete_id: int, second: int, runner: FlaskCliRunner
    ) -> None:
        assert runner.invoke(args=["token"]).stdout == "other\n"
        assert runner.invoke(args=["token", "--athlete", str(second)]).stdout == "other\n"
        first = runner.invoke(args=["token", "--athlete", str(athlete_id)]).stdout
        assert first not in ("", "other\n")

    def test_who_is_still_connected_comes_before_who_connected_last(
        self, second: int, runner: FlaskCliRunner, app: Flask
    ) -> None:
        with app.extensions["logbook"].sessions() as session:
            athletes.disconnect(session, second, with_data=False)
        assert runner.invoke(args=["token"]).exit_code == 0

    def test_one_who_is_not_there_is_said_with_those_who_are(
        self, second: int, runner: FlaskCliRunner
    ) -> None:
        result = runner.invoke(args=["token", "--athlete", "5"])
        assert_failed(result, 1, "No athlete 5 has connected")
        assert "77 (Second)" in result.stderr

    def test_before_anybody_has_connected_it_says_what_to_do(self, runner: FlaskCliRunner) -> None:
        assert_failed(runner.invoke(args=["token"]), 1, "No athlete has connected yet")

    def test_a_refused_refresh_token_says_what_to_do(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava, clock: Clock
    ) -> None:
        strava.sample.revoke_all()
        clock.advance(hours=7)
        assert_failed(runner.invoke(args=["token"]), 1, "click Connect with Strava")


class TestGet:
    def test_it_prints_the_answer_as_json(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
    ) -> None:
        whole = f"{strava.url}/api/v3/athlete/zones"
        for path in ("/athlete/zones", "athlete/zones", whole):
            result = runner.invoke(args=["get", path])
            assert result.exit_code == 0
            assert isinstance(json.loads(result.stdout), dict)

    def test_a_query_may_follow_the_path(
        self, connected: FlaskClient, runner: FlaskCliRunner
    ) -> None:
        result = runner.invoke(args=["get", "/athlete/activities?per_page=3"])
        assert len(json.loads(result.stdout)) == 3

    def test_a_terminal_that_knows_few_letters_still_gets_json(
        self, connected: FlaskClient, environment: dict[str, str], strava: Strava
    ) -> None:
        newest = max(strava.sample.activities, key=lambda one: one["start_date"])
        newest["name"] = "🚴 Zürich"
        done = subprocess.run(
            [sys.executable, "-m", "flask", "get", f"/activities/{newest['id']}"],
            cwd=ROOT,
            env={**environment, "PYTHONIOENCODING": "ascii"},
            capture_output=True,
            check=True,
            timeout=60,
        )
        assert json.loads(done.stdout)["name"] == "🚴 Zürich"

    def test_what_is_not_there_is_said(
        self, connected: FlaskClient, runner: FlaskCliRunner
    ) -> None:
        assert_failed(runner.invoke(args=["get", "/activities/1"]), 1, "nothing at this address")

    @pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "@evil.example"])
    def test_the_token_goes_to_strava_alone(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava, path: str
    ) -> None:
        before = len(strava.sample.calls)
        assert runner.invoke(args=["get", path]).exit_code == 1
        ((_, asked),) = strava.sample.calls[before:]
        assert asked.startswith("/api/v3/")


class TestSync:
    def test_it_prints_what_changed(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
    ) -> None:
        strava.sample.activities.append(
            {"id": 5, "name": "New", "start_date": "2026-11-22T11:00:00Z", "visibility": "everyone"}
        )
        result = runner.invoke(args=["sync"])
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == "1 added, 0 changed, 0 deleted, 0 skipped; 1 call.\n"

    def test_full_walks_the_whole_list(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
    ) -> None:
        min(strava.sample.activities, key=lambda one: one["start_date"])["name"] = "Renamed"
        assert "1 changed" in runner.invoke(args=["sync", "--full"]).stdout

    def test_the_limit_ends_it_with_75_and_keeps_the_progress(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
    ) -> None:
        strava.sample.set_limits(read=(1, 1000))
        assert_failed(runner.invoke(args=["sync", "--full"]), 75, "opens again at")

    def test_a_failure_is_told_on_standard_error(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
    ) -> None:
        strava.sample.inactive = True
        assert_failed(runner.invoke(args=["sync"]), 1, "inactive")

    def test_a_run_elsewhere_is_left_alone(
        self, connected: FlaskClient, runner: FlaskCliRunner, settings: Settings, athlete_id: int
    ) -> None:
        with FileLock(settings.instance_path / f"sync-{athlete_id}.lock"):
            assert_failed(runner.invoke(args=["sync"]), 1, "is running")

    def test_wrong_usage_is_2(self, runner: FlaskCliRunner) -> None:
        assert runner.invoke(args=["sync", "--sideways"]).exit_code == 2


class TestExport:
    @pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "geojson"])
    def test_it_writes_what_the_page_gives(
        self, connected: FlaskClient, runner: FlaskCliRunner, tmp_path: Path, kind: str
    ) -> None:
        options = ["--sport", "Run", "--sport", "Hike", "--from", "2025-01-01", "--min-km", "8"]
        file = tmp_path / "out"
        result = runner.invoke(
            args=["export", "--format", kind, *options, "--sort", "distance", "--output", str(file)]
        )
        assert (result.exit_code, result.output) == (0, "")
        query = "sport=Run&sport=Hike&from=2025-01-01&min_km=8&sort=distance"
        assert file.read_bytes() == connected.get(f"/activities.{kind}?{query}").data
        assert file.stat().st_size > 1000
        assert list(tmp_path.glob("out*")) == [file]

    def test_without_a_file_it_writes_to_standard_output(
        self, connected: FlaskClient, environment: dict[str, str]
    ) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "flask", "export", "--q", "run"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=True,
            timeout=60,
        )
        assert done.stdout == connected.get("/activities.csv?q=run").data

    def test_a_filter_that_makes_no_sense_is_wrong_usage(
        self, connected: FlaskClient, runner: FlaskCliRunner
    ) -> None:
        result = runner.invoke(args=["export", "--from", "soon"])
        assert_failed(result, 2, "“soon” is not a date like 2026-11-22.")

    def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left_there(
        self, connected: FlaskClient, runner: FlaskCliRunner, tmp_path: Path
    ) -> None:
        result = runner.invoke(args=["export", "--output", str(tmp_path / "no" / "out.csv")])
        assert_failed(result, 1, "cannot be written")
        assert list(tmp_path.glob("no*")) == []

    def test_before_anybody_has_connected_it_says_what_to_do(self, runner: FlaskCliRunner) -> None:
        assert_failed(runner.invoke(args=["export"]), 1, "No athlete has connected yet")


@pytest.mark.parametrize(
    "command",
    [cli.sync_command, cli.token_command, cli.get_command, cli.export_command, cli.rebuild_command],
)
def test_every_command_and_option_has_its_help(command: Any) -> None:
    assert command.help
    assert all(option.help for option in command.params if option.param_type_name == "option")


def test_developers_have_flask_migrates_commands(runner: FlaskCliRunner, app: Flask) -> None:
    assert "upgrade" in runner.invoke(args=["db", "--help"]).output


class TestProcess:
    """As a terminal or cron runs them."""

    def run(self, environment: dict[str, str], *arguments: str) -> Any:
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", *arguments],
            cwd=ROOT,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def test_flask_token_refreshes_what_has_expired(
        self, connected: FlaskClient, environment: dict[str, str], strava: Strava, app: Flask
    ) -> None:
        strava.sample.expire_access_tokens()
        with app.extensions["logbook"].sessions.begin() as session:
            session.execute(update(Token).values(expires_at=0))
        done = self.run(environment, "flask", "token")
        assert (done.returncode, done.stderr) == (0, "")
        answer = requests.get(
            f"{strava.url}/api/v3/athlete",
            headers={"Authorization": f"Bearer {done.stdout.strip()}"},
            timeout=10,
        )
        assert answer.status_code == 200

    @pytest.mark.parametrize(
        ("name", "value", "reason"),
        [
            ("DATABASE_URL", "mysql://x", "DATABASE_URL is not understood"),
            ("INSTANCE_PATH", "/dev/null/x", "cannot write to its folder"),
            ("LOGBOOK_PORT", "x", "is not a port"),
        ],
    )
    def test_a_bad_setting_is_one_sentence(
        self, environment: dict[str, str], name: str, value: str, reason: str
    ) -> None:
        done = self.run({**environment, name: value}, "flask", "token")
        assert (done.returncode, done.stdout) == (1, "")
        assert reason in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1

    def test_a_script_needs_no_token_of_its_own(
        self, connected: FlaskClient, environment: dict[str, str], strava: Strava, tmp_path: Path
    ) -> None:
        script = tmp_path / "script.py"
        script.write_text(
            "import itertools, strava\n"
            "from strava.api.client import Client\n"
            "strava.client()\n"
            "api = strava.client()\n"
            "for activity in itertools.islice(api.activities(after='2026-01-01'), 3):\n"
            "    print(activity['id'])\n"
        )
        done = subprocess.run(
            [sys.executable, "-W", "error", str(script)],
            cwd=tmp_path,
            env={**environment, "PYTHONPATH": str(ROOT)},
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.stderr == ""
        this_year = [
            one["id"]
            for one in sorted(strava.sample.activities, key=lambda one: one["start_date"])
            if one["start_date"] >= "2026-01-01"
        ]
        assert [int(line) for line in done.stdout.split()] == this_year[:3]
