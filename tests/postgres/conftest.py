"""Logbook over a real PostgreSQL, with a database of its own for each test."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import URL

from strava.db.engine import migrate, open_engine
from strava.logbook import Logbook
from strava.settings import Settings

from ..conftest import Clock, MakeApp, Strava, athlete_ids
from .server import Server, find_programs

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    programs = find_programs()
    if programs is None:
        why = "no PostgreSQL server (initdb, pg_ctl and postgres) on this computer"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)
    server = Server(programs)
    with pytest.MonkeyPatch.context() as environment:
        for name in filter(lambda name: name.startswith("PG"), list(os.environ)):
            environment.delenv(name)
        try:
            server.create()
            yield server
        finally:
            server.remove()


@pytest.fixture(scope="session")
def migrated(server: Server, tmp_path_factory: pytest.TempPathFactory) -> URL:
    """An empty database with its tables; a copy of it is made in less time than another."""
    settings = Settings(tmp_path_factory.mktemp("migrated"), server.new_database())
    engine = open_engine(settings)
    migrate(settings, engine)
    engine.dispose()
    return settings.database_url


@pytest.fixture
def settings(settings: Settings, server: Server, migrated: URL) -> Settings:
    return replace(settings, database_url=server.copy(migrated))


@pytest.fixture
def logbook(app: Flask) -> Logbook:
    logbook: Logbook = app.extensions["logbook"]
    return logbook


@pytest.fixture
def connect(make_app: MakeApp, strava: Strava) -> Callable[[Settings], FlaskClient]:
    """Makes a Logbook of its own, with the athlete connected and the first sync done."""

    def make(settings: Settings) -> FlaskClient:
        app = make_app(settings)
        app.config["WTF_CSRF_ENABLED"] = False
        client = app.test_client()
        back = urlsplit(strava.consent(client.get("/connect").headers["Location"]))
        client.get(f"{back.path}?{back.query}")
        app.extensions["jobs"].wait(athlete_ids(app)[0], timeout=30)
        return client

    return make


@pytest.fixture
def start_process(settings: Settings, clock: Clock) -> Callable[..., subprocess.Popen[str]]:
    """Starts a Python program, with arguments, on the same database and sample Strava."""
    clock.now = time.time()  # a process of its own has the computer's own clock
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url.render_as_string(hide_password=False),
        "INSTANCE_PATH": str(settings.instance_path),
        "STRAVA_CLIENT_ID": settings.client_id or "",
        "STRAVA_CLIENT_SECRET": settings.client_secret or "",
        "STRAVA_OAUTH_URL": settings.oauth_url,
        "STRAVA_API_URL": settings.api_url,
    }

    def start(program: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", program, *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start
