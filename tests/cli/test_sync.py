"""`flask sync`: what it prints, where, and its exit status."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from filelock import FileLock
from flask.testing import FlaskClient, FlaskCliRunner

from strava.cli import progress
from strava.settings import Settings

from ..sample_strava import Strava, activity
from .conftest import assert_failed


def test_prints_what_changed(
    connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
) -> None:
    strava.sample.activities.append(
        {"id": 5, "name": "New", "start_date": "2026-11-22T11:00:00Z", "visibility": "everyone"}
    )
    result = runner.invoke(args=["sync"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "1 added, 0 changed, 0 deleted, 0 skipped; 1 call.\n"


def test_full_checks_the_whole_list(
    connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
) -> None:
    oldest = min(strava.sample.activities, key=lambda activity: activity["start_date"])
    oldest["name"] = "Renamed"
    assert "1 changed" in runner.invoke(args=["sync", "--full"]).stdout


def test_progress_is_a_line_for_every_thousand_activities(
    signed_in: int, runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch, strava: Strava
) -> None:
    monkeypatch.setattr(progress, "ITEMS_PER_LINE", 10)
    strava.sample.activities[:] = [activity(number) for number in range(450)]
    result = runner.invoke(args=["sync"])
    assert (result.exit_code, result.stdout[:9]) == (0, "450 added")
    assert result.stderr.splitlines()[-1] == "450 activities so far"
    assert all(line.endswith(" activities so far") for line in result.stderr.splitlines())


def test_progress_outside_a_terminal_is_complete_lines_only(
    connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
) -> None:
    strava.sample.set_limits(read=(1000, 1000))
    strava.sample.activities += [activity(number) for number in range(2500)]
    result = runner.invoke(args=["sync", "--full"])
    assert result.exit_code == 0, result.output
    lines = result.stderr.splitlines()
    assert len(lines) == 2
    assert all(re.fullmatch(r"[12],\d{3} activities so far", line) for line in lines)
    assert "\r" not in result.stderr


def test_progress_at_a_terminal_is_a_bar(
    connected: FlaskClient, runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: True)
    result = runner.invoke(args=["sync", "--full"])
    assert result.exit_code == 0
    assert "Syncing" in result.stderr
    assert "[####" in result.stderr
    assert result.stdout.endswith("calls.\n")


def test_skipped_activities_are_named_on_standard_error(
    signed_in: int, runner: FlaskCliRunner, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    strava.sample.activities = []
    items: list[Any] = [activity(0), {**activity(7, name="Lost Ride"), "id": "seven"}]
    monkeypatch.setattr(
        "strava.api.client.Client.parallel_pages",
        lambda *_arguments, **_options: iter([[(item, json.dumps(item)) for item in items]]),
    )
    result = runner.invoke(args=["sync"])
    assert result.exit_code == 0
    assert result.stderr.startswith("Skipped: ")
    assert "Lost Ride" in result.stderr
    assert result.stdout.startswith("1 added, 0 changed, 0 deleted, 1 skipped; ")


def test_many_missing_activities_are_left_to_the_question_in_the_browser(
    connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
) -> None:
    del strava.sample.activities[::2]
    result = runner.invoke(args=["sync", "--full"])
    assert result.exit_code == 0
    assert "Nothing is marked as deleted: answer the question in the browser." in result.stderr
    assert "0 deleted" in result.stdout


def test_rate_limit_ends_it_with_status_75_and_stores_the_progress(
    connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
) -> None:
    strava.sample.set_limits(read=(1, 1000))
    assert_failed(runner.invoke(args=["sync", "--full"]), 75, "it resets at")


def test_failure_is_reported_on_standard_error(
    connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
) -> None:
    strava.sample.inactive = True
    assert_failed(runner.invoke(args=["sync"]), 1, "inactive")


def test_sync_that_is_running_elsewhere_is_not_disturbed(
    connected: FlaskClient, runner: FlaskCliRunner, settings: Settings, athlete_id: int
) -> None:
    with FileLock(settings.instance_path / f"sync-{athlete_id}.lock"):
        assert_failed(runner.invoke(args=["sync"]), 1, "is running; it is left alone")


def test_wrong_usage_is_status_2(runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["sync", "--sideways"]).exit_code == 2
