"""The archive of the sample's athlete has the form of those that Strava sends."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from strava.sample import create_sample
from strava.sample.__main__ import main
from strava.sample.archive import export, write_archive
from strava.sample.athlete import ID

from .conftest import TODAY, Clock


def archive_of(
    activities: list[dict[str, Any]], folder: Path, language: str = "en", max_samples: int = 30
) -> ZipFile:
    app = create_sample(TODAY, clock=Clock(), activities=activities, max_samples=max_samples)
    write_archive(app.extensions["sample"], folder / "archive.zip", language)
    return ZipFile(folder / "archive.zip")


def read_table(archive: ZipFile, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(archive.read(name).decode(), newline="")))


def first(history: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """Return the first activity with these fields."""
    return next(
        activity
        for activity in history
        if all(activity.get(name) == value for name, value in fields.items())
    )


@pytest.mark.parametrize(
    ("language", "columns", "cells"),
    [
        ("en", ["Activity ID", "Distance"], ["Jan 9, 2026, 11:30:05 PM", "Run", "5.01", "1,350"]),
        ("de", ["Aktivitäts-ID", "Distanz"], ["09.01.2026, 23:30:05", "Lauf", "5,01", "1.350"]),
        (
            "fr",
            ["ID de l'activité", "Distance"],
            ["9 janv. 2026 à 23:30:05", "Course à pied", "5,01", "1.350"],
        ),
        (
            "nl",
            ["Activiteits-ID", "Afstand"],
            ["9 jan 2026, 23:30:05", "Hardloopsessie", "5,01", "1.350"],
        ),
        (
            "pl",
            ["Identyfikator aktywności", "Dystans"],
            ["9 sty 2026, 23:30:05", "Bieganie", "5,01", "1.350"],
        ),
        ("zh", ["活动 ID", "距离"], ["2026年1月9日 23:30:05", "跑步", "5.01", "1,350"]),
        (
            "es",
            ["ID de actividad", "Distancia"],
            ["9 ene 2026, 23:30:05", "Carrera", "5,01", "1.350"],
        ),
    ],
)
def test_headers_dates_sports_and_distances_are_in_the_language(
    history: list[dict[str, Any]],
    tmp_path: Path,
    language: str,
    columns: list[str],
    cells: list[str],
) -> None:
    run = first(history, sport_type="Run", manual=True)
    run = run | {"start_date": "2026-01-09T23:30:05Z", "distance": 5012.5}
    swim = first(history, sport_type="Swim", distance=1350.0) | {"manual": True}
    with archive_of([run, swim], tmp_path, language) as archive:
        header, swam, ran = read_table(archive, "activities.csv")
    assert [header[0], header[6], header[17]] == [columns[0], columns[1], columns[1]]
    assert ran[1:2] + ran[3:4] + ran[6:7] + swam[6:7] == cells
    assert (ran[15], ran[17]) == (f"{run['elapsed_time']}.0", "5012.5")
    assert {len(header), len(swam), len(ran)} == {101 if language == "de" else 103}


def test_a_row_has_what_the_api_says_in_the_units_of_the_archive(
    history: list[dict[str, Any]], tmp_path: Path
) -> None:
    ride = next(
        one for one in reversed(history) if one.get("device_watts") and one["sport_type"] == "Ride"
    )
    with archive_of([ride], tmp_path) as archive:
        header, cells = read_table(archive, "activities.csv")
    row = dict(zip(header, cells, strict=True))
    numbers = {
        "Activity ID": "id",
        "Distance": "distance",
        "Moving Time": "moving_time",
        "Elapsed Time": "elapsed_time",
        "Max Speed": "max_speed",
        "Average Speed": "average_speed",
        "Elevation Gain": "total_elevation_gain",
        "Elevation High": "elev_high",
        "Average Cadence": "average_cadence",
        "Average Heart Rate": "average_heartrate",
        "Max Heart Rate": "max_heartrate",
        "Average Watts": "average_watts",
        "Max Watts": "max_watts",
        "Relative Effort": "suffer_score",
    }
    assert {name: float(row[name]) for name in numbers} == {
        name: ride[field] for name, field in numbers.items()
    }
    assert row["Activity Name"] == ride["name"]
    assert float(row["Total Work"]) == pytest.approx(1000 * ride["kilojoules"])
    assert (row["Activity Gear"], row["Bike"]) == ("Cirrus", "10270011")


def test_manual_and_lost_activities_have_no_file(
    history: list[dict[str, Any]], tmp_path: Path
) -> None:
    activities = [*history[-5:], first(history, manual=True)]
    with archive_of(activities, tmp_path) as archive:
        _, *rows = read_table(archive, "activities.csv")
        names = set(archive.namelist())
    files = {int(row[0]): row[12] for row in rows}
    assert files.pop(activities[-1]["id"]) == ""
    assert list(files.values()).count("#error#") == 1
    assert {name for name in names if name.startswith("activities/")} == set(files.values()) - {
        "#error#"
    }


def test_the_tables_name_the_athlete_the_gear_and_the_photos(
    history: list[dict[str, Any]], tmp_path: Path
) -> None:
    activity = first(history, total_photo_count=3)
    with archive_of([activity], tmp_path) as archive:
        profile = dict(zip(*read_table(archive, "profile.csv"), strict=True))
        preferences = dict(zip(*read_table(archive, "general_preferences.csv"), strict=True))
        photos = [row[0] for row in read_table(archive, "media.csv")[1:]]
        assert all(archive.read(name) for name in photos)
        assert ["Cirrus", "Halden", "Endurance 4", "Ride"] in read_table(archive, "bikes.csv")
        assert ["Fenn Drift 5", "Fenn", "Drift 5", "Run"] in read_table(archive, "shoes.csv")
        media = read_table(archive, "activities.csv")[1][-1]
        assert b"<time>" not in archive.read("routes/20260411.gpx")
    assert (profile["Athlete ID"], profile["Weight"]) == (str(ID), "63.5")
    assert preferences["Functional Threshold Power"] == "232 W"
    assert media.split("|") == photos
    assert len(photos) == 3


def test_the_same_activities_give_the_same_file(
    history: list[dict[str, Any]], tmp_path: Path
) -> None:
    contents = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        archive_of(history[-6:], tmp_path / name).close()
        contents.append((tmp_path / name / "archive.zip").read_bytes())
    assert contents[0] == contents[1]


def test_the_command_writes_an_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "export_2718281828.zip"
    arguments = f"--archive {path} --language nl --activities 3 --records 20 --today 2026-11-22"
    monkeypatch.setattr(sys, "argv", ["python -m strava.sample", *arguments.split()])
    assert main() == 0
    assert capsys.readouterr().out == f"The archive of the sample's athlete is in {path}.\n"
    with ZipFile(path) as archive:
        header, *rows = read_table(archive, "activities.csv")
    assert (header[0], len(rows)) == ("Activiteits-ID", 3)


def test_a_file_that_cannot_be_written_gets_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "missing" / "archive.zip"
    arguments = ["--archive", str(path), "--activities", "1"]
    monkeypatch.setattr(sys, "argv", ["python -m strava.sample", *arguments])
    assert main() == 1
    *_, last = capsys.readouterr().err.splitlines()
    assert last == f"{path} cannot be written: No such file or directory."


def test_an_interrupted_archive_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "archive.zip"
    monkeypatch.setattr(sys, "argv", ["", "--archive", str(path), "--activities", "1"])
    monkeypatch.setattr(export, "make_row", interrupt)
    assert main() == 1
    assert not path.exists()
