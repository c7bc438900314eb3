"""What is gone from Strava is marked, and only that; what comes back comes back."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from strava.accounts import athletes
from strava.api import oauth
from strava.db.models import Activity, Change, SyncRun, Token

from ..conftest import Strava, activity, assert_same_as_strava, rows, sync_state


@pytest.fixture(autouse=True)
def many(strava: Strava) -> None:
    strava.sample.activities[:] = [
        activity(number, visibility="only_me" if number % 10 == 0 else "everyone")
        for number in range(450)
    ]


@pytest.fixture
def check(connected: FlaskClient, finish_sync: Callable[[], None]) -> Callable[[], dict[str, Any]]:
    """Checks the whole list, and tells how it went."""

    def run() -> dict[str, Any]:
        connected.post("/sync", data={"full": "1"})
        finish_sync()
        return sync_state(connected)

    return run


def deleted(app: Flask) -> set[int]:
    return {row.id for row in rows(app, Activity) if row.deleted_at is not None}


def confirmations(strava: Strava) -> int:
    return sum(path.startswith("/api/v3/activities/") for _, path in strava.sample.calls)


def test_what_is_gone_is_marked_after_its_own_404_and_hidden_and_kept(
    check: Callable[[], Any], connected: FlaskClient, app: Flask, strava: Strava
) -> None:
    gone = {strava.sample.activities.pop(number)["id"] for number in (400, 200, 3)}
    run = check()
    assert (run["state"], run["deleted"], run["added"], run["changed"]) == ("done", 3, 0, 0)
    assert deleted(app) == gone
    assert confirmations(strava) == 3
    assert_same_as_strava(app, strava)
    assert "<b>447</b> activities" in connected.get("/activities").text
    assert len(connected.get("/activities.json").get_json()) == 447
    page = connected.get("/activities?deleted=1").text
    assert "<b>3</b> activities" in page
    assert "Activity 400" in page
    assert {one["id"] for one in connected.get("/activities.json?deleted=1").get_json()} == gone
    (one, *_) = gone
    assert "no longer lists this activity" in connected.get(f"/activities/{one}").text


def test_what_strava_shows_again_comes_back(
    check: Callable[[], Any], app: Flask, strava: Strava
) -> None:
    back = strava.sample.activities.pop(100)
    check()
    assert deleted(app) == {back["id"]}
    strava.sample.activities.append(back)
    run = check()
    assert (run["added"], run["changed"], run["deleted"]) == (0, 1, 0)
    assert deleted(app) == set()
    assert_same_as_strava(app, strava)
    assert [change.kind for change in rows(app, Change)] == ["deleted", "returned"]


def test_it_comes_back_in_an_incremental_run_too_if_that_sees_it(
    check: Callable[[], Any],
    connected: FlaskClient,
    app: Flask,
    strava: Strava,
    finish_sync: Callable[[], None],
) -> None:
    back = strava.sample.activities.pop()
    check()
    assert deleted(app) == {back["id"]}
    strava.sample.activities.append(back)
    connected.post("/sync")
    finish_sync()
    assert deleted(app) == set()


class TestWhileItRuns:
    @pytest.fixture(autouse=True)
    def many(self, strava: Strava, history: list[dict[str, Any]]) -> None:
        """Whole activities, for those that pages skip are asked for one by one; four pages."""
        strava.sample.activities[:] = copy.deepcopy(history) + [
            {**one, "id": one["id"] + 1} for one in copy.deepcopy(history)
        ]
        for number, one in enumerate(strava.sample.activities[len(history) :]):
            day = date(2012, 1, 1) + timedelta(days=number)
            one["start_date"] = one["start_date_local"] = f"{day}T08:00:00Z"

    def gone_after(self, strava: Strava, monkeypatch: pytest.MonkeyPatch, *, top: bool) -> set[int]:
        """Five activities vanish between the answers to two pages; their ids."""
        listed, moved = strava.sample.newest_first, threading.Event()
        gone = listed()[:5] if top else listed()[300:305]

        def moving() -> list[dict[str, Any]]:
            if "page" not in request.args or moved.is_set():
                return listed()
            if request.args["page"] == "1" and ("before" in request.args) != top:
                answer = listed()
                for one in gone:
                    strava.sample.activities.remove(one)
                moved.set()
                return answer
            assert "before" not in request.args or moved.wait(20)
            return listed()

        monkeypatch.setattr(strava.sample, "newest_first", moving)
        return {one["id"] for one in gone}

    def test_a_deletion_above_moves_nothing_below(
        self,
        check: Callable[[], Any],
        app: Flask,
        strava: Strava,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        gone = self.gone_after(strava, monkeypatch, top=True)
        assert check()["deleted"] == 0
        assert confirmations(strava) == 0
        assert check()["deleted"] == 5
        assert deleted(app) == gone
        assert_same_as_strava(app, strava)

    def test_what_a_deletion_between_two_pages_hides_is_not_taken_for_deleted(
        self,
        check: Callable[[], Any],
        app: Flask,
        strava: Strava,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        gone = self.gone_after(strava, monkeypatch, top=False)
        assert check()["deleted"] == 0
        assert confirmations(strava) == 5
        assert check()["deleted"] == 5
        assert deleted(app) == gone
        assert_same_as_strava(app, strava)


class TestTooMany:
    @pytest.fixture
    def asked(self, check: Callable[[], Any], strava: Strava, app: Flask) -> list[dict[str, Any]]:
        """After a check in which a fifth was missing."""
        gone = strava.sample.activities[100:190]
        del strava.sample.activities[100:190]
        run = check()
        assert (run["state"], run["deleted"]) == ("done", 0)
        assert deleted(app) == set()
        assert confirmations(strava) == 0
        return gone

    def test_nothing_is_marked_and_the_page_asks(
        self, asked: list[dict[str, Any]], connected: FlaskClient
    ) -> None:
        assert "Were 90 activities really deleted?" in connected.get("/activities").text
        assert "<b>450</b> activities" in connected.get("/activities").text

    def test_after_a_yes_each_is_confirmed_and_marked(
        self,
        asked: list[dict[str, Any]],
        connected: FlaskClient,
        app: Flask,
        strava: Strava,
        finish_sync: Callable[[], None],
    ) -> None:
        strava.sample.activities.append(asked[0])
        answer = connected.post("/sync/missing", data={"gone": "1"}, follow_redirects=True)
        assert "really deleted" not in answer.text
        finish_sync()
        # All but the reserve of this quarter-hour's calls goes into confirming them.
        assert sync_state(connected)["state"] in ("done", "waiting")
        if sync_state(connected)["state"] == "waiting":
            app.extensions["logbook"].clock.advance(minutes=15)
            app.extensions["jobs"].resume_due()
            finish_sync()
        assert deleted(app) == {one["id"] for one in asked[1:]}
        assert_same_as_strava(app, strava)

    def test_after_a_no_all_stay_and_the_question_is_gone(
        self,
        asked: list[dict[str, Any]],
        connected: FlaskClient,
        app: Flask,
        finish_sync: Callable[[], None],
    ) -> None:
        page = connected.post("/sync/missing", data={"gone": "0"}, follow_redirects=True).text
        assert "all of it stays" in page
        assert "really deleted" not in page
        finish_sync()
        assert deleted(app) == set()

    def test_when_strava_shows_them_again_the_question_is_gone(
        self,
        asked: list[dict[str, Any]],
        connected: FlaskClient,
        strava: Strava,
        check: Callable[[], Any],
        app: Flask,
    ) -> None:
        strava.sample.activities += asked
        check()
        assert "really deleted" not in connected.get("/activities").text
        assert_same_as_strava(app, strava)


def test_twenty_of_few_are_still_believed(
    check: Callable[[], Any], app: Flask, strava: Strava
) -> None:
    del strava.sample.activities[:20]
    assert check()["deleted"] == 20
    assert_same_as_strava(app, strava)


class TestConsent:
    def test_what_a_narrower_consent_hides_is_not_taken_for_deleted(
        self,
        check: Callable[[], Any],
        connected: FlaskClient,
        sign_in: Callable[..., Any],
        finish_sync: Callable[[], None],
        app: Flask,
        strava: Strava,
    ) -> None:
        sign_in(activity_read_all=False)
        finish_sync()
        really_gone = strava.sample.activities.pop(201)["id"]
        run = check()
        assert (run["state"], run["deleted"]) == ("done", 1)
        assert deleted(app) == {really_gone}
        assert confirmations(strava) == 1
        assert "really deleted" not in connected.get("/activities").text

    def test_a_wider_consent_begins_a_walk_of_its_own(
        self,
        client: FlaskClient,
        sign_in: Callable[..., Any],
        finish_sync: Callable[[], None],
        app: Flask,
        strava: Strava,
    ) -> None:
        sign_in(activity_read_all=False)
        finish_sync()
        assert len(rows(app, Activity)) == 405
        # A check under the narrow consent broke off half-way: its resume point must not count.
        with app.extensions["logbook"].sessions.begin() as session:
            session.add(
                SyncRun(
                    athlete_id=rows(app, Token)[0].athlete_id,
                    kind="full",
                    state="waiting",
                    waiting_for="limit",
                    started_at=app.extensions["logbook"].now(),
                    resume_at=app.extensions["logbook"].now(),
                    skipped=[],
                    cursor=1_560_000_000,
                    walk_id=2,
                )
            )
        sign_in()
        finish_sync()
        assert (sync_state(client)["kind"], sync_state(client)["state"]) == ("full", "done")
        assert_same_as_strava(app, strava)


def test_another_athlete_s_activities_are_left_alone(
    check: Callable[[], Any], app: Flask, strava: Strava
) -> None:
    logbook = app.extensions["logbook"]
    with logbook.sessions() as session:
        grant = oauth.TokenGrant("a", "r", 1, {"id": 77, "firstname": "Other"})
        athletes.connect(session, grant, "activity:read_all", logbook.now())
        columns = {"private": False, "commute": False, "trainer": False, "manual": False}
        session.add(
            Activity(id=5, athlete_id=77, name="x", search="x", sport_type="Run", **columns)
        )
        session.commit()
        shown = next(one for one in athletes.everyone(session) if one.id != 77)
        shown.connected_at = logbook.now()
        session.commit()
    check()
    assert 5 not in deleted(app)


def test_the_page_of_the_run_tells_what_it_changed_field_by_field(
    check: Callable[[], Any], connected: FlaskClient, app: Flask, strava: Strava
) -> None:
    strava.sample.activities[7].update(name="Renamed <b>", kudos_count=5, map={"id": "a7"})
    strava.sample.activities.append(activity(9000, start_date="2019-03-03T03:03:03Z"))
    gone = strava.sample.activities.pop(50)
    run = check()
    page = connected.get(f"/sync/{run['id']}").text
    for told in (
        "1 added, 1 changed, 1 deleted",
        "Renamed &lt;b&gt;",
        "<td>kudos_count</td>",
        "Activity 7<",
        "Activity 9000",
        gone["name"],
    ):
        assert told in page
    with app.extensions["logbook"].sessions() as session:
        fields = {
            change.activity_id: change.fields
            for change in session.query(Change)
            if change.kind == "changed"
        }
    assert fields == {
        strava.sample.activities[7]["id"]: [
            ["kudos_count", None, 5],
            ["map", None, {"id": "a7"}],
            ["name", "Activity 7", "Renamed <b>"],
        ]
    }


def test_a_run_of_somebody_else_or_none_is_not_found(connected: FlaskClient) -> None:
    assert connected.get("/sync/999").status_code == 404
    assert connected.get("/sync/99999999999999999999").status_code == 404
