"""What the tests of the commands share."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import FlaskGroup
from flask.testing import FlaskClient

from strava.accounts import athletes
from strava.api import oauth
from strava.settings import Settings

from .. import processes
from ..clock import Clock
from ..sample_strava import Strava

ROOT = Path(__file__).parents[2]
Start = Callable[..., "subprocess.Popen[str]"]
Run = Callable[..., Result]


@pytest.fixture
def second_athlete(connected: FlaskClient, app: Flask, clock: Clock) -> int:
    """The ID of an athlete who connected after the first one, with the access token `other`."""
    clock.advance(minutes=1)
    athlete = {"id": 77, "firstname": "Second"}
    grant = oauth.TokenGrant("other", "r", int(clock.now) + 9999, athlete)
    logbook = app.extensions["logbook"]
    with logbook.sessions() as session:
        athletes.connect(session, grant, "activity:read_all", logbook.now())
    return 77


@pytest.fixture
def environment(settings: Settings, strava: Strava, clock: Clock) -> dict[str, str]:
    """The environment that gives another process the same folder and the same sample Strava."""
    clock.now = time.time()  # Other processes use the clock of the computer.
    assert settings.client_id
    assert settings.client_secret
    return {
        **os.environ,
        "INSTANCE_PATH": str(settings.instance_path),
        "STRAVA_CLIENT_ID": settings.client_id,
        "STRAVA_CLIENT_SECRET": settings.client_secret,
        "STRAVA_OAUTH_URL": settings.oauth_url,
        "STRAVA_API_URL": settings.api_url,
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture
def flask(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the `flask` command in this process."""
    # Flask changes both. monkeypatch restores them.
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    monkeypatch.setattr(sys, "path", sys.path[:])

    def run(*arguments: str, **variables: str) -> Result:
        return CliRunner().invoke(
            FlaskGroup(), ["--app", str(ROOT / "app.py"), *arguments], env=variables
        )

    return run


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Start]:
    """Start Python, and kill it after the test."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str, **variables: str) -> subprocess.Popen[str]:
        process = processes.start(*arguments, environment={**environment, **variables})
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def assert_failed(result: Any, status: int, reason: str) -> None:
    """Check that a command failed with nothing but a reason on standard error."""
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    assert reason in result.stderr
    assert "Traceback" not in result.stderr


def assert_one_sentence(process: subprocess.Popen[str], reason: str) -> None:
    """Check that a process ends with status 1 and a single line on standard error."""
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (1, ""), errors
    assert reason in errors
    assert len(errors.strip().splitlines()) == 1, errors
