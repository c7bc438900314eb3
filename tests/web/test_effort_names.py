"""What best efforts and their ranks are called."""

from __future__ import annotations

import pytest

from strava.units import METERS_PER_MILE
from strava.web.display import effort_names, ranks


@pytest.mark.parametrize(
    ("meters", "name"),
    [
        (400.0, "400 m"),
        (METERS_PER_MILE / 2, "½ mile"),
        (METERS_PER_MILE, "1 mile"),
        (10 * METERS_PER_MILE, "10 miles"),
        (1500.0, "1,500 m"),
        (5000.0, "5 km"),
        (21_097.5, "Half marathon"),
        (42_195.0, "Marathon"),
        (100_000.0, "100 km"),
    ],
)
def test_distances_have_the_names_that_athletes_use(meters: float, name: str) -> None:
    assert effort_names.distance(meters) == name


@pytest.mark.parametrize(
    ("number", "name"),
    [
        *((1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th")),
        *((13, "13th"), (21, "21st"), (102, "102nd"), (111, "111th"), (1203, "1,203rd")),
    ],
)
def test_places_are_ordinal_numbers(number: int, name: str) -> None:
    assert ranks.ordinal(number) == name


def test_equal_efforts_are_level() -> None:
    assert ranks.time_margin(240.2, 239.8) == "level with"
    assert ranks.power_margin(240.2, 240.4) == "level with"
    assert ranks.power_margin(245, 240) == "5 W above"
