"""The page of an import with its report, and an athlete who never connects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db import summary
from strava.db.enums import RunKind, RunState
from strava.db.models import Activity, ArchiveImport, Athlete, SyncRun

from .. import made_up_archive
from ..archive.imports import ATHLETE
from ..archive.zips import zipped
from ..html import parse


def add_run(app: Flask, state: RunState, report: dict[str, Any], **fields: Any) -> int:
    """Store an import of Noor with this report."""
    logbook = app.extensions["logbook"]
    with logbook.sessions() as session:
        run = SyncRun(
            kind=RunKind.ARCHIVE,
            state=state,
            started_at=logbook.now() - timedelta(minutes=5),
            finished_at=logbook.now() if state == RunState.DONE else None,
            **{"athlete_id": ATHLETE, "done": 0, "added": 0, "changed": 0, "skipped": [], **fields},
        )
        session.add(run)
        session.flush()
        stored = ArchiveImport(sync_id=run.id, path="/a.zip", has_rows=True, report=report)
        session.add(stored)
        session.commit()
        return run.id


def store_activity(app: Flask, activity_id: int, name: str) -> None:
    logbook = app.extensions["logbook"]
    with logbook.sessions() as session:
        fields = {"id": activity_id, "name": name, "sport_type": "Run"}
        session.add(Activity(**summary.columns(fields), athlete_id=ATHLETE))
        session.commit()


class TestReport:
    """The page of an import."""

    REPORT: ClassVar = {
        "language": "de",
        "date_form": "09.12.2022, 15:24:49",
        "is_date_proven": True,
        "unknown_columns": ["<b>Foo</b>", "Bar"],
        "rows": 1234,
        "with_recording": 1200,
        "by_hand": 30,
        "merged": 4,
        "skipped": 1,
        "to_read": 1200,
        "read": 1199,
        "not_read": 1,
        "problem_count": 3,
        "problems": [
            {
                "row": 7,
                "name": "Lunch",
                "file_name": "activities/9.fit.gz",
                "activity_id": 70,
                "reason": "Cut off.",
            },
            {"row": 8, "name": "Gone", "file_name": None, "activity_id": 80, "reason": "Lost."},
            {"row": 9, "name": "<script>", "file_name": None, "reason": "No date."},
        ],
    }

    def test_report_has_counts_languages_and_a_line_for_each_problem(
        self, app: Flask, client: FlaskClient, noor: int
    ) -> None:
        store_activity(app, 70, "Lunch")
        run_id = add_run(app, RunState.DONE, self.REPORT, added=1229, done=1200)
        page = parse(client.get(f"/sync/{run_id}").text)
        counts = [div.text.split() for div in page.find_all("dl")[0].find_all("div")]
        assert [" ".join(words) for words in counts] == [
            "Activities in the archive 1,234",
            "With a recording 1,200",
            "Entered by hand 30",
            "Merged with what Strava’s API had sent 4",
            "Skipped 1",
            "Recordings read 1,199",
            "Recordings that could not be read 1",
        ]
        text = " ".join(page.text.split())
        for part in (
            "Finished after 5 min: 1,229 activities added, 0 changed",
            "The language of the archive is German",
            "written like 09.12.2022, 15:24:49 , which a recording confirms",
            "<b>Foo</b>, Bar",
            "What the table says about an activity is stored even so.",
            "row 7 of the table, activities/9.fit.gz Cut off.",
            "<script> row 9 of the table No date.",
        ):
            assert part in text, text
        links = {one.text: one.attributes["href"] for one in page.find_all("a")}
        assert links["Lunch"] == "/activities/70"
        assert "Gone" not in links

    def test_running_import_shows_its_progress_and_refreshes(
        self, app: Flask, client: FlaskClient, noor: int
    ) -> None:
        run_id = add_run(app, RunState.PAUSED, self.REPORT, done=600)
        page = client.get(f"/sync/{run_id}").text
        assert "600 of 1,200 recordings" in page
        assert 'value="600"' in page
        assert "Resume" in page
        assert "Pause</button>" not in page

    def test_page_of_a_connected_athlete_asks_for_the_progress_by_itself(
        self, app: Flask, client: FlaskClient, noor: int
    ) -> None:
        with app.extensions["logbook"].sessions() as session:
            session.get_one(Athlete, noor).from_archive = False
            session.commit()
        run_id = add_run(app, RunState.WAITING, self.REPORT)
        (part,) = [
            one
            for one in parse(client.get(f"/sync/{run_id}").text).find_all("section")
            if one.attributes.get("id") == "runs"
        ]
        assert part.attributes["hx-get"] == f"/sync/{run_id}?"
        assert part.attributes["hx-trigger"] == "every 5s"

    def test_failed_import_without_a_report_shows_its_error(
        self, app: Flask, client: FlaskClient, noor: int
    ) -> None:
        run_id = add_run(app, RunState.FAILED, {}, error="The archive is damaged.")
        page = client.get(f"/sync/{run_id}").text
        assert "The archive is damaged." in page
        assert "Import again" in page

    def test_paused_import_can_be_canceled_and_then_not_again(
        self, app: Flask, client: FlaskClient, noor: int
    ) -> None:
        run_id = add_run(app, RunState.PAUSED, self.REPORT, done=600)
        answer = client.post("/import/cancel")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/sync/{run_id}")
        assert "Canceled" in client.get(f"/sync/{run_id}").text
        page = client.post("/import/cancel", follow_redirects=True).text
        assert "There is no unfinished import" in page


def test_import_that_failed_can_be_tried_again_while_its_archive_is_there(
    app: Flask, client: FlaskClient, noor: int, tmp_path: Path, finish_sync: Callable[[], None]
) -> None:
    run_id = add_run(app, RunState.FAILED, {}, error="The disk is full.")
    assert "Try again" not in client.get(f"/sync/{run_id}").text
    path = tmp_path / "archive.zip"
    path.write_bytes(zipped(made_up_archive.files()))
    with app.extensions["logbook"].sessions() as session:
        session.get_one(ArchiveImport, run_id).path = str(path)
        session.commit()
    assert "Try again" in client.get(f"/sync/{run_id}").text
    page = client.post("/import/retry", follow_redirects=True).text
    finish_sync()
    assert f"/sync/{run_id + 1}" in client.get("/sync").text
    assert "The disk is full." not in page
    assert "Try again" not in client.get(f"/sync/{run_id}").text


class TestWithoutConnection:
    """An athlete from an archive is never reminded to connect."""

    @pytest.mark.parametrize("address", ["/activities", "/sync", "/settings", "/activities/70"])
    def test_no_page_reminds_to_connect(
        self, app: Flask, client: FlaskClient, noor: int, address: str
    ) -> None:
        store_activity(app, 70, "Lunch")
        page = client.get(address).text
        for reminder in ("is disconnected", "Reconnect", "Not connected", "Fetch", "Synced"):
            assert reminder not in page, reminder
        assert ">Import</button>" in page

    def test_settings_name_the_id_and_say_nothing_of_disconnecting(
        self, client: FlaskClient, noor: int
    ) -> None:
        text = parse(client.get("/settings").text).text
        assert f"ID {noor} · From an archive" in text
        assert "To delete everything, stop Logbook and delete that folder." in text

    def test_header_says_what_the_latest_import_does(
        self, app: Flask, client: FlaskClient, noor: int
    ) -> None:
        assert "Nothing imported yet" in client.get("/activities").text
        run_id = add_run(app, RunState.DONE, {})
        page = client.get("/activities").text
        assert "Imported just now" in page
        assert f'href="/sync/{run_id}"' in page
        add_run(app, RunState.PAUSED, {})
        assert "The import is paused" in client.get("/activities").text


def test_syncs_do_not_recommend_the_import_that_is_done(
    app: Flask, connected: FlaskClient, athlete_id: int
) -> None:
    recommendation = "instead to have all recordings"
    assert recommendation in connected.get("/sync").text
    add_run(app, RunState.DONE, {}, athlete_id=athlete_id)
    page = connected.get("/sync").text
    assert recommendation not in page
    assert "Import a newer archive" in page
