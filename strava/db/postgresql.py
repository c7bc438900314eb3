"""PostgreSQL connections that do not wait for longer than the athlete would.

The server cancels a statement that takes too long. If it says nothing at all, because its computer
stalls or the network has lost it, the connection is closed on this side.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, event

CONNECT_TIMEOUT = 3
"""Seconds to wait for a connection, unless DATABASE_URL sets connect_timeout. The name of a host
may have two addresses, which are tried one after the other."""
LOCK_TIMEOUT = 5.0
"""Seconds to wait for another program's lock."""
STATEMENT_TIMEOUT = 8.0
"""Seconds after which the server cancels a statement."""
SILENCE_TIMEOUT = 9.0
"""Seconds after which a server that says nothing to a statement counts as stalled."""
PING_TIMEOUT = 2.0
"""The same for the check of a connection that was not in use."""

Result = TypeVar("Result")


class LimitedConnection(psycopg.Connection[Any]):
    """A connection that is closed if the server does not answer within a limit."""

    limit: float | None = None
    """In seconds; None waits forever."""

    def wait(self, gen: Generator[Any, Any, Result], *arguments: Any, **options: Any) -> Result:
        """Wait until the server has answered; raises OperationalError after the limit."""
        return super().wait(self._within_limit(gen), *arguments, **options)

    def _within_limit(self, gen: Generator[Any, Any, Result]) -> Generator[Any, Any, Result]:
        # psycopg waits for what a generator yields, and continues it several times a second.
        heard_at = time.monotonic()
        try:
            state = next(gen)
            while True:
                is_ready = yield state
                if is_ready:
                    heard_at = time.monotonic()
                elif self.limit is not None and time.monotonic() - heard_at > self.limit:
                    self.close()
                    raise psycopg.OperationalError("the server has not answered in time")
                state = gen.send(is_ready)
        except StopIteration as result:
            answer: Result = result.value
            return answer


def configure(engine: Engine) -> None:
    """Set the limits on each connection."""
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", _set_limits)
    event.listen(engine, "checkout", _expect_statements)
    event.listen(engine, "checkin", _expect_ping)


def allow_long_statements(connection: Connection) -> None:
    """Lift the limits of statements until the end of the transaction."""
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    _set_limit(connection.connection.dbapi_connection, None)


def _connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> LimitedConnection:
    connection = LimitedConnection.connect(*arguments, **options)
    connection.limit = SILENCE_TIMEOUT
    return connection


def _set_limits(connection: LimitedConnection, _record: Any) -> None:
    for name, seconds in (("lock", LOCK_TIMEOUT), ("statement", STATEMENT_TIMEOUT)):
        connection.execute(f"SET {name}_timeout = '{int(seconds * 1000)}ms'".encode())
    connection.commit()


def _expect_statements(connection: Any, _record: Any, _proxy: Any) -> None:
    _set_limit(connection, SILENCE_TIMEOUT)


def _expect_ping(connection: Any, _record: Any) -> None:
    # The pool pings a connection before it hands it out again.
    _set_limit(connection, PING_TIMEOUT)


def _set_limit(connection: Any, limit: float | None) -> None:
    if isinstance(connection, LimitedConnection):
        connection.limit = limit
