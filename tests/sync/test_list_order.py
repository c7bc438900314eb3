"""The copy is complete although activities are not at their place in Strava's list."""

from __future__ import annotations

from typing import Any

import pytest

from ..actions import SyncActions
from ..markers import slow
from ..sample_strava import activity

STARTS = {
    "1970": "1970-01-01T00:00:00Z",
    "year 1": "0001-01-01T00:00:00Z",
    "three years before the others": "2016-01-01T08:00:00Z",
    "tomorrow": "2026-11-23T12:00:00Z",
    "year 9999": "9999-12-31T23:59:59Z",
}
PLACES = {
    "first": 0,
    "sixth": 5,
    "last of the first page": 199,
    "first of the second page": 200,
    "in the middle": 450,
    "last of a page": 399,
    "last": 699,
}
NUMBER = 700


def list_in_this_order(
    sync: SyncActions, activities: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Make Strava list these activities, in this order."""
    sync.strava.sample.activities = activities
    monkeypatch.setattr(sync.strava.sample, "newest_first", lambda: list(activities))


def with_one_at(place: int, start: str, number: int = NUMBER) -> list[dict[str, Any]]:
    """Return activities, newest first, with one among them that started at another time."""
    activities = [activity(one) for one in range(number - 1, -1, -1)]
    activities[place] |= {"start_date": start, "start_date_local": start}
    return activities


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.slow
def test_activity_out_of_its_place_hides_no_other(
    granted: SyncActions, monkeypatch: pytest.MonkeyPatch, place: int, start: str
) -> None:
    list_in_this_order(granted, with_one_at(place, start), monkeypatch)
    assert granted.run()["state"] == "done"
    granted.assert_same_as_strava()


@pytest.mark.parametrize(
    "start",
    [STARTS["1970"], STARTS["year 9999"], *slow(*list(STARTS.values())[1:4])],
)
def test_full_check_misses_nothing_because_of_an_activity_out_of_its_place(
    granted: SyncActions, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    list_in_this_order(granted, with_one_at(5, start), monkeypatch)
    granted.run()
    granted.assert_same_as_strava()
    run = granted.run(full=True)
    assert (run["state"], run["added"], run["deleted"], run["skipped"]) == ("done", 0, 0, 0)
    assert "really deleted?" not in granted.page()


@pytest.mark.parametrize("place", [0, 199, NUMBER - 1])
def test_activity_from_1970_hides_no_other(
    granted: SyncActions, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    list_in_this_order(granted, with_one_at(place, STARTS["1970"]), monkeypatch)
    assert granted.run()["state"] == "done"
    granted.assert_same_as_strava()


@pytest.mark.parametrize("number", [2, 201, *slow(400)])
def test_activity_out_of_its_place_hides_no_other_in_a_short_list(
    granted: SyncActions, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    list_in_this_order(granted, with_one_at(1, STARTS["1970"], number), monkeypatch)
    granted.run()
    granted.assert_same_as_strava()


@pytest.mark.parametrize("order", ["oldest first", *slow("by name"), "by id, even ones first"])
def test_list_in_another_order_is_complete(
    granted: SyncActions, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    keys: dict[str, Any] = {
        "oldest first": lambda one: one["start_date"],
        "by name": lambda one: one["name"],
        "by id, even ones first": lambda one: (one["id"] % 2, one["id"]),
    }
    activities = [activity(number) for number in range(700)]
    list_in_this_order(granted, sorted(activities, key=keys[order]), monkeypatch)
    granted.run()
    granted.assert_same_as_strava()


@pytest.mark.parametrize("place", [0, *slow(3), 199])
def test_stored_activity_out_of_its_place_does_not_end_a_sync_of_what_is_new(
    granted: SyncActions, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    stored = [activity(number) for number in range(299, -1, -1)]
    odd_one = activity(5000, start_date=STARTS["tomorrow"])
    granted.strava.sample.activities = [odd_one, *stored]
    granted.run()
    new = [activity(number) for number in range(549, 299, -1)]
    list_in_this_order(granted, [*new[:place], odd_one, *new[place:], *stored], monkeypatch)
    run = granted.run()
    assert (run["kind"], run["state"], run["added"]) == ("incremental", "done", 250)
    granted.assert_same_as_strava()
