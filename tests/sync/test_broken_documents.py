"""A summary or detail that cannot be stored is passed over and named, and the rest arrives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from strava.api import bounds
from strava.db.documents import FAILURE
from strava.db.models import Activity, Document

from .. import faults
from ..actions import SyncActions
from ..sample_strava import activity
from ..stored_data import rows


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ({"extra": nested(70)}, "nested too deeply"),
        ({"extra": "x" * 1_000_001}, "too large"),
    ],
    ids=["deep", "large"],
)
def test_summary_that_is_too_deep_or_too_large_is_skipped_and_named(
    granted: SyncActions, field: dict[str, Any], reason: str
) -> None:
    granted.set_activities(range(900))
    odd = granted.strava.sample.activities[-700]
    odd.update(field)
    run = granted.run()
    assert (run["state"], run["skipped"]) == ("done", 1)
    assert reason in granted.runs()[0].skipped[0]
    granted.assert_complete_but_for(odd["id"])


def test_summary_with_many_fields_that_are_not_deep_is_stored(granted: SyncActions) -> None:
    granted.strava.sample.activities = [activity(1, extra=[[1, {"a": []}]] * 200)]
    assert granted.run()["skipped"] == 0
    granted.assert_same_as_strava()


def test_details_that_are_too_deep_are_skipped_by_the_backfill(
    granted: SyncActions, proxy: faults.Proxy, history: list[dict[str, Any]]
) -> None:
    granted.strava.sample.activities = history[:3]
    granted.run()

    def deep(handler: faults.Handler, response: Any) -> None:
        body = json.dumps({"id": 1, "laps": nested(70)}).encode()
        handler.respond(200, body, "application/json")

    activity_id = rows(granted.app, Activity)[1].id
    proxy.inject(deep, path=f"/api/v3/activities/{activity_id}")
    run = granted.backfill()
    assert (run.state, len(run.skipped)) == ("done", 1)
    assert str(activity_id) in run.skipped[0]


@pytest.mark.parametrize("fault", [faults.server_error, faults.html])
@pytest.mark.parametrize("by_click", [True, False], ids=["page", "backfill"])
def test_detail_that_always_fails_keeps_no_streams_from_arriving(
    granted: SyncActions,
    proxy: faults.Proxy,
    history: list[dict[str, Any]],
    fault: faults.Fault,
    by_click: bool,
) -> None:
    granted.strava.sample.activities = [one for one in history if not one["manual"]][:1]
    granted.run()
    (stored,) = granted.stored_ids()
    proxy.inject(fault, path=f"/api/v3/activities/{stored}")
    if by_click:
        answer = granted.client.post(f"/activities/{stored}/details", follow_redirects=True)
        assert "could not be fetched" in answer.text
    else:
        assert len(granted.backfill().skipped) == 1
    stored_kinds = {document.kind for document in rows(granted.app, Document)}
    assert stored_kinds - {FAILURE} == {"summary", "streams"}


def test_answer_that_is_too_large_is_skipped_by_the_backfill(
    granted: SyncActions,
    proxy: faults.Proxy,
    history: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    granted.strava.sample.activities = history[:2]
    granted.run()

    def large(handler: faults.Handler, response: Any) -> None:
        handler.respond(200, b'{"id": 1, "name": "' + b"x" * 500_000, "application/json")

    activity_id = rows(granted.app, Activity)[1].id
    monkeypatch.setattr(bounds, "MAX_BYTES", 400_000)
    proxy.inject(large, path=f"/api/v3/activities/{activity_id}/streams")
    run = granted.backfill()
    assert (run.state, len(run.skipped)) == ("done", 1)
    assert str(activity_id) in run.skipped[0]
