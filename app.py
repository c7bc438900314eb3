"""Logbook for Strava: `python app.py` starts the server, and `flask` has the other commands."""

from __future__ import annotations

import sys
import time

try:
    from flask import Flask

    from strava import cli, demo, instance, server, settings
    from strava.accounts.tokens import Clock
    from strava.archive.importer import import_archive
    from strava.db.engine import configure, engine_options, migrate, share_while_open
    from strava.db.enums import Lane
    from strava.db.models import db
    from strava.logbook import Logbook
    from strava.settings import ROOT, Settings
    from strava.sync.jobs import Jobs
    from strava.table.cache import TableCache
    from strava.web import compression, security, static_files, views
    from strava.web.admission import Guard
    from strava.web.incoming import IncomingRequest
except ModuleNotFoundError as missing:
    sys.exit(
        f"{missing.name} is not installed for this Python. Run the first command in README.md; "
        "after that, .venv/bin/python app.py (Windows: .venv\\Scripts\\python app.py)."
    )


def create_app(config: Settings | None = None, clock: Clock = time.time) -> Flask:
    """Create the application for one instance folder; raises SettingsError or StorageError.

    `config` defaults to the settings of the environment.
    """
    config = config or settings.from_environment()
    instance.prepare_folder(config)
    app = Flask("logbook", root_path=str(ROOT), instance_path=str(config.instance_path))
    app.request_class = IncomingRequest
    security.refuse_debug_mode(app)
    app.config.update(
        SECRET_KEY=instance.secret_key(config),
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config),
    )
    db.init_app(app)
    with app.app_context():
        configure(db.engine)
        share_while_open(config, db.engine)
        migrate(config, db.engine)
        logbook = Logbook(config, db.engine, clock)
    app.extensions["logbook"] = logbook
    app.extensions["table"] = TableCache(logbook.sessions, logbook.today)
    app.extensions["jobs"] = Jobs(logbook, {Lane.ARCHIVE: import_archive})
    security.protect(app, config)
    static_files.fingerprint(app)
    compression.compress(app)
    views.register(app)
    cli.register(app)
    if not config.sample:
        demo.mount(app, create_app)
        # Around the demo, too, and the sample Strava in it.
        app.wsgi_app = Guard(app.wsgi_app)  # type: ignore[method-assign]
    return app


def __getattr__(name: str) -> Flask:
    # The `flask` command looks for `app` before it looks for create_app.
    if name == "app":
        return cli.load_app(create_app)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


if __name__ == "__main__":
    sys.exit(server.main(create_app))
