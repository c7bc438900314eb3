"""Activities that are deleted on Strava are marked, no others are, and they can return."""

from __future__ import annotations

import copy
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from flask import request

from strava.accounts import athletes
from strava.api import oauth
from strava.db.enums import RunKind, RunState, WaitReason
from strava.db.models import Activity, Change, SyncRun

from ..actions import SyncActions
from ..sample_strava import activity
from ..stored_data import rows


@pytest.fixture
def sync(sync: SyncActions) -> SyncActions:
    """450 activities on Strava, of which only the athlete can see every tenth."""
    sync.strava.sample.activities[:] = [
        activity(number, visibility="only_me" if number % 10 == 0 else "everyone")
        for number in range(450)
    ]
    return sync


def count_confirmations(sync: SyncActions) -> int:
    """Return how many single activities have been requested."""
    return sum(path.startswith("/api/v3/activities/") for _, path in sync.strava.sample.calls)


def test_deleted_activities_are_confirmed_hidden_and_kept(synced: SyncActions) -> None:
    activities = synced.strava.sample.activities
    deleted = {activities.pop(number)["id"] for number in (400, 200, 3)}
    run = synced.run(full=True)
    assert (run["state"], run["deleted"], run["added"], run["changed"]) == ("done", 3, 0, 0)
    assert synced.deleted_ids() == deleted
    assert count_confirmations(synced) == 3
    synced.assert_same_as_strava()
    assert "<b>447</b> activities" in synced.page()
    assert len(synced.client.get("/activities.json").get_json()) == 447
    page = synced.page("/activities?deleted=1")
    assert "<b>3</b> activities" in page
    assert "Activity 400" in page
    listed = synced.client.get("/activities.json?deleted=1").get_json()
    assert {one["id"] for one in listed} == deleted
    assert "no longer lists this activity" in synced.page(f"/activities/{min(deleted)}")


def test_activity_that_a_full_check_finds_again_is_restored(synced: SyncActions) -> None:
    returning = synced.strava.sample.activities.pop(100)
    synced.run(full=True)
    assert synced.deleted_ids() == {returning["id"]}
    synced.strava.sample.activities.append(returning)
    run = synced.run(full=True)
    assert (run["added"], run["changed"], run["deleted"]) == (0, 1, 0)
    assert synced.deleted_ids() == set()
    synced.assert_same_as_strava()
    assert [change.kind for change in rows(synced.app, Change)] == ["deleted", "returned"]


def test_activity_that_an_incremental_run_finds_again_is_restored(synced: SyncActions) -> None:
    returning = synced.strava.sample.activities.pop()
    synced.run(full=True)
    assert synced.deleted_ids() == {returning["id"]}
    synced.strava.sample.activities.append(returning)
    synced.run()
    assert synced.deleted_ids() == set()


def test_activities_are_confirmed_newest_first(synced: SyncActions) -> None:
    activities = synced.strava.sample.activities
    deleted = [activities.pop(number)["id"] for number in (3, 400, 200)]
    synced.run(full=True)
    paths = [path for _, path in synced.strava.sample.calls if "/activities/" in path]
    newest_first = sorted(deleted, reverse=True)
    assert paths == [f"/api/v3/activities/{activity_id}" for activity_id in newest_first]


class TestDeletedDuringTheWalk:
    """Some activities are deleted between two responses with pages of the list."""

    @pytest.fixture
    def sync(self, sync: SyncActions, history: list[dict[str, Any]]) -> SyncActions:
        """Four pages of complete activities, which the sample can also show one by one."""
        older = [{**one, "id": one["id"] + 1} for one in copy.deepcopy(history)]
        for number, one in enumerate(older):
            day = date(2012, 1, 1) + timedelta(days=number)
            one["start_date"] = one["start_date_local"] = f"{day}T08:00:00Z"
        sync.strava.sample.activities[:] = copy.deepcopy(history) + older
        return sync

    def delete_after_first_page(
        self, sync: SyncActions, monkeypatch: pytest.MonkeyPatch, *, top: bool
    ) -> set[int]:
        """Delete activities after a response, and return their ids.

        They are the two newest, deleted after the page with what is recent, or five further
        down, deleted after the first page of the others.
        """
        sample = sync.strava.sample
        list_activities, are_deleted = sample.newest_first, threading.Event()
        deleted = list_activities()[:2] if top else list_activities()[150:155]

        def delete_after_response() -> list[dict[str, Any]]:
            if "page" not in request.args or are_deleted.is_set():
                return list_activities()
            if request.args["page"] == "1" and ("after" in request.args) == top:
                response = list_activities()
                for one in deleted:
                    sample.activities.remove(one)
                are_deleted.set()
                return response
            assert request.args["page"] == "1" or "after" in request.args or are_deleted.wait(20)
            return list_activities()

        monkeypatch.setattr(sample, "newest_first", delete_after_response)
        return {one["id"] for one in deleted}

    def test_deletion_above_does_not_shift_the_pages_below(
        self, synced: SyncActions, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        deleted = self.delete_after_first_page(synced, monkeypatch, top=True)
        assert synced.run(full=True)["deleted"] == 0
        assert count_confirmations(synced) == 0
        assert synced.run(full=True)["deleted"] == 2
        assert synced.deleted_ids() == deleted
        synced.assert_same_as_strava()

    def test_activities_that_a_deletion_hides_from_the_walk_are_not_marked(
        self, synced: SyncActions, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        deleted = self.delete_after_first_page(synced, monkeypatch, top=False)
        assert synced.run(full=True)["deleted"] == 0
        assert count_confirmations(synced) == 5
        assert synced.run(full=True)["deleted"] == 5
        assert synced.deleted_ids() == deleted
        synced.assert_same_as_strava()


class TestScopes:
    """What the granted scopes hide is not taken for deleted."""

    def test_private_activities_are_not_marked_without_the_scope_for_them(
        self, synced: SyncActions
    ) -> None:
        synced.connect(activity_read_all=False)
        deleted = synced.strava.sample.activities.pop(201)["id"]
        run = synced.run(full=True)
        assert (run["state"], run["deleted"]) == ("done", 1)
        assert synced.deleted_ids() == {deleted}
        assert count_confirmations(synced) == 1
        assert "really deleted?" not in synced.page()

    def test_granting_more_starts_a_new_walk_from_the_top(self, sync: SyncActions) -> None:
        sync.connect(activity_read_all=False)
        assert len(sync.stored_ids()) == 405
        # A full check with fewer scopes was interrupted; its resume point must not be used.
        now = sync.logbook.now()
        with sync.logbook.sessions.begin() as session:
            session.add(
                SyncRun(
                    athlete_id=sync.athlete_id,
                    kind=RunKind.FULL,
                    state=RunState.WAITING,
                    waiting_for=WaitReason.RATE_LIMIT,
                    started_at=now,
                    resume_at=now,
                    skipped=[],
                    position=400,
                    walk_id=2,
                )
            )
        run = sync.connect()
        assert (run["kind"], run["state"]) == ("full", "done")
        sync.assert_same_as_strava()


def test_activities_of_another_athlete_are_not_marked(synced: SyncActions) -> None:
    athlete_id = synced.athlete_id
    with synced.logbook.sessions() as session:
        grant = oauth.TokenGrant("a", "r", 1, {"id": 77, "firstname": "Other"})
        athletes.connect(session, grant, "activity:read_all", synced.logbook.now())
        flags = {"private": False, "commute": False, "trainer": False, "manual": False}
        session.add(Activity(id=5, athlete_id=77, name="x", search="x", sport_type="Run", **flags))
        # The pages show the athlete who connected last.
        athletes.get(session, athlete_id).connected_at = synced.logbook.now()
        session.commit()
    assert synced.run(full=True)["state"] == "done"
    assert 5 not in synced.deleted_ids()
