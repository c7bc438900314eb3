"""Sports are known by their displayed names in several languages."""

from __future__ import annotations

import pytest

from strava import sports
from strava.archive.tables.sport_names import sport_type


@pytest.mark.parametrize("known", sorted(sports.KNOWN))
def test_every_sport_type_is_known_by_its_own_name_and_as_displayed(known: str) -> None:
    assert sport_type(known) == known
    assert sport_type(sports.name(known)) == known


def test_sport_types_are_those_of_strava() -> None:
    assert len(sports.KNOWN) == 58


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("E-Bike Ride", "EBikeRide"),
        ("E-Mountain Bike Ride", "EMountainBikeRide"),
        ("HIIT", "HighIntensityIntervalTraining"),
        ("Football (Soccer)", "Soccer"),
        ("Stair-Stepper", "StairStepper"),
        ("stand up paddle", "StandUpPaddling"),
        ("Fußball", "Soccer"),
        ("FUSSBALL", "Soccer"),
        ("Virtuelle Radfahrt", "VirtualRide"),
        ("Hardloopsessie", "Run"),
        ("Course à pied", "Run"),
        ("Course a\u0300 pied", "Run"),
        ("Randonnée", "Hike"),
        ("Entrenamiento con pesas", "WeightTraining"),
        ("Pływanie", "Swim"),
        ("骑行", "Ride"),
    ],
)
def test_a_displayed_name_gives_the_sport_type(name: str, expected: str) -> None:
    assert sport_type(name) == expected


@pytest.mark.parametrize("name", ["", "-", "Curling", "Løping", "Runs"])
def test_other_names_are_not_guessed(name: str) -> None:
    assert sport_type(name) is None
