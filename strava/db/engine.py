"""Opens, configures and migrates the database."""

from __future__ import annotations

import sqlite3
import weakref
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text

from .. import instance
from ..errors import StorageError
from ..settings import Settings
from . import migrations
from .damage import database_errors
from .errors import name_database, withhold_values
from .rebuild import rebuild_columns

BUSY_TIMEOUT = 15.0
"""Seconds to wait for another program's lock on a SQLite database."""


def engine_options(settings: Settings) -> dict[str, Any]:
    """Return the arguments for create_engine."""
    # Errors must not include statement parameters: one of them may be a token.
    options: dict[str, Any] = {"hide_parameters": True}
    if settings.database_file is None:
        from . import postgresql  # noqa: PLC0415 - its driver is installed only where it is used

        url = settings.database_url
        # The server may have restarted since a pooled connection was last used.
        options["pool_pre_ping"] = True
        options["connect_args"] = {
            "connect_timeout": url.query.get("connect_timeout", postgresql.CONNECT_TIMEOUT),
            # On a Debian without a locale, databases have no encoding, and psycopg would return
            # text as bytes.
            "client_encoding": "utf8",
        }
    return options


def open_engine(settings: Settings) -> Engine:
    """Return a configured engine, for a process without Flask."""
    engine = create_engine(settings.database_url, **engine_options(settings))
    configure(engine)
    share_while_open(settings, engine)
    return engine


def share_while_open(settings: Settings, engine: Engine) -> None:
    """Prevent the SQLite database from being replaced until the engine is disposed of."""
    if settings.database_file is not None:
        lock = instance.share_database(settings)
        weakref.finalize(engine, lock.close)
        event.listen(engine, "engine_disposed", lambda _engine: lock.close())


def configure(engine: Engine) -> None:
    """Set time limits and foreign keys on each connection, and close connections at exit."""
    weakref.finalize(engine, engine.pool.dispose)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "handle_error", name_database)
    else:
        from . import postgresql  # noqa: PLC0415

        postgresql.configure(engine)
        event.listen(engine, "handle_error", withhold_values)


def allow_long_statements(connection: Connection) -> None:
    """Lift the time limit of statements until the end of the transaction, where there is one."""
    if connection.dialect.name == "postgresql":
        from . import postgresql  # noqa: PLC0415

        postgresql.allow_long_statements(connection)


def migrate(settings: Settings, engine: Engine) -> None:
    """Bring the schema up to date, in one process at a time; raises StorageError."""
    with database_errors(settings):
        if _revision(engine) == migrations.HEAD:
            return
        with instance.lock(settings, "start"):
            if _revision(engine) != migrations.HEAD:
                _upgrade(engine)


def _configure_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    # With a write-ahead log, NORMAL is safe if the program crashes, and much faster than FULL.
    connection.execute("PRAGMA synchronous = NORMAL")


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def _upgrade(engine: Engine) -> None:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            # Replacing a table in a migration must not delete the rows that refer to it.
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.commit()
            # One transaction for everything: sqlite3 would otherwise commit each statement.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        allow_long_statements(connection)
        existed = inspect(connection).has_table("activity")
        _run_migrations(connection)
        if existed:
            rebuild_columns(connection)
        connection.commit()
        # The pool must not reuse a connection with foreign keys off.
        connection.invalidate()


def _run_migrations(connection: Connection) -> None:
    # Importing Alembic takes a fifth of the start-up time, so it is only loaded when needed.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError(
            "The database was made by a newer version of Logbook. Update Logbook, or name "
            "another database in DATABASE_URL."
        ) from error
