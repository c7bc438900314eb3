"""If a full check misses many activities, the page asks before any is marked as deleted."""

from __future__ import annotations

from typing import Any

import pytest

from strava.sync.deletions import SUSPICIOUS_NUMBER

from ..actions import SyncActions
from ..gate import Gate

QUESTION = "activities really deleted?"


@pytest.fixture
def missing(sync: SyncActions) -> list[dict[str, Any]]:
    """The 90 of 450 activities that a full check did not find; the question is shown."""
    sync.set_activities(range(450))
    sync.connect()
    activities = sync.strava.sample.activities
    missing = activities[100:190]
    del activities[100:190]
    before = len(sync.strava.sample.calls)
    run = sync.run(full=True)
    assert (run["state"], run["deleted"]) == ("done", 0)
    assert sync.deleted_ids() == set()
    calls = [path for _, path in sync.strava.sample.calls[before:]]
    assert not any(path.startswith("/api/v3/activities/") for path in calls)
    return missing


def answer(sync: SyncActions, *, are_deleted: bool) -> str:
    """Answer the question, and return the page that follows."""
    form = {"gone": "1" if are_deleted else "0"}
    return sync.client.post("/sync/missing", data=form, follow_redirects=True).text


def test_nothing_is_marked_until_the_question_is_answered(
    missing: list[dict[str, Any]], sync: SyncActions
) -> None:
    page = sync.page()
    assert f"Were 90 {QUESTION}" in page
    assert "<b>450</b> activities" in page


def test_after_a_yes_each_activity_is_confirmed_before_it_is_marked(
    missing: list[dict[str, Any]], sync: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The sample can only generate details of the activities that it has generated itself.
    monkeypatch.setattr("strava.sample.details.detail", dict)
    sync.strava.sample.activities.append(missing[0])
    assert QUESTION not in answer(sync, are_deleted=True)
    sync.finish()
    # Confirming them takes nearly all calls of the 15-minute window.
    assert sync.state()["state"] in ("done", "waiting")
    if sync.state()["state"] == "waiting":
        sync.wait(minutes=15)
    assert sync.state()["state"] == "done"
    assert sync.deleted_ids() == {one["id"] for one in missing[1:]}
    sync.assert_same_as_strava()


def test_after_a_no_all_activities_stay_and_the_question_is_gone(
    missing: list[dict[str, Any]], sync: SyncActions
) -> None:
    page = answer(sync, are_deleted=False)
    assert "Nothing was marked as deleted. All activities stay in the table." in page
    assert QUESTION not in page
    sync.finish()
    assert sync.deleted_ids() == set()


def test_question_disappears_if_strava_lists_the_activities_again(
    missing: list[dict[str, Any]], sync: SyncActions
) -> None:
    sync.strava.sample.activities += missing
    sync.run(full=True)
    assert QUESTION not in sync.page()
    sync.assert_same_as_strava()


def test_yes_during_another_run_is_refused_and_the_question_stays(
    missing: list[dict[str, Any]], sync: SyncActions, gate: Gate
) -> None:
    gate.close()
    sync.start()
    page = answer(sync, are_deleted=True)
    assert "Another sync has not finished yet. Answer again when it has." in page
    assert f"Were 90 {QUESTION}" in page
    gate.open()
    sync.finish()
    assert sync.deleted_ids() == set()
    assert f"Were 90 {QUESTION}" in sync.page()


def test_yes_during_a_paused_run_is_refused_and_the_question_stays(
    missing: list[dict[str, Any]], sync: SyncActions, gate: Gate
) -> None:
    gate.close()
    sync.start()
    sync.pause()
    gate.open()
    assert "Another sync has not finished yet." in answer(sync, are_deleted=True)
    assert f"Were 90 {QUESTION}" in sync.page()


@pytest.mark.parametrize(
    ("stored", "missing_number", "is_plausible"),
    [
        (100, SUSPICIOUS_NUMBER, True),
        (100, SUSPICIOUS_NUMBER + 1, False),
        (450, 45, True),
        (450, 46, False),
    ],
)
def test_up_to_twenty_or_a_tenth_are_marked_without_asking(
    sync: SyncActions, stored: int, missing_number: int, is_plausible: bool
) -> None:
    assert SUSPICIOUS_NUMBER == 20
    sync.set_activities(range(stored))
    sync.connect()
    del sync.strava.sample.activities[:missing_number]
    run = sync.run(full=True)
    assert run["state"] == "done"
    assert run["deleted"] == (missing_number if is_plausible else 0)
    assert (QUESTION in sync.page()) is not is_plausible
