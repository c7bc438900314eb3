"""Applications for tests, and what makes them start faster."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine import URL
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from app import create_app
from strava import instance, polylines
from strava.accounts import athletes
from strava.analysis import routes
from strava.api import oauth
from strava.db import summary
from strava.db.engine import migrate, open_engine
from strava.db.enums import RunState
from strava.db.models import SyncRun, db
from strava.recordings import routes as route_index
from strava.sample import CLIENT_ID, CLIENT_SECRET
from strava.sample.history import make_history
from strava.settings import Settings
from strava.sync import ingest, runs

from .clock import NOON, Clock

MakeApp = Callable[[Settings], Flask]


class TemplateCache(BytecodeCache):
    """Compiled templates in memory, shared by all applications of a process."""

    def __init__(self) -> None:
        self._bytecode: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._bytecode:
            bucket.bytecode_from_string(self._bytecode[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._bytecode[bucket.key] = bucket.bytecode_to_string()


_builders: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}
_compiled: dict[tuple[object, ...], dict[str, Any]] = {}


class LazyRule(Rule):
    """A URL rule that is compiled once per process, and for building addresses on first use.

    Werkzeug compiles it with each application, although most tests build few addresses.
    """

    def compile(self) -> None:
        key = self._key
        if key not in _compiled:
            super().compile()
            names = ("_parts", "_trace", "_converters", "arguments")
            _compiled[key] = {name: getattr(self, name) for name in names}
        self.__dict__ |= _compiled[key]
        self._build = self._compile_builder(False).__get__(self, None)
        self._build_unknown = self._compile_builder(True).__get__(self, None)

    @property
    def _key(self) -> tuple[object, ...]:
        return (self.rule, self.subdomain, self.host, repr(self.defaults))

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        # What is compiled reads the converters from the rule that it is called with.
        key = (*self._key, append_unknown)

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            if key not in _builders:
                _builders[key] = super(LazyRule, self)._compile_builder(append_unknown)
            return _builders[key](rule, **values)

        return build


def share_compiled_statements(patch: pytest.MonkeyPatch) -> None:
    """Compile each statement once per process, and not again for the database of each test.

    SQLAlchemy keeps compiled statements by dialect, and each engine has its own.
    """
    patch.setattr(SQLiteDialect, "__eq__", lambda one, other: type(one) is type(other))
    patch.setattr(SQLiteDialect, "__hash__", lambda one: hash(type(one)))
    statements: LRUCache[Any, Any] = LRUCache(1000)
    shared = property(lambda _engine: statements, lambda _engine, _own: None)
    patch.setattr(Engine, "_compiled_cache", shared, raising=False)


def sample_history(today: date, seed: int = 1) -> list[dict[str, Any]]:
    """Return the whole history of the sample, which is made once per process."""
    history: list[dict[str, Any]] = pickle.loads(_pickled_history(today, seed))
    return history


@cache
def _pickled_history(today: date, seed: int) -> bytes:
    return pickle.dumps(make_history(today, seed))


def remember_columns(patch: pytest.MonkeyPatch) -> None:
    """Derive the columns of each summary once per process: syncs do it for each activity."""
    derive = ingest._row
    rows: dict[tuple[object, str], dict[str, Any]] = {}

    def remembered(item: Any, text: str) -> dict[str, Any]:
        key = (summary.columns, text)  # some tests replace the function
        if key not in rows:
            rows[key] = derive(item, text)
        return rows[key].copy()

    patch.setattr(ingest, "_row", remembered)


def remember_routes(patch: pytest.MonkeyPatch) -> None:
    """Find the cells and the line of each route once per process: syncs do it for each activity."""
    decode, encode = cache(polylines.decode), cache(polylines.encode)
    trace, simplified = cache(routes.trace), cache(polylines.simplified)

    def decoded(encoded: Any) -> list[polylines.Position]:
        return decode(encoded) if isinstance(encoded, str) else polylines.decode(encoded)

    patch.setattr(routes, "trace", lambda positions: trace(tuple(positions)))
    patch.setattr(route_index, "decode", decoded)
    patch.setattr(route_index, "encode", lambda positions: encode(tuple(positions)))
    patch.setattr(
        route_index,
        "simplified",
        lambda positions, *bounds: simplified(tuple(positions), *bounds),
    )


def database_url(folder: Path) -> URL:
    """Return the URL of the SQLite database in an instance folder."""
    return URL.create("sqlite", database=str(folder / "logbook.sqlite"))


@cache
def empty_database() -> bytes:
    """Return a SQLite database without rows: faster to write than to migrate again."""
    with TemporaryDirectory() as folder:
        settings = Settings(Path(folder), database_url(Path(folder)))
        instance.prepare_folder(settings)
        engine = open_engine(settings)
        migrate(settings, engine)
        # Closing the last connection moves the write-ahead log into the file.
        engine.dispose()
        assert settings.database_file is not None
        return settings.database_file.read_bytes()


@contextmanager
def stored(
    folder: Path, activities: list[dict[str, Any]], profile: dict[str, Any] | None = None
) -> Iterator[Flask]:
    """Yield an application that has stored these activities.

    It has no Strava to sync with, and takes forms without a CSRF token.
    """
    folder.mkdir(exist_ok=True)
    (folder / "logbook.sqlite").write_bytes(empty_database())
    app = create_app(
        Settings(
            instance_path=folder,
            database_url=database_url(folder),
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            api_url="http://sample.invalid",
        ),
        Clock(),
    )
    app.config["WTF_CSRF_ENABLED"] = False
    store(app, activities, profile)
    yield app
    app.extensions["jobs"].stop(timeout=5)
    app.extensions["demo"].close()
    with app.app_context():
        db.engine.dispose()


def store(
    app: Flask,
    activities: list[dict[str, Any]],
    profile: dict[str, Any] | None = None,
    athlete_id: int = 1,
) -> None:
    """Connect an athlete, and store these activities as a sync would."""
    logbook = app.extensions["logbook"]
    named = {"id": athlete_id, "firstname": "Noor"}
    grant = oauth.TokenGrant("access", "refresh", int(NOON) + 9999, named)
    with logbook.sessions() as session:
        athletes.connect(session, grant, ",".join(oauth.SCOPES), logbook.now())
        athletes.store_profile(session, athlete_id, profile or {}, logbook.now())
        run = runs.begin(session, athlete_id, logbook.now())
        page = ingest.parse_page([(activity, json.dumps(activity)) for activity in activities], 1)
        ingest.store_page(session, session.get_one(SyncRun, run.id), page, logbook.now())
        session.commit()
        runs.finish(session, run.id, RunState.DONE, logbook.now())
