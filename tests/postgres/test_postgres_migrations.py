"""The migrations over PostgreSQL create the tables of the models, or change nothing."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask.testing import FlaskCliRunner
from sqlalchemy import Engine, event, inspect
from sqlalchemy.engine import URL

from strava import instance
from strava.db.base import Base
from strava.db.engine import migrate, open_engine
from strava.errors import StorageError
from strava.settings import Settings

from ..actions import SyncActions
from ..applications import MakeApp
from ..db.test_engine import START
from ..db.test_recordings_migration import add_recordings, assert_measured_after_the_migration
from .conftest import StartProcess
from .server import Server


@pytest.fixture(scope="module")
def template(server: Server) -> URL:
    """A database without tables, which each test gets a copy of."""
    return server.new_database()


def differences(engine: Engine) -> list[Any]:
    """Return the differences between the tables and the models."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def test_migrations_create_the_tables_of_the_models(sync: SyncActions) -> None:
    assert differences(sync.engine) == []


def test_downgrade_and_upgrade_restore_every_column(
    synced: SyncActions, settings: Settings, runner: FlaskCliRunner
) -> None:
    assert runner.invoke(args=["db", "downgrade", "0001"]).exit_code == 0
    migrate(settings, synced.engine)
    assert differences(synced.engine) == []
    synced.assert_same_as_strava()


def test_database_from_before_is_migrated_and_measured(
    synced: SyncActions, settings: Settings, runner: FlaskCliRunner, make_app: MakeApp
) -> None:
    assert runner.invoke(args=["db", "downgrade", "0005"]).exit_code == 0
    add_recordings(synced)
    migrated = SyncActions(make_app(settings), synced.strava, synced.clock)
    assert_measured_after_the_migration(migrated)


def test_migration_that_fails_leaves_no_table(settings: Settings) -> None:
    def fail(_: Any, __: Any, statement: str, *rest: Any) -> None:
        if "CREATE TABLE quota" in statement:
            raise psycopg.errors.DiskFull("could not extend file: No space left on device")

    instance.prepare_folder(settings)
    engine = open_engine(settings)
    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(StorageError, match="disk of the PostgreSQL server is full"):
        migrate(settings, engine)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_several_processes_can_start_at_the_same_time(start_process: StartProcess) -> None:
    starts = [start_process(START) for _ in range(2)]
    assert [start.communicate(timeout=60) for start in starts] == [("started\n", "")] * 2
