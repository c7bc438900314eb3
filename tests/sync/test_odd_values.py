"""Values out of all bounds are shown, cut or left out, and never keep a sync from its end."""

from __future__ import annotations

import html
import re

import pytest

from strava.coerce import LARGEST_ID

from ..actions import SyncActions
from ..odd_values import (
    LONGEST,
    ODD_IDS,
    assert_listed,
    change_everything,
    odd_activities,
    odd_detail,
)
from ..sample_strava import activity


def test_odd_values_are_stored_and_shown(
    sync: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("strava.sample.details.detail", odd_detail)
    monkeypatch.setattr("strava.sample.athlete.gear", lambda gear_id, activities: None)
    monkeypatch.setattr("strava.sample.streams.streams", lambda activity: {})
    sync.strava.sample.set_limits(read=(10_000, 100_000))
    sync.strava.sample.activities[:] = odd_activities()
    run = sync.connect()
    assert (run["state"], run["skipped"]) == ("done", 0)
    assert sync.stored_ids() == {one["id"] for one in odd_activities()}
    details = sync.backfill()
    assert (details.state, details.error) == ("done", None)
    assert_listed(sync)
    for activity_id in sync.stored_ids():
        assert sync.client.get(f"/activities/{activity_id}").status_code == 200


def test_changes_between_odd_values_are_stored_and_shown(sync: SyncActions) -> None:
    sync.strava.sample.activities[:] = odd_activities()
    sync.connect()
    change_everything(sync)
    run = sync.run(full=True)
    assert (run["state"], run["changed"]) == ("done", len(odd_activities()))
    # The values are those of other activities now, and are sorted like before.
    assert_listed(sync, sorted_lists=[])


def test_activity_whose_id_cannot_be_stored_is_skipped_and_named(sync: SyncActions) -> None:
    nameless = {"start_date": "2019-12-01T00:00:00Z"}
    good = [activity(0), activity(1, id=LARGEST_ID)]
    bad = [
        activity(100 + number, id=odd, name=f"Lost № {number}")
        for number, odd in enumerate(ODD_IDS)
    ]
    bad.append(activity(200, id=0, name=LONGEST))
    sync.strava.sample.activities[:] = [*good, *bad, nameless, nameless | {"id": 0}]
    run = sync.connect()
    assert (run["state"], run["skipped"]) == ("done", len(ODD_IDS) + 3)
    assert sync.stored_ids() == {one["id"] for one in good}
    page = html.unescape(sync.page("/sync"))
    for number in range(len(ODD_IDS)):
        assert re.search(rf'the id of "Lost № {number}" is .*, not a whole number from 1 to', page)
    assert "the id is missing, not a whole number from 1 to 9223372036854775807." in page
    assert f'the id of "{LONGEST[:57]}…" is 0, not' in page
    assert "the id is 0, not a whole number" in page
    assert sync.client.get(f"/activities/{LARGEST_ID}").status_code == 200
