"""Imports that are interrupted, in whatever way, lose nothing, and go on where they ended."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from strava.archive.imports import (
    retry_import,
)
from strava.db.enums import Lane, RunState
from strava.db.models import ArchiveImport
from strava.settings import Settings
from strava.sync import runs

from ..actions import wait_until
from ..applications import MakeApp, database_url
from .imports import ATHLETE, Files, Imports, ReadingHere, archive_files

pytestmark = pytest.mark.usefixtures("small_batches")


@pytest.fixture
def another(settings: Settings, make_app: MakeApp, migrated_file: Path, tmp_path: Path) -> Imports:
    """Another application, with a database of its own."""
    folder = tmp_path / "another"
    folder.mkdir()
    shutil.copy(migrated_file, folder)
    own = replace(settings, instance_path=folder, database_url=database_url(folder))
    return Imports(make_app(own), folder)


def test_import_that_ends_at_any_step_goes_on_from_there(imports: Imports, files: Files) -> None:
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
    imports: Imports, files: Files, another: Imports
) -> None:
    another.run(files)
    run, left = imports.begin(imports.write(files)), iter([False] * 9)
    assert imports.go_on(run, stopping=lambda: next(left, True)).state == RunState.RUNNING
    imports.go_on(run)
    assert imports.everything() == another.everything()


def test_new_import_of_the_same_file_reads_only_what_is_left(
    imports: Imports, files: Files
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


def test_archive_that_has_changed_meanwhile_is_read_again(imports: Imports, files: Files) -> None:
    left = iter([False] * 12)
    run = imports.go_on(imports.begin(imports.write(files)), stopping=lambda: next(left, True))
    imports.write({**files, **archive_files([1, 2, 3, 4, 7])})
    run = imports.go_on(run)
    assert run.state == RunState.DONE
    assert imports.recorded() == {1, 2, 3, 4, 7}


def test_archive_that_is_gone_when_an_import_goes_on_is_explained(
    imports: Imports, files: Files
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
    assert imports.finish().state == RunState.DONE
    assert stored <= imports.ids() == {1, 2, 3, 4, 5, 6}
    assert imports.recorded() == {1, 2, 4}
    assert not copy.exists()


def test_import_that_is_interrupted_by_stopping_continues_at_the_next_start(
    imports: Imports, copy: Path, held: threading.Event, settings: Settings, make_app: MakeApp
) -> None:
    imports.start_and_hold(copy, is_copy=True)
    held_stop = threading.Thread(target=imports.jobs.stop, args=(20,))
    held_stop.start()
    wait_until(imports.jobs._ending.is_set)
    held.set()
    held_stop.join()
    run = imports.latest()
    assert run.state == RunState.WAITING
    assert "the import continues from there" in (run.error or "")
    restarted = make_app(settings)
    restarted.extensions["jobs"].resume_all()
    restarted.extensions["jobs"].wait(ATHLETE, timeout=20, lane=Lane.ARCHIVE)
    assert (imports.latest().id, imports.latest().state) == (run.id, RunState.DONE)
    assert imports.recorded() == {1, 2, 4}
    assert not copy.exists()


def test_import_whose_process_died_continues_when_a_page_looks_at_it(
    imports: Imports, files: Files
) -> None:
    left = iter([False] * 12)
    imports.go_on(imports.begin(imports.write(files)), stopping=lambda: next(left, True))
    assert imports.latest().state == RunState.RUNNING
    imports.jobs.latest(ATHLETE, Lane.ARCHIVE)
    assert imports.finish().state == RunState.DONE
    assert imports.recorded() == {1, 2, 4}


def test_import_without_its_archive_fails_with_a_sentence(imports: Imports) -> None:
    run = imports.begin(imports.folder)
    with imports.logbook.sessions() as session:
        session.delete(session.get_one(ArchiveImport, run.id))
        session.commit()
    run = imports.go_on(run)
    assert run.state == RunState.FAILED
    assert "Import it again" in (run.error or "")
