"""The database is created and migrated once, and its errors become sentences to act on."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import Any, cast

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Table, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateIndex

from strava import instance
from strava.db import migrations
from strava.db.base import Base
from strava.db.engine import engine_options, migrate, open_engine
from strava.db.errors import storage_error
from strava.db.models import Activity
from strava.db.postgresql import CONNECT_TIMEOUT
from strava.errors import StorageError
from strava.logbook import Logbook
from strava.settings import Settings, from_environment

from .. import processes
from ..applications import MakeApp

ROOT = Path(__file__).parents[2]
START = "from app import create_app; create_app(); print('started')"


@pytest.fixture
def local(tmp_path: Path) -> Settings:
    """Settings for an instance folder that does not exist yet."""
    return from_environment({"INSTANCE_PATH": str(tmp_path / "instance")})


def test_several_processes_can_start_at_the_same_time(
    local: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSTANCE_PATH", str(local.instance_path))
    starts = [processes.start("-c", START) for _ in range(2)]
    assert [start.communicate(timeout=60) for start in starts] == [("started\n", "")] * 2


def test_migrations_create_the_tables_of_the_models(logbook: Logbook) -> None:
    engine = logbook.sessions.kw["bind"]
    (index,) = cast(Table, Activity.__table__).indexes

    def is_comparable(_object: object, name: str | None, *_: object) -> bool:
        # Alembic cannot compare an index with descending columns; its SQL is compared below.
        return name != str(index.name)

    options = {"compare_type": True, "include_object": is_comparable}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        created = connection.scalar(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": index.name}
        )
        assert created == str(CreateIndex(index).compile(dialect=engine.dialect))


def test_head_is_the_newest_revision() -> None:
    scripts = ScriptDirectory(str(migrations.FOLDER))
    assert scripts.get_heads() == [migrations.HEAD]


def test_sqlite_connections_wait_for_locks_and_enforce_foreign_keys(logbook: Logbook) -> None:
    with logbook.sessions() as session:
        pragmas = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 15000,
        "synchronous": 1,
    }


def test_postgresql_connections_have_a_timeout_unless_the_url_sets_one(tmp_path: Path) -> None:
    def timeout(query: str) -> Any:
        settings = from_environment(
            {
                "INSTANCE_PATH": str(tmp_path),
                "DATABASE_URL": f"postgresql://logbook@localhost/logbook{query}",
            }
        )
        return engine_options(settings)["connect_args"]["connect_timeout"]

    assert timeout("") == CONNECT_TIMEOUT
    assert timeout("?connect_timeout=3") == "3"


def test_errors_do_not_contain_the_values_of_a_statement(logbook: Logbook) -> None:
    insert = text("INSERT INTO token (athlete_id, access_token) VALUES (1, :token)")
    with logbook.sessions() as session, pytest.raises(Exception, match="constraint") as caught:
        session.execute(insert, {"token": "s3cret"})
    assert "s3cret" not in str(caught.value)


def test_migrating_leaves_the_configuration_of_logging_unchanged(
    local: Settings, make_app: MakeApp
) -> None:
    logger = logging.getLogger("strava.test")
    level = logging.getLogger().level
    make_app(local)
    assert not logger.disabled
    assert logging.getLogger().level == level


def test_migration_that_fails_leaves_no_table(local: Settings) -> None:
    instance.prepare_folder(local)
    engine = open_engine(local)

    def fail(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "CREATE TABLE document" in statement:
            raise OperationalError(statement, {}, sqlite3.OperationalError("disk is full"))

    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(StorageError, match="disk is full"):
        migrate(local, engine)
    event.remove(engine, "before_cursor_execute", fail)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sqlite_master WHERE type='table'")) == 0
    migrate(local, engine)
    engine.dispose()


def test_database_of_a_newer_version_is_refused(local: Settings, make_app: MakeApp) -> None:
    make_app(local)
    assert local.database_file is not None
    with sqlite3.connect(local.database_file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StorageError, match="newer version"):
        make_app(local)


def test_file_that_is_not_a_database_is_refused(local: Settings, make_app: MakeApp) -> None:
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
        ("unable to open database file", "cannot be opened"),
        ("file is not a database", "is not a Logbook database"),
        ("database disk image is malformed", "damaged"),
        ("disk I/O error", "Check it"),
        ("something else", "something else"),
    ],
)
def test_each_sqlite_error_has_its_sentence(reason: str, sentence: str) -> None:
    error = OperationalError("SELECT", {"secret": "hidden"}, sqlite3.OperationalError(reason))
    assert sentence in str(storage_error(error))
    assert "hidden" not in str(storage_error(error))


def test_database_file_that_is_deleted_while_logbook_runs_is_reported(
    local: Settings, make_app: MakeApp
) -> None:
    client = make_app(local).test_client()
    assert client.get("/setup").status_code == 200
    assert local.database_file is not None
    local.database_file.unlink()
    response = client.get("/setup")
    assert response.status_code == 503
    assert "The database file is missing" in response.text
