"""Syncs, details and commands work over PostgreSQL as they do over SQLite."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import update

from strava.accounts import usage
from strava.api.rate_limits import RateLimits, Window
from strava.db.enums import Lane, RunState
from strava.db.models import Activity, Change, SyncRun, Token
from strava.logbook import Logbook
from strava.settings import Settings
from strava.sync import runs
from strava.sync.route_index import index_routes

from ..accounts.test_token_processes import EIGHT_THREADS
from ..actions import SyncActions
from ..sample_strava import activity
from ..stored_data import athlete_ids, rows
from .conftest import StartProcess
from .server import Server

UNUSUAL_TEXTS = (
    "NUL \0 inside",
    "half an emoji \ud83d",
    "a whole 🚴 in Zürich",
    "long: " + "".join(chr(0x4E00 + number**2 % 20_000) for number in range(3_000)),
)


def test_first_sync_stores_every_activity_and_the_tiles_it_has_passed(
    synced: SyncActions,
) -> None:
    synced.assert_same_as_strava()
    (athlete_id,) = athlete_ids(synced.app)
    index_routes(synced.logbook, athlete_id)
    explored = synced.client.get("/map/tiles.json").get_json()
    assert explored["unknown"] == 0
    column, row, count = explored["tiles"][0]
    found = synced.client.get(f"/activities.json?tile={column}/{row}").get_json()
    assert len(found) == count


def test_full_check_finds_edits_late_uploads_deletions_and_returned_activities(
    synced: SyncActions,
) -> None:
    activities = synced.strava.sample.activities
    deleted = activities.pop(7)
    activities[20]["name"] = "Renamed"
    synced.upload(2, "2020-12-01T11:00:00Z")
    run = synced.run(full=True)
    assert [run[name] for name in ("state", "added", "changed", "deleted")] == ["done", 1, 1, 1]
    synced.assert_same_as_strava()
    listed = synced.client.get("/activities.json?deleted=1").get_json()
    assert [row["id"] for row in listed] == [deleted["id"]]
    assert "Renamed" in synced.page(f"/sync/{run['id']}")
    activities.append(deleted)
    synced.run(full=True)
    synced.assert_same_as_strava()
    kinds = sorted(change.kind for change in rows(synced.app, Change))
    assert kinds == ["added", "changed", "deleted", "returned"]


@pytest.mark.parametrize("encoding", ["UTF8", "SQL_ASCII"])
def test_unusual_texts_are_stored_and_shown(
    server: Server,
    settings: Settings,
    connect: Callable[[Settings], SyncActions],
    sync: SyncActions,
    encoding: str,
) -> None:
    activities = sync.strava.sample.activities
    activities[:] = [
        activity(number, name=text, sport_type=text, device_name=text, gear_id=text)
        for number, text in enumerate(UNUSUAL_TEXTS)
    ]
    if encoding != "UTF8":
        settings = replace(settings, database_url=server.new_database(encoding))
    synced = connect(settings)
    synced.assert_same_as_strava()
    assert len(synced.client.get("/activities.json?q=zurich").get_json()) == 1
    for one in activities:
        one["name"] += ", \0 and \ud83d"
    run = synced.run(full=True)
    synced.assert_same_as_strava()
    assert run["changed"] == len(UNUSUAL_TEXTS)
    for address in (f"/sync/{run['id']}", "/activities", "/activities.csv"):
        assert synced.client.get(address).status_code == 200


def test_details_are_fetched_and_everything_is_deleted_with_the_athlete(sync: SyncActions) -> None:
    sync.strava.sample.activities[4:] = []
    sync.connect()
    activity_id = sync.strava.sample.activities[0]["id"]
    pages = (f"/activities/{activity_id}", "/sync", "/settings", "/setup", "/healthz")
    assert [sync.client.get(page).status_code for page in pages] == [200] * len(pages)
    assert sync.client.post(f"/activities/{activity_id}/details").status_code == 303
    run = sync.backfill()
    assert (run.state, run.error, run.done) == ("done", None, 3)
    assert isinstance(run.state, RunState)
    latest = sync.jobs.latest(sync.athlete_id, Lane.DEEP)
    assert latest is not None
    assert latest.id == run.id
    sync.client.post("/disconnect", data={"delete": "1"})
    assert [rows(sync.app, model) for model in (Activity, SyncRun, Token)] == [[], [], []]


def test_run_can_wait_and_continue(synced: SyncActions) -> None:
    synced.strava.sample.set_limits(read=(1, 1000))
    assert synced.run(full=True)["state"] == "waiting"
    synced.strava.sample.set_limits()
    # The stored limit is still one call, so the two parallel calls have to wait again.
    synced.wait(minutes=15)
    assert synced.wait(minutes=15)["state"] == "done"


def test_commands_work(synced: SyncActions, runner: FlaskCliRunner) -> None:
    count = len(synced.strava.sample.activities)
    assert runner.invoke(args=["rebuild"]).output == f"{count} activities rebuilt.\n"
    synced.assert_same_as_strava()
    synced.upload(1, "2026-11-22T11:00:00Z")
    assert runner.invoke(args=["sync", "--full"]).output.startswith("1 added, 0 changed")
    synced.assert_same_as_strava()
    assert len(runner.invoke(args=["token"]).output.splitlines()) == 1


class TestConcurrency:
    def test_sync_of_another_process_is_left_alone(
        self, synced: SyncActions, runner: FlaskCliRunner
    ) -> None:
        with synced.logbook.lock(runs.lock_name(synced.athlete_id)):
            result = runner.invoke(args=["sync"])
            assert result.exit_code == 1
            assert "is running; it is left alone" in result.stderr
            page = synced.client.post("/sync", follow_redirects=True).text
            assert "A sync is already running." in page

    def test_eight_threads_in_each_of_two_processes_refresh_a_token_once(
        self, synced: SyncActions, start_process: StartProcess
    ) -> None:
        sample = synced.strava.sample
        sample.expire_access_tokens()
        with synced.logbook.sessions.begin() as session:
            session.execute(update(Token).values(expires_at=0))
        before = len(sample.token_requests)
        processes = [start_process(EIGHT_THREADS, str(synced.athlete_id)) for _ in range(2)]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        tokens = [json.loads(process.communicate("go\n", timeout=60)[0]) for process in processes]
        assert len({token for of_process in tokens for token in of_process}) == 1
        assert sample.token_requests[before:] == ["refresh_token"]

    def test_rate_limits_from_parallel_responses_are_stored(self, logbook: Logbook) -> None:
        def save(used: int) -> None:
            limits = RateLimits(Window(100, used), Window(1000, used))
            usage.save(logbook.sessions, "1", limits, logbook.now())

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(save, range(1, 81)))
        save(80)
        save(77)  # a response that another one has overtaken
        with logbook.sessions() as session:
            stored = usage.load(session, "1", logbook.now())
        assert stored is not None
        assert (stored.quarter_hour, stored.day) == (Window(100, 80), Window(1000, 80))
