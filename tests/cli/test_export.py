"""`flask export`: the same bytes as the pages give."""

from __future__ import annotations

import os
import subprocess
import sys
from codecs import BOM_UTF8
from pathlib import Path

import pytest
from flask.testing import FlaskClient, FlaskCliRunner

from strava.sample.athlete import ROAD_BIKE

from .conftest import ROOT, assert_failed


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "geojson"])
def test_file_equals_the_download_of_the_page(
    connected: FlaskClient, runner: FlaskCliRunner, tmp_path: Path, kind: str
) -> None:
    options = ["--sport", "Run", "--sport", "Hike", "--from", "2025-01-01", "--min-km", "8"]
    file = tmp_path / "out"
    result = runner.invoke(
        args=["export", "--format", kind, *options, "--sort", "distance", "--output", str(file)]
    )
    assert (result.exit_code, result.stdout) == (0, "")
    query = "sport=Run&sport=Hike&from=2025-01-01&min_km=8&sort=distance"
    assert file.read_bytes() == connected.get(f"/activities.{kind}?{query}").data
    number = len(connected.get(f"/activities.json?{query}").get_json())
    assert f"{number} activities" in result.stderr
    assert str(file) in result.stderr
    assert ("Those without a route" in result.stderr) == (kind == "geojson")
    assert file.stat().st_size > 1000
    assert list(tmp_path.glob("out*")) == [file]


def test_search_finds_what_the_page_finds(
    connected: FlaskClient, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "out"
    for q in ('"on foot" 2026', "running “morning run”", '"swimming'):
        result = runner.invoke(args=["export", "--q", q, "--output", str(file)])
        assert (result.exit_code, result.stdout) == (0, "")
        assert file.read_bytes() == connected.get("/activities.csv", query_string={"q": q}).data
        assert file.read_bytes().count(b"\n") > 1, q
    too_many = " ".join(map(str, range(31)))
    assert_failed(runner.invoke(args=["export", "--q", too_many]), 2, "30 words")


def test_default_is_standard_output_without_a_byte_order_mark(
    connected: FlaskClient, environment: dict[str, str]
) -> None:
    downloaded = connected.get("/activities.csv?q=run").data
    # In a process of its own, where Python could change what is written.
    command = [sys.executable, "-m", "flask", "export", "--q", "run"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, check=True, timeout=60
    )
    assert done.stdout == downloaded.removeprefix(BOM_UTF8)


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "de_CH.UTF-8"}, "de-CH"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en-US"),
        ({"LANG": "C.UTF-8"}, ""),
        ({}, ""),
    ],
)
def test_csv_for_excel_is_that_of_the_language_in_the_environment(
    connected: FlaskClient, runner: FlaskCliRunner, variables: dict[str, str], language: str
) -> None:
    unset = {name: None for name in os.environ if name.startswith("L")}
    downloaded = connected.get(
        "/activities.csv?for=excel&workout=race", headers={"Accept-Language": language}
    )
    options = ("--for", "excel", "--workout", "race")
    result = runner.invoke(args=["export", *options], env=unset | variables)
    assert result.stdout_bytes == downloaded.data
    assert downloaded.data.startswith(BOM_UTF8)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--format", "json", "--for", "excel"), "Only CSV can be written for Excel."),
        (("--for", "word"), "“word” is not excel."),
        (("--workout", "rest"), "“rest” is not one of race, long_run, workout."),
    ],
)
def test_what_cannot_be_written_is_wrong_usage(
    connected: FlaskClient, runner: FlaskCliRunner, options: tuple[str, ...], reason: str
) -> None:
    assert_failed(runner.invoke(args=["export", *options]), 2, reason)


def test_weeks_begin_on_the_day_that_the_athlete_chose(
    connected: FlaskClient, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    connected.post("/settings", data={"first_weekday": "6"})
    file = tmp_path / "out"
    runner.invoke(args=["export", "--span", "week", "--output", str(file)])
    assert file.read_bytes() == connected.get("/activities.csv?span=week").data


def test_invalid_filter_is_wrong_usage(connected: FlaskClient, runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["export", "--from", "soon"])
    assert_failed(result, 2, "“soon” is not a date like 2026-11-22.")


def test_sport_that_no_activity_has_is_reported(
    connected: FlaskClient, runner: FlaskCliRunner
) -> None:
    options = ["--sport", "Kitesurf", "--sport", "Run", "--format", "json"]
    result = runner.invoke(args=["export", *options])
    assert result.exit_code == 0
    assert "no activity has the sport Kitesurf. The sports are: " in result.stderr
    assert "sport Run." not in result.stderr
    assert "VirtualRide" in result.stderr


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--sport", "Runn", "--sport", "Run"), "“Runn” is not a sport (the nearest is Run)."),
        (("--sport", "trail run"), "“trail run” is not a sport (the nearest is TrailRun)."),
        (("--sport", "Quidditch"), "“Quidditch” is not a sport."),
        (("--gear", ROAD_BIKE[:-1]), f"is not the ID of any gear (the nearest is {ROAD_BIKE},"),
        (("--columns", "date,distence"), "“distence” is not a column (the nearest is distance)."),
        (("--sort", "distanc"), "(the nearest is distance)."),
        (("--workout", "raze"), "(the nearest is race)."),
    ],
)
def test_misspelled_value_is_wrong_usage_and_writes_no_file(
    connected: FlaskClient,
    runner: FlaskCliRunner,
    tmp_path: Path,
    options: tuple[str, ...],
    reason: str,
) -> None:
    file = tmp_path / "out.csv"
    assert_failed(runner.invoke(args=["export", *options, "--output", str(file)]), 2, reason)
    assert not file.exists()


@pytest.mark.parametrize(
    ("option", "value"),
    [("--sort", "shoe"), ("--order", "up"), ("--min-km", "far"), ("--span", "x"), ("--gear", "")],
)
def test_other_invalid_filters_are_wrong_usage_or_empty(
    connected: FlaskClient, runner: FlaskCliRunner, option: str, value: str
) -> None:
    result = runner.invoke(args=["export", option, value])
    assert result.exit_code == (2 if value else 0)


def test_file_that_cannot_be_written_is_named_and_leaves_nothing(
    connected: FlaskClient, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    result = runner.invoke(args=["export", "--output", str(tmp_path / "no" / "out.csv")])
    assert_failed(result, 1, "cannot be written")
    assert list(tmp_path.glob("no*")) == []


def test_empty_name_of_the_file_is_wrong_usage(
    connected: FlaskClient, runner: FlaskCliRunner
) -> None:
    assert_failed(runner.invoke(args=["export", "--output", ""]), 2, "needs the name of a file")


def test_says_how_to_connect_the_first_athlete(runner: FlaskCliRunner) -> None:
    assert_failed(runner.invoke(args=["export"]), 1, "No athlete has connected yet")
