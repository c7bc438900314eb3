"""What tests of syncs do, as methods of one object: connect, sync, wait, pause, look."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from strava.accounts import athletes
from strava.api import oauth
from strava.db.enums import Lane, RunKind
from strava.db.models import Activity, SyncRun
from strava.logbook import Logbook
from strava.sync.jobs import Jobs

from .clock import Clock
from .faults import LIST
from .sample_strava import Strava, activity
from .stored_data import assert_same_as_strava, athlete_ids, rows, sync_state

MAX_WAIT = 30.0


class SyncActions:
    """An application, a browser that shows it, and the sample Strava that it syncs with."""

    def __init__(self, app: Flask, strava: Strava, clock: Clock) -> None:
        self.app = app
        self.strava = strava
        self.clock = clock
        self.client = app.test_client()
        self.logbook: Logbook = app.extensions["logbook"]
        self.jobs: Jobs = app.extensions["jobs"]

    @property
    def engine(self) -> Engine:
        engine: Engine = self.logbook.sessions.kw["bind"]
        return engine

    @property
    def athlete_id(self) -> int:
        """The id of the only athlete."""
        (athlete_id,) = athlete_ids(self.app)
        return athlete_id

    def set_activities(self, numbers: Iterable[int]) -> None:
        """Replace the athlete's activities on Strava with generated ones."""
        self.strava.sample.activities[:] = [activity(number) for number in numbers]

    def upload(self, number: int, start_date: str) -> dict[str, Any]:
        """Add an activity on Strava, and return it."""
        uploaded = activity(number, start_date=start_date)
        self.strava.sample.activities.append(uploaded)
        return uploaded

    def count_calls(self, path: str = LIST) -> int:
        """Return how many API calls the sample has received for a path."""
        return sum(called == path for _, called in self.strava.sample.calls)

    def sign_in(self, **choices: Any) -> TestResponse:
        """Sign in through the pages, which starts a sync. Choices as in Strava.consent."""
        consent_page = self.client.get("/connect").headers["Location"]
        back = urlsplit(self.strava.consent(consent_page, **choices))
        response = self.client.get(f"{back.path}?{back.query}")
        assert response.status_code == 302
        return response

    def connect(self, **choices: Any) -> dict[str, Any]:
        """Sign in, wait until the sync ends, and return its state."""
        self.sign_in(**choices)
        self.finish()
        return self.state()

    def connect_without_sync(self) -> None:
        """Store an athlete and tokens without signing in through the pages."""
        code = self.strava.sample.issue_code(frozenset(oauth.SCOPES))
        grant = self.logbook.oauth().exchange(code)
        with self.logbook.sessions() as session:
            now, scope = self.logbook.now(), ",".join(oauth.SCOPES)
            athlete, _ = athletes.connect(session, grant, scope, now)
            athletes.store_profile(session, athlete.id, {"id": athlete.id}, now)

    def start(self, *, full: bool = False) -> TestResponse:
        """Click Sync, or Check the whole list."""
        response = self.client.post("/sync", data={"full": "1"} if full else {})
        assert response.status_code == 303
        return response

    def run(self, *, full: bool = False) -> dict[str, Any]:
        """Click Sync, wait until the run ends or waits, and return its state."""
        self.start(full=full)
        self.finish()
        return self.state()

    def finish(self) -> None:
        """Wait until every background job has ended."""
        for athlete_id in athlete_ids(self.app):
            for lane in Lane:
                self.jobs.wait(athlete_id, MAX_WAIT, lane)

    def wait(self, *, hours: float = 0, minutes: float = 0) -> dict[str, Any]:
        """Let time pass, resume what is due, and return the state once that ends."""
        self.clock.advance(hours=hours, minutes=minutes)
        self.jobs.resume_due()
        self.finish()
        return self.state()

    def pause(self) -> None:
        """Click Pause."""
        assert self.client.post("/sync/pause").status_code == 303

    def resume(self) -> None:
        """Click Resume."""
        assert self.client.post("/sync/resume").status_code == 303

    def cancel(self) -> None:
        """Click Cancel."""
        assert self.client.post("/sync/cancel").status_code == 303

    def backfill(self, *, on: bool = True) -> SyncRun:
        """Turn the fetching of all details on or off, and return its latest run."""
        self.client.post("/sync/deep", data={"on": "1" if on else "0"})
        self.finish()
        return self.runs(Lane.DEEP)[-1]

    def state(self) -> dict[str, Any]:
        """Return the JSON of the latest run, as scripts request it."""
        return sync_state(self.client)

    def page(self, address: str = "/activities") -> str:
        """Return the HTML of a page."""
        return self.client.get(address).text

    def runs(self, lane: Lane = Lane.SYNC) -> list[SyncRun]:
        """Return all runs of a lane, oldest first."""
        return [run for run in rows(self.app, SyncRun) if RunKind(run.kind).lane == lane]

    def stored_ids(self) -> set[int]:
        """Return the ids of all stored activities."""
        return {row.id for row in rows(self.app, Activity)}

    def deleted_ids(self) -> set[int]:
        """Return the ids of the activities that are marked as deleted."""
        return {row.id for row in rows(self.app, Activity) if row.deleted_at is not None}

    def assert_complete_but_for(self, *missing: int) -> None:
        """Check that all activities on Strava are stored, except those with these ids."""
        expected = {one["id"] for one in self.strava.sample.activities} - set(missing)
        assert self.stored_ids() == expected

    def assert_same_as_strava(self) -> None:
        """Check that the stored activities are those on Strava, field by field."""
        assert_same_as_strava(self.app, self.strava)


def wait_until(condition: Callable[[], bool]) -> None:
    """Poll until a condition is true; fail after ten seconds."""
    pause = threading.Event()
    for _ in range(2000):
        if condition():
            return
        pause.wait(0.005)
    raise AssertionError("The condition did not become true in time.")
