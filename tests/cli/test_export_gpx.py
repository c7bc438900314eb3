"""`flask export --format gpx`: a file for each activity that has positions."""

from __future__ import annotations

import json
import os
import signal
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from strava.db.documents import store_documents

from .. import gpx_files
from ..applications import stored
from ..recordings.stored import store_measured
from .conftest import assert_failed

OUTSIDE, INSIDE, MANUAL, UNFETCHED, UNDATED = range(201, 206)
Export = Callable[..., Result]


def summary(activity_id: int, sport: str, **values: Any) -> dict[str, Any]:
    start = f"2026-11-{activity_id - 190}T07:30:00Z"
    fields = {"id": activity_id, "name": f"No {activity_id}", "sport_type": sport}
    return {**fields, "start_date": start, "start_date_local": start, **values}


ACTIVITIES = [
    summary(OUTSIDE, "Run"),
    summary(INSIDE, "Run"),
    summary(MANUAL, "Run", manual=True),
    summary(UNFETCHED, "Ride"),
    summary(UNDATED, "Hike", start_date=None, start_date_local=None),
]
TIMES = list(range(0, 3000, 3))
PLACES = [[47 + time / 1e5, 8.5] for time in TIMES]
STREAMS: dict[int, dict[str, list[Any]]] = {
    OUTSIDE: {"time": TIMES, "latlng": PLACES, "heartrate": [120] * len(TIMES)},
    INSIDE: {"time": [0, 1], "heartrate": [99, 100]},
    UNDATED: {"time": [0, 1], "latlng": [[1, 2], [3, 4]]},
}
NAMES = {f"2026-11-11-{OUTSIDE}.gpx", f"{UNDATED}.gpx"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with stored(tmp_path_factory.mktemp("gpx"), ACTIVITIES) as app:
        later = datetime(2100, 1, 1, tzinfo=UTC)
        with app.extensions["logbook"].sessions() as session:
            for activity_id, streams in STREAMS.items():
                body = {name: {"data": data} for name, data in streams.items()}
                store_measured(session, activity_id, {"streams": json.dumps(body)}, later)
            session.commit()
        yield app


@pytest.fixture
def export(app: Flask) -> Export:
    def run(folder: Path | str, *options: str) -> Result:
        command = ["export", "--format", "gpx", "--output", str(folder), *options]
        return app.test_cli_runner().invoke(args=command)

    return run


def test_writes_each_recording_that_has_positions(export: Export, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    result = export(folder)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        f"Wrote 2 GPX files to {folder}. 2 activities have no positions. 1 activity has no "
        "recording here yet: click Fetch all details on Logbook’s page of syncs, and export again "
        "when they have arrived.\n"
    )
    assert {file.name for file in folder.iterdir()} == NAMES
    content = (folder / f"2026-11-11-{OUTSIDE}.gpx").read_bytes()
    read = [[point.latitude, point.longitude] for point in gpx_files.points(content)]
    assert read == [pytest.approx(place, abs=5.1e-8) for place in PLACES]


def test_file_equals_the_download_of_the_page(export: Export, app: Flask, tmp_path: Path) -> None:
    export(tmp_path)
    content = (tmp_path / f"2026-11-11-{OUTSIDE}.gpx").read_bytes()
    assert content == app.test_client().get(f"/activities/{OUTSIDE}.gpx").data


def test_filters_choose_and_files_of_the_same_name_are_replaced(
    export: Export, tmp_path: Path
) -> None:
    mine, old = tmp_path / "mine.gpx", tmp_path / f"2026-11-11-{OUTSIDE}.gpx"
    for file in (mine, old):
        file.write_text("old")
    result = export(tmp_path, "--sport", "Run", "--to", "2026-11-11")
    assert result.stderr == f"Wrote 1 GPX file to {tmp_path}.\n"
    assert {file.name for file in tmp_path.iterdir()} == {mine.name, old.name}
    assert mine.read_text() == "old"
    gpx_files.assert_valid(old.read_bytes())


def test_without_a_match_there_is_no_new_folder(export: Export, tmp_path: Path) -> None:
    result = export(tmp_path / "new", "--span", "2001")
    assert result.stderr == f"Wrote 0 GPX files to {tmp_path / 'new'}.\n"
    assert list(tmp_path.iterdir()) == []


def test_current_folder_can_be_named(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert export(".").exit_code == 0
    assert {file.name for file in tmp_path.iterdir()} == NAMES


def test_wrong_usage_writes_nothing(export: Export, app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    assert_failed(export(file), 2, "is a file")
    assert_failed(export(""), 2, "--output needs")
    assert_failed(export(tmp_path, "--columns", "date"), 2, "GPX has no columns")
    assert_failed(export(tmp_path, "--for", "excel"), 2, "Only CSV")
    assert_failed(export(tmp_path, "--sport", "Runn"), 2, "the nearest is Run")
    run = app.test_cli_runner().invoke
    assert_failed(run(args=["export", "--format", "gpx"]), 2, "name a folder with --output")
    assert_failed(run(args=["export", "--output", str(tmp_path)]), 2, "is a folder")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert file.read_text() == "old"


def test_folder_that_cannot_be_made_is_named(export: Export, app: Flask, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    assert_failed(export(tmp_path / "file" / "folder"), 1, "folder cannot be written: Not a dir")
    target = str(tmp_path / "file" / "out.csv")
    result = app.test_cli_runner().invoke(args=["export", "--output", target])
    assert_failed(result, 1, "out.csv cannot be written: Not a dir")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_is_read_only_is_named(export: Export, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert_failed(export(tmp_path), 1, "cannot be written: Permission denied")
    finally:
        tmp_path.chmod(0o700)


def test_full_disk_leaves_whole_files_only(export: Export, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="Windows cannot limit the size of files")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limit[1]))
    try:
        # The file of the hike is smaller, and its day unknown, so that it would come last.
        result = export(tmp_path / "new", "--order", "asc", "--sort", "name", "--sport", "Run")
        assert_failed(result, 1, "cannot be written: File too large. Wrote 0 GPX files before it.")
        assert not (tmp_path / "new").exists()
        result = export(tmp_path, "--order", "desc", "--sort", "name")
        assert_failed(result, 1, "cannot be written: File too large. Wrote 1 GPX file before it.")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handler)
    assert [file.name for file in tmp_path.iterdir()] == [f"{UNDATED}.gpx"]
    gpx_files.assert_valid((tmp_path / f"{UNDATED}.gpx").read_bytes())


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_files(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    body = json.dumps({name: {"data": data} for name, data in STREAMS[OUTSIDE].items()})
    activities = [summary(200 + number, "Run") for number in range(12)]
    with stored(tmp_path_factory.mktemp("many"), activities) as app:
        with app.extensions["logbook"].sessions() as session:
            for activity in activities:
                store_documents(session, activity["id"], {"streams": body}, datetime.now(UTC))
            session.commit()
        peaks = []
        for last in ("2026-11-12", "2026-11-12", "2026-11-21"):
            tracemalloc.start()
            command = ["export", "--format", "gpx", "--output", str(tmp_path), "--to", last]
            assert app.test_cli_runner().invoke(args=command).exit_code == 0
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert len(list(tmp_path.iterdir())) == 12
    size = max(file.stat().st_size for file in tmp_path.iterdir())
    assert peaks[2] < peaks[1] + size
