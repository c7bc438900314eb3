"""Gear that the profile does not list has a name: from a stored detail, or from Strava."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Response, jsonify

from strava.db.models import Gear
from strava.sample import athlete

from ..actions import SyncActions
from ..sample_strava import activity
from ..stored_data import rows

RETIRED = "b55"
ADDRESS = f"/api/v3/gear/{RETIRED}"


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The gear that Strava knows, by id. The profile lists none of it."""
    known: dict[str, Any] = {}
    monkeypatch.setattr(athlete, "gear", lambda gear_id, _activities: known.get(gear_id))
    return known


@pytest.fixture
def granted(granted: SyncActions, known: dict[str, Any]) -> SyncActions:
    """Connected, with an activity on Strava whose bike is retired."""
    details = {"distance": 5e6, "converted_distance": 5000.0, "primary": False, "retired": True}
    known[RETIRED] = {"id": RETIRED, "name": "Rocinante", "nickname": "", **details}
    granted.strava.sample.activities = [activity(1), activity(2, gear_id=RETIRED)]
    return granted


def test_retired_gear_has_its_name_in_the_table_filter_and_exports(granted: SyncActions) -> None:
    assert granted.run()["state"] == "done"
    assert "Rocinante" in granted.page("/activities?columns=name,gear")
    assert "Rocinante" in granted.page(f"/activities?gear={RETIRED}")
    assert "Rocinante" in granted.page("/activities.csv")
    assert "Activity 2" in granted.page("/activities?q=rocinante")
    (found,) = granted.client.get(f"/activities.json?gear={RETIRED}").get_json()
    assert found["gear_name"] == "Rocinante"


def test_name_is_asked_for_once(granted: SyncActions) -> None:
    granted.run()
    granted.run()
    granted.run(full=True)
    granted.clock.advance(hours=24 * 8)
    assert granted.run()["kind"] == "full"
    assert granted.count_calls(ADDRESS) == 1


def test_name_in_a_stored_detail_takes_no_call(
    granted: SyncActions, history: list[dict[str, Any]]
) -> None:
    ride = {**history[-1], "gear_id": None}
    granted.strava.sample.activities = [ride]
    granted.run()
    ride["gear_id"] = RETIRED
    # The detail is fetched before the list shows the bike.
    granted.backfill()
    granted.run(full=True)
    assert granted.count_calls(ADDRESS) == 0
    assert [gear.name for gear in rows(granted.app, Gear)] == ["Rocinante"]


def test_incremental_sync_names_the_gear_of_a_new_activity(granted: SyncActions) -> None:
    bike = granted.strava.sample.activities[1].pop("gear_id")
    granted.run()
    granted.strava.sample.activities.append(activity(3, gear_id=bike))
    assert granted.run()["kind"] == "incremental"
    assert [gear.name for gear in rows(granted.app, Gear)] == ["Rocinante"]


def not_found() -> Response:
    return _error(404)


def forbidden() -> Response:
    return _error(403)


def server_error() -> Response:
    return _error(500)


def not_an_object() -> Response:
    return jsonify(["a", "list"])


def _error(status: int) -> Response:
    response = jsonify(message="Error", errors=[])
    response.status_code = status
    return response


@pytest.mark.parametrize(
    ("respond", "skipped"),
    [(not_found, 0), (not_an_object, 0), (forbidden, 1), (server_error, 1)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_gear_that_strava_does_not_describe_does_not_fail_the_sync(
    granted: SyncActions,
    monkeypatch: pytest.MonkeyPatch,
    respond: Callable[[], Response],
    skipped: int,
) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(granted.strava.app.view_functions, "api.show_gear", lambda gear_id: respond())
        run = granted.run()
        assert (run["state"], run["skipped"]) == ("done", skipped)
        assert RETIRED in granted.page(f"/activities?gear={RETIRED}")
        # An incremental sync does not ask again.
        before = granted.count_calls(ADDRESS)
        granted.run()
        assert granted.count_calls(ADDRESS) == before
    granted.run(full=True)
    assert [gear.name for gear in rows(granted.app, Gear)] == ["Rocinante"]


@pytest.mark.parametrize("gear_id", ["../athlete", "b1?x=1", "b#2", "b 3"])
def test_odd_gear_id_leads_to_no_other_address(granted: SyncActions, gear_id: str) -> None:
    granted.strava.sample.activities = [activity(1, gear_id=gear_id)]
    assert granted.run()["state"] == "done"
    assert [gear.name for gear in rows(granted.app, Gear)] == [gear_id]
