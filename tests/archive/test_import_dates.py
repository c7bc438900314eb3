"""How dates are read is proven by a recording before anything is stored."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from strava.archive import date_proof
from strava.archive.dates_check import Verdict, compare
from strava.archive.formats.track import Lap, Session, Track
from strava.db.enums import RunState

from .imports import (
    FIRST_DAY,
    Files,
    Imports,
    ReadingHere,
    archive_files,
    gpx,
    row,
    start_of,
    with_rows,
)
from .zips import HEADER


def shifted(hours: float, *numbers: int) -> Files:
    """Return an archive whose recordings start so many hours after their rows."""
    files = archive_files(numbers)
    for number in numbers:
        moved = start_of(number) + timedelta(hours=hours)
        files[f"activities/{number}.gpx.gz"] = gpx(moved)
    return files


@pytest.mark.parametrize("hours", [2, -12, 24 * 30, 0.25])
def test_three_recordings_that_disagree_stop_the_import(imports: Imports, hours: float) -> None:
    run = imports.run(shifted(hours, 1, 2, 3))
    assert run.state == RunState.FAILED
    assert "dates in activities.csv cannot be right" in (run.error or "")
    assert (imports.ids(), imports.everything()["archived_activity"]) == (set(), [])


def test_one_recording_that_agrees_is_the_proof(imports: Imports) -> None:
    files = {**shifted(2, 2, 3, 4, 5), **archive_files([6])}
    files["activities.csv"] = HEADER + "".join(
        row(number, f"activities/{number}.gpx.gz") for number in range(2, 7)
    )
    run = imports.run(files)
    assert (run.state, len(imports.ids())) == (RunState.DONE, 5)
    assert imports.report(run).is_date_proven


def test_two_recordings_that_disagree_prove_nothing(imports: Imports) -> None:
    run = imports.run(shifted(2, 1, 2))
    assert (run.state, imports.ids()) == (RunState.DONE, {1, 2})
    assert not imports.report(run).is_date_proven


def test_start_that_was_cropped_disagrees_with_nothing(imports: Imports) -> None:
    files = archive_files([1, 2, 3])
    for number in (1, 2, 3):
        start = start_of(number) - timedelta(minutes=7)
        files[f"activities/{number}.gpx.gz"] = gpx(start, seconds=900)
    run = imports.run(files)
    assert (run.state, imports.recorded()) == (RunState.DONE, {1, 2, 3})


def test_recordings_without_usable_times_are_not_compared(imports: Imports) -> None:
    files = archive_files([1, 2, 3])
    for number in (1, 2, 3):
        files[f"activities/{number}.gpx.gz"] = gpx(FIRST_DAY.replace(year=1989, tzinfo=UTC))
    run = imports.run(files)
    assert (run.state, imports.ids()) == (RunState.DONE, {1, 2, 3})


def test_number_of_recordings_that_are_compared_is_limited(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(date_proof, "_MOST_TRIED", 2)
    files = archive_files([1, 2, 3, 4])
    for number in (1, 2, 3, 4):
        files[f"activities/{number}.gpx.gz"] = b"garbage"
    imports.run(files)
    assert [call[0] for call in ReadingHere.calls].count("check_date") == 2


def test_lap_that_starts_when_the_row_says_proves_nothing() -> None:
    begin = start_of(1).timestamp()
    laps = [Lap(start=begin + 240 * number) for number in range(60)]
    track = Track(times=[begin + second for second in range(0, 4 * 3600, 10)], laps=laps)
    assert compare(start_of(1) + timedelta(hours=2), track) is Verdict.DISAGREES
    assert compare(start_of(1) + timedelta(minutes=7), track) is Verdict.UNDECIDED


def test_leg_of_a_triathlon_starts_when_its_row_says() -> None:
    begin = start_of(1).timestamp()
    track = Track(times=[begin, begin + 7200], sessions=[Session(begin), Session(begin + 3600)])
    assert compare(start_of(1) + timedelta(hours=1), track) is Verdict.AGREES


def test_files_that_others_have_shared_are_compared_last(imports: Imports) -> None:
    files = archive_files([1, 2])
    name = "activities/3.fit"
    imports.run({**with_rows(files, row(3, name)), name: b"garbage"})
    checked = [arguments for method, *arguments in ReadingHere.calls if method == "check_date"]
    assert checked == [[1]]
