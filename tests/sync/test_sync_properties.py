"""Whatever happens on Strava, in the network and to the process, the copy ends up complete.

Hypothesis changes the list in any way, in any order, and interrupts syncs anywhere. In the end
the copy is the list on Strava, or the run names exactly what is missing.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from strava.accounts import athletes
from strava.api import oauth
from strava.db.engine import open_engine
from strava.db.enums import RunState
from strava.db.models import Activity, Document, SyncRun
from strava.logbook import Logbook
from strava.sample import CLIENT_ID, CLIENT_SECRET, WSGIAdapter
from strava.settings import Settings
from strava.sync import runs
from strava.sync.engine import execute

from ..applications import database_url
from ..clock import Clock
from ..sample_strava import activity
from .unreliable_strava import UnreliableStrava

URL = "http://sample.invalid"
ODD_STARTS = ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2026-11-23T12:00:00Z"]
PLACE = re.compile(
    r"Activity (\d+) of the (?:list|activities (before|after) (\d+ \w+ \d+, [\d:]+) UTC)"
)
"""How a run describes the place of an activity in the list."""
PLACES = st.floats(0, 1, exclude_max=True)
"""A place in the list, as a share of its length."""


class Syncs(RuleBasedStateMachine):
    """An athlete, their list on Strava, and syncs that may fail or be killed."""

    migrated_file: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.migrated_file, self.folder)
        self.clock = Clock()
        self.strava = UnreliableStrava(self.clock)
        self.numbers = count()
        local = Settings(
            instance_path=self.folder,
            database_url=database_url(self.folder),
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            oauth_url=f"{URL}/oauth",
            api_url=f"{URL}/api/v3",
            adapters={URL: WSGIAdapter(self.strava)},
        )
        self.engine = open_engine(local)
        self.logbook = Logbook(local, self.engine, self.clock)
        grant = self.logbook.oauth().exchange(
            self.strava.sample.issue_code(frozenset(oauth.SCOPES))
        )
        with self.logbook.sessions() as session:
            scope = ",".join(oauth.SCOPES)
            athlete, _ = athletes.connect(session, grant, scope, self.logbook.now())
            self.athlete_id = athlete.id

    @initialize(number=st.integers(0, 650), order=st.randoms(use_true_random=False))
    def start_with(self, number: int, order: Any) -> None:
        self.strava.activities = [self.new() for _ in range(number)][::-1]
        for _ in range(order.choice([0, 0, 1, 5, number])):
            self.strava.activities.insert(order.randint(0, number), self.new())

    @rule(number=st.integers(1, 250), days_ago=st.integers(0, 60))
    def upload(self, number: int, days_ago: int) -> None:
        start = self.logbook.now() - timedelta(days=days_ago)
        text = f"{start:%Y-%m-%dT%H:%M:%SZ}"
        uploaded = [self.new(start_date=text, start_date_local=text) for _ in range(number)]
        self.strava.activities[:0] = uploaded

    @rule(place=PLACES, start=st.sampled_from([None, *ODD_STARTS]))
    def upload_late(self, place: float, start: str | None) -> None:
        fields = {"start_date": start} if start else {}
        self.strava.activities.insert(self.index(place), self.new(**fields))

    @rule(place=PLACES, number=st.integers(1, 5))
    def edit(self, place: float, number: int) -> None:
        for one in self.strava.activities[self.index(place) :][:number]:
            one["name"] = f"Edited {next(self.numbers)}"

    @rule(place=PLACES, number=st.sampled_from([1, 2, 10, 230]))
    def delete(self, place: float, number: int) -> None:
        at = self.index(place)
        del self.strava.activities[at : at + number]

    @rule(place=PLACES, start=st.sampled_from(ODD_STARTS))
    def change_start(self, place: float, start: str) -> None:
        for one in self.strava.activities[self.index(place) :][:1]:
            one["start_date"] = start

    @rule(place=PLACES, number=st.integers(1, 3))
    def break_some(self, place: float, number: int) -> None:
        at = self.index(place)
        self.strava.broken |= {one["id"] for one in self.strava.activities[at : at + number]}

    @rule()
    def mend(self) -> None:
        self.strava.broken.clear()

    @rule(full=st.booleans(), parallel=st.sampled_from([1, 4]))
    def sync(self, full: bool, parallel: int) -> None:
        self.execute(full=full, parallel=parallel)

    @rule(full=st.booleans(), calls=st.integers(0, 12), parallel=st.sampled_from([1, 4]))
    def sync_until_an_outage(self, full: bool, calls: int, parallel: int) -> None:
        self.strava.calls_left = calls
        self.execute(full=full, parallel=parallel)
        self.strava.calls_left = None

    @rule(full=st.booleans(), steps=st.integers(0, 12))
    def sync_until_killed(self, full: bool, steps: int) -> None:
        left = iter(range(steps))
        self.execute(full=full, stopping=lambda: next(left, None) is None)

    @rule()
    def let_a_day_pass(self) -> None:
        self.clock.advance(hours=25)

    def teardown(self) -> None:
        try:
            self.check()
        finally:
            self.engine.dispose()
            shutil.rmtree(self.folder)

    def check(self) -> None:
        """Finish what is unfinished, check the whole list, and compare."""
        self.execute_to_the_end(full=False)
        run = self.execute_to_the_end(full=True)
        if run.missing:
            with self.logbook.sessions() as session:
                runs.answer_missing(session, self.athlete_id, self.logbook.now(), are_deleted=True)
            run = self.execute_to_the_end(full=False)
        assert run.missing == 0
        with self.logbook.sessions() as session:
            current = select(Activity.id).where(Activity.deleted_at.is_(None))
            stored = set(session.scalars(current))
            documents = session.execute(select(Document.activity_id, Document.body)).all()
        bodies = {document.activity_id: document.body for document in documents}
        on_strava = {one["id"]: one for one in self.strava.activities}
        broken = self.strava.broken & on_strava.keys()
        assert on_strava.keys() - broken <= stored <= on_strava.keys()
        for key in on_strava.keys() - broken:
            assert json.loads(bodies[key]) == on_strava[key]
        unfetched = [one for one in run.skipped if "could not be fetched" in one]
        assert {self.named_in(sentence) for sentence in unfetched} == broken

    def named_in(self, sentence: str) -> int:
        """Return the id of the activity that a sentence describes by its place in the list."""
        described = PLACE.match(sentence)
        assert described is not None, sentence
        place, bound, time = described.groups()
        listed = self.strava.activities
        if time is not None:
            moment = f"{datetime.strptime(time, '%d %B %Y, %H:%M:%S'):%Y-%m-%dT%H:%M:%SZ}"
            if bound == "before":
                listed = [one for one in listed if one["start_date"] < moment]
            else:
                listed = [one for one in reversed(listed) if one["start_date"] > moment]
        found: int = listed[int(place) - 1]["id"]
        return found

    def execute_to_the_end(self, *, full: bool) -> SyncRun:
        for _ in range(20):
            run = self.execute(full=full)
            if run.state == RunState.DONE:
                return run
            self.clock.advance(hours=1)
        raise AssertionError(f"The sync does not end: {run.error}")

    def execute(self, *, full: bool, parallel: int = 4, **options: Any) -> SyncRun:
        """Execute the run that a click on Sync resumes or starts, and return it."""
        with self.logbook.sessions() as session:
            run = runs.begin(session, self.athlete_id, self.logbook.now(), full=full)
        return execute(self.logbook, run, parallel=parallel, **options)

    def new(self, **fields: Any) -> dict[str, Any]:
        return activity(next(self.numbers), **fields)

    def index(self, place: float) -> int:
        return int(place * len(self.strava.activities))


@pytest.fixture
def machine(migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> type[Syncs]:
    monkeypatch.setattr(Syncs, "migrated_file", migrated_file, raising=False)
    return Syncs


def run_machine(machine: type[Syncs], examples: int, steps: int) -> None:
    options = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        # Shrinking a failure would take minutes.
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        print_blob=True,
    )
    run_state_machine_as_test(machine, settings=options)


def test_copy_is_complete_or_the_run_names_what_is_missing(machine: type[Syncs]) -> None:
    run_machine(machine, examples=4, steps=10)


@pytest.mark.slow
def test_copy_is_complete_or_the_run_names_what_is_missing_in_many_cases(
    machine: type[Syncs],
) -> None:
    run_machine(machine, examples=300, steps=20)
