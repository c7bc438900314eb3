"""Measures are written as an athlete of the unit's land would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from strava.web.display import formats
from strava.web.display.sports import sport_name


@pytest.mark.parametrize(
    ("metres", "metric", "imperial"),
    [
        (None, "–", "–"),
        (0, "–", "–"),
        (400, "0.40", "0.25"),
        (12_400, "12.4", "7.71"),
        (9_999, "10.0", "6.21"),
        (42_195, "42.2", "26.2"),
        (1_234_567, "1,235", "767.1"),
        (999_960, "1,000", "621.3"),
    ],
)
def test_distance(metres: float | None, metric: str, imperial: str) -> None:
    assert formats.distance(metres) == metric
    assert formats.distance(metres, imperial=True) == imperial


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (None, "–"),
        (0, "0:00"),
        (59.6, "1:00"),
        (2530, "42:10"),
        (3731, "1:02:11"),
        (90000, "25:00:00"),
    ],
)
def test_duration(seconds: float | None, written: str) -> None:
    assert formats.duration(seconds) == written


@pytest.mark.parametrize(
    ("seconds", "written"), [(0, "0 min"), (3540, "59 min"), (3600, "1 h"), (2923200, "812 h")]
)
def test_total_time(seconds: float, written: str) -> None:
    assert formats.total_time(seconds) == written


@pytest.mark.parametrize(
    ("sport", "metres", "seconds", "metric", "imperial"),
    [
        ("Run", 10_000, 3000, "5:00 /km", "8:03 /mi"),
        ("Hike", 1000, 899.7, "15:00 /km", "24:08 /mi"),
        ("Swim", 1500, 1650, "1:50 /100 m", "1:41 /100 yd"),
        ("Rowing", 5000, 1200, "2:00 /500 m", "2:00 /500 m"),
        ("Ride", 30_000, 3600, "30.0 km/h", "18.6 mph"),
        ("SomethingNew", 30_000, 3600, "30.0 km/h", "18.6 mph"),
        ("Run", 0, 3000, "–", "–"),
        ("Run", 1000, 0, "–", "–"),
        ("WeightTraining", None, 3000, "–", "–"),
    ],
)
def test_pace_or_speed_fits_the_sport(
    sport: str, metres: float | None, seconds: float, metric: str, imperial: str
) -> None:
    assert formats.pace_or_speed(sport, metres, seconds) == metric
    assert formats.pace_or_speed(sport, metres, seconds, imperial=True) == imperial


def test_climb() -> None:
    assert (formats.elevation(1234.4), formats.elevation(100, imperial=True)) == ("1,234", "328")
    assert formats.elevation(None) == "–"


def test_a_day_and_its_time() -> None:
    morning = datetime(2026, 11, 2, 7, 5)
    assert (formats.day(morning), formats.time_of_day(morning)) == ("Mon 2 Nov 2026", "07:05")
    assert (formats.day(None), formats.time_of_day(None)) == ("–", "")


def test_a_hidden_start_time_is_not_shown() -> None:
    assert formats.time_of_day(datetime(2026, 11, 2, 0, 0, 1)) == ""


def test_a_moment_is_told_on_this_computers_clock() -> None:
    at = datetime(2026, 11, 2, 7, 5, tzinfo=UTC)
    local = at.astimezone()
    assert formats.moment(at) == f"{local.day} {local:%b %Y, %H:%M}"
    assert formats.moment(None) == "–"


@pytest.mark.parametrize(
    ("elapsed", "written"),
    [
        (timedelta(seconds=-3), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=2), "2 days ago"),
    ],
)
def test_ago(elapsed: timedelta, written: str) -> None:
    assert formats.ago(elapsed) == written


@pytest.mark.parametrize(
    ("sport_type", "name"),
    [
        ("TrailRun", "Trail Run"),
        ("EBikeRide", "E-Bike Ride"),
        ("HighIntensityIntervalTraining", "HIIT"),
        ("Padel", "Padel"),
        ("", ""),
    ],
)
def test_sports_are_called_in_words(sport_type: str, name: str) -> None:
    assert sport_name(sport_type) == name
