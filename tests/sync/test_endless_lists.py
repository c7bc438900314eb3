"""A sync ends, whatever Strava repeats, and does not spend the calls of every window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Response, jsonify, request

from strava.db.enums import Lane
from strava.errors import EndlessList
from strava.sample import athlete
from strava.sync import gear, runs

from ..actions import SyncActions
from ..faults import LIST
from ..sample_strava import activity
from .conftest import wait_for_calls_in_flight

FEW_CALLS = 30
"""Far fewer than the calls of one window."""

SIXTY = [activity(number) for number in range(60)]
DATE = {"start_date": "2020-01-01T10:00:00Z", "start_date_local": "2020-01-01T10:00:00Z"}
ENDLESS: dict[str, Callable[[int], list[Any]]] = {
    "the same page": lambda page: SIXTY,
    "the last page again": lambda page: [activity(200 * min(page, 3) + one) for one in range(200)],
    "one id": lambda page: [activity(1, name=f"Page {page}")] * 200,
    "one date": lambda page: [activity(one, **DATE) for one in range(200)],
    "nulls": lambda page: [None] * 200,
    "one activity and nulls": lambda page: [activity(1), *[None] * 199],
    "ids that cannot be stored": lambda page: [activity(1, id=-page - one) for one in range(200)],
}
ALWAYS_TESTED = ("the same page", "one date", "nulls")
every_list = pytest.mark.parametrize(
    "endless",
    [
        pytest.param(endless, id=name, marks=() if name in ALWAYS_TESTED else pytest.mark.slow)
        for name, endless in ENDLESS.items()
    ],
)


@pytest.fixture
def list_endlessly(
    granted: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[int], list[Any]]], None]:
    """A function that makes Strava answer every page of the list with one of these."""

    def start(endless: Callable[[int], list[Any]]) -> None:
        def respond() -> Response:
            size = int(request.args["per_page"])
            place = (int(request.args["page"]) - 1) * size
            return jsonify(endless(place // 200 + 1)[place % 200 : place % 200 + size])

        views = granted.strava.app.view_functions
        monkeypatch.setitem(views, "api.list_activities", respond)

    return start


def assert_ended(sync: SyncActions, run: dict[str, Any]) -> None:
    assert run["state"] == "failed"
    assert "does not end" in run["error"]
    assert "does not end" in sync.page("/sync")


@every_list
def test_first_sync_ends_with_a_sentence_and_keeps_what_arrived(
    granted: SyncActions, list_endlessly: Callable[..., None], endless: Callable[[int], list[Any]]
) -> None:
    list_endlessly(endless)
    assert_ended(granted, granted.run())
    assert granted.count_calls() <= FEW_CALLS
    valid = [one for page in (1, 2, 3) for one in endless(page) if one and one["id"] > 0]
    assert granted.stored_ids() == {one["id"] for one in valid}


@every_list
def test_later_syncs_end_and_mark_nothing_as_deleted(
    granted: SyncActions, list_endlessly: Callable[..., None], endless: Callable[[int], list[Any]]
) -> None:
    granted.strava.sample.activities = [activity(number) for number in range(5000, 5010)]
    granted.run()
    stored = granted.stored_ids()
    list_endlessly(endless)
    for full in (False, True):
        wait_for_calls_in_flight()
        before = len(granted.strava.sample.calls)
        assert_ended(granted, granted.run(full=full))
        assert len(granted.strava.sample.calls) - before <= FEW_CALLS
    assert granted.stored_ids() >= stored
    assert granted.deleted_ids() == set()


def test_sync_recovers_once_the_list_ends(
    granted: SyncActions, list_endlessly: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    granted.strava.sample.activities = [activity(number) for number in range(300)]
    with monkeypatch.context() as patch:
        views = granted.strava.app.view_functions
        patch.setitem(views, "api.list_activities", lambda: jsonify(SIXTY))
        assert granted.run()["state"] == "failed"
    assert granted.run()["state"] == "done"
    granted.assert_same_as_strava()


def test_page_that_fails_each_time_and_repeats_in_parts_ends_the_walk(
    granted: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts of pages come from several sequences, none of which repeats much by itself."""

    def respond() -> Response:
        if request.args["per_page"] == "200" and request.args["page"] != "1":
            return Response(status=500)
        return jsonify(SIXTY[: int(request.args["per_page"])])

    monkeypatch.setitem(granted.strava.app.view_functions, "api.list_activities", respond)
    assert_ended(granted, granted.run())
    assert len(granted.strava.sample.calls) <= 80


def test_sentences_about_what_is_skipped_are_limited(
    granted: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "MAX_SKIPPED", 20)
    granted.strava.sample.activities = [
        activity(one, id=0 if one % 2 else one + 1) for one in range(300)
    ]
    run = granted.run()
    assert (run["state"], run["skipped"]) == ("done", 20)
    sentences = granted.runs()[-1].skipped
    assert len(set(sentences)) == 20
    assert sentences[-1] == "More was skipped than is named here."


class TestUnansweredQuestions:
    """What Strava does not answer is asked once in a run, also if the run waits in between."""

    def test_missing_activity_that_cannot_be_confirmed_is_asked_for_once(
        self, granted: SyncActions, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        activities = granted.strava.sample.activities = [activity(one) for one in range(40)]
        granted.run()
        del activities[10:30]

        def unreadable(activity_id: int) -> Response:
            return Response("<html>", content_type="text/html")

        monkeypatch.setitem(granted.strava.app.view_functions, "api.show_activity", unreadable)
        granted.strava.sample.set_limits(read=(40, 1000))
        granted.clock.advance(minutes=15)
        run = granted.run(full=True)
        windows = 1
        while run["state"] == "waiting" and windows < 10:
            run = granted.wait(minutes=15)
            windows += 1
        assert (run["state"], run["deleted"], run["skipped"]) == ("done", 0, 20)
        # The limit may be reached before the call that tells an outage from a broken activity.
        asked = [path for _, path in granted.strava.sample.calls if "/activities/" in path]
        assert len(asked) <= 20 + windows

    def test_details_that_strava_cannot_send_are_asked_for_once_a_day(
        self, granted: SyncActions, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        granted.strava.sample.activities = [activity(one) for one in range(24)]
        broken = {activity(one)["id"] for one in range(0, 24, 2)}

        def show(activity_id: int) -> Response:
            return Response(status=500) if activity_id in broken else jsonify(activity(1, laps=[]))

        views = granted.strava.app.view_functions
        monkeypatch.setitem(views, "api.show_activity", show)
        monkeypatch.setitem(views, "api.show_activity_streams", lambda activity_id: jsonify({}))
        granted.run()
        granted.strava.sample.set_limits(read=(40, 1000))
        granted.clock.advance(minutes=15)
        run = granted.backfill()
        for _ in range(3):
            granted.wait(minutes=15)
            run = granted.runs(Lane.DEEP)[-1]
        assert (run.state, run.done, len(run.skipped)) == ("done", 12, 12)
        path = "/api/v3/activities/{}".format
        assert all(granted.count_calls(path(one)) <= 2 for one in broken)
        before = sum(granted.count_calls(path(one)) for one in broken)
        granted.run()
        granted.finish()
        assert sum(granted.count_calls(path(one)) for one in broken) == before
        broken.clear()
        granted.strava.sample.set_limits()
        granted.clock.advance(hours=25)
        granted.run()
        granted.finish()
        assert granted.runs(Lane.DEEP)[-1].done == 12

    def test_gear_that_strava_does_not_know_does_not_keep_a_check_from_its_end(
        self, granted: SyncActions, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(athlete, "gear", lambda gear_id, activities: None)
        monkeypatch.setattr(gear, "MAX_UNNAMED", 8)
        granted.strava.sample.activities = [
            activity(one, gear_id=f"b{one:03}") for one in range(20)
        ]
        granted.strava.sample.set_limits(read=(30, 1000))
        assert granted.run()["state"] == "done"
        for _ in range(2):
            granted.clock.advance(minutes=15)
            assert granted.run()["state"] == "done"
        assert all(granted.count_calls(f"/api/v3/gear/b{one:03}") == 1 for one in range(20))
        granted.clock.advance(minutes=15)
        wait_for_calls_in_flight()
        before = len(granted.strava.sample.calls)
        assert granted.run(full=True)["state"] == "done"
        assert len(granted.strava.sample.calls) - before <= 15


def test_list_is_read_by_scripts_until_it_repeats(
    granted: SyncActions, list_endlessly: Callable[..., None]
) -> None:
    list_endlessly(ENDLESS["the same page"])
    activities = granted.logbook.client(granted.athlete_id).activities()
    with pytest.raises(EndlessList):
        list(activities)
    assert granted.count_calls(LIST) <= 5
