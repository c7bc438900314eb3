"""Names, icons and groups of sport types."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from strava.sports import PaceUnit, all_names, group, pace_unit
from strava.sports import name as sport_name
from strava.web.display import sports

ICONS = Path(__file__).parents[2] / "static" / "css" / "icons.css"
SPORT_TYPES = ("Run", "Hike", "Ride", "Swim", "Kayaking", "NordicSki", "Yoga", "Padel", "Crossfit")


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
def test_names_are_words(sport_type: str, name: str) -> None:
    assert sport_name(sport_type) == name


@pytest.mark.parametrize(
    ("sport_type", "names"),
    [
        ("TrailRun", {"TrailRun", "Trail Run", "Trail Runs", "Trail Running", "On foot"}),
        ("EBikeRide", {"E-Bike Ride", "E-Bike Riding", "Cycling"}),
        ("HighIntensityIntervalTraining", {"HIIT", "High Intensity Interval Training"}),
        ("Kayaking", {"Kayaking", "On the water"}),
        ("SomethingNew", {"Something New", "Other sports"}),
    ],
)
def test_sports_have_the_names_that_people_use(sport_type: str, names: set[str]) -> None:
    assert names <= set(all_names(sport_type))


def test_every_icon_is_drawn_and_every_drawing_is_used() -> None:
    drawn = re.findall(r"^ *\.icon-(\w+) \{", ICONS.read_text(encoding="utf-8"), re.MULTILINE)
    icons = {sports.icon(sport_type) for sport_type in (*SPORT_TYPES, "SomethingNew")}
    assert icons == set(drawn)


def test_groups_and_their_sports_are_in_the_order_given() -> None:
    assert sports.by_group(["Ride", "Run", "SomethingNew", "Hike", "GravelRide"]) == [
        ("Cycling", ["Ride", "GravelRide"]),
        ("On foot", ["Run", "Hike"]),
        ("Other sports", ["SomethingNew"]),
    ]
    assert sports.by_group([]) == []


@pytest.mark.parametrize(
    ("sport_type", "expected"),
    [
        ("Run", ("foot", PaceUnit.PACE)),
        ("Snowshoe", ("winter", PaceUnit.PACE)),
        ("Swim", ("water", PaceUnit.PACE_100)),
        ("VirtualRow", ("water", PaceUnit.PACE_500)),
        ("Velomobile", ("cycle", PaceUnit.SPEED)),
        ("Yoga", ("other", PaceUnit.SPEED)),
        ("SomethingNew", ("other", PaceUnit.SPEED)),
    ],
)
def test_group_and_pace_unit(sport_type: str, expected: tuple[str, PaceUnit]) -> None:
    assert (group(sport_type), pace_unit(sport_type)) == expected


def test_icon_has_the_color_of_the_group_and_nothing_that_is_sent() -> None:
    assert sports.icon_classes("TrailRun") == "icon-run sport-foot"
    assert sports.icon_classes("<b>") == "icon-timer sport-other"
