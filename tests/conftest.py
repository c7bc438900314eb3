"""What the tests stand on: an application over the sample Strava, reached through real HTTP."""

from __future__ import annotations

import gc
import json
import os
import pickle
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import select
from sqlalchemy.engine import URL
from waitress.server import create_server
from waitress.wasyncore import close_all

from app import create_app
from strava import instance
from strava.accounts import athletes
from strava.api import oauth
from strava.db import summary
from strava.db.engine import migrate, open_engine
from strava.db.enums import Lane, RunState
from strava.db.models import Activity, Document, SyncRun, db
from strava.logbook import Logbook
from strava.sample import CLIENT_ID, CLIENT_SECRET, Sample, create_sample
from strava.sample.history import make_history
from strava.settings import Settings
from strava.sync import ingest, runs

from .markers import pytest_collection_modifyitems  # noqa: F401

MakeApp = Callable[[Settings], Flask]

NOON = 1_795_348_800.0
"""22 November 2026, 12:00 UTC."""


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores, for tests also wait for servers and browsers."""
    return (os.cpu_count() or 1) + 1


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, *, hours: float = 0, minutes: float = 0) -> None:
        self.now += hours * 3600 + minutes * 60


@dataclass
class Strava:
    """The sample Strava on a port of its own."""

    app: Flask
    url: str

    @property
    def sample(self) -> Sample:
        sample: Sample = self.app.extensions["sample"]
        return sample

    def consent(self, authorize_url: str, *, answer: str = "authorize", **scopes: bool) -> str:
        """What the athlete does on the consent page; where it sends the browser then.

        Every box stays ticked; `scopes` names what to untick: `activity_read=False`.
        """
        query = {name: value[0] for name, value in parse_qs(urlsplit(authorize_url).query).items()}
        unticked = {name.replace("_", ":", 1) for name, ticked in scopes.items() if not ticked}
        asked = query.pop("scope").split(",")
        form = {
            **query,
            "answer": answer,
            "scope": [scope for scope in asked if scope not in unticked],
        }
        response = requests.post(
            authorize_url,
            data=form,
            allow_redirects=False,
            timeout=10,
            auth=lambda request: request,
        )
        assert response.is_redirect, response.text
        return response.headers["Location"]


@pytest.fixture(scope="session", autouse=True)
def seldom_collected() -> None:
    # What stays (modules, the history) would be looked at again and again, a tenth of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.fixture(autouse=True)
def no_settings_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("STRAVA_", "LOGBOOK_", "DATABASE_URL", "INSTANCE_PATH")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("FLASK_SKIP_DOTENV", "1")


class Compiled(BytecodeCache):
    """Templates, each compiled once for all the applications of a process."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._codes:
            bucket.bytecode_from_string(self._codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": Compiled()})
        yield


@pytest.fixture
def netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .netrc with credentials for Strava's host, which requests would use unasked."""
    file = tmp_path / "netrc"
    file.write_text("machine www.strava.com login someone password else\n")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def serve() -> Iterator[Callable[[Any], str]]:
    """Serves a WSGI application on a free port of this computer; gives its address."""
    started: list[tuple[Any, threading.Event, threading.Thread]] = []

    def run(server: Any, connections: dict[int, Any], ending: threading.Event) -> None:
        while not ending.is_set():
            server.asyncore.loop(timeout=1, map=connections, count=1)
        server.task_dispatcher.shutdown(timeout=5)
        close_all(connections)

    def start(app: Any) -> str:
        connections: dict[int, Any] = {}
        server: Any = create_server(app, map=connections, host="127.0.0.1", port=0, threads=8)
        ending = threading.Event()
        thread = threading.Thread(target=run, args=(server, connections, ending), daemon=True)
        started.append((server, ending, thread))
        thread.start()
        return f"http://127.0.0.1:{server.effective_port}"

    yield start
    for server, ending, _ in started:
        # Called in the server's own thread, which wakes at once for it.
        server.trigger.pull_trigger(ending.set)
    for _, _, thread in started:
        thread.join(10)


@pytest.fixture
def port() -> int:
    """A port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free: int = listener.getsockname()[1]
    return free


@pytest.fixture(scope="session")
def history() -> list[dict[str, Any]]:
    """Some 300 activities, two pages of the list, out of the sample's six years."""
    return make_history(datetime.fromtimestamp(NOON, UTC).date())[::5]


@pytest.fixture(scope="session")
def pickled_history(history: list[dict[str, Any]]) -> bytes:
    """The same, to be copied in a twentieth of the time."""
    return pickle.dumps(history)


@pytest.fixture
def strava(serve: Callable[[Any], str], clock: Clock, pickled_history: bytes) -> Strava:
    """The sample Strava; what a test changes in its history is its own."""
    app = create_sample(clock=clock, activities=pickle.loads(pickled_history))
    return Strava(app, serve(app))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with its tables; a copy of it is made in less time than another."""
    folder = tmp_path_factory.mktemp("migrated")
    settings = Settings(folder, _database(folder))
    instance.prepare_folder(settings)
    engine = open_engine(settings)
    migrate(settings, engine)
    # The last connection to close puts the write-ahead log into the file.
    engine.dispose()
    assert settings.database_file is not None
    return settings.database_file


@pytest.fixture
def settings(tmp_path: Path, strava: Strava, migrated_file: Path) -> Settings:
    """Settings that lead to the sample Strava, with its credentials, and to an empty database.

    What is about making the folder and its tables has settings of its own, in test_storage.
    """
    folder = tmp_path / "instance"
    folder.mkdir(instance.OWNER_ONLY_FOLDER)
    shutil.copy(migrated_file, folder)
    return Settings(
        instance_path=folder,
        database_url=_database(folder),
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        authorize_url=f"{strava.url}/oauth",
        oauth_url=f"{strava.url}/oauth",
        api_url=f"{strava.url}/api/v3",
    )


@pytest.fixture
def make_app(clock: Clock) -> Iterator[MakeApp]:
    """Makes an application, with the protection of its forms on, and ends it with the test."""
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
    """The application over the sample Strava; forms need no token."""
    app = make_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.testing = True
    return app


@pytest.fixture
def logbook(settings: Settings, clock: Clock) -> Iterator[Logbook]:
    """Logbook without Flask, over the sample Strava and an empty database."""
    engine = open_engine(settings)
    yield Logbook(settings, engine, clock)
    engine.dispose()


@contextmanager
def stored(
    folder: Path, activities: list[dict[str, Any]], profile: dict[str, Any] | None = None
) -> Iterator[Flask]:
    """An application with these activities stored, for tests that only look: it has no Strava."""
    app = create_app(
        Settings(
            instance_path=folder,
            database_url=URL.create("sqlite", database=str(folder / "logbook.sqlite")),
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            api_url="http://sample.invalid",
        ),
        Clock(),
    )
    logbook = app.extensions["logbook"]
    tokens = oauth.TokenGrant("access", "refresh", int(NOON) + 9999, {"id": 1, "firstname": "Noor"})
    with logbook.sessions() as session:
        athletes.connect(session, tokens, ",".join(oauth.SCOPES), logbook.now())
        athletes.store_profile(session, 1, profile or {}, logbook.now())
        run = runs.begin(session, 1, logbook.now())
        page = ingest.parse_page([(one, json.dumps(one)) for one in activities], 1)
        ingest.store_page(session, session.get_one(SyncRun, run.id), page, logbook.now())
        session.commit()
        runs.finish(session, run.id, RunState.DONE, logbook.now())
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def signed_in(app: Flask, strava: Strava) -> int:
    """An athlete who is connected, and of whom nothing is stored yet."""
    logbook = app.extensions["logbook"]
    code = strava.sample.issue_code(frozenset(oauth.SCOPES))
    with logbook.sessions() as session:
        grant, scope = logbook.oauth().exchange(code), ",".join(oauth.SCOPES)
        athlete, _ = athletes.connect(session, grant, scope, logbook.now())
        athletes.store_profile(session, athlete.id, {"id": athlete.id}, logbook.now())
        return athlete.id


@pytest.fixture
def sign_in(client: FlaskClient, strava: Strava) -> Callable[..., Any]:
    """Walks from Connect over the consent page and back, as a browser would."""

    def walk(**choices: Any) -> Any:
        consent_page = client.get("/connect").headers["Location"]
        back = urlsplit(strava.consent(consent_page, **choices))
        return client.get(f"{back.path}?{back.query}")

    return walk


@pytest.fixture
def finish_sync(app: Flask) -> Callable[[], None]:
    """Waits for the end of every background run."""

    def wait() -> None:
        for athlete_id in athlete_ids(app):
            for lane in Lane:
                app.extensions["jobs"].wait(athlete_id, timeout=30, lane=lane)

    return wait


@pytest.fixture
def connected(
    client: FlaskClient, sign_in: Callable[..., Any], finish_sync: Callable[[], None]
) -> FlaskClient:
    """A browser whose athlete is connected, with the first sync done."""
    assert sign_in().status_code == 302
    finish_sync()
    return client


@pytest.fixture
def athlete_id(app: Flask, connected: FlaskClient) -> int:
    """Strava's id of the connected athlete."""
    return athlete_ids(app)[0]


def _database(folder: Path) -> URL:
    return URL.create("sqlite", database=str(folder / "logbook.sqlite"))


def activity(number: int, **fields: Any) -> dict[str, Any]:
    """A made-up activity; each number has its own start, one a day, the highest the newest."""
    day = date(2019, 1, 1) + timedelta(days=number)
    return {
        "id": 9_000_000_000 + number,
        "name": f"Activity {number}",
        "sport_type": "Ride",
        "distance": 1000.0 + number,
        "moving_time": 600,
        "start_date": f"{day}T06:00:00Z",
        "start_date_local": f"{day}T07:00:00Z",
        "visibility": "everyone",
        **fields,
    }


def assert_same_as_strava(app: Flask, strava: Strava, visible: str = "") -> None:
    """The copy is what the server's list is: every activity once, field by field, none deleted.

    Both the document and each column derived from it; `visible` leaves out another visibility.
    """
    sent = {
        one["id"]: one
        for one in strava.sample.activities
        if not visible or one.get("visibility") != visible
    }
    with app.extensions["logbook"].sessions() as session:
        stored = {row.id: row for row in session.scalars(select(Activity))}
        documents = session.execute(
            select(Document.activity_id, Document.body).where(Document.kind == "summary")
        ).all()
    assert {key for key, row in stored.items() if row.deleted_at is None} == sent.keys()
    assert len(documents) == len(stored)
    assert {key: json.loads(body) for key, body in documents if key in sent} == sent
    for key, one in sent.items():
        columns = {name: getattr(stored[key], name) for name in summary.columns(one)}
        assert columns == summary.columns(one)


def sync_state(client: FlaskClient) -> dict[str, Any]:
    """The latest run, as the page asks for it."""
    state: dict[str, Any] = client.get("/sync", headers={"Accept": "application/json"}).get_json()
    return state


def athlete_ids(app: Flask) -> list[int]:
    """Everybody who has connected."""
    with app.extensions["logbook"].sessions() as session:
        return [athlete.id for athlete in athletes.everyone(session)]


def rows(app: Flask, model: type[Any]) -> list[Any]:
    """Everything in a table."""
    with app.extensions["logbook"].sessions() as session:
        return list(session.scalars(select(model)))
