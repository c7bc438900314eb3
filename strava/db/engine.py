"""Opens, configures and migrates the database."""

from __future__ import annotations

import sqlite3
import weakref
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from .. import instance
from ..errors import StorageError
from ..settings import Settings
from . import migrations, rebuild
from .errors import storage_error, withhold_values

BUSY_TIMEOUT = 15.0
CONNECT_TIMEOUT = 10
"""Seconds that PostgreSQL may take to answer at all, unless DATABASE_URL says connect_timeout."""


def engine_options(settings: Settings) -> dict[str, Any]:
    """What every engine is made with, in whatever process."""
    # No error of the database tells what was to be stored: it may be a token.
    options: dict[str, Any] = {"hide_parameters": True}
    if settings.database_file is None:
        url = settings.database_url
        # A server may have been restarted since a connection was used last.
        options["pool_pre_ping"] = True
        options["connect_args"] = {
            "connect_timeout": url.query.get("connect_timeout", CONNECT_TIMEOUT),
            # Where Debian has no locale, databases have no encoding, and text would be bytes.
            "client_encoding": "utf8",
        }
    return options


def open_engine(settings: Settings) -> Engine:
    """An engine of its own, for a process without Flask."""
    engine = create_engine(settings.database_url, **engine_options(settings))
    configure(engine)
    share_while_open(settings, engine)
    return engine


def share_while_open(settings: Settings, engine: Engine) -> None:
    """Keep the SQLite database from being replaced until the engine is disposed of."""
    if settings.database_file is not None:
        lock = instance.share_database(settings)
        weakref.finalize(engine, lock.close)
        event.listen(engine, "engine_disposed", lambda _engine: lock.close())


def configure(engine: Engine) -> None:
    """Have connections wait for locks only so long, keep foreign keys, and be closed at the end."""
    weakref.finalize(engine, engine.pool.dispose)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
    else:
        event.listen(engine, "connect", _configure_postgresql)
        event.listen(engine, "handle_error", withhold_values)


def migrate(settings: Settings, engine: Engine) -> None:
    """Bring the schema up to date, once among processes; raises StorageError."""
    try:
        if _revision(engine) == migrations.HEAD:
            return
        with instance.lock(settings, "start"):
            if _revision(engine) != migrations.HEAD:
                _upgrade(engine)
    except SQLAlchemyError as error:
        raise storage_error(error) from error


def _configure_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    # With a write-ahead log this is safe against a crash of the program, and much faster.
    connection.execute("PRAGMA synchronous = NORMAL")


def _configure_postgresql(connection: Any, _record: Any) -> None:
    connection.execute(f"SET lock_timeout = '{int(BUSY_TIMEOUT * 1000)}ms'")
    connection.commit()


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def _upgrade(engine: Engine) -> None:
    # Alembic is loaded only when there is something to migrate: it costs a fifth of the start.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER).replace("%", "%%"))
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            # A table that a migration replaces must not take along what refers to it.
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.commit()
            # All or nothing: sqlite3 would otherwise commit after every statement.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        existed = inspect(connection).has_table("activity")
        try:
            command.upgrade(config, "head")
            if existed:
                rebuild.columns(connection)
        except CommandError as error:
            raise StorageError(
                "The database was made by a newer version of Logbook. Update Logbook, or name "
                "another database in DATABASE_URL."
            ) from error
        connection.commit()
        # With foreign keys off it is not for anybody else.
        connection.invalidate()
