"""The demo under /demo: a second application over the sample Strava, with a database of its own.

It is made when it is first asked for. Nothing of the athlete's reaches it: neither the
credentials, nor the database, nor the session.
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
from .sample import CLIENT_ID, CLIENT_SECRET, WSGIAdapter, create_sample
from .settings import Settings
from .web.security import TRUSTED_HOSTS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/demo"
_SAMPLE_PREFIX = "/strava"
# Reached through an adapter alone; the reserved domain makes sure of it.
_SAMPLE_URL = "http://sample.invalid"

Factory = Callable[[Settings], Flask]


def mount(app: Flask, create_app: Factory) -> None:
    """Have the application answer below /demo with a second one, made by the same factory."""
    demo = Demo(create_app)
    app.extensions["demo"] = demo
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {PREFIX: demo})  # type: ignore[method-assign]


class Demo:
    """The WSGI application below /demo; `app` is None until it is first asked for."""

    def __init__(self, create_app: Factory) -> None:
        self._create_app = create_app
        self._making = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.app: Flask | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._making:
            app = self.app = self.app or self._make()
        return app(environ, start_response)

    def close(self) -> None:
        """End its runs and remove its folder."""
        with self._making:
            if self.app is not None and self._folder is not None:
                self.app.extensions["jobs"].stop()
                with self.app.app_context():
                    db.engine.dispose()
                self._folder.cleanup()
            self.app = self._folder = None

    def _make(self) -> Flask:
        # A file that a run still holds open cannot be removed on Windows, and need not be.
        self._folder = tempfile.TemporaryDirectory(prefix="logbook-", ignore_cleanup_errors=True)
        sample = create_sample()
        sample.config["TRUSTED_HOSTS"] = TRUSTED_HOSTS
        demo = self._create_app(_settings(Path(self._folder.name), sample))
        demo.wsgi_app = DispatcherMiddleware(  # type: ignore[method-assign]
            demo.wsgi_app, {_SAMPLE_PREFIX: sample}
        )
        return demo


def _settings(folder: Path, sample: WSGIApplication) -> Settings:
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
