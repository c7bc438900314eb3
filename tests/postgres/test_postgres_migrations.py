"""The migrations over PostgreSQL: as far as the models, down, up again, or not at all."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import Engine, event, inspect
from sqlalchemy.engine import URL

from strava import instance
from strava.db.base import Base
from strava.db.engine import migrate, open_engine
from strava.errors import StorageError
from strava.logbook import Logbook
from strava.settings import Settings

from ..conftest import Strava, assert_same_as_strava
from ..db.test_engine import START
from .server import Server


@pytest.fixture(scope="module")
def migrated(server: Server) -> URL:
    """What each test has a copy of: here, a database without a table."""
    return server.new_database()


@pytest.fixture
def engine(logbook: Logbook) -> Engine:
    engine: Engine = logbook.sessions.kw["bind"]
    return engine


def differences(engine: Engine) -> list[Any]:
    """What would have to be migrated to come to the models."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def test_they_make_what_the_models_say(engine: Engine) -> None:
    assert differences(engine) == []


def test_they_go_down_and_up_again_and_derive_every_column_anew(
    connected: FlaskClient,
    app: Flask,
    settings: Settings,
    engine: Engine,
    runner: FlaskCliRunner,
    strava: Strava,
) -> None:
    assert runner.invoke(args=["db", "downgrade", "0001"]).exit_code == 0
    migrate(settings, engine)
    assert differences(engine) == []
    assert_same_as_strava(app, strava)


def test_one_that_fails_half_way_leaves_nothing(settings: Settings) -> None:
    def fails_at_the_last_table(_: Any, __: Any, statement: str, *rest: Any) -> None:
        if "CREATE TABLE quota" in statement:
            raise psycopg.errors.DiskFull("could not extend file: No space left on device")

    instance.prepare_folder(settings)
    engine = open_engine(settings)
    event.listen(engine, "before_cursor_execute", fails_at_the_last_table)
    with pytest.raises(StorageError, match="disk of the PostgreSQL server is full"):
        migrate(settings, engine)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_several_processes_may_start_at_once(
    start_process: Callable[..., subprocess.Popen[str]],
) -> None:
    starts = [start_process(START) for _ in range(2)]
    assert [start.communicate(timeout=60) for start in starts] == [("started\n", "")] * 2
