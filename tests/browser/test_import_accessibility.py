"""WCAG 2.2 AA on the pages of imports, in light and dark, on a phone and on a desktop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from strava.archive import uploads
from strava.db.enums import RunKind, RunState
from strava.db.models import ArchiveImport, Athlete, SyncRun

from .. import made_up_archive
from ..archive.imports import ATHLETE
from ..archive.zips import write_zip, zipped
from .steps import RunningLogbook, Watch
from .test_accessibility import violations

REPORT = {
    "language": "de",
    "date_form": "09.12.2022, 15:24:49",
    "rows": 1234,
    "with_recording": 1200,
    "to_read": 1200,
    "read": 1199,
    "unknown_columns": ["Name of a very long column " * 5],
    "problem_count": 1,
    "problems": [
        {"row": 7, "name": "Lunch " * 30, "file_name": "activities/9.fit.gz", "reason": "Lost."}
    ],
}


def add_run(logbook: RunningLogbook, state: RunState) -> int:
    """Store an import with its report, and return the id of its run."""
    parts = logbook.app.extensions["logbook"]
    with parts.sessions() as session:
        athlete = Athlete(id=ATHLETE, name="Noor", connected_at=parts.now(), from_archive=True)
        session.merge(athlete)
        run = SyncRun(
            athlete_id=ATHLETE,
            kind=RunKind.ARCHIVE,
            state=state,
            started_at=parts.now() - timedelta(minutes=5),
            done=600,
            skipped=[],
        )
        session.add(run)
        session.flush()
        session.add(ArchiveImport(sync_id=run.id, path="/a", has_rows=True, report=REPORT))
        session.commit()
        return run.id


def test_page_of_imports_has_no_violations_in_any_state(
    page: Page,
    logbook: RunningLogbook,
    watch: Watch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(uploads, "SLICE_BYTES", 400)
    field = page.get_by_label("The ZIP from Strava")
    path = tmp_path / made_up_archive.NAME
    page.goto("/import")
    assert violations(page) == []

    field.set_input_files(write_zip(path, {"photo.jpg": b""}))
    expect(page.get_by_role("alert").filter(visible=True)).to_be_visible()
    assert violations(page) == []

    page.route("**/import/slice?*offset=400", lambda route: route.abort("connectionrefused"))
    field.set_input_files(write_zip(path, made_up_archive.files()))
    expect(page.get_by_text("Logbook does not answer")).to_be_visible()
    assert violations(page) == []

    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", name="An upload is unfinished")).to_be_visible()
    assert violations(page) == []
    watch.errors.clear()

    page.unroute_all()
    field.set_input_files(path)
    expect(page.get_by_role("button", name="Add and import")).to_be_visible()
    assert violations(page) == []


@pytest.mark.usefixtures("connected")
def test_question_whose_archive_it_is_has_no_violations(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "strava.zip"
    path.write_bytes(zipped({"activities.csv": b""}))
    page.goto("/import")
    page.get_by_label("The ZIP from Strava").set_input_files(path)
    expect(page.get_by_role("heading", name="Whose archive is this?")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("state", [RunState.PAUSED, RunState.DONE])
def test_page_of_an_import_has_no_violations(
    new_page: Callable[..., Page], logbook: RunningLogbook, state: RunState
) -> None:
    page = new_page()
    page.goto(f"/sync/{add_run(logbook, state)}")
    assert violations(page) == []
