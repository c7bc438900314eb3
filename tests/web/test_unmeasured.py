"""The page of an activity whose recording is stored, but not measured yet."""

from __future__ import annotations

import json
from pathlib import Path

from strava.db.documents import store_documents

from ..applications import stored
from ..recordings.stored import measure
from ..sample_strava import activity
from .table_page import FIRST_ID

STREAMS = json.dumps({"time": {"data": [0, 60, 120]}, "distance": {"data": [0, 200, 400]}})


def test_page_says_that_the_recording_is_being_measured_until_it_is(tmp_path: Path) -> None:
    with stored(tmp_path, [activity(0)]) as app:
        logbook, client = app.extensions["logbook"], app.test_client()
        with logbook.sessions.begin() as session:
            bodies = {"detail": "{}", "streams": STREAMS}
            store_documents(session, FIRST_ID, bodies, logbook.now())
        assert "Logbook is still measuring recordings" in client.get(f"/activities/{FIRST_ID}").text
        with logbook.sessions.begin() as session:
            measure(session, FIRST_ID)
        page = client.get(f"/activities/{FIRST_ID}").text
        assert "still measuring" not in page
        assert 'id="charts"' in page
