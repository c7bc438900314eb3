"""Chips: descriptions of active filters, and the filters without them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from strava.table.filters import Filters
from strava.web.display.chips import chips, describe
from strava.web.display.formats import DateStyle

GEAR = {"g1": "Fenn Drift 5"}


def descriptions(*, imperial: bool = False, **filters: Any) -> list[str]:
    return [text for text, _ in chips(Filters(**filters), GEAR, DateStyle(), imperial=imperial)]


@pytest.mark.parametrize(
    ("filters", "description"),
    [
        ({"q": "lake"}, "Search: lake"),
        ({"span": "30days"}, "Last 30 days"),
        ({"span": "2025"}, "2025"),
        ({"gear": "g1"}, "Fenn Drift 5"),
        ({"gear": "unknown"}, "unknown"),
        ({"commute": True}, "Commutes"),
        ({"commute": False}, "No commutes"),
        ({"trainer": True}, "On a trainer"),
        ({"trainer": False}, "Not on a trainer"),
        ({"private": True}, "Visible only to you"),
        ({"private": False}, "Visible to others"),
        ({"group": ("foot",)}, "On foot"),
        ({"weekday": 6}, "On Sundays"),
        ({"hour": 7}, "Started 7:00 to 7:59"),
        ({"id": (1,)}, "1 chosen activity"),
        ({"id": (1, 2)}, "2 chosen activities"),
        ({"deleted": True}, "Deleted on Strava"),
        ({"left_out": True}, "Left out as duplicates"),
        ({"start": date(2026, 1, 2)}, "from 2 Jan 2026"),
        ({"end": date(2026, 1, 2)}, "up to 2 Jan 2026"),
        ({"start": date(2026, 1, 2), "end": date(2026, 1, 2)}, "2 Jan 2026"),
        ({"workout": ("long_run",)}, "Long run"),
        ({"min_km": 1.5}, "from 1.5 km"),
        ({"max_km": 1000}, "up to 1,000 km"),
        ({"min_km": 5, "max_km": 10}, "5 – 10 km"),
        ({"min_km": 5.128}, "from 5.13 km"),
        ({"max_minutes": 90}, "up to 90 min"),
        ({"min_climb": 0}, "from 0 m elevation gain"),
    ],
)
def test_description_of_each_filter(filters: dict[str, Any], description: str) -> None:
    assert descriptions(**filters) == [description]


def test_distances_and_elevations_are_in_imperial_units() -> None:
    found = descriptions(min_km=16.09344, max_climb=304.8, max_minutes=90, imperial=True)
    assert found == ["from 10 mi", "up to 90 min", "up to 1,000 ft elevation gain"]


@pytest.mark.parametrize(
    ("sports", "imperial", "expected"),
    [
        (("Swim",), False, "1,500 – 2,000 m"),
        (("Swim",), True, "1,640.42 – 2,187.23 yd"),
        (("Swim", "Run"), False, "1.5 – 2 km"),
        ((), False, "1.5 – 2 km"),
    ],
)
def test_distances_of_swims_alone_are_in_meters_or_yards(
    sports: tuple[str, ...], imperial: bool, expected: str
) -> None:
    found = descriptions(sport=sports, min_km=1.5, max_km=2, imperial=imperial)
    assert found == [*sports, expected]


def test_each_workout_type_has_a_chip_that_leaves_the_others() -> None:
    filters = Filters(workout=("race", "workout"), page=3)
    assert dict(chips(filters, GEAR, DateStyle(), imperial=False)) == {
        "Race": Filters(workout=("workout",)),
        "Workout": Filters(workout=("race",)),
    }
    described = describe(filters, "workout", {}, DateStyle(), False)
    assert described == "Race, Workout"


def test_days_are_in_the_style_of_the_athlete() -> None:
    filters = Filters(start=date(2026, 1, 2))
    assert describe(filters, "start", {}, DateStyle("mdy"), False) == "from Jan 2, 2026"


def test_each_sport_has_a_chip_that_leaves_the_others() -> None:
    filters = Filters(sport=("Run", "TrailRun"), min_km=5, page=3)
    found = dict(chips(filters, GEAR, DateStyle(), imperial=False))
    assert list(found) == ["Run", "Trail Run", "from 5 km"]
    assert found["Run"] == Filters(sport=("TrailRun",), min_km=5)
    assert found["from 5 km"] == Filters(sport=("Run", "TrailRun"))


def test_chip_of_a_range_removes_both_ends() -> None:
    ((_, without),) = chips(Filters(min_km=5, max_km=9), GEAR, DateStyle(), imperial=False)
    assert without == Filters()


def test_without_filters_there_are_no_chips() -> None:
    assert descriptions(sort="distance", page=2) == []
