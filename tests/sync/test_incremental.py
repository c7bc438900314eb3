"""After the first sync, runs fetch what is new, or check the whole list."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import request

from strava.db.models import Activity
from strava.sync import ingest, newest

from ..actions import SyncActions
from ..sample_strava import activity


def test_sync_with_nothing_new_takes_one_call(synced: SyncActions) -> None:
    before = len(synced.strava.sample.calls)
    run = synced.run()
    assert len(synced.strava.sample.calls) - before == 1
    assert (run["kind"], run["added"], run["changed"], run["calls"]) == ("incremental", 0, 0, 1)


def test_new_activity_is_fetched_with_one_call(synced: SyncActions) -> None:
    synced.upload(1, "2026-11-22T11:00:00Z")
    run = synced.run()
    assert (run["added"], run["calls"]) == (1, 1)
    synced.assert_same_as_strava()


def test_new_activities_take_one_call_per_page(synced: SyncActions) -> None:
    for number in range(720, 1120):
        synced.upload(number, f"2026-11-22T{number // 60 % 24:02}:{number % 60:02}:00Z")
    synced.upload(1120, "2026-11-22T19:00:00Z")
    run = synced.run()
    assert (run["kind"], run["added"], run["calls"]) == ("incremental", 401, 3)
    synced.assert_same_as_strava()


def test_more_new_pages_than_fit_in_memory_turn_the_run_into_a_full_check(
    synced: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "MAX_NEW", 200)
    for number in range(300):
        synced.upload(number, f"2026-11-21T{number // 60 % 24:02}:{number % 60:02}:00Z")
    run = synced.run()
    assert (run["kind"], run["state"]) == ("full", "done")
    synced.assert_same_as_strava()


def test_incremental_run_that_is_interrupted_leaves_no_gap(
    synced: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploaded = [
        synced.upload(number, f"2026-11-21T{number // 60 % 24:02}:{number % 60:02}:00Z")["id"]
        for number in range(500)
    ]
    store_page = ingest.store_page
    pages = iter(range(10))

    def fail_at_the_second(*arguments: Any) -> None:
        if next(pages) == 1:
            raise RuntimeError("interrupted")
        store_page(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(ingest, "store_page", fail_at_the_second)
        assert synced.run()["state"] == "failed"
    # The page that was stored is the oldest of the new ones, next to what was stored before.
    new = synced.stored_ids() & set(uploaded)
    assert 0 < len(new) < len(uploaded)
    assert new == set(uploaded[: len(new)])
    assert synced.run()["state"] == "done"
    synced.assert_same_as_strava()


def test_full_check_finds_edits_and_late_uploads(synced: SyncActions) -> None:
    oldest = min(synced.strava.sample.activities, key=lambda one: one["start_date"])
    oldest["name"] = "Renamed"
    synced.upload(2, "2020-12-01T11:00:00Z")
    run = synced.run(full=True)
    assert (run["kind"], run["added"], run["changed"]) == ("full", 1, 1)
    with synced.logbook.sessions() as session:
        assert session.get_one(Activity, oldest["id"]).name == "Renamed"


def test_fields_in_another_order_are_no_change(synced: SyncActions) -> None:
    activities = synced.strava.sample.activities
    activities[:] = [dict(reversed(one.items())) for one in activities]
    run = synced.run(full=True)
    assert (run["state"], run["changed"]) == ("done", 0)


def test_full_check_that_failed_is_repeated_by_the_next_sync(synced: SyncActions) -> None:
    synced.strava.sample.inactive = True
    assert synced.run(full=True)["state"] == "failed"
    synced.strava.sample.inactive = False
    run = synced.run()
    assert (run["kind"], run["state"]) == ("full", "done")


def test_expired_token_is_refreshed(synced: SyncActions) -> None:
    synced.strava.sample.expire_access_tokens()
    before = len(synced.strava.sample.token_requests)
    assert synced.run()["state"] == "done"
    assert synced.strava.sample.token_requests[before:] == ["refresh_token"]


def test_upload_that_shifts_pages_between_parallel_responses_hides_nothing(
    sync: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync.set_activities(range(900))
    sample = sync.strava.sample
    list_activities, is_uploaded = sample.newest_first, threading.Event()

    def upload_between_responses() -> list[dict[str, Any]]:
        page = request.args.get("page")
        if page in ("2", "4") and not is_uploaded.is_set():
            assert is_uploaded.wait(20)
        activities = list_activities()
        if page == "3" and not is_uploaded.is_set():
            # The upload comes after page 3 and before pages 2 and 4. Without `before`, the last
            # activity of page 2 would move to page 3 and be on neither of them.
            sync.upload(1000, "2026-11-12T10:00:00Z")
            is_uploaded.set()
        return activities

    monkeypatch.setattr(sample, "newest_first", upload_between_responses)
    assert sync.connect()["state"] == "done"
    monkeypatch.undo()
    missing = {one["id"] for one in sample.activities} - sync.stored_ids()
    assert missing <= {activity(1000)["id"]}
    sync.run()
    sync.assert_same_as_strava()
