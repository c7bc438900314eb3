"""Syncs: every activity arrives whatever it looks like, page by page, and only once at a time."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest
from filelock import FileLock
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError

from strava.api.client import Client
from strava.db.models import Activity, Document, SyncRun
from strava.logbook import Logbook
from strava.settings import Settings
from strava.sync import engine as sync_engine
from strava.sync import runs

from ..conftest import MakeApp, Strava, activity, assert_same_as_strava, athlete_ids
from ..conftest import sync_state as state


def stored_ids(app: Flask) -> set[int]:
    with app.extensions["logbook"].sessions() as session:
        return set(session.scalars(select(Activity.id)))


def list_calls(strava: Strava) -> int:
    return sum(path == "/api/v3/athlete/activities" for _, path in strava.sample.calls)


def test_before_the_first_run_the_state_is_idle(client: FlaskClient) -> None:
    assert state(client)["state"] == "idle"
    assert set(state(client)) == {
        "id",
        "state",
        "kind",
        "started_at",
        "finished_at",
        "done",
        "total",
        "added",
        "changed",
        "deleted",
        "skipped",
        "calls",
        "resume_at",
        "error",
    }


def test_the_first_sync_brings_every_activity(
    connected: FlaskClient, app: Flask, strava: Strava
) -> None:
    everything = {one["id"] for one in strava.sample.activities}
    assert stored_ids(app) == everything
    run = state(connected)
    assert (run["state"], run["kind"], run["error"]) == ("done", "first", None)
    assert run["done"] == run["added"] == run["total"] == len(everything)
    assert run["started_at"].endswith("Z")
    assert run["finished_at"] >= run["started_at"]


def test_three_pages_are_four_list_calls_and_three_more_at_most(
    sign_in: Callable[..., Any], finish_sync: Callable[[], None], app: Flask, strava: Strava
) -> None:
    strava.sample.activities[:] = [activity(number) for number in range(450)]
    sign_in()
    finish_sync()
    assert len(stored_ids(app)) == 450
    assert 4 <= list_calls(strava) <= 7
    assert_same_as_strava(app, strava)


def test_several_pages_are_under_way_at_once(
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
    strava: Strava,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    strava.sample.activities[:] = [activity(number) for number in range(450)]
    meeting = threading.Barrier(4, timeout=20)
    answer = strava.app.wsgi_app

    def gather(environ: dict[str, Any], start_response: Any) -> Any:
        # Only four calls that are there together get on, but for the first page.
        if "before=" in environ["QUERY_STRING"]:
            meeting.wait()
        return answer(environ, start_response)

    monkeypatch.setattr(strava.app, "wsgi_app", gather)
    sign_in()
    finish_sync()
    assert list_calls(strava) == 5


def test_the_document_is_kept_letter_for_letter(
    connected: FlaskClient, app: Flask, strava: Strava
) -> None:
    with app.extensions["logbook"].sessions() as session:
        documents = session.execute(select(Document.activity_id, Document.body)).all()
    sent = {one["id"]: one for one in strava.sample.activities}
    assert len(documents) == len(sent)
    for activity_id, body in documents:
        assert body == json.dumps(sent[activity_id], separators=(",", ":"))


def test_the_same_in_another_order_is_no_change(
    connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    strava.sample.activities[:] = [dict(reversed(one.items())) for one in strava.sample.activities]
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    assert (state(connected)["state"], state(connected)["changed"]) == ("done", 0)


def test_nothing_new_is_one_call(
    connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    before = len(strava.sample.calls)
    assert connected.post("/sync").status_code == 303
    finish_sync()
    assert len(strava.sample.calls) - before == 1
    run = state(connected)
    assert (run["kind"], run["added"], run["changed"], run["calls"]) == ("incremental", 0, 0, 1)


def test_run_again_it_brings_in_what_is_new(
    connected: FlaskClient, strava: Strava, app: Flask, finish_sync: Callable[[], None]
) -> None:
    strava.sample.activities.append(activity(1, start_date="2026-11-22T11:00:00Z"))
    connected.post("/sync")
    finish_sync()
    assert (state(connected)["added"], state(connected)["calls"]) == (1, 1)
    assert_same_as_strava(app, strava)


def test_many_new_ones_are_as_many_calls_as_pages_hold_them(
    connected: FlaskClient, strava: Strava, app: Flask, finish_sync: Callable[[], None]
) -> None:
    strava.sample.activities += [
        activity(number, start_date=f"2026-11-22T{number // 60 % 24:02}:{number % 60:02}:00Z")
        for number in range(720, 1120)
    ]
    strava.sample.activities += [activity(1120, start_date="2026-11-22T19:00:00Z")]
    connected.post("/sync")
    finish_sync()
    run = state(connected)
    assert (run["kind"], run["added"], run["calls"]) == ("incremental", 401, 3)
    assert_same_as_strava(app, strava)


def test_more_new_ones_than_memory_should_hold_are_walked(
    connected: FlaskClient,
    strava: Strava,
    app: Flask,
    finish_sync: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sync_engine, "MAX_NEW_PAGES", 1)
    strava.sample.activities += [
        activity(number, start_date=f"2026-11-21T{number // 60 % 24:02}:{number % 60:02}:00Z")
        for number in range(300)
    ]
    connected.post("/sync")
    finish_sync()
    assert (state(connected)["kind"], state(connected)["state"]) == ("full", "done")
    assert_same_as_strava(app, strava)


def test_pages_that_an_upload_moves_between_their_answers_leave_nothing_out(
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
    app: Flask,
    client: FlaskClient,
    strava: Strava,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    strava.sample.activities[:] = [activity(number) for number in range(900)]
    listed, moved = strava.sample.newest_first, threading.Event()

    def moving() -> list[dict[str, Any]]:
        page = request.args.get("page")
        if page in ("2", "4") and not moved.is_set():
            assert moved.wait(20)
        answer = listed()
        if page == "3" and not moved.is_set():
            # Pages 2 and 4 are answered after this upload, page 3 before it: what was last on
            # page 2 is now first on page 3, and would be on neither.
            strava.sample.activities.append(activity(1000))
            moved.set()
        return answer

    monkeypatch.setattr(strava.sample, "newest_first", moving)
    sign_in()
    finish_sync()
    monkeypatch.undo()
    assert state(client)["state"] == "done"
    missing = {one["id"] for one in strava.sample.activities} - stored_ids(app)
    assert missing <= {activity(1000)["id"]}
    client.post("/sync")
    finish_sync()
    assert_same_as_strava(app, strava)


def test_an_upload_while_it_runs_leaves_nothing_out_and_nothing_twice(
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
    app: Flask,
    client: FlaskClient,
    strava: Strava,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    strava.sample.activities[:] = [activity(number) for number in range(650)]
    pages = strava.sample.newest_first
    uploads = iter(range(700, 800))

    def shifting() -> list[dict[str, Any]]:
        listed = pages()
        number = next(uploads)
        late = activity(number, start_date=f"2026-11-20T10:{number % 60:02}:00Z")
        strava.sample.activities.append(late)
        return listed

    monkeypatch.setattr(strava.sample, "newest_first", shifting)
    sign_in()
    finish_sync()
    monkeypatch.undo()
    client.post("/sync")
    finish_sync()
    assert_same_as_strava(app, strava)


def test_a_full_run_finds_edits_and_late_uploads(
    connected: FlaskClient, strava: Strava, app: Flask, finish_sync: Callable[[], None]
) -> None:
    oldest = min(strava.sample.activities, key=lambda one: one["start_date"])
    oldest["name"] = "Renamed"
    strava.sample.activities.append(activity(2, start_date="2020-12-01T11:00:00Z"))
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    run = state(connected)
    assert (run["kind"], run["added"], run["changed"]) == ("full", 1, 1)
    with app.extensions["logbook"].sessions() as session:
        assert session.get_one(Activity, oldest["id"]).name == "Renamed"


ODD = [
    activity(1, name=None, distance=None, moving_time=None, sport_type=None, map=None),
    {"id": 9_100_000_001, "start_date": "2026-01-05T00:00:00Z"},
    activity(2, sport_type="Quidditch", new_field={"a": [1, {"b": None}]}),
    activity(3, name="n" * 255),
    activity(4, name='🚴 <script>alert(1)</script> & "quotes" \''),
    activity(5, manual=True, map={"summary_polyline": ""}, start_latlng=[]),
    activity(6, start_date_local="not a time", distance="far"),
    activity(7, name="\ud83d broken emoji"),
]


@pytest.fixture
def odd(strava: Strava) -> list[dict[str, Any]]:
    strava.sample.activities[:] = [*ODD, *(activity(number) for number in range(20, 30))]
    return strava.sample.activities


def test_every_odd_activity_is_stored_and_shown(
    odd: list[dict[str, Any]], connected: FlaskClient, app: Flask
) -> None:
    assert stored_ids(app) == {one["id"] for one in odd}
    page = connected.get("/activities").text
    for one in odd:
        assert f"https://www.strava.com/activities/{one['id']}" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "n" * 255 in page


def test_what_cannot_be_understood_is_skipped_counted_and_named_and_the_rest_go_on(
    strava: Strava,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good = [activity(number) for number in range(3)]
    bad = ["nonsense", {**activity(7, name="Lost Ride"), "id": "seven"}]
    monkeypatch.setattr(
        "strava.api.client.Client.parallel_pages",
        lambda self, *start, **options: iter(
            [
                [(one, json.dumps(one)) for one in page]
                for page in ([good[0], *bad, good[1]], good[2:])
            ]
        ),
    )
    sign_in()
    finish_sync()
    assert stored_ids(app) == {one["id"] for one in good}
    client = app.test_client()
    assert (state(client)["skipped"], state(client)["state"]) == (2, "done")
    page = client.get("/sync").text
    assert "Lost Ride" in page
    assert "nonsense" in page
    assert "2 skipped" in client.get("/activities").text


class TestWhileItRuns:
    """Against a sample Strava that answers a page only when it is let to."""

    @pytest.fixture
    def gate(self, strava: Strava, monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
        """Lets one page through for each release."""
        gate = threading.Semaphore(0)

        waves = Client.parallel_pages

        def gated(self: Client, *start: Any, **options: Any) -> Any:
            options["parallel"] = 1
            for page in waves(self, *start, **options):
                assert gate.acquire(timeout=20)
                yield page
            assert gate.acquire(timeout=20)

        monkeypatch.setattr(Client, "parallel_pages", gated)
        return gate

    @pytest.fixture
    def running(
        self, strava: Strava, gate: threading.Semaphore, client: FlaskClient, sign_in: Any
    ) -> FlaskClient:
        strava.sample.activities[:] = [activity(number) for number in range(450)]
        assert sign_in().status_code == 302
        return client

    def wait_for(self, client: FlaskClient, done: int) -> dict[str, Any]:
        reached = threading.Event()
        for _ in range(2000):
            run = state(client)
            if run["done"] >= done:
                return run
            reached.wait(0.005)
        raise AssertionError(f"never came to {done}: {run}")

    def test_each_page_is_stored_as_it_arrives(
        self,
        running: FlaskClient,
        gate: threading.Semaphore,
        app: Flask,
        finish_sync: Callable[[], None],
    ) -> None:
        assert state(running)["state"] == "running"
        assert "on their way" in running.get("/activities").text
        gate.release()
        assert self.wait_for(running, 200)["state"] == "running"
        assert len(stored_ids(app)) == 200
        page = running.get("/activities").text
        assert "200 activities so far" in page
        assert 'hx-trigger="every 1s"' in page
        assert '<noscript><meta http-equiv="refresh"' in page
        gate.release(3)
        finish_sync()
        assert (state(running)["state"], state(running)["done"]) == ("done", 450)
        assert 'hx-trigger="every' not in running.get("/activities").text

    def test_one_run_at_a_time_whatever_is_clicked(
        self,
        running: FlaskClient,
        gate: threading.Semaphore,
        app: Flask,
        finish_sync: Callable[[], None],
    ) -> None:
        for _ in range(5):
            assert running.post("/sync").status_code == 303
        gate.release(4)
        finish_sync()
        with app.extensions["logbook"].sessions() as session:
            assert len(session.scalars(select(SyncRun)).all()) == 1

    def test_a_network_that_dies_fails_the_run_and_keeps_what_had_arrived(
        self,
        running: FlaskClient,
        gate: threading.Semaphore,
        strava: Strava,
        app: Flask,
        finish_sync: Callable[[], None],
    ) -> None:
        gate.release()
        self.wait_for(running, 200)
        strava.sample.inactive = True
        gate.release(3)
        finish_sync()
        run = state(running)
        assert run["state"] == "failed"
        assert "inactive" in run["error"]
        kept = len(stored_ids(app))
        assert kept >= 200
        page = running.get("/activities").text
        assert "The last sync failed. Strava has set your API application to inactive" in page
        assert f"<b>{kept}</b> activities" in page


def test_a_full_run_that_did_not_finish_is_made_up_for_by_the_next(
    connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    strava.sample.inactive = True
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    strava.sample.inactive = False
    connected.post("/sync")
    finish_sync()
    assert (state(connected)["kind"], state(connected)["state"]) == ("full", "done")


def test_a_token_that_expires_during_the_run_is_refreshed(
    connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    strava.sample.expire_access_tokens()
    before = len(strava.sample.token_requests)
    connected.post("/sync")
    finish_sync()
    assert state(connected)["state"] == "done"
    assert strava.sample.token_requests[before:] == ["refresh_token"]


def test_a_full_disk_fails_the_run_in_plain_words(
    connected: FlaskClient, app: Flask, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    engine = app.extensions["logbook"].sessions.kw["bind"]

    def full(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO activity"):
            raise sqlite3.OperationalError("database or disk is full")

    strava.sample.activities.append(activity(1, start_date="2026-11-22T11:00:00Z"))
    event.listen(engine, "before_cursor_execute", full)
    connected.post("/sync")
    finish_sync()
    event.remove(engine, "before_cursor_execute", full)
    run = state(connected)
    assert run["state"] == "failed"
    assert "Free some space" in run["error"]
    with app.extensions["logbook"].sessions() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"


def test_a_fault_of_our_own_is_logged_with_its_traceback_and_told_without(
    connected: FlaskClient,
    finish_sync: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(item: Any) -> Any:
        raise RuntimeError("boom")

    monkeypatch.setattr("strava.db.summary.columns", broken)
    connected.post("/sync")
    finish_sync()
    assert "boom" in caplog.text
    assert state(connected)["state"] == "failed"
    assert "boom" not in state(connected)["error"]


def test_a_foreseen_fault_is_one_line_in_the_log(
    connected: FlaskClient,
    strava: Strava,
    finish_sync: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    strava.sample.inactive = True
    connected.post("/sync")
    finish_sync()
    ours = [record for record in caplog.records if record.name.startswith("strava")]
    assert len(ours) == 1
    assert ours[0].exc_info is None


class TestAnotherProcess:
    """Another process syncs, or has died while it did."""

    @pytest.fixture
    def left_behind(self, app: Flask, athlete_id: int) -> int:
        logbook: Logbook = app.extensions["logbook"]
        with logbook.sessions() as session:
            return runs.begin(session, athlete_id, logbook.now()).id

    def test_a_run_elsewhere_is_left_alone(
        self, left_behind: int, connected: FlaskClient, app: Flask, athlete_id: int
    ) -> None:
        folder = app.extensions["logbook"].settings.instance_path
        with FileLock(folder / f"sync-{athlete_id}.lock"):
            assert state(connected)["state"] == "running"
            assert "already running" in connected.post("/sync", follow_redirects=True).text
        assert state(connected)["id"] == left_behind

    def test_a_run_whose_process_died_goes_on_here(
        self, left_behind: int, connected: FlaskClient, finish_sync: Callable[[], None]
    ) -> None:
        assert state(connected)["state"] == "running"
        finish_sync()
        run = state(connected)
        assert (run["id"], run["state"]) == (left_behind, "done")


def test_stopping_leaves_a_run_to_the_next_start(
    app: Flask,
    settings: Settings,
    make_app: MakeApp,
    sign_in: Callable[..., Any],
    strava: Strava,
) -> None:
    strava.sample.delay = 0.05
    sign_in()
    app.extensions["jobs"].stop(timeout=10)
    run = state(app.test_client())
    assert run["state"] == "waiting"
    assert "continues from there" in run["error"]
    again = make_app(settings)
    again.extensions["jobs"].resume_all()
    again.extensions["jobs"].wait(athlete_ids(again)[0], timeout=30)
    assert state(again.test_client())["state"] == "done"
    assert state(again.test_client())["id"] == run["id"]
    assert_same_as_strava(again, strava)


def test_a_database_error_outside_a_run_is_a_page_without_a_traceback(
    connected: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_arguments: Any) -> Any:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr("strava.table.rows.page_ids", locked)
    answer = connected.get("/activities")
    assert answer.status_code == 503
    assert "is keeping the database locked" in answer.text
