"""What cannot be right about an activity."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from strava.analysis.problems import KINDS, Figures, Problem, problems
from strava.sports import ALL

TODAY = date(2026, 11, 22)
HOUR = 3600


def found(sport_type: str = "Run", **values: Any) -> list[Problem]:
    usual = {"day": TODAY, "distance": 10_000.0, "moving_time": HOUR, "elapsed_time": HOUR + 60}
    figures = Figures(sport_type, **{**usual, **values})
    return problems(figures, TODAY)


@pytest.mark.parametrize("sport_type", [*ALL, "Quidditch"])
def test_usual_activities_of_all_sports_are_plausible(sport_type: str) -> None:
    assert found(sport_type, distance=5000.0, elevation_gain=300.0, max_heartrate=190.0) == []
    assert found(sport_type, distance=None, moving_time=None, elapsed_time=None) == []
    assert found(sport_type, distance=0.0, moving_time=0, elapsed_time=0) == []


@pytest.mark.parametrize(
    ("sport_type", "meters", "seconds"),
    [
        # Records of 2023 to 2025, rounded in the athlete's favor.
        *[("Run", 100, 9.58), ("Run", 400, 43.03), ("Run", 800, 100.9), ("Run", 1000, 131.9)],
        *[("Run", 1500, 206), ("Run", 5000, 755), ("Run", 10_000, 1571), ("Run", 21_097, 3402)],
        *[("Run", 42_195, 7235), ("Run", 100_000, 21_560), ("TrailRun", 170_000, 70_000)],
        *[("Ride", 56_792, HOUR), ("Swim", 50, 20.9), ("Swim", 1500, 870), ("Rowing", 2000, 318)],
        *[("IceSkate", 500, 33.6), ("Wheelchair", 42_195, 4667), ("NordicSki", 50_000, 5700)],
        *[("Velomobile", 92_439, HOUR), ("Windsurf", 500, 18.0), ("AlpineSki", 2500, 100)],
    ],
)
def test_records_are_plausible(sport_type: str, meters: float, seconds: float) -> None:
    values = {"distance": float(meters), "elapsed_time": 100_000}
    assert found(sport_type, **values, moving_time=seconds) == []
    (problem,) = found(sport_type, **values, moving_time=seconds / 3)
    assert problem.kind == "speed"
    assert problem.value == pytest.approx(3 * meters / seconds)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"day": None}, ("undated", None)),
        ({"day": date(1989, 12, 31)}, ("past", None)),
        ({"day": date(1, 1, 1)}, ("past", None)),
        ({"day": TODAY + timedelta(days=3)}, ("future", None)),
        ({"day": date.max}, ("future", None)),
        ({"elapsed_time": 1168 * HOUR}, ("elapsed", 1168 * HOUR)),
        ({"moving_time": HOUR + 61}, ("moving", 1)),
        ({"moving_time": None, "elapsed_time": None}, ("timeless", 10_000.0)),
        ({"moving_time": 0, "elapsed_time": 0}, ("timeless", 10_000.0)),
        ({"distance": -5.0}, ("negative", -5.0)),
        ({"moving_time": -5}, ("negative", -5)),
        ({"elevation_gain": -5.0}, ("negative", -5.0)),
        ({"moving_time": 1200}, ("speed", pytest.approx(10_000 / 1200))),
        ({"moving_time": None, "elapsed_time": 1200}, ("speed", pytest.approx(10_000 / 1200))),
        ({"max_speed": 20.0}, ("top_speed", 20.0)),
        ({"elevation_gain": 3661.0}, ("climb", pytest.approx(3661 * 3600 / 3660))),
        ({"highest": 8850.0}, ("altitude", 8850.0)),
        ({"max_heartrate": 251.0}, ("heartrate", 251.0)),
    ],
)
def test_each_kind_is_found(values: dict[str, Any], expected: tuple[str, float | None]) -> None:
    assert found(**values) == [expected]
    assert expected[0] in KINDS


@pytest.mark.parametrize(
    "values",
    [
        {"day": date(1990, 1, 1)},
        {"day": TODAY + timedelta(days=2)},
        {"elapsed_time": 7 * 24 * HOUR},
        {"moving_time": HOUR + 60},
        {"max_speed": 12.9},
        {"elevation_gain": 3660.0},
        {"highest": 8849.0},
        {"max_heartrate": 250.0},
    ],
)
def test_what_is_just_possible_is_not_found(values: dict[str, Any]) -> None:
    assert found(**values) == []


def test_lifts_have_no_limit_of_climbing_and_unknown_sports_a_high_one_of_speed() -> None:
    assert found("AlpineSki", elevation_gain=5000.0) == []
    assert found("Quidditch", distance=140_000.0, max_speed=300.0) == []
    assert [one.kind for one in found("Quidditch", distance=150_000.0)] == ["speed"]


def test_several_problems_are_all_found() -> None:
    kinds = [one.kind for one in found(day=None, distance=90_000.0, max_speed=40.0)]
    assert kinds == ["undated", "speed", "top_speed"]
