"""The background run that fetches the details of every activity, newest first."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from strava.db.enums import Lane
from strava.db.models import Activity, Document, Measured
from strava.recordings import computing, pending
from strava.sample import details as sample_details
from strava.sample import faults as sample_faults
from strava.settings import Settings
from strava.sync.backfill import OUTAGE_THRESHOLD

from ..actions import SyncActions
from ..recordings.stored import write_while_computing
from ..stored_data import rows

Fields = dict[str, Any]
NUMBER = 20


@pytest.fixture
def sync(sync: SyncActions) -> SyncActions:
    """The newest activities on Strava, each of two minutes.

    The sample generates every second of the streams, so longer ones would take longer.
    """
    newest = list(reversed(sync.strava.sample.newest_first()[:NUMBER]))
    for one in newest:
        one["moving_time"] = one["elapsed_time"] = 120
    sync.strava.sample.activities[:] = newest
    return sync


def ids_with_details(app: Flask) -> list[int]:
    """Return the ids of the activities that have a detail, newest first."""
    with_detail = {one.activity_id for one in rows(app, Document) if one.kind == "detail"}
    found = [one for one in rows(app, Activity) if one.id in with_detail]
    return [one.id for one in sorted(found, key=lambda one: one.start_local, reverse=True)]


def calls_for(sync: SyncActions, activity_id: int) -> list[str]:
    """Return the paths that were requested below an activity: "" is its detail."""
    base = f"/api/v3/activities/{activity_id}"
    paths = [path for _, path in sync.strava.sample.calls if path.startswith(base)]
    return [path.removeprefix(base) for path in paths]


def break_details(
    monkeypatch: pytest.MonkeyPatch, broken: set[int], error: Exception | None = None
) -> None:
    """Make the sample respond with status 500, or raise an error, for some activities."""
    detail = sample_details.detail

    def fail_for_some(one: Fields) -> Fields:
        if one["id"] in broken:
            raise error or RuntimeError("broken at Strava")
        return detail(one)

    monkeypatch.setattr("strava.sample.details.detail", fail_for_some)


def test_nothing_is_fetched_until_it_is_turned_on(synced: SyncActions) -> None:
    assert ids_with_details(synced.app) == []
    page = synced.page("/sync")
    assert f"<strong>{NUMBER}</strong> of {NUMBER} activities to go, about 15 minutes" in page
    assert "Fetch all details" in page


def test_details_are_fetched_newest_first_within_the_rate_limits(synced: SyncActions) -> None:
    synced.strava.sample.set_limits(read=(30, 1000))
    before = len(synced.strava.sample.calls)
    run = synced.backfill()
    assert (run.state, run.waiting_for) == ("waiting", "limit")
    assert len(synced.strava.sample.calls) - before <= 20
    newest_first = [one["id"] for one in synced.strava.sample.newest_first()]
    fetched = ids_with_details(synced.app)
    assert 9 <= len(fetched) <= 20
    assert fetched == newest_first[: len(fetched)]
    assert synced.state()["kind"] == "first"
    assert f"<strong>{NUMBER - run.done}</strong> of {NUMBER} activities to go" in synced.page(
        "/sync"
    )
    for _ in range(5):
        synced.wait(minutes=15)
    assert len(ids_with_details(synced.app)) == NUMBER
    assert "All details have been fetched." in synced.page("/sync")
    assert [(one.state, one.done) for one in synced.runs(Lane.DEEP)] == [("done", NUMBER)]
    assert all(len(calls_for(synced, activity_id)) <= 2 for activity_id in newest_first)


def test_recordings_are_measured_while_others_can_write(
    sync: SyncActions, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = sync.strava.sample.newest_first()[:3]
    sync.strava.sample.activities[:] = newest
    sync.connect()
    computed = write_while_computing(settings.database_file, monkeypatch)
    assert sync.backfill().state == "done"
    with_streams = {one["id"] for one in newest if not one["manual"]}
    assert {one.activity_id for one in rows(sync.app, Measured)} == with_streams
    # Once, although detail and streams are two documents.
    assert len(computed) == len(newest)
    with sync.logbook.sessions.begin() as session:
        pending.outdate_all(session)
    sync.jobs.start_measuring(sync.athlete_id)
    sync.finish()
    assert [run.skipped for run in sync.runs(Lane.MEASURES)] == [[]]


def test_recording_that_cannot_be_measured_is_stored_and_remains_pending(
    sync: SyncActions, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    newest = sync.strava.sample.newest_first()[:3]
    sync.strava.sample.activities[:] = newest
    sync.connect()

    def fail(*_args: Any, **_options: Any) -> Any:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(computing, "compute", fail)
    assert sync.backfill().state == "done"
    with_streams = {one["id"] for one in newest if not one["manual"]}
    found = {one.activity_id for one in rows(sync.app, Document) if one.kind == "streams"}
    assert found == with_streams
    with sync.logbook.sessions() as session:
        assert pending.count(session, sync.athlete_id) == len(with_streams)
    assert "a bug" in caplog.text


def test_turning_it_off_keeps_what_was_fetched_and_turning_it_on_continues(
    synced: SyncActions,
) -> None:
    synced.strava.sample.set_limits(read=(30, 1000))
    synced.backfill()
    fetched = ids_with_details(synced.app)
    assert fetched
    assert synced.backfill(on=False).state == "cancelled"
    synced.wait(minutes=15)
    assert ids_with_details(synced.app) == fetched
    synced.strava.sample.set_limits()
    assert synced.backfill().state == "done"
    assert len(ids_with_details(synced.app)) == NUMBER
    assert all(calls_for(synced, activity_id).count("") == 1 for activity_id in fetched)


def test_details_of_new_activities_are_fetched_after_a_sync(synced: SyncActions) -> None:
    late = synced.strava.sample.activities.pop()
    synced.run(full=True)
    synced.backfill()
    synced.strava.sample.activities.append({**late, "id": late["id"] + 1})
    synced.run()
    synced.finish()
    assert late["id"] + 1 in ids_with_details(synced.app)


def test_broken_activity_is_skipped_and_several_in_a_row_are_an_outage(
    synced: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {synced.strava.sample.newest_first()[2]["id"]}
    break_details(monkeypatch, broken)
    run = synced.backfill()
    assert run.state == "done"
    assert len(ids_with_details(synced.app)) == NUMBER - 1
    (sentence,) = run.skipped
    assert all(str(activity_id) in sentence for activity_id in broken)
    assert "status 500" in sentence
    broken |= {one["id"] for one in synced.strava.sample.activities}
    with synced.logbook.sessions.begin() as session:
        session.execute(delete(Document).where(Document.kind == "detail"))
    synced.clock.advance(minutes=15)
    run = synced.backfill()
    assert (run.state, run.waiting_for) == ("waiting", "network")


def test_activity_that_strava_refuses_is_skipped(
    synced: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = synced.strava.sample.newest_first()[0]["id"]
    break_details(monkeypatch, {refused}, sample_faults.Fault(403, "Forbidden"))
    run = synced.backfill()
    assert (run.state, run.done, len(run.skipped)) == ("done", NUMBER - 1, 1)
    assert refused not in ids_with_details(synced.app)


def test_inactive_application_fails_the_run_and_skips_nothing(synced: SyncActions) -> None:
    synced.strava.sample.inactive = True
    run = synced.backfill()
    assert (run.state, run.skipped) == ("failed", [])
    assert "inactive" in (run.error or "")


def test_few_broken_activities_do_not_block_the_rest_forever(
    synced: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = synced.strava.sample.newest_first()[:OUTAGE_THRESHOLD]
    break_details(monkeypatch, {one["id"] for one in newest})
    assert synced.backfill().state == "waiting"
    synced.wait(minutes=1)
    (run,) = synced.runs(Lane.DEEP)
    assert (run.state, run.done, len(run.skipped)) == ("done", NUMBER - 3, 3)


def test_broken_activities_apart_from_each_other_are_no_outage(
    synced: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    every_other = synced.strava.sample.newest_first()[: 2 * OUTAGE_THRESHOLD : 2]
    break_details(monkeypatch, {one["id"] for one in every_other})
    run = synced.backfill()
    assert (run.state, len(run.skipped)) == ("done", OUTAGE_THRESHOLD)


def test_disconnecting_cancels_the_run(synced: SyncActions) -> None:
    synced.strava.sample.set_limits(read=(30, 1000))
    synced.backfill()
    synced.client.post("/disconnect")
    assert [run.state for run in synced.runs()] == ["done"]
    assert [run.state for run in synced.runs(Lane.DEEP)] == ["cancelled"]


def test_private_activities_are_left_out_without_the_scope_for_them(sync: SyncActions) -> None:
    for number, one in enumerate(sync.strava.sample.activities):
        one["visibility"] = "only_me" if number < 10 else "everyone"
        one["private"] = number < 10
    sync.connect()
    sync.connect(activity_read_all=False)
    assert len(sync.stored_ids()) == NUMBER
    before = len(sync.strava.sample.calls)
    assert sync.backfill().state == "done"
    # Strava would respond 404 for the private ones, as if they had no details.
    assert len(ids_with_details(sync.app)) == NUMBER - 10
    private = [one["id"] for one in sync.strava.sample.activities[:10]]
    later = [path for _, path in sync.strava.sample.calls[before:]]
    assert not any(str(activity_id) in path for activity_id in private for path in later)
