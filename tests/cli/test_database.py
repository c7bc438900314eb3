"""`flask backup`, `restore`, and `db`: messages, and what cannot run together."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import requests
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from strava.db.models import db
from strava.settings import Settings

from ..gate import Gate
from ..sample_strava import Strava
from .conftest import Run, Start, assert_failed, assert_one_sentence

SCRIPT = "import strava; api = strava.client(); print('ready', flush=True); input()"
BEING_RESTORED = "A backup is being restored. Wait until"
RESTORING = """
from strava import instance, settings
with instance.exclusive_database(settings.from_environment()):
    print("ready", flush=True)
    input()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "saved.sqlite"


@pytest.fixture
def saved(connected: FlaskClient, runner: FlaskCliRunner, file: Path, app: Flask) -> Path:
    """A backup; no process uses the database any longer."""
    assert runner.invoke(args=["backup", str(file)]).exit_code == 0
    with app.app_context():
        db.engine.dispose()
    return file


def count(file: Path, table: str) -> int:
    with closing(sqlite3.connect(file)) as connection:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)


class TestBackup:
    def test_file_is_written_and_its_secrets_are_pointed_out(
        self, connected: FlaskClient, runner: FlaskCliRunner, file: Path
    ) -> None:
        result = runner.invoke(args=["backup", str(file)])
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Saved to {file} (")
        assert "holds your tokens and your Client Secret" in result.stderr
        assert count(file, "token") == 1

    def test_without_secrets_says_that_the_file_is_not_for_sharing(
        self, connected: FlaskClient, runner: FlaskCliRunner, file: Path
    ) -> None:
        result = runner.invoke(args=["backup", "--without-secrets", str(file)])
        assert result.exit_code == 0
        assert "private activities and home addresses" in result.stderr
        assert "for opening in Datasette, not for sharing" in result.stderr
        assert count(file, "token") == count(file, "application") == 0
        assert count(file, "activity") > 200

    def test_existing_file_is_refused(
        self, connected: FlaskClient, runner: FlaskCliRunner, file: Path
    ) -> None:
        file.touch()
        assert_failed(runner.invoke(args=["backup", str(file)]), 1, "exists")
        assert file.read_bytes() == b""

    def test_server_can_run_meanwhile(
        self, start: Start, flask: Run, environment: dict[str, str], file: Path, signed_in: int
    ) -> None:
        server = start("-m", "flask", "run", "--port", "0")
        wait_for(server, "Running on")
        result = flask("backup", str(file), **environment)
        assert (result.exit_code, result.stdout[:8]) == (0, "Saved to"), result.stderr
        assert count(file, "token") == 1


class TestRestore:
    def test_backup_is_put_in_place(
        self,
        saved: Path,
        flask: Run,
        environment: dict[str, str],
        settings: Settings,
    ) -> None:
        number = count(saved, "activity")
        result = flask("restore", str(saved), **environment)
        assert (result.exit_code, result.stderr) == (0, "")
        (former,) = settings.instance_path.glob("logbook-*.sqlite")
        assert result.stdout.splitlines() == [
            f"Restored {number:,} activities from {saved}.",
            f"The former database is now {former}. It may hold tokens: delete it when you no "
            "longer need it.",
            "If Strava has replaced a refresh token since the backup was made, that athlete has "
            "to connect again: click Connect with Strava.",
        ]
        # The restored tokens work.
        result = flask("get", "/athlete", **environment)
        assert '"id"' in result.stdout
        assert "DEBUG" not in result.stderr

    def test_backup_without_secrets_leads_to_connecting_again(
        self,
        connected: FlaskClient,
        runner: FlaskCliRunner,
        flask: Run,
        environment: dict[str, str],
        file: Path,
        app: Flask,
    ) -> None:
        runner.invoke(args=["backup", "--without-secrets", str(file)])
        with app.app_context():
            db.engine.dispose()
        result = flask("restore", str(file), **environment)
        assert "holds no tokens: start Logbook and click Connect with Strava." in result.stdout
        assert_failed(flask("token", **environment), 1, "click Connect with Strava")

    def test_missing_file_is_reported_in_one_sentence(
        self, flask: Run, environment: dict[str, str], file: Path
    ) -> None:
        result = flask("restore", str(file), **environment)
        assert_failed(result, 1, "cannot be read")
        assert len(result.stderr.strip().splitlines()) == 1

    @pytest.mark.parametrize("state", ["newer", "damaged", "missing"])
    def test_database_that_logbook_cannot_open_can_be_replaced(
        self,
        saved: Path,
        flask: Run,
        environment: dict[str, str],
        settings: Settings,
        state: str,
    ) -> None:
        database = settings.database_file
        assert database is not None
        if state == "newer":
            with closing(sqlite3.connect(database)) as connection:
                connection.execute("UPDATE alembic_version SET version_num = '9999'")
                connection.commit()
            assert_failed(flask("token", **environment), 1, "newer version")
        elif state == "damaged":
            database.write_bytes(b"a letter " * 1000)
            assert_failed(flask("token", **environment), 1, "not a Logbook database")
        else:
            shutil.rmtree(settings.instance_path)
        result = flask("restore", str(saved), **environment)
        assert (result.exit_code, result.stderr) == (0, "")
        assert len(list(settings.instance_path.glob("logbook-*.sqlite"))) == (state != "missing")
        assert count(database, "activity") == count(saved, "activity")


class TestLock:
    """A restore and everything that uses the database keep each other from running."""

    @pytest.fixture
    def restore(self, saved: Path, flask: Run, environment: dict[str, str]) -> Callable[[], Result]:
        """Run `flask restore` in this process."""
        return lambda: flask("restore", str(saved), **environment)

    @pytest.fixture
    def restoring(self, start: Start) -> subprocess.Popen[str]:
        """A process that is restoring a backup."""
        process = start("-c", RESTORING)
        wait_for(process, "ready")
        return process

    def assert_refused_until_killed(
        self, process: subprocess.Popen[str], restore: Callable[[], Result]
    ) -> None:
        assert_failed(restore(), 1, "Stop Logbook")
        process.kill()
        process.communicate()
        assert restore().exit_code == 0

    def test_restore_waits_for_the_server_to_be_stopped(
        self, restore: Callable[[], Result], start: Start, port: int
    ) -> None:
        server = start("app.py", "--port", str(port))
        wait_for(server, "Logbook is at")
        # What the demo locks is in a folder of its own.
        requests.get(f"http://localhost:{port}/demo/", timeout=10)
        self.assert_refused_until_killed(server, restore)

    def test_restore_waits_for_flask_run_to_be_stopped(
        self, restore: Callable[[], Result], start: Start, port: int
    ) -> None:
        server = start("-m", "flask", "run", "--port", str(port))
        wait_for(server, "Running on")
        self.assert_refused_until_killed(server, restore)

    def test_restore_waits_for_scripts_to_end(
        self, restore: Callable[[], Result], start: Start
    ) -> None:
        script = start("-c", SCRIPT)
        wait_for(script, "ready")
        self.assert_refused_until_killed(script, restore)

    def test_restore_waits_for_a_sync_to_end(
        self, restore: Callable[[], Result], start: Start, strava: Strava
    ) -> None:
        gate = Gate(strava.app.wsgi_app)
        strava.app.wsgi_app = gate  # type: ignore[method-assign]
        gate.close()
        sync = start("-m", "flask", "sync")
        gate.wait_for_request()
        self.assert_refused_until_killed(sync, restore)
        gate.open()

    def test_nothing_starts_during_a_restore(
        self,
        restore: Callable[[], Result],
        flask: Run,
        environment: dict[str, str],
        restoring: subprocess.Popen[str],
        start: Start,
        port: int,
    ) -> None:
        assert_one_sentence(start("app.py", "--port", str(port)), BEING_RESTORED)
        assert_failed(flask("sync", **environment), 1, BEING_RESTORED)
        assert_failed(restore(), 1, "The database is in use")
        restoring.kill()
        restoring.communicate()
        assert flask("token", **environment).exit_code == 0

    @pytest.mark.slow
    @pytest.mark.usefixtures("restoring")
    def test_no_other_program_starts_during_a_restore(
        self, flask: Run, environment: dict[str, str], start: Start, tmp_path: Path
    ) -> None:
        assert_one_sentence(start("-m", "flask", "run"), BEING_RESTORED)
        for command in (("db", "upgrade"), ("backup", str(tmp_path / "other.sqlite"))):
            assert_failed(flask(*command, **environment), 1, BEING_RESTORED)
        _, errors = start("-c", SCRIPT).communicate(timeout=60)
        assert errors.splitlines()[-1].startswith(f"strava.errors.StorageError: {BEING_RESTORED}")


def test_db_has_the_commands_of_flask_migrate(
    runner: FlaskCliRunner, app: Flask, start: Start, signed_in: int
) -> None:
    assert "upgrade" in runner.invoke(args=["db", "--help"]).output
    output, _ = start("-m", "flask", "db", "current").communicate(timeout=60)
    assert "(head)" in output


def wait_for(process: subprocess.Popen[str], text: str) -> None:
    """Read what a process prints until a line contains `text`."""
    stream = process.stderr if text == "Running on" else process.stdout
    assert stream is not None
    assert any(text in line for line in iter(stream.readline, "")), process.communicate()
