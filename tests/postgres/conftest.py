"""Logbook over a real PostgreSQL server, with a database of its own for each test."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import URL

from strava.db.engine import migrate, open_engine
from strava.logbook import Logbook
from strava.settings import Settings

from .. import processes
from ..actions import SyncActions
from ..applications import MakeApp
from ..clock import Clock
from ..sample_strava import Strava
from .server import Server, find_programs

ROOT = Path(__file__).parent.parent.parent
StartProcess = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server for all tests of a process."""
    programs = find_programs()
    if programs is None:
        reason = "no PostgreSQL server (initdb, pg_ctl and postgres) on this computer"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
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
def template(server: Server, tmp_path_factory: pytest.TempPathFactory) -> URL:
    """An empty database with all tables. Copying it is faster than migrating another."""
    settings = Settings(tmp_path_factory.mktemp("migrated"), server.new_database())
    engine = open_engine(settings)
    migrate(settings, engine)
    engine.dispose()
    return settings.database_url


@pytest.fixture
def settings(settings: Settings, server: Server, template: URL) -> Settings:
    return replace(settings, database_url=server.copy(template))


@pytest.fixture
def sync(app: Flask, strava: Strava, clock: Clock) -> SyncActions:
    """An application without an athlete, and the sample Strava."""
    return SyncActions(app, strava, clock)


@pytest.fixture
def synced(sync: SyncActions) -> SyncActions:
    """The same application with the athlete connected and the first sync done."""
    assert sync.connect()["state"] == "done"
    return sync


@pytest.fixture
def logbook(app: Flask) -> Logbook:
    """The Logbook of the application."""
    logbook: Logbook = app.extensions["logbook"]
    return logbook


@pytest.fixture
def connect(make_app: MakeApp, strava: Strava, clock: Clock) -> Callable[[Settings], SyncActions]:
    """Create another application with the athlete connected and the first sync done."""

    def connect(settings: Settings) -> SyncActions:
        app = make_app(settings)
        app.config["WTF_CSRF_ENABLED"] = False
        actions = SyncActions(app, strava, clock)
        assert actions.connect()["state"] == "done"
        return actions

    return connect


@pytest.fixture
def start_process(settings: Settings, clock: Clock) -> StartProcess:
    """Start a Python program with arguments on the same database and sample Strava."""
    clock.now = time.time()  # Other processes use the real clock.
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
        return processes.start("-c", program, *arguments, environment=environment)

    return start
