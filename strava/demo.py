"""The demo at /demo: a second application over the sample Strava, with its own database.

It is created on the first request. The athlete's credentials, database, and session are out
of its reach. Its folder is removed when Logbook stops, or else at the next start. Its address
/demo/sample leads to the table of the sample's athlete without the pages of a sign-in.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, redirect, url_for
from sqlalchemy.engine import URL
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Response

from . import instance, private_files
from .accounts import athletes
from .api.oauth import SCOPES
from .db.models import db
from .errors import LogbookError, StorageError
from .settings import Settings
from .web import current

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/demo"
_SAMPLE_PREFIX = "/strava"
_SAMPLE_URL = "http://sample.invalid"
"""Only the adapter answers this address: the domain is reserved and never resolves."""
_FIRST_SYNC_SECONDS = 3
"""How long the table waits for the sample's activities, which usually takes one second. After
that, it fills while it is shown."""

_FOLDER_PREFIX = "logbook-demo-"
_DATABASE = "demo.sqlite"
"""Unlike any instance folder's, so that no folder with an athlete's data is taken for a demo's."""

_CALLS = (6_000, 60_000)
"""Calls per 15 minutes and per day: enough to fetch all details at once, which a click does."""

_STARTING_SECONDS = 60
"""A folder that is younger may belong to a demo that starts, and has not locked its database."""

Factory = Callable[[Settings], Flask]

log = logging.getLogger(__name__)


def mount(app: Flask, create_app: Factory) -> None:
    """Mount a second application from the same factory below /demo."""
    demo = Demo(create_app)
    _remove_leftovers()
    app.extensions["demo"] = demo
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {PREFIX: demo})  # type: ignore[method-assign]


def _remove_leftovers() -> None:
    """Remove the folders of demos that were not closed, because their process was killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER_PREFIX}*"):
        database = folder / _DATABASE
        try:
            is_demo = database.is_file() and not folder.is_symlink()
            may_start = time.time() - database.stat().st_mtime < _STARTING_SECONDS
            if not is_demo or may_start or private_files.belongs_to_another(folder):
                continue
            # A demo that is running shares its database, so that nobody gets it alone.
            with instance.exclusive_database(Settings(folder, _database_url(folder))):
                pass
        except (OSError, StorageError):
            continue
        shutil.rmtree(folder, ignore_errors=True)


class Demo:
    """The WSGI application below /demo; `app` is None until the first request."""

    def __init__(self, create_app: Factory) -> None:
        self._create_app = create_app
        self._lock = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._is_closed = False
        self.app: Flask | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            app = self._started()
        except (LogbookError, OSError) as error:
            log.error("The sample data cannot be shown: %s", error)
            sentence = f"The sample data cannot be shown. {error}\n"
            return Response(sentence, 503, mimetype="text/plain")(environ, start_response)
        return app(environ, start_response)

    def close(self) -> None:
        """Stop the syncs of the demo and remove its folder. It does not start again."""
        with self._lock:
            self._is_closed = True
            if self.app is not None:
                self.app.extensions["jobs"].stop()
                with self.app.app_context():
                    db.engine.dispose()
            self._remove_folder()
            self.app = None

    def _started(self) -> Flask:
        """Return the application; raises StorageError or OSError if it cannot start."""
        with self._lock:
            # A request that comes while Logbook stops would leave a folder behind.
            if self._is_closed:
                raise StorageError("Logbook is being stopped.")
            if self.app is None:
                try:
                    self.app = self._create()
                finally:
                    if self.app is None:
                        self._remove_folder()
            return self.app

    def _remove_folder(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()
        self._folder = None

    def _create(self) -> Flask:
        # Loaded on the first request: it would take 2 % of every start.
        from .sample import Limits, create_sample  # noqa: PLC0415

        sample = create_sample(limits=Limits(_CALLS, _CALLS))
        # On Windows, a file that a sync still has open cannot be removed; that does no harm.
        self._folder = tempfile.TemporaryDirectory(
            prefix=_FOLDER_PREFIX, ignore_cleanup_errors=True
        )
        demo = self._create_app(_settings(Path(self._folder.name), sample))
        demo.add_url_rule("/sample", view_func=_sample_view(sample))
        demo.wsgi_app = DispatcherMiddleware(  # type: ignore[method-assign]
            demo.wsgi_app, {_SAMPLE_PREFIX: sample}
        )
        return demo


def _database_url(folder: Path) -> URL:
    return URL.create("sqlite", database=str(folder / _DATABASE))


def _sample_view(sample: Flask) -> Callable[[], Response]:
    """Return a view that signs the sample's athlete in, and shows their filled table."""
    one_at_a_time = threading.Lock()

    def show_sample() -> Response:
        with one_at_a_time:
            athlete = current.athlete()
            if athlete is None or athletes.valid_token(db.session(), athlete) is None:
                code = sample.extensions["sample"].issue_code(frozenset(SCOPES))
                athlete = current.logbook().sign_in(code, ",".join(SCOPES))
                current.jobs().start(athlete.id)
        current.jobs().wait(athlete.id, timeout=_FIRST_SYNC_SECONDS)
        return redirect(url_for("activities.table"))

    return show_sample


def _settings(folder: Path, sample: WSGIApplication) -> Settings:
    from .sample import CLIENT_ID, CLIENT_SECRET, WSGIAdapter  # noqa: PLC0415

    return Settings(
        instance_path=folder,
        database_url=_database_url(folder),
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        authorize_url=f"{PREFIX}{_SAMPLE_PREFIX}/oauth",
        oauth_url=f"{_SAMPLE_URL}/oauth",
        api_url=f"{_SAMPLE_URL}/api/v3",
        tile_url="",
        sample=True,
        adapters={_SAMPLE_URL: WSGIAdapter(sample)},
    )
