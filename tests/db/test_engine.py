"""The database: created and migrated once, and errors in plain words."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateIndex

from strava import instance
from strava.db import migrations
from strava.db.base import Base
from strava.db.engine import migrate, open_engine
from strava.db.errors import storage_error
from strava.db.models import Activity
from strava.errors import StorageError
from strava.settings import Settings, from_environment

from ..conftest import MakeApp

ROOT = Path(__file__).parents[2]
START = "from app import create_app; create_app(); print('started')"


@pytest.fixture
def local(tmp_path: Path) -> Settings:
    return from_environment({"INSTANCE_PATH": str(tmp_path / "instance")})


def test_several_processes_may_start_at_once(
    local: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSTANCE_PATH", str(local.instance_path))
    starts = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", START],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    assert [start.communicate(timeout=60) for start in starts] == [("started\n", "")] * 4


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    engine = app.extensions["logbook"].sessions.kw["bind"]
    (in_order,) = Activity.__table__.indexes

    def comparable(_object: object, name: str | None, *_: object) -> bool:
        # Indexes in an order of their own are not told back by the database.
        return name != in_order.name

    options = {"compare_type": True, "include_object": comparable}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        made = connection.scalar(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": in_order.name}
        )
        assert made == str(CreateIndex(in_order).compile(dialect=engine.dialect))


def test_the_newest_revision_is_the_one_named() -> None:
    scripts = ScriptDirectory(str(migrations.FOLDER))
    assert scripts.get_heads() == [migrations.HEAD]


def test_sqlite_waits_for_locks_and_keeps_foreign_keys(app: Flask) -> None:
    with app.extensions["logbook"].sessions() as session:
        pragmas = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 15000}


def test_migrating_leaves_the_log_as_it_was(local: Settings, make_app: MakeApp) -> None:
    ours = logging.getLogger("strava.test")
    level = logging.getLogger().level
    make_app(local)
    assert not ours.disabled
    assert logging.getLogger().level == level


def test_a_half_made_migration_leaves_nothing(
    local: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance.prepare_folder(local)
    engine = open_engine(local)

    def fails_at_the_last_table(
        _connection: Any, _cursor: Any, statement: str, *_rest: Any
    ) -> None:
        if "CREATE TABLE document" in statement:
            raise OperationalError(statement, {}, sqlite3.OperationalError("disk is full"))

    event.listen(engine, "before_cursor_execute", fails_at_the_last_table)
    with pytest.raises(StorageError, match="disk is full"):
        migrate(local, engine)
    event.remove(engine, "before_cursor_execute", fails_at_the_last_table)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sqlite_master WHERE type='table'")) == 0
    migrate(local, engine)
    engine.dispose()


def test_a_database_of_a_newer_version_is_left_alone(local: Settings, make_app: MakeApp) -> None:
    make_app(local)
    assert local.database_file is not None
    with sqlite3.connect(local.database_file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StorageError, match="newer version"):
        make_app(local)


def test_a_file_that_is_no_database_is_said_so(local: Settings, make_app: MakeApp) -> None:
    local.instance_path.mkdir()
    assert local.database_file is not None
    local.database_file.write_text("not a database, but long enough to look at " * 100)
    with pytest.raises(StorageError, match="is not a Logbook database"):
        make_app(local)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("database or disk is full", "Free some space"),
        ("attempt to write a readonly database", "read-only"),
        ("database is locked", "locked"),
        ("database disk image is malformed", "damaged"),
        ("something else", "something else"),
    ],
)
def test_each_reason_has_its_sentence(reason: str, sentence: str) -> None:
    error = OperationalError("SELECT", {"secret": "hidden"}, sqlite3.OperationalError(reason))
    assert sentence in str(storage_error(error))
    assert "hidden" not in str(storage_error(error))


def test_a_database_that_is_deleted_while_logbook_runs_is_noticed(
    local: Settings, make_app: MakeApp
) -> None:
    client = make_app(local).test_client()
    assert client.get("/setup").status_code == 200
    assert local.database_file is not None
    local.database_file.unlink()
    answer = client.get("/setup")
    assert answer.status_code == 503
    assert "The database file is missing" in answer.text
