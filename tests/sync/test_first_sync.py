"""A first sync stores every activity, whatever its fields contain."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select

from strava.db.models import Document

from ..actions import SyncActions, wait_until
from ..gate import Gate
from ..sample_strava import Strava, activity


def test_state_before_the_first_run_is_idle_and_has_the_documented_fields(
    sync: SyncActions,
) -> None:
    assert sync.state()["state"] == "idle"
    assert set(sync.state()) == {
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


def test_first_sync_stores_every_activity(synced: SyncActions) -> None:
    ids_on_strava = {one["id"] for one in synced.strava.sample.activities}
    assert synced.stored_ids() == ids_on_strava
    run = synced.state()
    assert (run["state"], run["kind"], run["error"]) == ("done", "first", None)
    assert run["done"] == run["added"] == run["total"] == len(ids_on_strava)
    assert run["started_at"].endswith("Z")
    assert run["finished_at"] >= run["started_at"]


def test_three_pages_take_four_list_calls_and_at_most_three_wasted_ones(
    sync: SyncActions,
) -> None:
    sync.set_activities(range(450))
    sync.connect()
    assert len(sync.stored_ids()) == 450
    assert 4 <= sync.count_calls() <= 7
    sync.assert_same_as_strava()


def test_four_pages_are_fetched_in_parallel(
    sync: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync.set_activities(range(450))
    four_calls = threading.Barrier(4, timeout=20)
    respond = sync.strava.app.wsgi_app

    def respond_to_four_at_a_time(environ: dict[str, Any], start_response: Any) -> Any:
        # What is recent is fetched page by page, and then the first page alone.
        query = environ["QUERY_STRING"]
        if "before=" in query and not query.startswith("page=1&"):
            with suppress(threading.BrokenBarrierError):
                four_calls.wait()
        return respond(environ, start_response)

    monkeypatch.setattr(sync.strava.app, "wsgi_app", respond_to_four_at_a_time)
    assert sync.connect()["state"] == "done"
    assert sync.count_calls() == 6
    assert not four_calls.broken
    four_calls.abort()  # releases a wasted call, for which the server would wait at the end


def test_stored_json_is_exactly_what_strava_sent(synced: SyncActions) -> None:
    with synced.logbook.sessions() as session:
        documents = session.execute(select(Document.activity_id, Document.body)).all()
    sent = {one["id"]: one for one in synced.strava.sample.activities}
    assert len(documents) == len(sent)
    for activity_id, body in documents:
        assert body == json.dumps(sent[activity_id], separators=(",", ":"))


UNUSUAL = [
    activity(1, name=None, distance=None, moving_time=None, sport_type=None, map=None),
    {"id": 9_100_000_001, "start_date": "2026-01-05T00:00:00Z"},
    activity(2, sport_type="Quidditch", new_field={"a": [1, {"b": None}]}),
    activity(3, name="n" * 255),
    activity(4, name='🚴 <script>alert(1)</script> & "quotes" \''),
    activity(5, manual=True, map={"summary_polyline": ""}, start_latlng=[]),
    activity(6, start_date_local="not a time", distance="far"),
    activity(7, name="\ud83d broken emoji"),
]


def test_activities_with_unusual_fields_are_stored_and_shown(sync: SyncActions) -> None:
    activities = [*UNUSUAL, *(activity(number) for number in range(20, 30))]
    sync.strava.sample.activities[:] = activities
    sync.connect()
    assert sync.stored_ids() == {one["id"] for one in activities}
    page = sync.page()
    for one in activities:
        assert f'href="/activities/{one["id"]}"' in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "n" * 255 in page


def test_item_that_cannot_be_stored_is_skipped_counted_and_named(
    sync: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = [activity(number) for number in range(3)]
    bad: list[Any] = ["nonsense", {**activity(7, name="Lost Ride"), "id": "seven"}]
    pages = [[good[0], *bad, good[1]], good[2:]]
    sync.set_activities([])
    monkeypatch.setattr(
        "strava.api.client.Client.parallel_pages",
        lambda *_arguments, **_options: iter(
            [(item, json.dumps(item)) for item in page] for page in pages
        ),
    )
    run = sync.connect()
    assert (run["skipped"], run["state"]) == (2, "done")
    assert sync.stored_ids() == {one["id"] for one in good}
    page = sync.page("/sync")
    assert (
        "Activity 2 of the activities before 23 October 2026, 12:00:00 UTC, after "
        "&#34;Activity 0&#34; of 01 January 2019: expected an "
        "activity, found &#34;nonsense&#34;." in page
    )
    assert "Activity 3 of the activities before 23 October 2026" in page
    assert "Lost Ride" in page
    assert "2 skipped" in sync.page()


def test_upload_during_the_sync_hides_and_repeats_no_activity(
    sync: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync.set_activities(range(650))
    list_activities = sync.strava.sample.newest_first
    numbers = iter(range(700, 800))

    def list_and_upload() -> list[dict[str, Any]]:
        activities = list_activities()
        number = next(numbers)
        sync.upload(number, f"2026-11-20T10:{number % 60:02}:00Z")
        return activities

    monkeypatch.setattr(sync.strava.sample, "newest_first", list_and_upload)
    sync.connect()
    monkeypatch.undo()
    sync.run()
    sync.assert_same_as_strava()


class TestWhileItRuns:
    """The sample Strava holds each page of the list until the test releases it."""

    @pytest.fixture
    def held(self, sync: SyncActions, gate: Gate) -> SyncActions:
        sync.set_activities(range(450))
        gate.close()
        sync.sign_in()
        return sync

    def test_each_page_is_stored_as_soon_as_it_arrives(self, held: SyncActions, gate: Gate) -> None:
        assert held.state()["state"] == "running"
        assert "on their way" in held.page()
        gate.let_in(1)
        wait_until(lambda: bool(held.state()["done"] >= 200))
        assert held.state()["state"] == "running"
        assert len(held.stored_ids()) == 200
        page = held.page()
        assert "200 activities so far" in page
        assert 'hx-trigger="every 1s"' in page
        assert '<noscript><meta http-equiv="refresh"' in page
        gate.open()
        held.finish()
        assert (held.state()["state"], held.state()["done"]) == ("done", 450)
        assert 'hx-trigger="every' not in held.page()

    def test_clicking_sync_repeatedly_starts_only_one_run(
        self, held: SyncActions, gate: Gate
    ) -> None:
        for _ in range(5):
            held.start()
        gate.open()
        held.finish()
        assert len(held.runs()) == 1

    def test_run_that_strava_refuses_fails_and_keeps_the_pages_that_arrived(
        self, held: SyncActions, gate: Gate
    ) -> None:
        gate.let_in(1)
        wait_until(lambda: bool(held.state()["done"] >= 200))
        held.strava.sample.inactive = True
        gate.open()
        held.finish()
        run = held.state()
        assert run["state"] == "failed"
        assert "inactive" in run["error"]
        stored = len(held.stored_ids())
        assert stored >= 200
        page = held.page()
        assert "The last sync failed. Strava has set your API application to inactive" in page
        assert f"<b>{stored}</b> activities" in page


def test_token_that_expires_during_the_walk_is_refreshed_once_for_all_calls(
    granted: SyncActions, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted.set_activities(range(900))
    list_activities = strava.sample.newest_first
    calls = iter(range(100))

    def expire_before_the_third() -> Any:
        if next(calls) == 2:
            strava.sample.expire_access_tokens()
        return list_activities()

    monkeypatch.setattr(strava.sample, "newest_first", expire_before_the_third)
    before = len(strava.sample.token_requests)
    assert granted.run()["state"] == "done"
    assert strava.sample.token_requests[before:] == ["refresh_token"]
    granted.assert_same_as_strava()
