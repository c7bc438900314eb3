"""An archive is imported over PostgreSQL as over SQLite, also while a sync is running."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask

from strava.archive.imports import start_import
from strava.db.enums import Lane, RunState

from ..actions import SyncActions
from ..archive.conftest import reading_here  # noqa: F401
from ..archive.imports import Imports, ReadingHere, archive_files, row, with_rows
from ..archive.zips import write_zip
from ..sample_strava import activity


def test_archive_is_imported(
    app: Flask,
    reading_here: type[ReadingHere],  # noqa: F811
    tmp_path: Path,
) -> None:
    imports = Imports(app, tmp_path)
    files = with_rows(archive_files([1, 2, 3]), row(4), row(5).replace("Walk 5", "NUL \0 inside"))
    run = imports.run(files)
    assert (run.state, run.error) == (RunState.DONE, None)
    assert (imports.ids(), imports.recorded()) == ({1, 2, 3, 4, 5}, {1, 2, 3})
    before = imports.everything()
    assert imports.run(files).added == 0
    assert imports.everything() == before


def test_sync_runs_beside_an_import(
    synced: SyncActions,
    reading_here: type[ReadingHere],  # noqa: F811
    tmp_path: Path,
) -> None:
    numbers = range(1, 20)
    synced.set_activities(())
    synced.strava.sample.activities[:] = [
        activity(number, id=number, name=f"On Strava {number}") for number in numbers[::2]
    ]
    files = archive_files(numbers)
    files["profile.csv"] = f"Athlete ID\n{synced.athlete_id}\n"
    path = write_zip(tmp_path / "export.zip", files)

    def sync(method: str, *_arguments: Any) -> None:
        if method == "rows":
            synced.jobs.start(synced.athlete_id, full=True)

    reading_here.before_call = sync
    logbook, jobs, athlete_id = synced.logbook, synced.jobs, synced.athlete_id
    assert start_import(logbook, jobs, path, athlete_id, is_copy=False) is None
    for lane in (Lane.ARCHIVE, Lane.SYNC, Lane.MEASURES):
        jobs.wait(athlete_id, timeout=60, lane=lane)
    for lane in (Lane.ARCHIVE, Lane.SYNC):
        run = jobs.latest(athlete_id, lane)
        assert run is not None
        assert (run.state, run.error) == (RunState.DONE, None)
    stored = synced.client.get("/activities.json?deleted=0").get_json()
    names = {one["id"]: one["name"] for one in stored if one["id"] in numbers}
    assert names == {
        number: f"{'On Strava' if number % 2 else 'Walk'} {number}" for number in numbers
    }
