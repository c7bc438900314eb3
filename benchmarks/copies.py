"""Local copies of a chosen size, as a first sync from the sample Strava leaves them.

100,000 activities over HTTP, even within one process, take minutes, so the list comes from the
sample's history without it. All else goes through the project's own doors: the sign-in at the
sample, the profile with its gear, the run from its beginning to its end, the pages stored.
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

from strava import instance
from strava.accounts import athletes
from strava.accounts.usage import remember
from strava.api import oauth, rate_limits
from strava.api.responses import Item
from strava.db.engine import migrate, open_engine
from strava.db.models import Athlete, SyncRun
from strava.logbook import Logbook
from strava.sample import CLIENT_ID, CLIENT_SECRET, Limits, Sample, WSGIAdapter, create_sample
from strava.sample.athlete import profile
from strava.sample.history import make_history
from strava.settings import Settings
from strava.sync import ingest, runs
from strava.sync.engine import END_OF_LIST

SAMPLE_URL = "http://sample.invalid"
TODAY = date(2026, 11, 22)
"""The day of the newest activity; the run's own times are the clock's, so that it is not old."""
UNLIMITED = Limits(read=(10**6, 10**6), overall=(10**6, 10**6))
STORED_AT_ONCE = 1000


def make_copy(folder: Path, activities: int) -> Settings:
    """Fill `folder` with a copy of so many activities, and give the settings that lead to it.

    The settings lead to the sample Strava, too: it shows the same activities, and answers in this
    process. For a quarter of an hour no page asks it, since the run has only just ended.
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


def _settings(folder: Path, sample: Sample) -> Settings:
    server = create_sample(today=TODAY)
    # It makes its activities when it is first asked for them. Held in memory from the start, they
    # would slow down whatever is measured here: Python's garbage collector looks at each of them.
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
    # As the sample's list has it: days are in order already, but not always what is in them.
    newest_first.sort(key=lambda activity: str(activity["start_date"]), reverse=True)
    scopes = frozenset(oauth.SCOPES)
    granted = logbook.oauth().exchange(sample.issue_code(scopes))
    with logbook.sessions() as session:
        athlete_id = athletes.connect(session, granted, ",".join(scopes)).id
        run_id = runs.begin(session, athlete_id, logbook.now()).id
        athletes.store_profile(session, athlete_id, profile(newest_first), logbook.now())
    calls = 1
    for position in range(0, activities, STORED_AT_ONCE):
        items = list(_sent(newest_first[position : position + STORED_AT_ONCE]))
        with logbook.sessions.begin() as session:
            page = ingest.read(items, position + 1)
            ingest.store(session, session.get_one(SyncRun, run_id), page, logbook.now())
        calls += 1
    with logbook.sessions() as session:
        finished = logbook.now()
        athlete = session.get_one(Athlete, athlete_id)
        athlete.last_synced_at = athlete.last_checked_at = finished
        runs.finish(session, run_id, "done", finished, cursor=END_OF_LIST, calls=calls)
    used = rate_limits.from_headers(sample.limit_headers())
    if used is not None:
        remember(logbook.sessions, CLIENT_ID, used, logbook.now())


def _sent(activities: list[dict[str, Any]]) -> Iterator[Item]:
    """Activities read, and beside each its text as the sample sends it."""
    for activity in activities:
        yield activity, json.dumps(activity, separators=(",", ":"))
