"""`flask export`: the same bytes as the pages give."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient, FlaskCliRunner

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
    assert (result.exit_code, result.output) == (0, "")
    query = "sport=Run&sport=Hike&from=2025-01-01&min_km=8&sort=distance"
    assert file.read_bytes() == connected.get(f"/activities.{kind}?{query}").data
    assert file.stat().st_size > 1000
    assert list(tmp_path.glob("out*")) == [file]


def test_default_is_standard_output(connected: FlaskClient, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "export", "--q", "run"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == connected.get("/activities.csv?q=run").data


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


def test_file_that_cannot_be_written_is_named_and_leaves_nothing(
    connected: FlaskClient, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    result = runner.invoke(args=["export", "--output", str(tmp_path / "no" / "out.csv")])
    assert_failed(result, 1, "cannot be written")
    assert list(tmp_path.glob("no*")) == []


def test_says_how_to_connect_the_first_athlete(runner: FlaskCliRunner) -> None:
    assert_failed(runner.invoke(args=["export"]), 1, "No athlete has connected yet")
