"""Imports that are interrupted, in whatever way, lose nothing, and go on where they ended."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from sqlalchemy import event

from strava.accounts import athletes
from strava.archive import copies, recordings_stage, rows_stage
from strava.archive.imports import (
    cancel_import,
    pause_import,
    resume_import,
    retry_import,
    start_import,
)
from strava.db.enums import Lane, RunState
from strava.db.models import ArchiveImport, SyncRun
from strava.settings import Settings
from strava.sync import runs

from ..applications import MakeApp, database_url
from .imports import ATHLETE, Imports, ReadingHere, archive_files, row, with_rows


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_stage, "BATCH", 2)
    monkeypatch.setattr(recordings_stage, "BATCH", 1)


@pytest.fixture
def files() -> dict[str, bytes | str]:
    files = with_rows(archive_files([1, 2, 3, 4]), row(5), row(6, "#error#"))
    files["activities/3.gpx.gz"] = b"garbage"
    return files


@pytest.fixture
def another(settings: Settings, make_app: MakeApp, migrated_file: Path, tmp_path: Path) -> Imports:
    """Another application, with a database of its own."""
    folder = tmp_path / "another"
    folder.mkdir()
    shutil.copy(migrated_file, folder)
    own = replace(settings, instance_path=folder, database_url=database_url(folder))
    return Imports(make_app(own), folder)


@pytest.fixture
def copy(imports: Imports, files: dict[str, bytes | str]) -> Path:
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


def latest(imports: Imports) -> SyncRun:
    with imports.logbook.sessions() as session:
        run = runs.latest(session, ATHLETE, Lane.ARCHIVE)
    assert run is not None
    return run


def wait_until(condition: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(1000):
        if condition():
            return
        pause.wait(0.01)
    raise AssertionError("The condition did not become true in time.")


def start(imports: Imports, path: Path, *, is_copy: bool = False) -> str | None:
    return start_import(imports.logbook, imports.jobs, path, ATHLETE, is_copy)


def start_and_hold(imports: Imports, path: Path, *, is_copy: bool = False) -> None:
    """Start an import, and wait until it has stored its first recording."""
    assert start(imports, path, is_copy=is_copy) is None
    wait_until(lambda: len(imports.recorded()) == 1)


def finish(imports: Imports) -> SyncRun:
    imports.jobs.wait(ATHLETE, timeout=20, lane=Lane.ARCHIVE)
    return latest(imports)


def test_import_that_ends_at_any_step_goes_on_from_there(
    imports: Imports, files: dict[str, bytes | str]
) -> None:
    path, steps = imports.write(files), 0
    run = imports.begin(path)
    while run.state == RunState.RUNNING:
        steps += 1
        left = iter([False] * steps)
        run = imports.go_on(run, stopping=lambda left=left: next(left, True))  # type: ignore[misc]
    assert steps > 5
    assert (run.state, run.added, run.done) == (RunState.DONE, 6, 4)
    assert imports.ids() == {1, 2, 3, 4, 5, 6}
    assert imports.recorded() == {1, 2, 4}
    found = imports.report(run)
    assert (found.rows, found.with_recording, found.by_hand, found.read) == (6, 4, 1, 3)
    assert (found.not_read, found.problem_count, found.to_read) == (1, 2, 4)


def test_interrupted_import_ends_in_the_same_state_as_another(
    imports: Imports, files: dict[str, bytes | str], another: Imports
) -> None:
    another.run(files)
    run, left = imports.begin(imports.write(files)), iter([False] * 9)
    assert imports.go_on(run, stopping=lambda: next(left, True)).state == RunState.RUNNING
    imports.go_on(run)
    assert imports.everything() == another.everything()


def test_new_import_of_the_same_file_reads_only_what_is_left(
    imports: Imports, files: dict[str, bytes | str]
) -> None:
    left = iter([False] * 12)
    run = imports.go_on(imports.begin(imports.write(files)), stopping=lambda: next(left, True))
    with imports.logbook.sessions() as session:
        assert runs.cancel(session, ATHLETE, imports.logbook.now(), Lane.ARCHIVE)
    read = imports.recorded()
    assert 0 < len(read) < 3
    ReadingHere.calls.clear()
    again = imports.run(files)
    assert (again.state, again.added, again.id != run.id) == (RunState.DONE, 0, True)
    assert imports.recorded() == {1, 2, 4}
    recordings = {call[1] for call in ReadingHere.calls if call[0] == "recording"}
    assert not recordings & {f"activities/{number}.gpx.gz" for number in read}


def test_archive_that_has_changed_meanwhile_is_read_again(
    imports: Imports, files: dict[str, bytes | str]
) -> None:
    left = iter([False] * 12)
    run = imports.go_on(imports.begin(imports.write(files)), stopping=lambda: next(left, True))
    imports.write({**files, **archive_files([1, 2, 3, 4, 7])})
    run = imports.go_on(run)
    assert run.state == RunState.DONE
    assert imports.recorded() == {1, 2, 3, 4, 7}


def test_archive_that_is_gone_when_an_import_goes_on_is_explained(
    imports: Imports, files: dict[str, bytes | str]
) -> None:
    path, left = imports.write(files), iter([False] * 12)
    run = imports.go_on(imports.begin(path), stopping=lambda: next(left, True))
    path.rename(path.with_suffix(".moved"))
    before = imports.everything()
    run = imports.go_on(run)
    assert run.state == RunState.FAILED
    assert "is not there any more" in (run.error or "")
    assert imports.everything() == before
    path.with_suffix(".moved").rename(path)
    assert imports.go_on(imports.begin(path)).state == RunState.DONE
    assert imports.recorded() == {1, 2, 4}


@pytest.mark.parametrize("table", ["activity", "document", "archived_activity"])
def test_full_disk_fails_an_import_with_a_sentence_and_loses_nothing(
    imports: Imports, copy: Path, table: str
) -> None:
    engine = imports.logbook.sessions.kw["bind"]
    number = iter(range(10**6))

    def fail(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        is_write = statement.startswith((f"INSERT INTO {table}", f"UPDATE {table}"))
        if is_write and next(number) >= 2:
            raise sqlite3.OperationalError("database or disk is full")

    event.listen(engine, "before_cursor_execute", fail)
    run = imports.go_on(imports.begin(copy, is_copy=True))
    event.remove(engine, "before_cursor_execute", fail)
    assert run.state == RunState.FAILED
    assert "Free some space" in (run.error or "")
    stored = imports.ids()
    assert copy.exists()
    assert retry_import(imports.logbook, imports.jobs, ATHLETE) is None
    assert finish(imports).state == RunState.DONE
    assert stored <= imports.ids() == {1, 2, 3, 4, 5, 6}
    assert imports.recorded() == {1, 2, 4}
    assert not copy.exists()


class TestControl:
    def test_second_import_at_once_is_refused_with_a_sentence(
        self, imports: Imports, files: dict[str, bytes | str], held: threading.Event
    ) -> None:
        start_and_hold(imports, imports.write(files))
        assert start(imports, imports.write(files, "other.zip")) == (
            "An import is already running. Wait until it has ended, or cancel it."
        )
        held.set()
        run = finish(imports)
        assert (run.state, imports.recorded()) == (RunState.DONE, {1, 2, 4})

    def test_import_in_another_process_is_left_alone(
        self, imports: Imports, files: dict[str, bytes | str], settings: Settings
    ) -> None:
        with FileLock(settings.instance_path / f"archive-{ATHLETE}.lock"):
            obstacle = start(imports, imports.write(files))
        assert obstacle is not None
        assert "already running" in obstacle
        assert imports.ids() == set()

    def test_paused_import_reads_nothing_until_it_is_resumed(
        self, imports: Imports, files: dict[str, bytes | str], held: threading.Event
    ) -> None:
        start_and_hold(imports, imports.write(files))
        assert pause_import(imports.jobs, ATHLETE)
        held.set()
        assert latest(imports).state == RunState.PAUSED
        obstacle = start(imports, imports.write(files, "other.zip"))
        assert obstacle is not None
        assert "has not ended" in obstacle
        assert len(imports.recorded()) == 1
        assert resume_import(imports.jobs, ATHLETE)
        assert finish(imports).state == RunState.DONE
        assert imports.recorded() == {1, 2, 4}

    def test_canceled_import_keeps_what_it_has_stored_and_removes_its_copy(
        self, imports: Imports, copy: Path, held: threading.Event
    ) -> None:
        start_and_hold(imports, copy, is_copy=True)
        assert copy.exists()
        assert cancel_import(imports.logbook, imports.jobs, ATHLETE)
        held.set()
        assert latest(imports).state == RunState.CANCELED
        assert len(imports.ids()) == 6
        assert len(imports.recorded()) == 1
        assert not copy.exists()

    def test_copy_is_removed_if_the_athlete_removes_all_data(
        self, imports: Imports, copy: Path, held: threading.Event
    ) -> None:
        start_and_hold(imports, copy, is_copy=True)
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
        self, imports: Imports, copy: Path, files: dict[str, bytes | str]
    ) -> None:
        assert start(imports, copy, is_copy=True) is None
        assert finish(imports).state == RunState.DONE
        assert not copy.exists()
        path = imports.write(files)
        assert start(imports, path, is_copy=True) is None
        assert finish(imports).state == RunState.DONE
        assert path.exists()

    def test_copy_that_is_no_archive_is_removed(self, imports: Imports, copy: Path) -> None:
        copy.write_bytes(b"garbage")
        assert start(imports, copy, is_copy=True) is None
        assert finish(imports).state == RunState.FAILED
        assert not copy.exists()

    def test_measuring_follows_the_import(
        self, imports: Imports, files: dict[str, bytes | str], finish_sync: Callable[[], None]
    ) -> None:
        start(imports, imports.write(files))
        finish_sync()
        finish_sync()
        measures = imports.jobs.latest(ATHLETE, Lane.MEASURES)
        assert measures is not None
        assert measures.done == 3

    def test_measuring_waits_while_an_import_runs(
        self, imports: Imports, files: dict[str, bytes | str], held: threading.Event
    ) -> None:
        start_and_hold(imports, imports.write(files))
        imports.jobs.start_measuring(ATHLETE)
        imports.jobs.wait(ATHLETE, timeout=20, lane=Lane.MEASURES)
        measures = imports.jobs.latest(ATHLETE, Lane.MEASURES)
        assert measures is not None
        assert (measures.state, measures.waiting_for) == (RunState.WAITING, "sync")


def test_import_that_is_interrupted_by_stopping_continues_at_the_next_start(
    imports: Imports, copy: Path, held: threading.Event, settings: Settings, make_app: MakeApp
) -> None:
    start_and_hold(imports, copy, is_copy=True)
    held_stop = threading.Thread(target=imports.jobs.stop, args=(20,))
    held_stop.start()
    wait_until(imports.jobs._ending.is_set)
    held.set()
    held_stop.join()
    run = latest(imports)
    assert run.state == RunState.WAITING
    assert "the import continues from there" in (run.error or "")
    restarted = make_app(settings)
    restarted.extensions["jobs"].resume_all()
    restarted.extensions["jobs"].wait(ATHLETE, timeout=20, lane=Lane.ARCHIVE)
    assert (latest(imports).id, latest(imports).state) == (run.id, RunState.DONE)
    assert imports.recorded() == {1, 2, 4}
    assert not copy.exists()


def test_import_whose_process_died_continues_when_a_page_looks_at_it(
    imports: Imports, files: dict[str, bytes | str]
) -> None:
    left = iter([False] * 12)
    imports.go_on(imports.begin(imports.write(files)), stopping=lambda: next(left, True))
    assert latest(imports).state == RunState.RUNNING
    imports.jobs.latest(ATHLETE, Lane.ARCHIVE)
    assert finish(imports).state == RunState.DONE
    assert imports.recorded() == {1, 2, 4}


def test_import_without_its_archive_fails_with_a_sentence(imports: Imports) -> None:
    run = imports.begin(imports.folder)
    with imports.logbook.sessions() as session:
        session.delete(session.get_one(ArchiveImport, run.id))
        session.commit()
    run = imports.go_on(run)
    assert run.state == RunState.FAILED
    assert "Import it again" in (run.error or "")


def test_nothing_outside_the_folder_of_copies_is_removed(imports: Imports, tmp_path: Path) -> None:
    file = tmp_path / "mine.zip"
    file.write_bytes(b"")
    copies.remove(imports.logbook.settings, file)
    folder = imports.logbook.settings.instance_path / copies.FOLDER
    copies.remove(imports.logbook.settings, folder / ".." / "secret_key")
    assert file.exists()
    assert os.path.exists(imports.logbook.settings.instance_path / "secret_key")
