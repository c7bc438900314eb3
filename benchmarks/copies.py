"""Creates databases with any number of activities, as a first sync from the sample leaves them.

Fetching 100,000 activities over HTTP takes minutes, even within one process, so the activities
come directly from the sample's history. Everything else uses Logbook's own functions: signing in,
storing the profile with its gear, starting and finishing the sync run, and storing the pages.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL
from sqlalchemy.orm import Session, sessionmaker

from strava import instance
from strava.accounts import athletes, usage
from strava.api import oauth, rate_limits
from strava.api.responses import Item
from strava.db.engine import migrate, open_engine
from strava.db.enums import RunState
from strava.db.models import Athlete, SyncRun
from strava.logbook import Logbook
from strava.recordings.routes import index_missing
from strava.sample import CLIENT_ID, CLIENT_SECRET, Limits, Sample, WSGIAdapter, create_sample
from strava.sample.athlete import profile
from strava.sample.history import make_history
from strava.settings import Settings
from strava.sync import ingest, runs
from strava.sync.runs import END_OF_LIST

SAMPLE_URL = "http://sample.invalid"
TODAY = date(2026, 11, 22)
"""The day of the newest activity. The sync run itself has current times, so it is not outdated."""
UNLIMITED = Limits(read=(10**6, 10**6), overall=(10**6, 10**6))
BATCH_SIZE = 1000


def make_copy(folder: Path, activities: int) -> Settings:
    """Create a database with this many activities in `folder` and return its settings.

    The settings also contain a sample Strava with the same activities, which runs in this
    process. Pages do not call it for the first 15 minutes, because a sync has just finished.
    """
    sample = Sample(partial(make_history, TODAY, count=activities), time.time, UNLIMITED, 0.0)
    settings = _settings(folder, sample)
    instance.prepare_folder(settings)
    engine = open_engine(settings)
    migrate(settings, engine)
    try:
        _fill(Logbook(settings, engine), sample, activities)
    finally:
        engine.dispose()
    return settings


def index_all(sessions: sessionmaker[Session], athlete_id: int) -> None:
    """Index the routes of all activities."""
    while True:
        with sessions.begin() as session:
            if not index_missing(session, athlete_id, BATCH_SIZE):
                return


def _settings(folder: Path, sample: Sample) -> Settings:
    server = create_sample(today=TODAY)
    # This state generates its activities on first access. In memory from the start, they would slow
    # down every measurement, because Python's garbage collector visits each of them.
    server.extensions["sample"] = sample
    return Settings(
        instance_path=folder,
        database_url=URL.create("sqlite", database=str(folder / "logbook.sqlite")),
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        oauth_url=f"{SAMPLE_URL}/oauth",
        api_url=f"{SAMPLE_URL}/api/v3",
        adapters={SAMPLE_URL: WSGIAdapter(server)},
    )


def _fill(logbook: Logbook, sample: Sample, activities: int) -> None:
    newest_first = make_history(TODAY, count=activities)[::-1]
    # The order of the sample's list. The history is sorted by day, but not always within a day.
    newest_first.sort(key=lambda activity: str(activity["start_date"]), reverse=True)
    scopes = frozenset(oauth.SCOPES)
    tokens = logbook.oauth().exchange(sample.issue_code(scopes))
    with logbook.sessions() as session:
        athlete_id = athletes.connect(session, tokens, ",".join(scopes), logbook.now())[0].id
        run_id = runs.begin(session, athlete_id, logbook.now()).id
        athletes.store_profile(session, athlete_id, profile(newest_first), logbook.now())
    calls = 1
    for position in range(0, activities, BATCH_SIZE):
        items = list(_items(newest_first[position : position + BATCH_SIZE]))
        with logbook.sessions.begin() as session:
            page = ingest.parse_page(items, position + 1)
            ingest.store_page(session, session.get_one(SyncRun, run_id), page, logbook.now())
        calls += 1
    with logbook.sessions() as session:
        finished = logbook.now()
        athlete = session.get_one(Athlete, athlete_id)
        athlete.last_synced_at = athlete.last_checked_at = finished
        runs.finish(session, run_id, RunState.DONE, finished, position=END_OF_LIST, calls=calls)
    # Otherwise a server would do it when it starts, while it is measured.
    index_all(logbook.sessions, athlete_id)
    used = rate_limits.from_headers(sample.limit_headers())
    if used is not None:
        usage.save(logbook.sessions, CLIENT_ID, used, logbook.now())


def _items(activities: list[dict[str, Any]]) -> Iterator[Item]:
    """Yield activities with their JSON text, as the API client returns them."""
    for activity in activities:
        yield activity, json.dumps(activity, separators=(",", ":"))
