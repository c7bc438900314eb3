"""Fixtures for all tests: an application, and the sample Strava, which it reaches over HTTP."""

from __future__ import annotations

import gc
import os
import pickle
import secrets
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from app import create_app
from strava import instance
from strava.accounts import athletes
from strava.api import oauth
from strava.db.engine import open_engine
from strava.db.enums import Lane
from strava.db.models import db
from strava.logbook import Logbook
from strava.sample import CLIENT_ID, CLIENT_SECRET, create_sample
from strava.settings import Settings

from .another_user import AnotherUser
from .applications import (
    LazyRule,
    MakeApp,
    TemplateCache,
    database_url,
    empty_database,
    remember_columns,
    remember_routes,
    sample_history,
    share_compiled_statements,
)
from .clock import Clock
from .first_sync import FirstSync, what_is_synced
from .markers import pytest_collection_modifyitems  # noqa: F401
from .sample_strava import Strava, some_of_the_history
from .stored_data import athlete_ids
from .wsgi_server import WSGIServer

# Images of containers often set it. Each worker would compile all tests again, and each process
# that a test starts would compile Logbook.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# What collecting the tests makes lives until the end: searching it for garbage takes a fifth of it.
gc.disable()


MEMORY = Path("/dev/shm")
ROOM = 2**30


def pytest_configure(config: pytest.Config) -> None:
    """Keep temporary files in memory: on a disk, each commit would wait until it is written.

    Slow tests write gigabytes, so they use the usual folder.
    """
    if "TMPDIR" in os.environ or "slow" in config.option.markexpr:
        return
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def pytest_xdist_auto_num_workers() -> int:
    """Return one more than the number of cores, because tests also wait for servers."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def rare_garbage_collection() -> None:
    # Each collection would visit the modules and the history again: a tenth of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def fast_applications() -> Iterator[None]:
    """Do once per process what is the same for all: compile, and make histories and routes."""
    with pytest.MonkeyPatch.context() as patch:
        share_compiled_statements(patch)
        remember_columns(patch)
        remember_routes(patch)
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": TemplateCache()})
        patch.setattr(Flask, "url_rule_class", LazyRule)
        patch.setattr("strava.sample.make_history", sample_history)
        yield


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the settings in the environment and in .env."""
    for name in os.environ:
        if name.startswith(("STRAVA_", "LOGBOOK_", "DATABASE_URL", "INSTANCE_PATH", "FLASK_DEBUG")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("FLASK_SKIP_DOTENV", "1")


@pytest.fixture
def another_user(monkeypatch: pytest.MonkeyPatch) -> AnotherUser:
    """Another user of this computer, who can take files away."""
    if os.name == "nt":
        pytest.skip("Windows has no owners that Logbook could name")
    return AnotherUser(monkeypatch)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def serve() -> Iterator[Callable[[Any], str]]:
    """A function that serves a WSGI application until the test ends, and returns its address."""
    servers: list[WSGIServer] = []

    def start(app: Any) -> str:
        servers.append(WSGIServer(app))
        return servers[-1].url

    yield start
    for server in servers:
        server.stop()
    for server in servers:
        server.join()


@pytest.fixture
def port() -> int:
    """The number of an unused port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number: int = listener.getsockname()[1]
    return number


@pytest.fixture(scope="session")
def history() -> list[dict[str, Any]]:
    """About 215 activities: two pages of the list."""
    return some_of_the_history()


@pytest.fixture(scope="session")
def pickled_history(history: list[dict[str, Any]]) -> bytes:
    """The history, pickled: loading it takes a twentieth of the time of copy.deepcopy."""
    return pickle.dumps(history)


@pytest.fixture
def strava(serve: Callable[[Any], str], clock: Clock, pickled_history: bytes) -> Strava:
    """The sample Strava, with a copy of the history that the test may change."""
    activities = pickle.loads(pickled_history)
    app = create_sample(clock=clock, activities=activities, max_samples=600)
    return Strava(app, serve(app))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database without rows, to copy."""
    file = tmp_path_factory.mktemp("migrated") / "logbook.sqlite"
    file.write_bytes(empty_database())
    return file


@pytest.fixture
def settings(tmp_path: Path, strava: Strava, migrated_file: Path) -> Settings:
    """Settings for the sample Strava, its credentials, and a database without rows."""
    folder = tmp_path / "instance"
    folder.mkdir(instance.OWNER_ONLY_FOLDER)
    shutil.copy(migrated_file, folder)
    # Logbook waits until the disk has its key.
    (folder / "secret_key").write_text(secrets.token_hex(32), encoding="ascii")
    return Settings(
        instance_path=folder,
        database_url=database_url(folder),
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        authorize_url=f"{strava.url}/oauth",
        oauth_url=f"{strava.url}/oauth",
        api_url=f"{strava.url}/api/v3",
    )


@pytest.fixture
def make_app(clock: Clock) -> Iterator[MakeApp]:
    """A function that creates an application, with CSRF protection, for the time of the test."""
    apps: list[Flask] = []

    def make(settings: Settings) -> Flask:
        apps.append(create_app(settings, clock))
        return apps[-1]

    yield make
    for app in apps:
        app.extensions["jobs"].stop(timeout=5)
        app.extensions["demo"].close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(settings: Settings, make_app: MakeApp) -> Flask:
    """An application without CSRF protection, and without an athlete."""
    app = make_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.testing = True
    return app


@pytest.fixture
def logbook(settings: Settings, clock: Clock) -> Iterator[Logbook]:
    """A Logbook without Flask, and without an athlete."""
    engine = open_engine(settings)
    yield Logbook(settings, engine, clock)
    engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def signed_in(app: Flask, strava: Strava) -> int:
    """The id of an athlete who is connected, and has no stored activities."""
    logbook = app.extensions["logbook"]
    code = strava.sample.issue_code(frozenset(oauth.SCOPES))
    with logbook.sessions() as session:
        grant, scope = logbook.oauth().exchange(code), ",".join(oauth.SCOPES)
        athlete, _ = athletes.connect(session, grant, scope, logbook.now())
        athletes.store_profile(session, athlete.id, {"id": athlete.id}, logbook.now())
        return athlete.id


@pytest.fixture
def sign_in(client: FlaskClient, strava: Strava) -> Callable[..., Any]:
    """A function that clicks Connect, submits the consent page, and follows it to the callback."""

    def sign_in(**choices: Any) -> Any:
        consent_page = client.get("/connect").headers["Location"]
        callback = urlsplit(strava.consent(consent_page, **choices))
        return client.get(f"{callback.path}?{callback.query}")

    return sign_in


@pytest.fixture
def finish_sync(app: Flask) -> Callable[[], None]:
    """A function that waits until all background runs have ended."""

    def wait() -> None:
        for athlete_id in athlete_ids(app):
            for lane in Lane:
                app.extensions["jobs"].wait(athlete_id, timeout=30, lane=lane)

    return wait


@pytest.fixture(scope="session")
def first_syncs() -> dict[bytes, FirstSync]:
    """The states after the first syncs that tests have made, by what determines them."""
    return {}


@pytest.fixture
def connected(
    client: FlaskClient,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
    settings: Settings,
    strava: Strava,
    first_syncs: dict[bytes, FirstSync],
    tmp_path_factory: pytest.TempPathFactory,
) -> FlaskClient:
    """A browser whose athlete is connected, after the first sync."""
    synced = what_is_synced(settings, strava)
    if synced in first_syncs:
        first_syncs[synced].restore(settings, strava, client)
        return client
    assert sign_in().status_code == 302
    finish_sync()
    if synced is not None:
        file = tmp_path_factory.mktemp("first_sync") / "logbook.sqlite"
        first_syncs[synced] = FirstSync.of(file, settings, strava, client)
    return client


@pytest.fixture
def athlete_id(app: Flask, connected: FlaskClient) -> int:
    """The id of the connected athlete."""
    return athlete_ids(app)[0]
