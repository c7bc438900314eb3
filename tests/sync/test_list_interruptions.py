"""The copy is complete although a walk of the list is interrupted, or sees too little."""

from __future__ import annotations

from typing import Any

import pytest

from .. import faults
from ..actions import SyncActions
from ..markers import slow
from ..sample_strava import activity
from .test_list_order import STARTS, list_in_this_order, with_one_at

EDGES = ("1970", "year 9999")
"""The starts that are furthest from the others."""


def empty_list(handler: faults.Handler, response: Any) -> None:
    """Send an empty page, as if the list ended before it."""
    handler.respond(200, b"[]", "application/json")


@pytest.mark.parametrize(
    "start",
    [
        *[STARTS[name] for name in EDGES],
        *slow(*[start for name, start in STARTS.items() if name not in EDGES]),
    ],
)
@pytest.mark.parametrize("place", [5, *slow(399, 400, 650)])
def test_activity_out_of_its_place_hides_no_other_after_an_interruption(
    granted: SyncActions,
    monkeypatch: pytest.MonkeyPatch,
    proxy: faults.Proxy,
    place: int,
    start: str,
) -> None:
    assert_complete_after_an_interruption(granted, monkeypatch, proxy, place, start)


def assert_complete_after_an_interruption(
    granted: SyncActions,
    monkeypatch: pytest.MonkeyPatch,
    proxy: faults.Proxy,
    place: int,
    start: str,
) -> None:
    list_in_this_order(granted, with_one_at(place, start), monkeypatch)
    proxy.start_outage(faults.server_error, page=3)
    assert granted.run()["state"] == "waiting"
    proxy.clear()
    assert granted.wait(hours=1)["state"] == "done"
    granted.assert_same_as_strava()


@pytest.mark.parametrize("place", [399, 400])
def test_place_of_an_activity_from_1970_hides_no_other_after_an_interruption(
    granted: SyncActions, monkeypatch: pytest.MonkeyPatch, proxy: faults.Proxy, place: int
) -> None:
    assert_complete_after_an_interruption(granted, monkeypatch, proxy, place, STARTS["1970"])


@pytest.mark.parametrize("deleted", [1, *slow(150), 300])
def test_deletion_during_an_interruption_hides_no_activity(
    granted: SyncActions, proxy: faults.Proxy, deleted: int
) -> None:
    granted.set_activities(range(1500))
    proxy.start_outage(faults.server_error, page=4)
    assert granted.run()["state"] == "waiting"
    del granted.strava.sample.activities[-deleted:]
    proxy.clear()
    assert granted.wait(hours=1)["state"] == "done"
    on_strava = {one["id"] for one in granted.strava.sample.activities}
    assert on_strava <= granted.stored_ids()


@pytest.mark.parametrize("can_be_stored", [True, False], ids=["broken", "unusable"])
def test_deletion_before_an_activity_that_is_passed_over_hides_no_other(
    granted: SyncActions, proxy: faults.Proxy, can_be_stored: bool
) -> None:
    granted.set_activities(range(900))
    proxy.start_outage(faults.server_error, page=4)
    assert granted.run()["state"] == "waiting"
    # It moves to the last place that the walk has stored, 600, and nine others before it.
    passed_over = granted.strava.sample.newest_first()[609]
    del granted.strava.sample.activities[-10:]
    proxy.clear()
    if can_be_stored:
        proxy.break_activity(passed_over["id"], faults.server_error)
    else:
        passed_over["id"] = 2**70
    run = granted.wait(hours=1)
    assert (run["state"], run["skipped"]) == ("done", 1)
    on_strava = {one["id"] for one in granted.strava.sample.activities} - {passed_over["id"]}
    assert on_strava <= granted.stored_ids()


def test_walk_that_sees_far_too_few_activities_looks_again_in_smaller_pages(
    granted: SyncActions, monkeypatch: pytest.MonkeyPatch, proxy: faults.Proxy
) -> None:
    granted.set_activities(range(1500))
    granted.run()

    for page in (4, 5):
        proxy.inject(empty_list, page=page, times=1)
    run = granted.run(full=True)
    assert (run["state"], run["deleted"], run["done"]) == ("done", 0, 1500)
    assert "really deleted?" not in granted.page()


@pytest.mark.parametrize("page", [1, 2])
def test_new_activities_below_an_empty_page_arrive(
    granted: SyncActions, proxy: faults.Proxy, page: int
) -> None:
    granted.set_activities(range(300))
    granted.run()
    granted.strava.sample.activities += [activity(number) for number in range(300, 750)]
    proxy.inject(empty_list, page=page, times=1)
    run = granted.run()
    assert (run["state"], run["added"], run["deleted"]) == ("done", 450, 0)
    granted.assert_same_as_strava()
