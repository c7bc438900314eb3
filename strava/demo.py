"""The demo at /demo: a second application over the sample Strava, with its own database.

It is created on the first request. The athlete's credentials, database, and session are out
of its reach.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy.engine import URL
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from .db.models import db
from .settings import Settings
from .web.security import TRUSTED_HOSTS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/demo"
_SAMPLE_PREFIX = "/strava"
_SAMPLE_URL = "http://sample.invalid"
"""Only the adapter answers this address: the domain is reserved and never resolves."""

Factory = Callable[[Settings], Flask]


def mount(app: Flask, create_app: Factory) -> None:
    """Mount a second application from the same factory below /demo."""
    demo = Demo(create_app)
    app.extensions["demo"] = demo
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {PREFIX: demo})  # type: ignore[method-assign]


class Demo:
    """The WSGI application below /demo; `app` is None until the first request."""

    def __init__(self, create_app: Factory) -> None:
        self._create_app = create_app
        self._lock = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.app: Flask | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._lock:
            app = self.app = self.app or self._create()
        return app(environ, start_response)

    def close(self) -> None:
        """Stop the syncs of the demo and remove its folder."""
        with self._lock:
            if self.app is not None and self._folder is not None:
                self.app.extensions["jobs"].stop()
                with self.app.app_context():
                    db.engine.dispose()
                self._folder.cleanup()
            self.app = self._folder = None

    def _create(self) -> Flask:
        # On Windows, a file that a sync still has open cannot be removed; that does no harm.
        self._folder = tempfile.TemporaryDirectory(prefix="logbook-", ignore_cleanup_errors=True)
        # Loaded on the first request: it would take 2 % of every start.
        from .sample import create_sample  # noqa: PLC0415

        sample = create_sample()
        sample.config["TRUSTED_HOSTS"] = TRUSTED_HOSTS
        demo = self._create_app(_settings(Path(self._folder.name), sample))
        demo.wsgi_app = DispatcherMiddleware(  # type: ignore[method-assign]
            demo.wsgi_app, {_SAMPLE_PREFIX: sample}
        )
        return demo


def _settings(folder: Path, sample: WSGIApplication) -> Settings:
    from .sample import CLIENT_ID, CLIENT_SECRET, WSGIAdapter  # noqa: PLC0415

    return Settings(
        instance_path=folder,
        database_url=URL.create("sqlite", database=str(folder / "logbook.sqlite")),
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        authorize_url=f"{PREFIX}{_SAMPLE_PREFIX}/oauth",
        oauth_url=f"{_SAMPLE_URL}/oauth",
        api_url=f"{_SAMPLE_URL}/api/v3",
        tile_url="",
        sample=True,
        adapters={_SAMPLE_URL: WSGIAdapter(sample)},
    )
