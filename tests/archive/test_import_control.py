"""Imports are started, paused, resumed and canceled; their uploaded copies are removed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from strava.accounts import athletes
from strava.archive import copies
from strava.archive.imports import (
    cancel_import,
    pause_import,
    resume_import,
)
from strava.db.enums import Lane, RunState
from strava.settings import Settings
from strava.sync import runs

from .imports import ATHLETE, Files, Imports

pytestmark = pytest.mark.usefixtures("small_batches")


class TestControl:
    def test_second_import_at_once_is_refused_with_a_sentence(
        self, imports: Imports, files: Files, held: threading.Event
    ) -> None:
        imports.start_and_hold(imports.write(files))
        assert imports.start(imports.write(files, "other.zip")) == (
            "An import is already running. Wait until it has ended, or cancel it."
        )
        held.set()
        run = imports.finish()
        assert (run.state, imports.recorded()) == (RunState.DONE, {1, 2, 4})

    def test_import_in_another_process_is_left_alone(
        self, imports: Imports, files: Files, settings: Settings
    ) -> None:
        with FileLock(settings.instance_path / f"archive-{ATHLETE}.lock"):
            obstacle = imports.start(imports.write(files))
        assert obstacle is not None
        assert "already running" in obstacle
        assert imports.ids() == set()

    def test_paused_import_reads_nothing_until_it_is_resumed(
        self, imports: Imports, files: Files, held: threading.Event
    ) -> None:
        imports.start_and_hold(imports.write(files))
        assert pause_import(imports.jobs, ATHLETE)
        held.set()
        assert imports.latest().state == RunState.PAUSED
        obstacle = imports.start(imports.write(files, "other.zip"))
        assert obstacle is not None
        assert "has not ended" in obstacle
        assert len(imports.recorded()) == 1
        assert resume_import(imports.jobs, ATHLETE)
        assert imports.finish().state == RunState.DONE
        assert imports.recorded() == {1, 2, 4}

    def test_canceled_import_keeps_what_it_has_stored_and_removes_its_copy(
        self, imports: Imports, copy: Path, held: threading.Event
    ) -> None:
        imports.start_and_hold(copy, is_copy=True)
        assert copy.exists()
        assert cancel_import(imports.logbook, imports.jobs, ATHLETE)
        held.set()
        assert imports.latest().state == RunState.CANCELED
        assert len(imports.ids()) == 6
        assert len(imports.recorded()) == 1
        assert not copy.exists()

    def test_measuring_follows_the_import(
        self, imports: Imports, files: Files, finish_sync: Callable[[], None]
    ) -> None:
        imports.start(imports.write(files))
        finish_sync()
        finish_sync()
        measures = imports.jobs.latest(ATHLETE, Lane.MEASURES)
        assert measures is not None
        assert measures.done == 3

    def test_measuring_waits_while_an_import_runs(
        self, imports: Imports, files: Files, held: threading.Event
    ) -> None:
        imports.start_and_hold(imports.write(files))
        imports.jobs.start_measuring(ATHLETE)
        imports.jobs.wait(ATHLETE, timeout=20, lane=Lane.MEASURES)
        measures = imports.jobs.latest(ATHLETE, Lane.MEASURES)
        assert measures is not None
        assert (measures.state, measures.waiting_for) == (RunState.WAITING, "sync")


class TestCopies:
    """Archives that were uploaded."""

    def test_copy_is_removed_if_the_athlete_removes_all_data(
        self, imports: Imports, copy: Path, held: threading.Event
    ) -> None:
        imports.start_and_hold(copy, is_copy=True)
        with imports.logbook.sessions() as session:
            athletes.disconnect(session, ATHLETE, with_data=True)
        held.set()
        imports.jobs.wait(ATHLETE, timeout=20, lane=Lane.ARCHIVE)
        assert imports.ids() == set()
        assert not copy.exists()

    @pytest.mark.parametrize("state", [RunState.PAUSED, RunState.FAILED])
    def test_copy_of_an_import_that_has_stopped_is_removed_with_all_data(
        self, imports: Imports, copy: Path, state: RunState
    ) -> None:
        run = imports.begin(copy, is_copy=True)
        with imports.logbook.sessions() as session:
            runs.update(session, run.id, [RunState.RUNNING], state=state)
            session.commit()
        imports.app.test_client().post("/disconnect", data={"id": ATHLETE, "delete": "1"})
        assert not copy.exists()

    def test_copy_is_removed_at_the_end_and_another_file_stays(
        self, imports: Imports, copy: Path, files: Files
    ) -> None:
        assert imports.start(copy, is_copy=True) is None
        assert imports.finish().state == RunState.DONE
        assert not copy.exists()
        path = imports.write(files)
        assert imports.start(path, is_copy=True) is None
        assert imports.finish().state == RunState.DONE
        assert path.exists()

    def test_copy_that_is_not_an_archive_is_removed(self, imports: Imports, copy: Path) -> None:
        copy.write_bytes(b"garbage")
        assert imports.start(copy, is_copy=True) is None
        assert imports.finish().state == RunState.FAILED
        assert not copy.exists()


def test_nothing_outside_the_folder_of_copies_is_removed(imports: Imports, tmp_path: Path) -> None:
    file = tmp_path / "mine.zip"
    file.write_bytes(b"")
    copies.remove(imports.logbook.settings, file)
    folder = imports.logbook.settings.instance_path / copies.FOLDER
    copies.remove(imports.logbook.settings, folder / ".." / "secret_key")
    assert file.exists()
    assert os.path.exists(imports.logbook.settings.instance_path / "secret_key")
