"""A PostgreSQL server that is stopped or refuses is reported in a sentence, and survived."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError, OperationalError

from strava.db import postgresql
from strava.db.engine import allow_long_statements, open_engine
from strava.db.errors import storage_error
from strava.db.models import Token
from strava.errors import StorageError
from strava.logbook import Logbook
from strava.settings import Settings
from strava.sync import ingest
from strava.table.parameters import parse_filters

from ..actions import SyncActions
from ..applications import MakeApp
from .server import STRANGER, Server


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("connection timeout expired", "does not respond"),
        ("failed to resolve host 'x': [Errno -2] Name or service not known", "cannot be found"),
        ('FATAL:  role "full" does not exist', "does not know the user"),
        ("FATAL:  sorry, too many clients already", "maximum number of connections"),
        ("fe_sendauth: no password supplied", "does not accept the user and password"),
        ('could not write to file "x": No space left on device', "Free some space there"),
        ("cannot execute UPDATE in a read-only transaction", "accepts no changes"),
        ("character with byte sequence 0xf0 has no equivalent in encoding", "UTF8"),
        ("the database system is starting up", "Try again in a moment"),
        ("canceling statement due to statement timeout", "takes too long to answer"),
        ("the server has not answered in time", "takes too long to answer"),
    ],
)
def test_each_postgresql_error_has_its_sentence(reason: str, sentence: str) -> None:
    error = OperationalError("SELECT", {}, psycopg.OperationalError(reason))
    assert sentence in str(storage_error(error))


def database_name(settings: Settings) -> str:
    """Return the name of the test's database."""
    return settings.database_url.database or ""


def test_start_fails_with_a_sentence_about_the_connection(
    server: Server, settings: Settings, make_app: MakeApp
) -> None:
    database = database_name(settings)
    server.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC", database)
    for url, sentence in (
        (server.url(database).set(port=1), "does not respond at the address in DATABASE_URL"),
        (server.url(database, STRANGER, "wrong"), "does not accept the user and password"),
        (server.url(database, STRANGER, "right"), "Make the user its owner"),
        (server.url(database, "nobody"), "does not know the user"),
        (server.url("nowhere"), "no database with the name"),
    ):
        with pytest.raises(StorageError, match=sentence):
            make_app(replace(settings, database_url=url))
    server.execute(f"ALTER ROLE {STRANGER} CONNECTION LIMIT 0")
    with pytest.raises(StorageError, match="maximum number of connections"):
        make_app(replace(settings, database_url=server.url(database, STRANGER, "right")))
    server.execute(f"ALTER ROLE {STRANGER} CONNECTION LIMIT -1")


def test_page_gives_up_waiting_for_a_lock_of_another_program(
    server: Server,
    settings: Settings,
    connect: Callable[[Settings], SyncActions],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("strava.db.postgresql.LOCK_TIMEOUT", 0.2)
    synced = connect(settings)
    with server.locked("activity", database_name(settings)):
        response = synced.client.get("/activities")
    assert response.status_code == 503
    assert "Another program is keeping the database locked" in response.text
    assert synced.client.get("/activities").status_code == 200


def test_error_does_not_contain_the_rejected_values(logbook: Logbook) -> None:
    row = {"athlete_id": 1, "access_token": "s3cret"}
    with logbook.sessions() as session, pytest.raises(IntegrityError) as caught:
        session.execute(insert(Token).values(row))
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_closed_connections_and_a_stopped_server_are_survived(
    server: Server, settings: Settings, synced: SyncActions, runner: FlaskCliRunner
) -> None:
    server.cut_connections(database_name(settings))
    assert synced.client.get("/activities").status_code == 200
    with server.stopped():
        responses = [synced.client.get(page) for page in ("/", "/activities", "/sync", "/healthz")]
        result = runner.invoke(args=["token"])
    for response in responses:
        assert response.status_code == 503
        assert "PostgreSQL does not respond at the address in DATABASE_URL" in response.text
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: PostgreSQL does not respond")
    assert synced.client.get("/activities").status_code == 200
    assert runner.invoke(args=["token"]).exit_code == 0


def test_time_limits_of_a_request_are_below_ten_seconds() -> None:
    # The ping of a pooled connection comes first, and two addresses of a new one after it.
    assert postgresql.PING_TIMEOUT + 2 * postgresql.CONNECT_TIMEOUT < 10
    limits = (postgresql.LOCK_TIMEOUT, postgresql.STATEMENT_TIMEOUT, postgresql.SILENCE_TIMEOUT)
    assert [*sorted(limits), 10] == [*limits, 10]


@pytest.mark.parametrize("in_use", [False, True])
def test_stalled_server_is_given_up(
    server: Server,
    settings: Settings,
    connect: Callable[[Settings], SyncActions],
    monkeypatch: pytest.MonkeyPatch,
    *,
    in_use: bool,
) -> None:
    monkeypatch.setattr("strava.db.postgresql.CONNECT_TIMEOUT", 2)  # the least that there is
    synced = connect(settings)
    monkeypatch.setattr("strava.db.postgresql.PING_TIMEOUT", 0.5)
    monkeypatch.setattr("strava.db.postgresql.SILENCE_TIMEOUT", 0.5)
    if in_use:
        stall_in_a_request(server, monkeypatch)
    else:
        server.stall()
    response = synced.client.get("/activities")
    server.go_on()
    monkeypatch.undo()
    assert response.status_code == 503
    assert ("takes too long to answer" if in_use else "does not respond") in response.text
    assert synced.client.get("/activities").status_code == 200


def stall_in_a_request(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server stall in the middle of a request."""

    def parse_and_stall(parameters: Any) -> Any:
        server.stall()
        return parse_filters(parameters)

    monkeypatch.setattr("strava.web.views.activities.parse_filters", parse_and_stall)


def test_statement_that_takes_too_long_is_canceled_by_the_server(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("strava.db.postgresql.STATEMENT_TIMEOUT", 0.1)
    engine = open_engine(settings)
    with engine.connect() as connection:
        with pytest.raises(OperationalError, match="statement timeout"):
            connection.exec_driver_sql("SELECT pg_sleep(60)")
        connection.rollback()
        allow_long_statements(connection)
        connection.exec_driver_sql("SELECT pg_sleep(0.2)")
        connection.rollback()
        with pytest.raises(OperationalError, match="statement timeout"):
            connection.exec_driver_sql("SELECT pg_sleep(60)")
    engine.dispose()


def test_sync_that_loses_its_connection_says_so_and_the_next_completes(
    server: Server, settings: Settings, sync: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_page = ingest.store_page

    def store_and_lose_connection(*arguments: Any) -> None:
        store_page(*arguments)
        server.cut_connections(database_name(settings))

    with monkeypatch.context() as patch:
        patch.setattr(ingest, "store_page", store_and_lose_connection)
        run = sync.connect()
    assert run["state"] == "failed"
    assert "PostgreSQL has closed the connection" in run["error"]
    assert sync.run()["state"] == "done"
    sync.assert_same_as_strava()
