"""An application with something to back up, and what the tests look at."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from strava import backup
from strava.db.models import ApiApplication, Token, db
from strava.errors import StorageError
from strava.settings import Settings

from ..applications import stored
from ..sample_strava import activity

SECRETS = ("access-5ecret", "refresh-5ecret", "client-5ecret")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application with five activities, one connected athlete and stored credentials."""
    with stored(tmp_path / "instance", [activity(number) for number in range(5)]) as app:
        with app.extensions["logbook"].sessions.begin() as session:
            session.add(ApiApplication(id=1, client_id="1", client_secret=SECRETS[2]))
            token = session.get_one(Token, 1)
            token.access_token, token.refresh_token = SECRETS[:2]
        yield app


@pytest.fixture
def local(app: Flask) -> Settings:
    settings: Settings = app.extensions["logbook"].settings
    return settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "saved.sqlite"


@pytest.fixture
def saved(app: Flask, local: Settings, file: Path) -> Path:
    """A backup of the application, which has ended since."""
    backup.save(local, file)
    stop(app)
    return file


def stop(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def database(settings: Settings) -> Path:
    assert settings.database_file is not None
    return settings.database_file


def query(path: Path, statement: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(statement).fetchall()
        connection.commit()
    return rows


def names(path: Path) -> set[str]:
    return {name for (name,) in query(path, "SELECT name FROM activity")}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def execute_in_every_connection(monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    class Connection(sqlite3.Connection):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.execute(statement)

    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def changed(*arguments: Any, **options: Any) -> sqlite3.Connection:
        return connect(*arguments, **{"factory": Connection, **options})

    monkeypatch.setattr(sqlite3, "connect", changed)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every database that is opened from now on grow to 40 kB only."""
    execute_in_every_connection(monkeypatch, "PRAGMA max_page_count = 10")


def damage(path: Path) -> None:
    """Overwrite the middle of a database."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 4)
        file.write(b"\xff" * (size // 2))


def write_and_die(path: Path, name: str) -> list[Path]:
    """Rename the activities in a process that ends without closing the database."""
    program = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1])\n"
        "connection.execute('UPDATE activity SET name = ?', sys.argv[2:])\n"
        "connection.commit()\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path), name], check=False)
    logs = [path.with_name(path.name + suffix) for suffix in ("-wal", "-shm")]
    assert all(log.stat().st_size for log in logs)
    return logs


def assert_unchanged(settings: Settings, source: Path, reason: str) -> None:
    """Check that a restore fails and leaves the instance folder as it was."""
    before = contents(settings.instance_path)
    with pytest.raises(StorageError, match=reason):
        backup.restore(settings, source)
    assert contents(settings.instance_path) == before


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".lock"}
