"""The background run that measures stored recordings: resumable, without calls, after syncs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update

from strava.db.documents import store_documents
from strava.db.enums import Lane, RunKind, RunState
from strava.db.models import Activity, Document, Effort, Measured, SyncRun, Token, ZoneTime
from strava.logbook import Logbook
from strava.recordings import computing, pending
from strava.settings import Settings
from strava.sync import runs
from strava.sync.engine import execute
from strava.sync.jobs import Jobs

from ..actions import SyncActions
from ..applications import MakeApp, stored
from ..clock import Clock
from ..recordings.stored import streams
from ..sample_strava import Strava, activity
from ..stored_data import rows

FIRST_ID = 9_000_000_000
NUMBER = 5


@pytest.fixture
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Five recordings of an earlier version, stored as text and not measured."""
    activities = [activity(number, sport_type="Run", name=f"No. {number}") for number in range(5)]
    with stored(tmp_path_factory.mktemp("measures"), activities) as app:
        store_as_text(app.extensions["logbook"], range(FIRST_ID, FIRST_ID + NUMBER))
        yield app


@pytest.fixture
def logbook(app: Flask) -> Logbook:
    logbook: Logbook = app.extensions["logbook"]
    return logbook


@pytest.fixture
def jobs(app: Flask) -> Jobs:
    jobs: Jobs = app.extensions["jobs"]
    return jobs


@pytest.fixture
def measure(app: Flask, jobs: Jobs) -> Callable[[], list[SyncRun]]:
    """A function that measures what is pending, and returns all runs that did."""

    def run() -> list[SyncRun]:
        jobs.start_measuring(1)
        jobs.wait(1, 30, Lane.MEASURES)
        return [one for one in rows(app, SyncRun) if one.kind == RunKind.MEASURES]

    return run


def store_as_text(logbook: Logbook, ids: range) -> None:
    with logbook.sessions.begin() as session:
        for activity_id in ids:
            body = json.dumps(streams(400, heartrate=140))
            store_documents(session, activity_id, {"streams": "null"}, logbook.now())
            session.execute(
                update(Document)
                .where(Document.activity_id == activity_id, Document.kind == "streams")
                .values(body=body)
            )


def measured_ids(app: Flask) -> list[int]:
    return sorted(one.activity_id for one in rows(app, Measured))


def count_pending(logbook: Logbook) -> int:
    with logbook.sessions() as session:
        return pending.count(session, 1)


def test_recordings_are_compressed_and_measured_also_while_disconnected(
    app: Flask, logbook: Logbook, measure: Callable[[], list[SyncRun]]
) -> None:
    with logbook.sessions.begin() as session:
        session.execute(delete(Token))
    assert count_pending(logbook) == NUMBER
    assert "<strong>5</strong> recordings to go" in app.test_client().get("/sync").text
    (run,) = measure()
    assert (run.state, run.done, run.calls, run.skipped) == ("done", NUMBER, 0, [])
    assert measured_ids(app) == list(range(FIRST_ID, FIRST_ID + NUMBER))
    documents = [one for one in rows(app, Document) if one.kind == "streams"]
    assert all(one.body == "" and one.packed for one in documents)
    assert len([one for one in rows(app, Effort) if one.size == 1000]) == NUMBER
    assert count_pending(logbook) == 0
    assert "Measures of recordings" not in app.test_client().get("/sync").text
    assert "5 recordings were measured." in app.test_client().get(f"/sync/{run.id}").text
    # Nothing is left to do.
    assert len(measure()) == 1


def test_newest_recording_is_measured_first_and_an_interrupted_run_continues(
    app: Flask, logbook: Logbook, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[int] = []
    compute = computing.compute

    def note(session: Any, activity_id: int, **options: Any) -> Any:
        order.append(activity_id)
        return compute(session, activity_id, **options)

    monkeypatch.setattr(computing, "compute", note)
    with logbook.sessions() as session:
        run = runs.begin_kind(session, 1, RunKind.MEASURES, logbook.now())
    left = execute(logbook, run, stopping=lambda: len(order) == 3)
    assert left.state == RunState.RUNNING
    newest_first = [FIRST_ID + number for number in (4, 3, 2, 1, 0)]
    # The third one was not stored.
    assert order == newest_first[:3]
    assert measured_ids(app) == sorted(newest_first[:2])
    jobs.resume_all()
    jobs.wait(1, 30, Lane.MEASURES)
    assert order[3:] == newest_first[2:]
    (after,) = [one for one in rows(app, SyncRun) if one.kind == RunKind.MEASURES]
    assert (after.id, after.state, after.done) == (run.id, "done", NUMBER)


def test_sync_has_priority(
    app: Flask,
    logbook: Logbook,
    jobs: Jobs,
    measure: Callable[[], list[SyncRun]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = logbook.clock
    assert isinstance(clock, Clock)
    with logbook.sessions() as session:
        sync = runs.begin(session, 1, logbook.now())
    (waiting,) = measure()
    assert (waiting.state, waiting.waiting_for, waiting.done) == ("waiting", "sync", 0)
    assert waiting.resume_at == logbook.now() + timedelta(seconds=10)
    monkeypatch.setattr(jobs, "latest", lambda athlete_id, lane=Lane.SYNC: waiting)
    assert "It continues after the sync." in app.test_client().get("/sync").text
    with logbook.sessions() as session:
        runs.finish(session, sync.id, RunState.DONE, logbook.now())
    clock.advance(minutes=1)
    jobs.resume_due()
    jobs.wait(1, 30, Lane.MEASURES)
    (done,) = [one for one in rows(app, SyncRun) if one.kind == RunKind.MEASURES]
    assert (done.id, done.state, done.done) == (waiting.id, "done", NUMBER)


@pytest.mark.parametrize("body", ["{", "5", '{"time": {"data": [1, "x"]}}'])
def test_damaged_recording_keeps_no_other_from_being_measured(
    app: Flask, logbook: Logbook, measure: Callable[[], list[SyncRun]], body: str
) -> None:
    with logbook.sessions.begin() as session:
        damaged = Document.activity_id == FIRST_ID + 4
        session.execute(
            update(Document).where(damaged, Document.kind == "streams").values(body=body)
        )
    (run,) = measure()
    assert (run.state, count_pending(logbook)) == ("done", 0)
    named = f'The recording of "No. 4" ({FIRST_ID + 4}): it is damaged.'
    assert run.skipped == ([named] if body == "{" else [])
    assert len([one for one in rows(app, Measured) if one.drawing is not None]) >= NUMBER - 1


def test_recording_that_logbook_cannot_measure_is_named_and_logged(
    app: Flask,
    measure: Callable[[], list[SyncRun]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    compute = computing.compute

    def fail(session: Any, activity_id: int, **options: Any) -> Any:
        if activity_id == FIRST_ID + 3:
            raise ZeroDivisionError("a bug")
        return compute(session, activity_id, **options)

    monkeypatch.setattr(computing, "compute", fail)
    (run,) = measure()
    assert (run.state, run.done) == ("done", NUMBER - 1)
    (sentence,) = run.skipped
    assert f"({FIRST_ID + 3}): Logbook cannot measure it" in sentence
    assert "a bug" in caplog.text


def test_exceeded_heart_rate_moves_the_zones_that_are_shares_of_it(
    app: Flask, logbook: Logbook, measure: Callable[[], list[SyncRun]]
) -> None:
    def lows() -> set[float]:
        return {one.low for one in rows(app, ZoneTime) if one.number == 1}

    for highest in (180.0, 200.0, 999.0):
        with logbook.sessions.begin() as session:
            session.get_one(Activity, FIRST_ID).max_heartrate = highest
            if highest > 230:
                session.get_one(Activity, FIRST_ID + 1).max_heartrate = 200.0
        measure()
        assert lows() == {min(highest, 200.0) / 2}
    assert len(measure()) == 2


def test_deleting_the_data_cancels_the_run(
    app: Flask, logbook: Logbook, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    canceled: list[Lane] = []

    def cancel(_athlete_id: int, lane: Lane = Lane.SYNC) -> None:
        canceled.append(lane)

    monkeypatch.setattr(jobs, "cancel", cancel)
    app.config["WTF_CSRF_ENABLED"] = False
    with logbook.sessions.begin() as session:
        session.execute(delete(Token))
    app.test_client().post("/disconnect", data={"id": "1"})
    assert canceled == [Lane.SYNC, Lane.DEEP]
    app.test_client().post("/disconnect", data={"id": "1", "delete": "1"})
    assert Lane.MEASURES in canceled
    assert rows(app, Measured) == []


def test_recordings_are_measured_after_a_sync(
    settings: Settings, make_app: MakeApp, strava: Strava, clock: Clock
) -> None:
    app = make_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    sync = SyncActions(app, strava, clock)
    sync.set_activities(range(NUMBER))
    sync.connect()
    store_as_text(sync.logbook, range(FIRST_ID, FIRST_ID + NUMBER))
    assert sync.run()["state"] == "done"
    assert len(measured_ids(app)) == NUMBER
    assert [run.done for run in sync.runs(Lane.MEASURES)] == [NUMBER]


def test_edit_of_what_measures_follow_from_lets_a_recording_be_measured_again(
    settings: Settings, make_app: MakeApp, strava: Strava, clock: Clock
) -> None:
    app = make_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    sync = SyncActions(app, strava, clock)
    run = activity(0, sport_type="Run", distance=1200.0, device_watts=False)
    run |= {"elapsed_time": 400, "total_elevation_gain": 5.0}
    strava.sample.activities[:] = [run]
    sync.connect()
    store_as_text(sync.logbook, range(FIRST_ID, FIRST_ID + 1))
    sync.run(full=True)
    measured = [1]

    def edit(**fields: Any) -> int:
        """Edit the activity on Strava; return how many measurements that causes."""
        run.update(fields)
        assert sync.run(full=True)["changed"] == 1
        before = measured[0]
        measured[0] = sum(one.done for one in sync.runs(Lane.MEASURES))
        return measured[0] - before

    assert {one.size for one in rows(app, Effort)} == {400, 804.672, 1000}
    assert edit(name="Lunch Run", kudos_count=5) == 0
    assert edit(distance=900.0) == 1
    assert {one.size for one in rows(app, Effort)} == {400, 804.672}
    assert edit(total_elevation_gain=9.0) == 1
    assert edit(device_watts=True) == 1
    assert edit(start_date_local="2026-01-02T08:00:00Z") == 1
    assert edit(sport_type="Walk") == 1
    assert rows(app, Effort) == []
