"""Local copies of a chosen size, synced from the sample Strava in this process."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy.engine import URL

from strava import oauth, runs, storage, sync
from strava.athletes import connect
from strava.logbook import Logbook
from strava.sample import CLIENT_ID, CLIENT_SECRET, Limits, WSGIAdapter, create_sample
from strava.sample.history import make_history
from strava.settings import Settings

SAMPLE_URL = "http://sample.invalid"
TODAY = date(2026, 11, 22)
UNLIMITED = Limits(read=(10**6, 10**6), overall=(10**6, 10**6))


def make_copy(folder: Path, activities: int) -> Settings:
    """Fill `folder` with a copy of so many activities, and give the settings that lead to it."""
    sample = create_sample(
        today=TODAY, activities=make_history(TODAY, count=activities), limits=UNLIMITED
    )
    settings = Settings(
        instance_path=folder,
        database_url=URL.create("sqlite", database=str(folder / "logbook.sqlite")),
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        oauth_url=f"{SAMPLE_URL}/oauth",
        api_url=f"{SAMPLE_URL}/api/v3",
        adapters={SAMPLE_URL: WSGIAdapter(sample)},
    )
    storage.prepare_folder(settings)
    engine = storage.open_engine(settings)
    storage.migrate(settings, engine)
    logbook = Logbook(settings, engine)
    scopes = frozenset(oauth.SCOPES)
    granted = logbook.oauth().exchange(sample.extensions["sample"].issue_code(scopes))
    with logbook.sessions() as session:
        athlete = connect(session, granted, ",".join(scopes))
        run = runs.begin(session, athlete.id, logbook.now())
    done = sync.run(logbook, run)
    if done.state != "done":
        raise SystemExit(f"The copy could not be made: {done.error}")
    engine.dispose()
    return settings
