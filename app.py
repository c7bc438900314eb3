"""Logbook for Strava: `python app.py` serves it; `flask token` and the like are its commands."""

from __future__ import annotations

import sys
import time

try:
    from flask import Flask

    from strava import (
        cli,
        compression,
        demo,
        security,
        server,
        settings,
        static_files,
        storage,
        views,
    )
    from strava.jobs import Jobs
    from strava.logbook import Logbook
    from strava.models import db
    from strava.settings import ROOT, Settings
    from strava.tokens import Clock
except ModuleNotFoundError as missing:
    sys.exit(
        f"{missing.name} is not installed for this Python. Run the first line of the README; "
        "after that, .venv/bin/python app.py (Windows: .venv\\Scripts\\python app.py)."
    )


@cli.reported
def create_app(config: Settings | None = None, clock: Clock = time.time) -> Flask:
    """The application over one instance folder; by default the one the environment names.

    Raises SettingsError or StorageError; inside a command they become its message.
    """
    config = config or settings.from_environment()
    storage.prepare_folder(config)
    app = Flask("logbook", root_path=str(ROOT), instance_path=str(config.instance_path))
    app.config.update(
        SECRET_KEY=storage.secret_key(config),
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=storage.engine_options(config),
    )
    db.init_app(app)
    with app.app_context():
        storage.configure(db.engine)
        storage.migrate(config, db.engine)
        app.extensions["logbook"] = Logbook(config, db.engine, clock)
    app.extensions["jobs"] = Jobs(app.extensions["logbook"])
    security.protect(app, config)
    static_files.fingerprint(app)
    compression.compress(app)
    views.register(app)
    cli.register(app)
    if not config.sample:
        demo.mount(app, create_app)
    return app


if __name__ == "__main__":
    sys.exit(server.main(create_app))
