"""`flask import`: what it prints, where, and its exit status."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from filelock import FileLock
from flask import Flask
from flask.testing import FlaskCliRunner

from strava.archive import imports, recordings_stage
from strava.cli import progress
from strava.db.enums import Lane, RunKind, RunState
from strava.db.models import Athlete, Measured, SyncRun
from strava.settings import Settings
from strava.sync import runs

from ..archive.conftest import reading_here  # noqa: F401
from ..archive.imports import ATHLETE, Files, ReadingHere, archive_files, row, with_rows
from ..archive.zips import write_folder, write_zip
from .conftest import assert_failed

ID = str(ATHLETE)

RunImport = Callable[..., Result]

pytestmark = pytest.mark.usefixtures("reading_here")


@pytest.fixture
def files() -> Files:
    return with_rows(archive_files([1, 2, 3]), row(4), row(5, "#error#"))


@pytest.fixture
def path(tmp_path: Path, files: Files) -> Path:
    return write_zip(tmp_path / f"export_{ID}.zip", files)


@pytest.fixture
def run_import(runner: FlaskCliRunner, path: Path) -> RunImport:
    """A function that runs `flask import` with the archive, and these options."""

    def run(*options: str, **settings: Any) -> Result:
        return runner.invoke(args=["import", str(path), *options], **settings)

    return run


def stored(app: Flask, model: type[Any]) -> list[Any]:
    with app.extensions["logbook"].sessions() as session:
        return list(session.query(model))


def run_of(app: Flask) -> SyncRun:
    runs_of_archives = [run for run in stored(app, SyncRun) if run.kind == RunKind.ARCHIVE]
    (run,) = runs_of_archives
    assert isinstance(run, SyncRun)
    return run


def test_prints_what_was_imported_and_where_the_report_is(
    run_import: RunImport, app: Flask
) -> None:
    result = run_import("--athlete", ID)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "5 rows: 3 with a recording, 1 by hand, 1 whose recording is missing, 0 skipped.",
        "5 activities added, 0 changed, 0 merged with what Strava's API had sent.",
        "3 recordings read, 0 of them in part; 0 could not be read.",
        f"The page /sync/{run_of(app).id} of Logbook has the report.",
    ]
    assert result.stderr.startswith('row 5, "Walk 5": Strava could not export')


def test_recordings_are_measured_at_the_end(run_import: RunImport, app: Flask) -> None:
    run_import("--athlete", ID)
    assert {one.activity_id for one in stored(app, Measured)} == {1, 2, 3}
    run_import("--athlete", ID)
    kinds = [run.kind for run in stored(app, SyncRun)]
    assert kinds == [RunKind.ARCHIVE, RunKind.MEASURES, RunKind.ARCHIVE]


def test_new_athlete_is_added_after_a_question(run_import: RunImport, app: Flask) -> None:
    refused = run_import(input="n\n")
    assert refused.exit_code == 1
    assert f"Noor ({ID}) is not in Logbook yet. Add them?" in refused.stderr
    assert stored(app, Athlete) == []
    assert run_import(input="y\n").exit_code == 0
    (athlete,) = stored(app, Athlete)
    assert (athlete.id, athlete.name, athlete.from_archive) == (ATHLETE, "Noor", True)
    again = run_import()
    assert (again.exit_code, "Nothing is new." in again.stdout) == (0, True)


def test_question_that_nobody_answers_names_the_option(run_import: RunImport, app: Flask) -> None:
    result = run_import(input="")
    assert result.exit_code == 1
    assert f"--athlete {ID}" in result.stderr
    assert stored(app, Athlete) == []


def test_archive_that_names_nobody_needs_the_option(
    runner: FlaskCliRunner, tmp_path: Path, files: Files
) -> None:
    del files["profile.csv"]
    path = write_folder(tmp_path / "archive", files)
    result = runner.invoke(args=["import", str(path)])
    assert result.exit_code == 2
    assert "Add --athlete ID" in result.stderr
    assert runner.invoke(args=["import", str(path), "--athlete", ID]).exit_code == 0


def test_current_folder_names_the_athlete_by_its_name(
    runner: FlaskCliRunner, tmp_path: Path, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    del files["profile.csv"]
    monkeypatch.chdir(write_folder(tmp_path / f"export_{ID}", files))
    result = runner.invoke(args=["import", "."], input="y\n")
    assert result.exit_code == 0, result.output


def test_archive_of_another_athlete_is_refused(run_import: RunImport, app: Flask) -> None:
    result = run_import("--athlete", "8")
    assert_failed(result, 1, f"the archive of Noor ({ID}), and not of athlete 8")
    assert stored(app, Athlete) == []


@pytest.mark.parametrize("number", ["x", "0", "-5", "9" * 30])
def test_invalid_id_is_status_2(run_import: RunImport, number: str) -> None:
    assert run_import(f"--athlete={number}").exit_code == 2


@pytest.mark.parametrize(
    "arguments", [[], ["a", "b"], ["a", "--sideways"], ["a", "--athlete", "x"]]
)
def test_wrong_usage_is_status_2(runner: FlaskCliRunner, arguments: list[str]) -> None:
    assert runner.invoke(args=["import", *arguments]).exit_code == 2


def test_failure_is_a_sentence_and_status_1(runner: FlaskCliRunner, tmp_path: Path) -> None:
    missing = runner.invoke(args=["import", str(tmp_path / "missing.zip")])
    assert_failed(missing, 1, "is not there")
    (tmp_path / "x.zip").write_bytes(b"garbage")
    assert_failed(runner.invoke(args=["import", str(tmp_path / "x.zip")]), 1, "is not a ZIP")


def test_failure_in_the_middle_is_a_sentence_and_status_1(
    runner: FlaskCliRunner, tmp_path: Path
) -> None:
    path = write_zip(tmp_path / "x.zip", {**archive_files([]), "activities.csv": b"\0"})
    result = runner.invoke(args=["import", str(path), "--athlete", ID])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")


def test_ctrl_c_keeps_the_progress_and_the_same_command_goes_on(
    run_import: RunImport, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recordings_stage, "BATCH", 1)

    def interrupt(method: str, *arguments: Any) -> None:
        if method == "recording" and arguments[0] == "activities/2.gpx.gz":
            raise KeyboardInterrupt

    ReadingHere.before_call = interrupt
    stopped = run_import("--athlete", ID)
    assert (stopped.exit_code, stopped.stdout) == (1, "")
    assert "Run the same command to go on." in stopped.stderr
    assert (run_of(app).state, run_of(app).done) == (RunState.RUNNING, 1)
    ReadingHere.before_call = None
    result = run_import()
    assert (result.exit_code, result.stdout[:7]) == (0, "5 rows:")
    assert (run_of(app).state, run_of(app).done) == (RunState.DONE, 3)


def test_import_that_is_paused_on_the_page_ends_with_status_1(
    run_import: RunImport, app: Flask
) -> None:
    def pause(method: str, *_arguments: Any) -> None:
        if method == "recording":
            with app.extensions["logbook"].sessions() as session:
                runs.pause(session, ATHLETE, Lane.ARCHIVE)

    ReadingHere.before_call = pause
    result = run_import("--athlete", ID)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "The import was paused on the page." in result.stderr
    ReadingHere.before_call = None
    assert run_import().exit_code == 0


class TestUnfinished:
    @pytest.fixture
    def logbook(self, app: Flask, run_import: RunImport, path: Path) -> Any:
        """A Logbook with an import of another file that was interrupted."""
        logbook = app.extensions["logbook"]
        run_import("--athlete", ID)
        with logbook.sessions() as session:
            imports.record(session, path.with_name("old.zip"), ATHLETE, False, logbook.now())
        return logbook

    def test_interrupted_import_of_another_file_is_replaced(
        self, run_import: RunImport, logbook: Any
    ) -> None:
        result = run_import()
        assert result.exit_code == 0
        assert "old.zip had not ended; this one replaces it." in result.stderr
        with logbook.sessions() as session:
            recent = runs.recent(session, ATHLETE)
            states = [run.state for run in recent if run.kind == RunKind.ARCHIVE]
        assert states == [RunState.DONE, RunState.CANCELED, RunState.DONE]

    def test_import_that_was_paused_on_the_page_is_left_alone(
        self, run_import: RunImport, logbook: Any
    ) -> None:
        with logbook.sessions() as session:
            runs.pause(session, ATHLETE, Lane.ARCHIVE)
        assert_failed(run_import(), 1, "has not ended")

    def test_import_that_is_running_elsewhere_is_left_alone(
        self, run_import: RunImport, settings: Settings, logbook: Any
    ) -> None:
        with FileLock(settings.instance_path / f"archive-{ID}.lock"):
            result = run_import()
        assert_failed(result, 1, "is running; it is left alone")


def test_progress_is_a_line_for_every_thousand_recordings(
    run_import: RunImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "ITEMS_PER_LINE", 2)
    monkeypatch.setattr(recordings_stage, "BATCH", 1)
    result = run_import("--athlete", ID)
    lines = result.stderr.splitlines()
    assert [line for line in lines if " of " in line] == ["Recordings: 2 of 3", "Measured: 2 of 3"]
    assert "\r" not in result.stderr


def test_progress_at_a_terminal_is_a_bar(
    run_import: RunImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: True)
    result = run_import("--athlete", ID)
    assert result.exit_code == 0
    assert "Recordings  [####" in result.stderr
    assert "3/3" in result.stderr
    assert "Measured  [####" in result.stderr


def test_only_the_first_problems_are_printed(runner: FlaskCliRunner, tmp_path: Path) -> None:
    rows = [row(number, "#error#") for number in range(1, 31)]
    path = write_zip(tmp_path / "export_7.zip", with_rows(archive_files([]), *rows))
    result = runner.invoke(args=["import", str(path), "--athlete", ID])
    assert len(result.stderr.splitlines()) == 21
    assert result.stderr.splitlines()[-1] == "The report names 10 more."
