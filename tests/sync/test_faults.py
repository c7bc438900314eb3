"""Whatever breaks on the way, the next try goes on, and the copy ends as the server's list is."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from strava.api import client as api_client
from strava.api import pagination
from strava.db.models import Activity, SyncRun
from strava.settings import Settings

from .. import faults
from ..conftest import Clock, Strava, activity, assert_same_as_strava, rows, sync_state
from ..gate import Gate

ROOT = Path(__file__).parents[2]
LIST = faults.LIST


@pytest.fixture
def proxy(strava: Strava) -> Iterator[faults.Proxy]:
    proxy = faults.Proxy(strava.url)
    yield proxy
    proxy.close()


@pytest.fixture
def settings(settings: Settings, proxy: faults.Proxy) -> Settings:
    return replace(settings, api_url=f"{proxy.url}/api/v3")


@pytest.fixture(autouse=True)
def no_pause_between_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        api_client, "RETRIES", api_client.RETRIES.new(backoff_factor=0, backoff_jitter=0)
    )


@pytest.fixture(autouse=True)
def many(strava: Strava) -> None:
    strava.sample.activities[:] = [activity(number) for number in range(900)]


def forbidden(handler: faults.Handler, answer: object) -> None:
    handler.respond(403, b'{"message": "Forbidden", "errors": []}', "application/json")


def wait_for_calls_under_way() -> None:
    """Wait for what a walk that was broken off had asked for, and throws away when it comes."""
    for thread in threading.enumerate():
        if thread.name == pagination.THREAD_NAME:
            thread.join(30)


def test_an_activity_that_strava_refuses_is_not_taken_for_deleted_and_holds_up_nothing(
    proxy: faults.Proxy,
    signed_in: int,
    app: Flask,
    client: FlaskClient,
    strava: Strava,
    finish_sync: Callable[[], None],
) -> None:
    client.post("/sync")
    finish_sync()
    refused, gone = strava.sample.activities.pop(400), strava.sample.activities.pop(500)
    proxy.inject(forbidden, path=f"/api/v3/activities/{refused['id']}")
    client.post("/sync", data={"full": "1"})
    finish_sync()
    assert (sync_state(client)["state"], sync_state(client)["deleted"]) == ("done", 1)
    with app.extensions["logbook"].sessions() as session:
        assert session.get_one(Activity, gone["id"]).deleted_at is not None
        assert session.get_one(Activity, refused["id"]).deleted_at is None


@pytest.fixture
def go_on(app: Flask, clock: Clock, finish_sync: Callable[[], None]) -> Callable[[], None]:
    """Lets the time of the wait pass, and waits for the end of what goes on then."""

    def wait() -> None:
        clock.advance(minutes=61)
        app.extensions["jobs"].resume_due()
        finish_sync()

    return wait


@pytest.fixture
def pauses(
    app: Flask, clock: Clock, finish_sync: Callable[[], None]
) -> Callable[[int], list[float]]:
    """Lets so many waits pass, one after the other, and gives their seconds."""

    def wait(times: int) -> list[float]:
        found = []
        for _ in range(times):
            (run,) = rows(app, SyncRun)
            found.append(run.resume_at.timestamp() - clock.now)
            clock.now += found[-1]
            app.extensions["jobs"].resume_due()
            finish_sync()
        return found

    return wait


@pytest.mark.parametrize(
    "fault",
    [
        faults.cut_mid_body,
        faults.hang_up,
        faults.truncated_json,
        faults.html,
        faults.server_error,
        faults.unavailable,
    ],
    ids=lambda fault: fault.__name__,
)
def test_a_network_that_fails_at_page_3_has_the_run_wait_and_go_on_from_there(
    fault: faults.Fault,
    proxy: faults.Proxy,
    signed_in: int,
    app: Flask,
    client: FlaskClient,
    strava: Strava,
    finish_sync: Callable[[], None],
    go_on: Callable[[], None],
) -> None:
    proxy.inject(fault, page=3)
    client.post("/sync")
    finish_sync()
    run = sync_state(client)
    assert (run["state"], run["done"]) == ("waiting", 599)
    assert run["error"]
    assert run["resume_at"].endswith("Z")
    page = client.get("/activities").text
    assert "continues automatically" in page
    assert "<b>599</b> activities" in page
    proxy.clear()
    wait_for_calls_under_way()
    before = len(strava.sample.calls)
    go_on()
    again = sync_state(client)
    assert (again["id"], again["state"]) == (run["id"], "done")
    assert (again["done"], again["added"], again["changed"]) == (900, 900, 0)
    # 301 activities are left: 2 pages and the empty one, the newest once more, and 3 in vain.
    assert len(strava.sample.calls) - before <= 8
    assert_same_as_strava(app, strava)


def test_the_pause_grows_with_each_failure_and_a_page_that_arrives_starts_it_anew(
    proxy: faults.Proxy,
    signed_in: int,
    app: Flask,
    client: FlaskClient,
    clock: Clock,
    finish_sync: Callable[[], None],
    pauses: Callable[[int], list[float]],
) -> None:
    proxy.inject(faults.html, page=1, times=4)
    client.post("/sync")
    finish_sync()
    assert pauses(3) == [2, 4, 8]
    proxy.inject(faults.html, page=3)
    clock.advance(minutes=1)
    app.extensions["jobs"].resume_due()
    finish_sync()
    (run,) = rows(app, SyncRun)
    assert (run.state, run.resume_at.timestamp() - clock.now) == ("waiting", 2)


def test_a_page_that_never_comes_is_asked_for_less_and_less(
    proxy: faults.Proxy,
    signed_in: int,
    app: Flask,
    client: FlaskClient,
    strava: Strava,
    clock: Clock,
    finish_sync: Callable[[], None],
    pauses: Callable[[int], list[float]],
) -> None:
    # All on one day, so that a page that is fetched again brings nothing new.
    strava.sample.activities[:] = [
        activity(number, start_date=f"2026-01-01T{number // 60:02}:{number % 60:02}:00Z")
        for number in range(900)
    ]
    proxy.inject(faults.server_error, page=2)
    client.post("/sync")
    finish_sync()
    assert pauses(5) == [2, 4, 8, 16, 32]
    proxy.clear()
    clock.advance(minutes=2)
    app.extensions["jobs"].resume_due()
    finish_sync()
    assert_same_as_strava(app, strava)


def test_sync_clicked_while_it_waits_for_the_network_tries_at_once(
    proxy: faults.Proxy,
    signed_in: int,
    app: Flask,
    client: FlaskClient,
    strava: Strava,
    finish_sync: Callable[[], None],
) -> None:
    proxy.inject(faults.server_error, times=1)
    client.post("/sync")
    finish_sync()
    assert sync_state(client)["state"] == "waiting"
    client.post("/sync")
    finish_sync()
    assert sync_state(client)["state"] == "done"
    assert_same_as_strava(app, strava)


def test_a_single_hitch_is_tried_again_at_once(
    proxy: faults.Proxy,
    signed_in: int,
    app: Flask,
    client: FlaskClient,
    strava: Strava,
    finish_sync: Callable[[], None],
) -> None:
    proxy.inject(faults.hang_up, page=2, times=1)
    proxy.inject(faults.unavailable, page=4, times=2)
    client.post("/sync")
    finish_sync()
    assert sync_state(client)["state"] == "done"
    assert_same_as_strava(app, strava)


def test_what_is_uploaded_while_it_waits_is_there_in_the_end(
    proxy: faults.Proxy,
    signed_in: int,
    app: Flask,
    client: FlaskClient,
    strava: Strava,
    finish_sync: Callable[[], None],
    go_on: Callable[[], None],
) -> None:
    proxy.inject(faults.html, page=3)
    client.post("/sync")
    finish_sync()
    strava.sample.activities += [activity(number) for number in range(900, 1350)]
    strava.sample.activities += [activity(5000, start_date="2018-01-01T10:00:00Z")]
    proxy.clear()
    go_on()
    assert sync_state(client)["state"] == "done"
    assert_same_as_strava(app, strava)


def test_a_token_that_expires_mid_run_is_refreshed_once_by_all_that_fetch(
    signed_in: int,
    app: Flask,
    client: FlaskClient,
    strava: Strava,
    finish_sync: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listed = strava.sample.newest_first
    asked = iter(range(100))

    def expire_before_the_third() -> Any:
        if next(asked) == 2:
            strava.sample.expire_access_tokens()
        return listed()

    monkeypatch.setattr(strava.sample, "newest_first", expire_before_the_third)
    before = len(strava.sample.token_requests)
    client.post("/sync")
    finish_sync()
    assert sync_state(client)["state"] == "done"
    assert strava.sample.token_requests[before:] == ["refresh_token"]
    assert_same_as_strava(app, strava)


class TestDatabase:
    """A disk that is full, a database that is locked."""

    @pytest.fixture(autouse=True)
    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("strava.db.engine.BUSY_TIMEOUT", 0.2)

    def assert_whole(self, app: Flask) -> None:
        with app.extensions["logbook"].sessions() as session:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []

    def test_a_full_disk_fails_the_run_and_the_next_goes_on(
        self,
        signed_in: int,
        app: Flask,
        client: FlaskClient,
        strava: Strava,
        finish_sync: Callable[[], None],
    ) -> None:
        engine = app.extensions["logbook"].sessions.kw["bind"]
        pages = iter(range(100))

        def full_at_the_third(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if statement.startswith("INSERT INTO document") and next(pages) >= 2:
                raise sqlite3.OperationalError("database or disk is full")

        event.listen(engine, "before_cursor_execute", full_at_the_third)
        client.post("/sync")
        finish_sync()
        event.remove(engine, "before_cursor_execute", full_at_the_third)
        run = sync_state(client)
        assert (run["state"], run["done"]) == ("failed", 399)
        assert "Free some space" in run["error"]
        self.assert_whole(app)
        wait_for_calls_under_way()
        before = len(strava.sample.calls)
        client.post("/sync")
        finish_sync()
        assert sync_state(client)["added"] == 501
        # 3 pages, the empty one, the newest once more, and 3 in vain.
        assert len(strava.sample.calls) - before <= 8
        assert_same_as_strava(app, strava)

    def test_a_disk_so_full_that_not_even_the_failure_fits_is_told_all_the_same(
        self,
        signed_in: int,
        app: Flask,
        client: FlaskClient,
        strava: Strava,
        finish_sync: Callable[[], None],
    ) -> None:
        engine = app.extensions["logbook"].sessions.kw["bind"]

        filled = threading.Event()

        def full(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if statement.startswith("INSERT INTO document"):
                filled.set()
            if filled.is_set() and statement.startswith(("INSERT", "UPDATE")):
                raise sqlite3.OperationalError("database or disk is full")

        event.listen(engine, "before_cursor_execute", full)
        client.post("/sync")
        finish_sync()
        for _ in range(3):
            assert sync_state(client)["state"] == "failed"
            assert "Free some space" in sync_state(client)["error"]
            assert "Free some space" in client.get("/activities").text
        event.remove(engine, "before_cursor_execute", full)
        client.post("/sync")
        finish_sync()
        assert sync_state(client)["state"] == "done"
        self.assert_whole(app)
        assert_same_as_strava(app, strava)

    def test_a_locked_database_fails_the_run_and_the_next_goes_on(
        self,
        settings: Settings,
        signed_in: int,
        app: Flask,
        client: FlaskClient,
        strava: Strava,
        finish_sync: Callable[[], None],
    ) -> None:
        gate = Gate(strava.app.wsgi_app)
        strava.app.wsgi_app = gate  # type: ignore[method-assign]
        gate.close(LIST)
        client.post("/sync")
        assert settings.database_file is not None
        other = sqlite3.connect(settings.database_file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        gate.open()
        finish_sync()
        run = sync_state(client)
        assert run["state"] == "failed"
        assert "is keeping the database locked" in run["error"]
        other.execute("ROLLBACK")
        other.close()
        client.post("/sync")
        finish_sync()
        assert sync_state(client)["state"] == "done"
        self.assert_whole(app)
        assert_same_as_strava(app, strava)
