"""The page of a run shows what it changed, field by field."""

from __future__ import annotations

from flask.testing import FlaskClient

from strava.db.models import Change

from ..actions import SyncActions
from ..stored_data import rows


def test_run_page_lists_added_changed_and_deleted_activities(sync: SyncActions) -> None:
    sync.set_activities(range(100))
    sync.connect()
    activities = sync.strava.sample.activities
    edited = activities[7]
    edited.update(name="Renamed <b>", kudos_count=5, map={"id": "a7"})
    sync.upload(9000, "2019-03-03T03:03:03Z")
    deleted = activities.pop(50)
    page = sync.page(f"/sync/{sync.run(full=True)['id']}")
    for text in (
        "1 added, 1 changed, 1 deleted",
        "Renamed &lt;b&gt;",
        "<td>kudos_count</td>",
        "Activity 7<",
        "Activity 9000",
        deleted["name"],
    ):
        assert text in page
    changes = [change for change in rows(sync.app, Change) if change.kind == "changed"]
    assert {change.activity_id: change.fields for change in changes} == {
        edited["id"]: [
            ["kudos_count", None, 5],
            ["map", None, {"id": "a7"}],
            ["name", "Activity 7", "Renamed <b>"],
        ]
    }


def test_changes_within_an_object_are_listed_by_field(sync: SyncActions) -> None:
    sync.set_activities(range(3))
    edited = sync.strava.sample.activities[1]
    edited["map"] = {"id": "a1", "summary_polyline": "abc"}
    sync.connect()
    edited["map"] = {"id": "a1", "summary_polyline": "xyz"}
    sync.run(full=True)
    (change,) = rows(sync.app, Change)
    assert change.fields == [["map.summary_polyline", "abc", "xyz"]]


def test_first_sync_records_no_changes(synced: SyncActions) -> None:
    assert rows(synced.app, Change) == []


def test_unknown_run_is_not_found(connected: FlaskClient) -> None:
    assert connected.get("/sync/999").status_code == 404
    assert connected.get("/sync/99999999999999999999").status_code == 404
