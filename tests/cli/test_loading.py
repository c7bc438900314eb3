"""How `flask` loads the application, and what it says when that fails."""

from __future__ import annotations

import itertools
from pathlib import Path

import click
import pytest

import app as app_module
from strava import __version__
from strava.cli.command import commands
from strava.db.models import db
from strava.errors import SettingsError

from ..sample_strava import Strava
from .conftest import Run, Start, assert_failed, assert_one_sentence


@pytest.mark.parametrize("command", commands.commands.values(), ids=lambda command: command.name)
def test_every_command_and_option_has_its_help(command: click.Command) -> None:
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DATABASE_URL", "mysql://x", "DATABASE_URL names mysql"),
        ("INSTANCE_PATH", "/dev/null/x", "cannot write to its folder"),
        ("LOGBOOK_PORT", "x", "is not a port"),
        ("LOGBOOK_LOG_LEVEL", "x", "LOGBOOK_LOG_LEVEL cannot be 'x'"),
    ],
)
def test_invalid_setting_is_one_sentence(flask: Run, name: str, value: str, reason: str) -> None:
    result = flask("token", **{name: value})
    assert_failed(result, 1, reason)
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", [("run",), ("routes",), ("db", "current"), ("backup", "x")])
def test_invalid_setting_is_one_sentence_in_every_kind_of_command(
    flask: Run, command: tuple[str, ...]
) -> None:
    result = flask(*command, LOGBOOK_PORT="x")
    assert_failed(result, 1, "is not a port")
    assert len(result.stderr.strip().splitlines()) == 1


def test_invalid_setting_is_one_sentence_in_a_terminal(start: Start) -> None:
    assert_one_sentence(start("-m", "flask", "token", LOGBOOK_PORT="x"), "is not a port")


def test_factory_raises_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGBOOK_PORT", "x")
    # Also within a click context, which the factory knows nothing of.
    with click.Context(click.Command("x")), pytest.raises(SettingsError):
        app_module.create_app()
    # Other WSGI servers load `app:app`.
    with pytest.raises(SettingsError):
        _ = app_module.app
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = app_module.nothing


def test_wsgi_servers_get_the_application(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    app = app_module.app
    assert app.test_client().get("/healthz").status_code == 200
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("name", ["LOGBOOK_PORT", "INSTANCE_PATH"])
def test_version_and_help_need_neither_settings_nor_a_database(flask: Run, name: str) -> None:
    invalid = {name: "/dev/null/x"}
    result = flask("version", **invalid)
    assert (result.stdout, result.stderr) == (f"{__version__}\n", "")
    result = flask("--help", **invalid)
    assert result.stderr == ""
    assert all(f"  {command} " in result.stdout for command in commands.commands)


def test_log_level_applies_to_commands(start: Start, signed_in: int) -> None:
    process = start("-m", "flask", "sync", LOGBOOK_LOG_LEVEL="debug")
    _, errors = process.communicate(timeout=60)
    assert " DEBUG GET /api/v3/athlete/activities: 200" in errors


def test_script_uses_the_tokens_of_the_pages(
    connected: object, start: Start, strava: Strava, tmp_path: Path
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
    output, errors = start(str(script)).communicate(timeout=60)
    assert errors == ""
    by_date = sorted(strava.sample.activities, key=lambda activity: activity["start_date"])
    this_year = (one["id"] for one in by_date if one["start_date"] >= "2026-01-01")
    assert [int(line) for line in output.split()] == list(itertools.islice(this_year, 3))
