"""The athlete's zones are fetched with a sync, once a week, and a sync does without them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from strava.db.models import Athlete, Measured, Zones
from strava.recordings.measuring import VERSION
from strava.sample import faults, zones

from ..actions import SyncActions
from ..stored_data import rows

ZONES = "/api/v3/athlete/zones"
HEART_RATE = [0, 115, 139, 158, 175]


@pytest.fixture
def sync(sync: SyncActions) -> SyncActions:
    """Two activities on Strava."""
    sync.set_activities(range(2))
    return sync


def stored_zones(sync: SyncActions) -> dict[tuple[str, date], list[float]]:
    return {(one.kind, one.day): one.bounds for one in rows(sync.app, Zones)}


def test_zones_are_stored_with_their_day_once_a_week(
    sync: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sync.connect()["state"] == "done"
    day = sync.logbook.today()
    assert stored_zones(sync) == {
        ("heartrate", day): HEART_RATE,
        ("power", day): [0, 128, 174, 209, 244, 278, 348],
    }
    (athlete,) = rows(sync.app, Athlete)
    assert athlete.ftp == 232
    calls = sync.state()["calls"]
    assert calls == len(sync.strava.sample.calls) - 1  # the profile, fetched by the sign-in
    sync.wait(hours=24 * 6)
    sync.run()
    assert sync.count_calls(ZONES) == 1
    monkeypatch.setattr(zones, "HEART_RATE", (0, 120, 140, -1))
    sync.wait(hours=24 * 2)
    sync.run()
    assert sync.count_calls(ZONES) == 2
    found = stored_zones(sync)
    assert len(found) == 4
    assert found["heartrate", sync.logbook.today()] == [0, 120, 140]


def test_changed_zones_let_the_time_in_them_be_computed_again(
    sync: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync.connect()
    sync.clock.advance(hours=24 * 8)
    sync.run()
    sync.clock.advance(hours=24)
    late = sync.upload(2, f"{sync.logbook.today()}T06:00:00Z")
    late["start_date_local"] = late["start_date"]
    sync.run()
    with sync.logbook.sessions.begin() as session:
        for activity_id in sync.stored_ids():
            now = sync.logbook.now()
            session.add(Measured(activity_id=activity_id, version=VERSION, fetched_at=now))
    monkeypatch.setattr(zones, "HEART_RATE", (0, 120, 140, -1))
    sync.clock.advance(hours=24 * 7)
    sync.run()
    # The other two remain in the zones that were first seen after their day.
    assert [one.activity_id for one in rows(sync.app, Measured) if not one.rated] == [late["id"]]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_refusal_does_not_fail_the_sync_and_is_repeated_after_a_week(
    sync: SyncActions, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    def refuse() -> Any:
        raise faults.Fault(status, "No")

    monkeypatch.setattr(zones, "of_athlete", refuse)
    state = sync.connect()
    assert (state["state"], state["skipped"]) == ("done", 0)
    asked = sync.count_calls(ZONES)
    assert asked in (1, 2)  # a 401 is repeated with another token
    sync.run()
    assert sync.count_calls(ZONES) == asked
    assert stored_zones(sync) == {}
    sync.wait(hours=24 * 8)
    assert sync.run()["state"] == "done"
    assert sync.count_calls(ZONES) > asked


def test_outage_is_left_to_the_next_sync(
    sync: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("strava.api.client.RETRIES", None)

    def fail() -> Any:
        raise faults.Fault(503, "No")

    with monkeypatch.context() as patch:
        patch.setattr(zones, "of_athlete", fail)
        assert sync.connect()["state"] == "done"
    assert stored_zones(sync) == {}
    assert sync.run()["state"] == "done"
    assert len(stored_zones(sync)) == 2


def test_zones_are_not_requested_without_the_scope_for_them(sync: SyncActions) -> None:
    assert sync.connect(profile_read_all=False)["state"] == "done"
    assert sync.count_calls(ZONES) == 0
