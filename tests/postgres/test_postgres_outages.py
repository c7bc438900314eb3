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

from strava.db.errors import storage_error
from strava.db.models import Token
from strava.errors import StorageError
from strava.logbook import Logbook
from strava.settings import Settings
from strava.sync import ingest

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
    monkeypatch.setattr("strava.db.engine.BUSY_TIMEOUT", 0.2)
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
