"""Who the athlete is, their gear, and nothing else is read from an archive's tables."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from strava.archive.tables.athlete_tables import read_gear, read_profile
from strava.archive.tables.rows import Profile

FILES = Path(__file__).parent / "files" / "csv"
PREFERENCES = (
    "Date of Birth,Weight,Functional Threshold Power,Maximum Heartrate,Athlete Type,"
    "Measurement Preference,Date Preference\n"
)


def table(text: str) -> BytesIO:
    return BytesIO(text.encode())


def test_the_athlete_is_read() -> None:
    with (
        (FILES / "profile.csv").open("rb") as profile,
        (FILES / "general_preferences.csv").open("rb") as preferences,
    ):
        assert read_profile(profile, preferences) == Profile(
            athlete_id=1,
            name="Some One",
            measurement_preference="meters",
            ftp=200,
            max_heartrate=190,
        )


def test_bikes_and_shoes_are_read() -> None:
    with (FILES / "bikes.csv").open("rb") as bikes, (FILES / "shoes.csv").open("rb") as shoes:
        assert read_gear(bikes, shoes) == [
            "Gravel bike",
            "Road shoes",
        ]


def test_gear_without_a_name_has_that_of_its_model() -> None:
    bikes = table("Bike Name,Bike Brand,Bike Model,Bike Default Sport Types\n,Acme,One,Ride\n,,,\n")
    assert read_gear(bikes, None) == ["Acme One"]


def test_missing_and_damaged_tables_say_nothing() -> None:
    assert read_profile(None, None) == Profile()
    assert read_profile(table(""), table("Weight\n")) == Profile()
    assert read_gear(table("\n"), None) == []


@pytest.mark.parametrize(
    ("power", "watts"),
    [("250", 250), ("250 W", 250), ("1.000,0", 1000), ("9000 W", None), ("", None)],
)
def test_numbers_are_read_with_and_without_a_unit(power: str, watts: int | None) -> None:
    found = read_profile(None, table(f'{PREFERENCES},,"{power}",,,,\n'))
    assert found.ftp == watts


@pytest.mark.parametrize(
    ("preference", "expected"),
    [("Metric", "meters"), ("Imperial", "feet"), ("Métrique", "meters"), ("", None)],
)
def test_the_units_of_the_athlete_are_read(preference: str, expected: str | None) -> None:
    found = read_profile(None, table(f"{PREFERENCES},,,,,{preference},\n"))
    assert found.measurement_preference == expected


def test_implausible_numbers_are_left_out() -> None:
    assert read_profile(None, table(f"{PREFERENCES},,9000 W,20,,,\n")) == Profile()


def test_a_profile_in_another_language_is_read_by_place() -> None:
    header = "Sportler-ID,E-Mail,Vorname,Nachname,Geschlecht,Beschreibung,Gewicht,Ort\n"
    found = read_profile(table(f"{header}7,a@example.org,Ida,Berg,F,,61.5,Bern\n"), None)
    assert found == Profile(athlete_id=7, name="Ida Berg", sex="F")


def test_a_profile_with_other_places_is_not_guessed() -> None:
    header = "A,B,C,D,E,F,G\n"
    assert read_profile(table(f"{header}7,Ida,1 Main Street,Bern,F,,61.5\n"), None) == Profile()
