"""An import stores all rows of an archive first, then the recordings, and reports what it read."""

from __future__ import annotations

import logging
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DataError

from strava.archive import merging, recordings_stage, report, rows_stage
from strava.archive.imports import record
from strava.archive.profiles import whose
from strava.archive.tables.rows import Profile
from strava.db.enums import RunState
from strava.db.models import Activity, Athlete

from .imports import (
    ATHLETE,
    Imports,
    ReadingHere,
    archive_files,
    gpx,
    row,
    start_of,
    with_rows,
)
from .zips import HEADER, write_folder, zipped


def test_rows_and_recordings_are_stored(imports: Imports) -> None:
    run = imports.run(with_rows(archive_files([1, 2, 3]), row(4)))
    assert (run.state, run.error) == (RunState.DONE, None)
    assert imports.ids() == {1, 2, 3, 4}
    assert imports.recorded() == {1, 2, 3}
    assert (run.added, run.changed, run.done, run.skipped) == (4, 0, 3, [])
    found = imports.report(run)
    assert (found.rows, found.with_recording, found.by_hand, found.skipped) == (4, 3, 1, 0)
    assert (found.to_read, found.read, found.read_in_part, found.not_read) == (3, 3, 0, 0)
    assert (found.language, found.is_date_proven, found.problem_count) == ("en", True, 0)
    assert "2026" in found.date_form


def test_folder_is_imported_like_a_zip(imports: Imports) -> None:
    path = write_folder(imports.folder / "export_7", archive_files([1, 2]))
    assert imports.go_on(imports.begin(path)).state == RunState.DONE
    assert imports.recorded() == {1, 2}


def test_importing_the_same_archive_again_changes_nothing(imports: Imports) -> None:
    imports.run(archive_files([1, 2, 3]))
    before = imports.everything()
    with imports.logbook.sessions() as session:
        version = session.get_one(Athlete, ATHLETE).data_version
    run = imports.run(archive_files([1, 2, 3]))
    assert imports.everything() == before
    assert (run.state, run.added, run.changed, run.done) == (RunState.DONE, 0, 0, 0)
    assert (imports.report(run).unchanged, imports.report(run).to_read) == (3, 0)
    with imports.logbook.sessions() as session:
        assert session.get_one(Athlete, ATHLETE).data_version == version


def test_newer_archive_brings_what_is_new(imports: Imports) -> None:
    imports.run(archive_files([1, 2]))
    run = imports.run(archive_files([1, 2, 3]))
    assert (run.added, run.done) == (1, 1)
    assert imports.recorded() == {1, 2, 3}


def test_of_two_archives_with_the_same_activities_the_later_one_counts(imports: Imports) -> None:
    files = archive_files([1])
    table = str(files["activities.csv"])
    for name, day in (("Later", 2), ("Earlier", 1), ("Latest", 3)):
        own = {**files, "activities.csv": table.replace("Walk 1", name)}
        path = write_folder(imports.folder / name, own)
        os.utime(path / "activities.csv", (day * 86_400, day * 86_400))
        imports.go_on(imports.begin(path))
        with imports.logbook.sessions() as session:
            found = session.get_one(Activity, 1).name
        assert found == ("Latest" if name == "Latest" else "Later")


def test_all_rows_are_stored_before_the_first_recording_is_read(imports: Imports) -> None:
    def look(method: str, *_arguments: Any) -> None:
        if method == "recording":
            assert imports.ids() == {1, 2, 3}

    ReadingHere.before_call = look
    run = imports.run(archive_files([1, 2, 3]))
    assert run.error is None
    assert run.state == RunState.DONE


def test_recordings_are_read_newest_first(imports: Imports) -> None:
    imports.run(archive_files([2, 9, 4, 1]))
    read = [arguments[0] for method, *arguments in ReadingHere.calls if method == "recording"]
    assert read == [f"activities/{number}.gpx.gz" for number in (9, 4, 2, 1)]


def test_rows_and_recordings_are_stored_in_several_transactions(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_stage, "BATCH", 2)
    monkeypatch.setattr(recordings_stage, "BATCH", 2)
    run = imports.run(archive_files(range(1, 8)))
    assert (run.added, run.done, imports.report(run).read) == (7, 7, 7)
    assert imports.recorded() == set(range(1, 8))


class TestProblems:
    """One line of the report for each row and file that could not be read, or only in part."""

    def test_file_that_cannot_be_read_costs_only_itself(self, imports: Imports) -> None:
        files = archive_files([1, 2, 3])
        files["activities/2.gpx.gz"] = b"garbage"
        run = imports.run(files)
        assert (run.state, imports.recorded()) == (RunState.DONE, {1, 3})
        assert "Walk 2 activities/2.gpx.gz: " in imports.reasons(run)
        assert (imports.report(run).read, imports.report(run).not_read) == (2, 1)
        assert len(run.skipped) == 1

    def test_file_that_is_read_in_part_is_named_with_what_is_wrong(self, imports: Imports) -> None:
        files = archive_files([1, 2])
        content = files["activities/2.gpx.gz"]
        assert isinstance(content, bytes)
        files["activities/2.gpx.gz"] = content[:-8]
        run = imports.run(files)
        assert imports.recorded() == {1, 2}
        assert "Walk 2 activities/2.gpx.gz: The file is" in imports.reasons(run)
        found = imports.report(run)
        assert (found.read, found.read_in_part, found.problem_count) == (2, 1, 1)

    def test_recording_that_a_damaged_archive_has_in_part_is_read_again(
        self, imports: Imports
    ) -> None:
        long = gpx(start_of(1)) + f"<!--{'x' * 20_000}-->"
        whole = zipped({**archive_files([1]), "activities/1.gpx.gz": long}, zipfile.ZIP_STORED)
        path = imports.folder / "export.zip"
        read = []
        for content in (whole.replace(b"xx-->", b"xy-->"), whole, whole):
            path.write_bytes(content)
            found = imports.report(imports.go_on(imports.begin(path)))
            read.append((found.read, found.read_in_part))
        assert read == [(1, 1), (1, 0), (0, 0)]

    def test_file_that_is_missing_or_was_lost_by_strava_is_named(self, imports: Imports) -> None:
        more = row(2, "activities/2.fit.gz"), row(3, "#error#")
        run = imports.run(with_rows(archive_files([1]), *more))
        assert imports.ids() == {1, 2, 3}
        reasons = imports.reasons(run)
        assert f"2 Walk 2 activities/2.fit.gz: {rows_stage.MISSING}" in reasons
        assert "3 Walk 3 None: Strava could not export" in reasons
        found = imports.report(run)
        assert (found.rows, found.with_recording, found.by_hand) == (3, 1, 0)

    def test_row_without_a_date_is_skipped_and_named(self, imports: Imports) -> None:
        odd = "2,yesterday,Odd,Walk,,60,0.07,false,,\n"
        run = imports.run(with_rows(archive_files([1]), odd))
        assert imports.ids() == {1}
        assert imports.report(run).skipped == 1
        assert "2 " in imports.reasons(run)

    def test_same_problems_are_in_the_report_of_the_next_import(self, imports: Imports) -> None:
        files = archive_files([1, 2])
        files["activities/2.gpx.gz"] = b"garbage"
        before = imports.reasons(imports.run(files))
        assert imports.reasons(imports.run(files)) == before

    def test_number_of_problems_in_the_report_is_limited(
        self, imports: Imports, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(report, "MAX_PROBLEMS", 3)
        rows = "".join(row(number, "#error#") for number in range(1, 6))
        found = imports.report(imports.run({"activities.csv": f"{HEADER}{rows}"}))
        assert (found.problem_count, len(found.problems)) == (5, 3)

    def test_row_that_cannot_be_stored_costs_only_itself(
        self, imports: Imports, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        store_rows = merging.store_rows

        def fail(*arguments: Any, **options: Any) -> None:
            store_rows(*arguments, **options)
            if any(one.id == 2 for one in arguments[3]):
                raise DataError("INSERT", {}, Exception("odd"))

        monkeypatch.setattr(merging, "store_rows", fail)
        run = imports.run(archive_files([1, 2, 3]))
        assert (run.state, imports.ids(), run.added) == (RunState.DONE, {1, 3}, 2)
        assert rows_stage.UNEXPECTED in imports.reasons(run)
        assert "odd" in caplog.text

    def test_recording_that_cannot_be_stored_costs_only_itself(
        self, imports: Imports, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store_track = merging.store_track

        def fail(session: Any, run: Any, activity_id: int, *rest: Any) -> None:
            store_track(session, run, activity_id, *rest)
            if activity_id == 2:
                raise RuntimeError("odd")

        monkeypatch.setattr(merging, "store_track", fail)
        run = imports.run(archive_files([1, 2, 3]))
        assert (run.state, imports.recorded()) == (RunState.DONE, {1, 3})
        assert recordings_stage.UNEXPECTED in imports.reasons(run)

    def test_recording_whose_summary_changes_again_and_again_is_given_up(
        self, imports: Imports, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(merging, "store_track", lambda *_arguments: None)
        run = imports.run(archive_files([1]))
        assert (run.state, run.done) == (RunState.DONE, 1)
        assert (imports.report(run).read, imports.report(run).not_read) == (0, 1)
        assert recordings_stage.CHANGING in imports.reasons(run)


class TestWhose:
    @pytest.mark.parametrize(
        ("name", "profile", "expected"),
        [
            ("export_7.zip", 8, 8),
            ("export_7.zip", None, 7),
            ("Export_7 (1).zip", None, 7),
            ("export_7", None, 7),
            ("strava.zip", None, None),
            ("export_0.zip", None, None),
            (f"export_{'9' * 40}.zip", None, None),
        ],
    )
    def test_profile_names_the_athlete_and_else_the_file(
        self, name: str, profile: int | None, expected: int | None
    ) -> None:
        assert whose(Profile(profile), name) == expected

    def test_athlete_of_an_archive_is_not_connected_and_named_as_in_it(
        self, imports: Imports
    ) -> None:
        files = archive_files([1])
        files["profile.csv"] = f"Athlete ID,First Name,City\n{ATHLETE},Noor Z,Ede\n"
        imports.run(files)
        with imports.logbook.sessions() as session:
            athlete = session.get_one(Athlete, ATHLETE)
        assert (athlete.name, athlete.from_archive, athlete.city) == ("Noor Z", True, None)


def test_nothing_else_of_the_archive_is_read_or_logged(
    imports: Imports, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "secret@example.com"
    files = archive_files([1])
    files["profile.csv"] = f"Athlete ID,Email Address,First Name\n{ATHLETE},{secret},Noor\n"
    more = ("contacts.csv", "logins.csv", "messaging.json", "routes/1.gpx", "media/1.jpg")
    run = imports.run({**files, **dict.fromkeys(more, secret)})
    assert run.state == RunState.DONE
    with imports.logbook.sessions() as session:
        engine = session.get_bind()
    assert secret not in caplog.text
    database = Path(str(engine.engine.url.database))
    stored = b"".join(path.read_bytes() for path in database.parent.glob("logbook.sqlite*"))
    assert secret.encode() not in stored


def test_row_that_names_another_file_has_no_recording(imports: Imports) -> None:
    files = archive_files([1])
    table = str(files["activities.csv"]).replace("activities/1.gpx.gz", "routes/1.gpx.gz")
    route = files["activities/1.gpx.gz"]
    imports.run({**files, "activities.csv": table, "routes/1.gpx.gz": route})
    assert imports.ids() == {1}
    assert {method for method, *_ in ReadingHere.calls} & {"check_date", "recording"} == set()


def test_archive_without_a_readable_table_fails_with_a_sentence(imports: Imports) -> None:
    run = imports.run({"activities.csv": b"\x00\x01\x02", "activities/1.gpx": "<gpx/>"})
    assert run.state == RunState.FAILED
    assert run.error
    assert "Internal error" not in run.error
    assert imports.ids() == set()


def test_activities_of_another_athlete_stay_theirs(imports: Imports) -> None:
    imports.run(archive_files([1, 2]))
    before = imports.everything()
    with imports.logbook.sessions() as session:
        session.add(Athlete(id=8, name="Other", connected_at=imports.logbook.now()))
        session.commit()
        path = imports.write(archive_files([1, 2]), "other.zip")
        run = record(session, path, 8, False, imports.logbook.now())
    run = imports.go_on(run)
    assert run.state == RunState.DONE
    assert rows_stage.OF_ANOTHER in imports.reasons(run)
    assert imports.everything() == before
