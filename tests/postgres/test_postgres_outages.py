"""A PostgreSQL that is down, refuses or goes away is said in plain words, and survived."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError, OperationalError

from strava.db.errors import storage_error
from strava.db.models import Token
from strava.errors import StorageError
from strava.settings import Settings
from strava.sync import ingest

from ..conftest import MakeApp, Strava, assert_same_as_strava, sync_state
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
def test_each_reason_has_its_sentence(reason: str, sentence: str) -> None:
    error = OperationalError("SELECT", {}, psycopg.OperationalError(reason))
    assert sentence in str(storage_error(error))


def name(settings: Settings) -> str:
    """The name of the test's own database."""
    return settings.database_url.database or ""


def test_what_prevents_the_start_is_said(
    server: Server, settings: Settings, make_app: MakeApp
) -> None:
    database = name(settings)
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


def test_a_lock_of_another_program_is_not_waited_for_for_ever(
    server: Server,
    settings: Settings,
    connect: Callable[[Settings], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("strava.db.engine.BUSY_TIMEOUT", 0.2)
    client = connect(settings)
    with server.locked("activity", name(settings)):
        answer = client.get("/activities")
    assert answer.status_code == 503
    assert "Another program is keeping the database locked" in answer.text
    assert client.get("/activities").status_code == 200


def test_an_error_does_not_tell_what_was_to_be_stored(app: Flask) -> None:
    row = {"athlete_id": 1, "access_token": "s3cret"}
    with app.extensions["logbook"].sessions() as session, pytest.raises(IntegrityError) as caught:
        session.execute(insert(Token).values(row))
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_a_server_that_cuts_connections_or_goes_away_for_a_while_is_survived(
    server: Server, settings: Settings, connected: FlaskClient, runner: FlaskCliRunner
) -> None:
    server.cut_connections(name(settings))
    assert connected.get("/activities").status_code == 200
    with server.away():
        pages = [connected.get(page) for page in ("/", "/activities", "/sync", "/healthz")]
        command = runner.invoke(args=["token"])
    for page in pages:
        assert page.status_code == 503
        assert "PostgreSQL does not respond at the address in DATABASE_URL" in page.text
    assert (command.exit_code, command.stdout) == (1, "")
    assert command.stderr.startswith("Error: PostgreSQL does not respond")
    assert connected.get("/activities").status_code == 200
    assert runner.invoke(args=["token"]).exit_code == 0


def test_a_sync_that_is_cut_off_tells_why_and_goes_on_with_the_next(
    server: Server,
    settings: Settings,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
    client: FlaskClient,
    app: Flask,
    strava: Strava,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = ingest.store_page

    def store_and_lose(*arguments: Any) -> None:
        store(*arguments)
        server.cut_connections(name(settings))

    with monkeypatch.context() as patch:
        patch.setattr(ingest, "store_page", store_and_lose)
        sign_in()
        finish_sync()
    run = sync_state(client)
    assert run["state"] == "failed"
    assert "PostgreSQL has closed the connection" in run["error"]
    client.post("/sync")
    finish_sync()
    assert sync_state(client)["state"] == "done"
    assert_same_as_strava(app, strava)
