"""activities.csv is read alike in every language and form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from strava.archive.tables.rows import Row

from .csv_tables import DATE, ENGLISH, FILES, FOLDER, HEADER, LANGUAGES, read, read_cells


@pytest.fixture(scope="module")
def english() -> dict[int, Row]:
    return {row.id: row for row in read(ENGLISH.read_bytes()).rows}


def test_a_row_has_the_fields_of_the_api(english: dict[int, Row]) -> None:
    row = english[90000000001]
    assert row.name == 'Night "easy" run, café'
    assert row.start.isoformat() == "2026-01-09T23:30:05+00:00"
    assert (row.number, row.sport, row.sport_type) == (1, "Run", "Run")
    assert row.file_name == "activities/90000000101.fit.gz"
    assert row.gear_name == "Road shoes"
    assert row.fields == {
        "elapsed_time": 1900,
        "moving_time": 1800,
        "distance": 5012.5,
        "average_speed": 2.7847222222222223,
        "total_elevation_gain": 41.2,
        "max_heartrate": 172.0,
        "average_heartrate": 151.4,
        "from_upload": True,
        "flagged": False,
        "commute": False,
        "description": "Line one\nline two, with comma\n---\n",
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_language_and_form_gives_the_same_activities(
    path: Path, english: dict[int, Row]
) -> None:
    table = read(path.read_bytes())
    language = path.stem.split("_")[1]
    assert table.language == (language[:2] if language in LANGUAGES else None)
    assert [row.id for row in table.rows] == list(english)
    for row in table.rows:
        expected = english[row.id]
        assert (row.name, row.start, row.sport_type) == (
            expected.name,
            expected.start,
            expected.sport_type,
        )
        assert (row.file_name, row.is_file_lost) == (expected.file_name, expected.is_file_lost)
        assert row.gear_name in (expected.gear_name, None)
        # The distance as shown is rounded to 10 meters.
        assert row.fields.pop("distance") == pytest.approx(expected.fields["distance"], abs=5)
        assert row.fields.items() <= expected.fields.items()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_report_says_how_the_table_was_read(path: Path) -> None:
    table = read(path.read_bytes())
    assert table.date_form in path.read_text(encoding="utf-8-sig")
    assert [problem.row for problem in table.problems if problem.row] == [5]
    assert ("language" in table.problems[0].reason) is (table.language is None)
    assert table.unknown_sports == []


def test_columns_that_were_not_understood_are_named() -> None:
    assert read(FILES[0].read_bytes()).unknown_columns == []
    unknown = read((FOLDER / "activities_unknown_language_101.csv").read_bytes()).unknown_columns
    assert unknown[:2] == ["列84", "列85"]


def test_a_lost_recording_is_reported(english: dict[int, Row]) -> None:
    assert english[90000000005].is_file_lost
    assert english[90000000005].file_name is None
    assert not english[90000000004].is_file_lost
    (problem,) = read(ENGLISH.read_bytes()).problems
    assert (problem.row, problem.name) == (5, "Lost file")
    assert "could not export the recording" in problem.reason


def test_columns_are_found_wherever_they_are() -> None:
    header = "Filename,New Column,Activity Name,Activity Date,Activity ID"
    table = read(f"{header}\nactivities/1.fit,x,A,{DATE},90000000001")
    assert [(row.id, row.name, row.file_name) for row in table.rows] == [
        (90000000001, "A", "activities/1.fit")
    ]
    assert table.unknown_columns == ["New Column"]


def test_names_that_are_not_known_are_read_by_place_only_if_the_others_are_in_place() -> None:
    lines = (FOLDER / "activities_pl_partly.csv").read_text(encoding="utf-8").split("\n", 1)
    renamed = lines[0].replace("Average Heart Rate", "Średnie tętno")
    table = read(f"{renamed}\n{lines[1]}")
    assert table.rows[0].fields["average_heartrate"] == 151.4
    # One more column before it moves the others.
    moved = renamed.replace("Max Cadence", "Nowa,Max Cadence")
    table = read(f"{moved}\n{lines[1]}")
    assert "average_heartrate" not in table.rows[0].fields
    assert table.unknown_columns == ["Nowa", "Średnie tętno"]


def test_a_short_form_in_an_unknown_language_is_read_by_place(english: dict[int, Row]) -> None:
    rows = (FOLDER / "activities_en_2019_10.csv").read_text(encoding="utf-8").split("\n", 1)[1]
    table = read(f"a,b,c,d,e,f,g,h,i,j\n{rows}")
    assert table.language is None
    assert [row.file_name for row in table.rows] == [row.file_name for row in english.values()]
    assert table.rows[2].fields["distance"] == 1500.0


def test_columns_in_an_unknown_language_are_found_by_content() -> None:
    row = f"x,{DATE},activities/7.fit,90000000007,Run,3\n"
    table = read("a,b,c,d,e,f\n" + row + row.replace("7", "8"))
    assert [(row.id, row.sport_type, row.file_name) for row in table.rows] == [
        (90000000007, "Run", "activities/7.fit"),
        (90000000008, "Run", "activities/8.fit"),
    ]
    assert table.unknown_columns == ["a", "f"]


@pytest.mark.parametrize(
    ("sport", "cell", "meters"),
    [
        ("Run", "5,01", 5010),
        ("Run", "1.234,56", 1234560),
        ("Swim", "1.500", 1500),
        ("Swim", "1,500", 1500),
        ("Swim", "750", 750),
        ("Rowing", "2\u202f000", 2000),
        ("Simning", "1 500", 1500),
        ("Simning", "750", 750),
        ("Løping", "5,01", 5010),
        ("Run", "0,00", 0),
    ],
)
def test_distances_as_shown_are_in_kilometers_or_meters(
    sport: str, cell: str, meters: float
) -> None:
    (row,) = read(f'{HEADER},Distance\n90000000001,{DATE},Name,{sport},,"{cell}"\n').rows
    assert row.fields["distance"] == meters


def test_the_later_of_two_columns_wins_unless_it_is_empty() -> None:
    header = f"{HEADER},Elapsed Time,Commute,Max Heart Rate,Elapsed Time,Commute,Max Heart Rate"
    rows = (
        f'90000000001,{DATE},A,Run,,"1,900",false,170,1901.0,1.0,171.0\n'
        f'90000000002,{DATE},B,Run,,"1,900",true,170,,,\n'
    )
    first, second = read(f"{header}\n{rows}").rows
    assert first.fields == {"elapsed_time": 1901, "commute": True, "max_heartrate": 171.0}
    assert second.fields == {"elapsed_time": 1900, "commute": True, "max_heartrate": 170.0}


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ({"Activity_Private_Note": "Tired"}, {"private_note": "Tired"}),
        ({"Perceived_Exertion": "7.0"}, {"perceived_exertion": 7.0}),
        ({"Average_Temperature": "-4.0"}, {"average_temp": -4.0}),
        ({"Elevation_Low": "-154.8"}, {"elev_low": -154.8}),
        ({"Calories": "1e3"}, {"calories": 1000.0}),
        ({"Total_Work": "720000.0"}, {"kilojoules": 720.0}),
        ({"Total_Work": "720.0"}, {"kilojoules": 720.0}),
        ({"Competition": "1.0"}, {"workout_type": 1}),
        ({"Long_Run": "1"}, {"workout_type": 2}),
        ({"With_Pet": "true"}, {"with_pet": True}),
        ({"Average_Heart_Rate": "0.0"}, {}),
        (
            {"Weather_Temperature": "13.39", "Weather_Condition": "3.0", "Wind_Gust": ""},
            {"weather": {"temperature": 13.39, "condition": 3.0}},
        ),
    ],
)
def test_columns_become_fields(cells: dict[str, str], fields: dict[str, Any]) -> None:
    assert read_cells(**cells).fields == fields


@pytest.mark.parametrize(("work", "kilojoules"), [("18000.0", 18.0), ("15.0", 15.0)])
def test_the_unit_of_work_is_judged_by_the_watts(work: str, kilojoules: float) -> None:
    row = read_cells(Total_Work=work, Average_Watts="60.0", Moving_Time="300.0")
    assert row.fields["kilojoules"] == kilojoules


def test_gear_has_the_id_of_the_api() -> None:
    assert read_cells(Bike="8939781.0", Gear="").gear_key == "b8939781"
    assert read_cells(Bike="", Gear="123").gear_key == "g123"
    assert read_cells(Bike="", Gear="").gear_key is None
