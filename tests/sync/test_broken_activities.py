"""What Strava cannot send is passed over and named, and everything else arrives."""

from __future__ import annotations

import pytest

from .. import faults
from ..actions import SyncActions
from ..markers import slow
from .conftest import wait_for_calls_in_flight

NUMBER = 500
LISTED = "the activities before 23 October 2026, 12:00:00 UTC"
"""All of them, as they started earlier."""
FAULTS = [
    faults.server_error,
    faults.invalid_utf_8,
    *slow(
        faults.unavailable,
        faults.html,
        faults.truncated_json,
        faults.cut_mid_body,
        faults.hang_up,
        faults.too_deep,
    ),
]


@pytest.fixture
def granted(granted: SyncActions) -> SyncActions:
    """Connected, with 500 activities on Strava and none stored."""
    granted.set_activities(range(NUMBER))
    return granted


def at(sync: SyncActions, *places: int) -> list[int]:
    """Return the ids of the activities at these places of the list, counted from 1."""
    newest_first = sync.strava.sample.newest_first()
    return [newest_first[place - 1]["id"] for place in places]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_activity_whose_page_always_fails_is_named_and_the_rest_arrives(
    granted: SyncActions, proxy: faults.Proxy, fault: faults.Fault
) -> None:
    (broken,) = at(granted, 300)
    proxy.break_activity(broken, fault)
    run = granted.run()
    assert (run["state"], run["skipped"], run["done"]) == ("done", 1, NUMBER)
    granted.assert_complete_but_for(broken)
    (sentence,) = granted.runs()[0].skipped
    assert sentence.startswith(f"Activity 300 of {LISTED}, ")
    assert "could not be fetched" in sentence
    assert sentence.replace('"', "&#34;").replace("'", "&#39;") in granted.page("/sync")


def test_next_full_check_tries_it_again(granted: SyncActions, proxy: faults.Proxy) -> None:
    (broken,) = at(granted, 300)
    proxy.break_activity(broken, faults.server_error)
    granted.run()
    run = granted.run(full=True)
    assert (run["state"], run["skipped"], run["deleted"]) == ("done", 1, 0)
    proxy.mend_activity(broken)
    run = granted.run(full=True)
    assert (run["state"], run["skipped"], run["added"]) == ("done", 0, 1)
    granted.assert_same_as_strava()


@pytest.mark.parametrize(
    "places",
    [
        (200,),
        (298, 299, 300, 301),
        (1, 2, 499, 500),
        *slow(((1,),), ((201,),), ((500,),), ((3, 77, 350, 401),)),
    ],
    ids=str,
)
def test_several_broken_activities_hide_no_other(
    granted: SyncActions, proxy: faults.Proxy, places: tuple[int, ...]
) -> None:
    broken = at(granted, *places)
    for activity_id in broken:
        proxy.break_activity(activity_id, faults.server_error)
    run = granted.run()
    assert (run["state"], run["skipped"]) == ("done", len(places))
    granted.assert_complete_but_for(*broken)
    for place, sentence in zip(places, granted.runs()[0].skipped, strict=True):
        assert sentence.startswith(f"Activity {place} of {LISTED}")


def test_broken_activity_costs_few_calls(granted: SyncActions, proxy: faults.Proxy) -> None:
    (broken,) = at(granted, 300)
    proxy.break_activity(broken, faults.server_error)
    granted.run()
    # Without it, 7: recent ones, 3 pages, the empty one, and 2 wasted calls. With it, also the
    # pages that are discarded, the page once more, 8 of 25, 5 of 5, 5 of 1, that one again, and
    # two probes.
    assert granted.count_calls() <= 7 + 3 + 1 + 8 + 5 + 5 + 1 + 2


def test_many_broken_activities_in_a_row_count_as_an_outage_that_ends(
    granted: SyncActions, proxy: faults.Proxy
) -> None:
    broken = at(granted, *range(300, 307))
    for activity_id in broken:
        proxy.break_activity(activity_id, faults.server_error)
    run = granted.run()
    assert run["state"] == "waiting"
    for _ in range(3):
        run = granted.wait(hours=1)
    assert (run["state"], run["skipped"]) == ("done", 7)
    granted.assert_complete_but_for(*broken)


@pytest.mark.parametrize("place", [1, *slow(2, 7), 30])
def test_broken_activity_at_the_top_does_not_keep_new_ones_from_arriving(
    granted: SyncActions, proxy: faults.Proxy, place: int
) -> None:
    granted.run()
    (broken,) = at(granted, place)
    proxy.break_activity(broken, faults.server_error)
    new = granted.upload(2000, "2026-11-22T10:00:00Z")["id"]
    wait_for_calls_in_flight()
    before = len(granted.strava.sample.calls)
    run = granted.run()
    assert (run["state"], run["kind"], run["added"]) == ("done", "incremental", 1)
    assert new in granted.stored_ids()
    assert len(granted.strava.sample.calls) - before <= 20


def test_unfinished_full_check_does_not_keep_new_activities_from_arriving(
    granted: SyncActions, proxy: faults.Proxy
) -> None:
    granted.run()
    for activity_id in at(granted, *range(300, 320)):
        proxy.break_activity(activity_id, faults.server_error)
    assert granted.run(full=True)["state"] == "waiting"
    new = granted.upload(2000, "2026-11-22T10:00:00Z")["id"]
    run = granted.wait(hours=1)
    assert (run["kind"], run["state"]) == ("full", "waiting")
    assert new in granted.stored_ids()


def test_profile_that_always_fails_keeps_no_activity_from_arriving(
    granted: SyncActions, proxy: faults.Proxy
) -> None:
    proxy.inject(faults.server_error, path="/api/v3/athlete")
    granted.clock.advance(hours=48)
    run = granted.run()
    assert run["state"] == "done"
    assert granted.runs()[0].skipped == [
        "Your profile on Strava: Strava responds with an error (status 500)."
    ]
    granted.assert_same_as_strava()


def test_missing_activity_whose_own_address_always_fails_is_kept_and_named(
    granted: SyncActions, proxy: faults.Proxy
) -> None:
    granted.run()
    activities = granted.strava.sample.activities
    broken, deleted = activities.pop(200), activities.pop(300)
    proxy.inject(faults.server_error, path=f"/api/v3/activities/{broken['id']}")
    run = granted.run(full=True)
    assert (run["state"], run["deleted"], run["skipped"]) == ("done", 1, 1)
    (sentence,) = granted.runs()[-1].skipped
    assert f'"{broken["name"]}" ({broken["id"]})' in sentence
    assert granted.deleted_ids() == {deleted["id"]}
    proxy.clear()
    assert granted.run(full=True)["deleted"] == 1
    granted.assert_same_as_strava()


def test_recent_activity_that_strava_cannot_send_is_named_by_its_place(
    granted: SyncActions, proxy: faults.Proxy
) -> None:
    for hour in (8, 9, 10):
        start = f"2026-11-20T{hour:02}:00:00Z"
        granted.upload(2000 + hour, start)["start_date_local"] = start
    (broken,) = at(granted, 2)
    proxy.break_activity(broken, faults.server_error)
    assert granted.run()["skipped"] == 1
    (sentence,) = granted.runs()[0].skipped
    assert sentence.startswith(
        "Activity 2 of the activities after 23 October 2026, 11:59:59 UTC, oldest first, before "
        '"Activity 2010" of 20 November 2026: Strava responds with an error (status 500)'
    )


def test_run_that_continues_a_canceled_one_names_what_that_one_passed_over(
    granted: SyncActions, proxy: faults.Proxy
) -> None:
    (broken,) = at(granted, 3)
    proxy.break_activity(broken, faults.server_error)
    proxy.start_outage(faults.server_error, page=3)
    assert granted.run()["state"] == "waiting"
    granted.cancel()
    proxy.clear()
    proxy.break_activity(broken, faults.server_error)
    run = granted.run()
    assert (run["kind"], run["state"]) == ("first", "done")
    granted.assert_complete_but_for(broken)
    assert any(one.startswith(f"Activity 3 of {LISTED}") for one in granted.runs()[-1].skipped)


def test_unknown_deletion_is_named_once_although_the_run_is_interrupted(
    granted: SyncActions, proxy: faults.Proxy
) -> None:
    granted.run()
    activities = granted.strava.sample.activities
    newer, older = activities.pop(300), activities.pop(200)
    proxy.inject(faults.server_error, path=f"/api/v3/activities/{newer['id']}")
    # A limit is no failure of one activity: the run waits.
    proxy.inject(
        faults.rate_limited_without_headers, path=f"/api/v3/activities/{older['id']}", times=1
    )
    assert granted.run(full=True)["state"] == "waiting"
    run = granted.wait(hours=1)
    assert (run["state"], run["deleted"], run["skipped"]) == ("done", 1, 1)


def test_profile_that_fails_is_named_although_the_walk_starts_over(
    granted: SyncActions, proxy: faults.Proxy
) -> None:
    granted.run()
    granted.clock.advance(hours=48)
    granted.strava.sample.activities = granted.strava.sample.activities[:160]
    proxy.inject(faults.server_error, path="/api/v3/athlete")
    run = granted.run(full=True)
    assert (run["state"], run["skipped"]) == ("done", 1)
    assert granted.runs()[-1].skipped[0].startswith("Your profile on Strava")
