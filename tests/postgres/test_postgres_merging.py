"""Archives are merged with the API over PostgreSQL as they are over SQLite."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from strava.accounts import athletes
from strava.db.models import Gear

from ..actions import SyncActions
from ..archive.merging.imports import Imports
from ..archive.merging.made_up import (
    FREIBURG,
    START,
    made_up_row,
    made_up_track,
    sent_summary,
)
from ..stored_data import rows

ID = 9_100_000_001


@pytest.fixture
def imports(sync: SyncActions) -> Imports:
    imports = Imports(sync)
    imports.add_athlete(from_archive=False)
    return imports


def cropped() -> dict[str, Any]:
    later = START + timedelta(seconds=200)
    start = f"{later:%Y-%m-%dT%H:%M:%SZ}"
    return sent_summary(start_date=start, elapsed_time=400, distance=2000.0, gear_id="b1")


@pytest.mark.parametrize("is_archive_first", [True, False])
def test_either_order_of_archive_and_api_hides_the_start(
    imports: Imports, is_archive_first: bool
) -> None:
    listed = [
        made_up_row(gear_name='Rocky "M" 100%', name="NUL \0 and half \ud83d"),
        made_up_row(2, file_name=None, start=START + timedelta(days=1)),
    ]
    if is_archive_first:
        imports.import_archive(listed, {ID: made_up_track()})
    with imports.logbook.sessions.begin() as session:
        bike = {"id": "b1", "name": 'Rocky "M" 100%'}
        athletes.store_gear(session, imports.sync.athlete_id, bike)
    imports.arrive(cropped())
    imports.import_archive(listed, {ID: made_up_track()})
    assert imports.source(ID) == "cut"
    assert list(FREIBURG) not in imports.streams(ID)["latlng"]["data"]
    assert [one.id for one in rows(imports.sync.app, Gear)] == ["b1"]
    assert imports.activity(ID).gear_id == "b1"
    assert imports.activity(ID + 1).timezone == "(GMT+01:00) Europe/Berlin"
    assert imports.missing(ID) == ("detail", "streams")
    imports.fetch(ID, streams=None)
    assert imports.missing(ID) == ("detail",)
    before = imports.state()
    imports.import_archive(listed, {ID: made_up_track()})
    assert imports.state() == before
    for query, found in (("private=1", []), ("private=0", [ID])):
        shown = imports.sync.client.get(f"/activities.json?{query}").get_json()
        assert [one["id"] for one in shown] == found
    by_id = {one["id"]: one for one in imports.sync.client.get("/activities.json").get_json()}
    assert (by_id[ID]["private"], by_id[ID + 1]["private"]) == (False, None)
