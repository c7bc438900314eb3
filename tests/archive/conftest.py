"""An athlete of an archive, and imports that run in the process of the test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from strava.archive import copies, importer, recordings_stage, rows_stage

from .imports import Files, Imports, ReadingHere, archive_files, row, with_rows


@pytest.fixture
def reading_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[ReadingHere]]:
    """Read archives in this process: starting another one takes longer than most tests."""
    monkeypatch.setattr(importer, "Worker", ReadingHere)
    ReadingHere.calls = []
    ReadingHere.before_call = None
    yield ReadingHere
    ReadingHere.before_call = None


@pytest.fixture
def imports(app: Flask, reading_here: type[ReadingHere], tmp_path: Path) -> Imports:
    """An application with an athlete of an archive, who has no activities yet."""
    return Imports(app, tmp_path)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Store few rows and one recording at once."""
    monkeypatch.setattr(rows_stage, "BATCH", 2)
    monkeypatch.setattr(recordings_stage, "BATCH", 1)


@pytest.fixture
def files() -> Files:
    """An archive with six activities: one by hand, one that Strava lost, one that is damaged."""
    files = with_rows(archive_files([1, 2, 3, 4]), row(5), row(6, "#error#"))
    files["activities/3.gpx.gz"] = b"garbage"
    return files


@pytest.fixture
def copy(imports: Imports, files: Files) -> Path:
    """An archive that was uploaded."""
    folder = imports.logbook.settings.instance_path / copies.FOLDER
    folder.mkdir()
    imports.write(files).rename(folder / "copy.zip")
    return folder / "copy.zip"


@pytest.fixture
def held() -> Iterator[threading.Event]:
    """An event; until it is set, imports wait before their second recording."""
    released, numbers = threading.Event(), iter(range(10**6))

    def wait(method: str, *_arguments: Any) -> None:
        if method == "recording" and next(numbers) == 1:
            assert released.wait(20)

    ReadingHere.before_call = wait
    yield released
    released.set()
