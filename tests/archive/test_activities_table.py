"""activities.csv is read alike in every language and form."""

from __future__ import annotations

from pathlib import Path

import pytest

from strava.archive.activities_table import read_activities

FILES = sorted((Path(__file__).parent / "files" / "csv").glob("activities_*.csv"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_form_gives_the_same_activities(path: Path) -> None:
    with path.open("rb") as stream:
        table = read_activities(stream)
    assert [row.id for row in table.rows] == [90000000000 + number for number in range(1, 6)]
    assert [row.sport_type for row in table.rows] == [
        "Run",
        "Ride",
        "Swim",
        "WeightTraining",
        "Walk",
    ]
