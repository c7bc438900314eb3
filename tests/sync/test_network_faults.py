"""When the network or Strava fails, the run waits, continues, and ends with a complete copy."""

from __future__ import annotations

import pytest

from strava.db.models import Activity

from .. import faults
from ..actions import SyncActions
from ..markers import slow
from ..sample_strava import activity
from .conftest import wait_for_calls_in_flight


@pytest.fixture
def granted(granted: SyncActions) -> SyncActions:
    """Connected, with 900 activities on Strava and none stored."""
    granted.set_activities(range(900))
    return granted


def pauses(sync: SyncActions, count: int) -> list[float]:
    """Wait this many times until the run is due, and return the seconds of each wait."""
    seconds = []
    for _ in range(count):
        (run,) = sync.runs()
        assert run.resume_at is not None
        seconds.append(run.resume_at.timestamp() - sync.clock.now)
        sync.clock.now += seconds[-1]
        sync.wait()
    return seconds


@pytest.mark.parametrize(
    "fault",
    [
        faults.cut_mid_body,
        faults.server_error,
        *slow(faults.hang_up, faults.truncated_json, faults.html, faults.unavailable),
    ],
    ids=lambda fault: fault.__name__,
)
def test_run_waits_after_a_failure_on_page_3_and_continues_there(
    fault: faults.Fault, proxy: faults.Proxy, granted: SyncActions
) -> None:
    proxy.start_outage(fault, page=3)
    run = granted.run()
    assert (run["state"], run["done"]) == ("waiting", 400)
    assert run["error"]
    assert run["resume_at"].endswith("Z")
    page = granted.page()
    assert "continues automatically" in page
    assert "<b>400</b> activities" in page
    proxy.clear()
    wait_for_calls_in_flight()
    before = len(granted.strava.sample.calls)
    again = granted.wait(minutes=61)
    assert (again["id"], again["state"]) == (run["id"], "done")
    assert (again["done"], again["added"], again["changed"]) == (900, 900, 0)
    # The newest page, the last activity, 3 pages, the empty one, the zones, 2 wasted calls.
    assert len(granted.strava.sample.calls) - before <= 9
    granted.assert_same_as_strava()


def test_backoff_doubles_with_each_failure_and_restarts_after_a_page(
    proxy: faults.Proxy, granted: SyncActions
) -> None:
    proxy.start_outage(faults.html, page=1)
    granted.run()
    assert pauses(granted, 3) == [2, 4, 8]
    proxy.clear()
    proxy.start_outage(faults.html, page=3)
    granted.wait(minutes=1)
    (run,) = granted.runs()
    assert run.resume_at is not None
    assert (run.state, run.resume_at.timestamp() - granted.clock.now) == ("waiting", 2)


def test_backoff_keeps_doubling_if_pages_bring_nothing_new(
    proxy: faults.Proxy, granted: SyncActions
) -> None:
    # All start on one day, so a page that is fetched again contains nothing new.
    granted.strava.sample.activities[:] = [
        activity(number, start_date=f"2026-01-01T{number // 60:02}:{number % 60:02}:00Z")
        for number in range(900)
    ]
    proxy.start_outage(faults.server_error, page=2)
    granted.run()
    assert pauses(granted, 5) == [2, 4, 8, 16, 32]
    proxy.clear()
    granted.wait(minutes=2)
    granted.assert_same_as_strava()


def test_backoff_is_at_most_an_hour(proxy: faults.Proxy, granted: SyncActions) -> None:
    proxy.start_outage(faults.server_error, page=1)
    granted.run()
    assert pauses(granted, 13)[-3:] == [2048, 3600, 3600]


def test_clicking_sync_during_a_wait_for_the_network_retries_immediately(
    proxy: faults.Proxy, granted: SyncActions
) -> None:
    proxy.start_outage(faults.server_error, page=1)
    assert granted.run()["state"] == "waiting"
    proxy.clear()
    assert granted.run()["state"] == "done"
    granted.assert_same_as_strava()


def test_single_failed_responses_are_retried_without_a_wait(
    proxy: faults.Proxy, granted: SyncActions
) -> None:
    proxy.inject(faults.hang_up, page=2, times=1)
    proxy.inject(faults.unavailable, page=4, times=2)
    assert granted.run()["state"] == "done"
    granted.assert_same_as_strava()


def test_activities_uploaded_during_a_wait_are_stored(
    proxy: faults.Proxy, granted: SyncActions
) -> None:
    proxy.start_outage(faults.html, page=3)
    granted.run()
    granted.strava.sample.activities += [activity(number) for number in range(900, 1350)]
    granted.upload(5000, "2018-01-01T10:00:00Z")
    proxy.clear()
    assert granted.wait(minutes=61)["state"] == "done"
    granted.assert_same_as_strava()


def refuse(handler: faults.Handler, response: object) -> None:
    """Send 403, as for an activity that the athlete may not see."""
    handler.respond(403, b'{"message": "Forbidden", "errors": []}', "application/json")


def test_missing_activity_that_strava_refuses_to_show_is_not_marked_as_deleted(
    proxy: faults.Proxy, granted: SyncActions
) -> None:
    granted.run()
    activities = granted.strava.sample.activities
    refused, deleted = activities.pop(400), activities.pop(500)
    proxy.inject(refuse, path=f"/api/v3/activities/{refused['id']}")
    run = granted.run(full=True)
    assert (run["state"], run["deleted"]) == ("done", 1)
    with granted.logbook.sessions() as session:
        assert session.get_one(Activity, deleted["id"]).deleted_at is not None
        assert session.get_one(Activity, refused["id"]).deleted_at is None


def test_first_sync_that_failed_before_its_first_page_fetches_no_page_twice(
    proxy: faults.Proxy, granted: SyncActions
) -> None:
    proxy.start_outage(faults.html, page=1)
    assert granted.run()["state"] == "waiting"
    proxy.clear()
    wait_for_calls_in_flight()
    before = len(granted.strava.sample.calls)
    assert granted.wait(minutes=1)["state"] == "done"
    # What is recent, 5 pages, the empty one, the zones, and 2 wasted calls.
    assert len(granted.strava.sample.calls) - before <= 10
    granted.assert_same_as_strava()
