"""What an activity's page tells: every measure in the athlete's units, whatever Strava sent."""

from __future__ import annotations

import pytest

from strava.web.display import measures

RUN = {
    "sport_type": "Run",
    "distance": 12_400.0,
    "moving_time": 3731,
    "elapsed_time": 4000,
    "total_elevation_gain": 123.4,
    "average_heartrate": 148.2,
    "kilojoules": None,
    "kudos_count": 0,
    "max_speed": 5.0,
    "gear": {"name": "Fenn Drift 5"},
    "device_name": "COROS",
    "commute": True,
    "visibility": "only_me",
}


@pytest.mark.parametrize(
    ("imperial", "told"),
    [
        (
            False,
            {
                "Distance": "12.4 km",
                "Moving time": "1:02:11",
                "Elapsed time": "1:06:40",
                "Average pace": "5:01 /km",
                "Maximum speed": "18.0 km/h",
                "Elevation gain": "123 m",
                "Average heart rate": "148 bpm",
                "Kudos": "0",
            },
        ),
        (
            True,
            {
                "Distance": "7.71 mi",
                "Moving time": "1:02:11",
                "Elapsed time": "1:06:40",
                "Average pace": "8:04 /mi",
                "Maximum speed": "11.2 mph",
                "Elevation gain": "405 ft",
                "Average heart rate": "148 bpm",
                "Kudos": "0",
            },
        ),
    ],
)
def test_what_was_measured_is_told_with_its_unit_and_what_was_not_is_left_out(
    imperial: bool, told: dict[str, str]
) -> None:
    assert dict(measures.measures(RUN, imperial)) == told


def test_degrees_are_the_athlete_s_and_what_stood_still_has_no_speed() -> None:
    ride = {"sport_type": "Ride", "distance": 36e3, "moving_time": 3600, "average_temp": 20}
    for imperial, warmth, speed in ((False, "20 °C", "36.0 km/h"), (True, "68 °F", "22.4 mph")):
        told = dict(measures.measures(ride, imperial))
        assert (told["Temperature"], told["Average speed"]) == (warmth, speed)
    yoga = {"sport_type": "Yoga", "distance": 0.0, "max_speed": 0.0, "moving_time": 3600}
    assert measures.measures(yoga, False) == [("Moving time", "1:00:00")]


def test_nothing_measured_is_nothing_told() -> None:
    assert measures.measures({}, False) == []
    assert measures.facts({}) == []
    assert measures.laps({}, {}, False) == []


def test_facts_are_gear_device_and_who_can_see_it() -> None:
    assert measures.facts(RUN) == ["Fenn Drift 5", "COROS", "Commute", "Visible to only you"]


def test_laps_come_from_the_detail_or_else_from_their_own_document() -> None:
    lap = {"name": "Lap 1", "distance": 1000.0, "moving_time": 300, "average_watts": 201.5}
    for fields, documents in (({**RUN, "laps": [lap]}, {}), (RUN, {"laps": [lap]})):
        (found,) = measures.laps(fields, documents, False)
        assert (found.name, found.distance, found.pace) == ("Lap 1", "1.00", "5:00 /km")
        assert (found.watts, found.heartrate, found.climb) == ("202", "–", "–")


@pytest.mark.parametrize("laps", [None, "x", 5, {}, [None, "x", 7]])
def test_laps_of_another_shape_are_none(laps: object) -> None:
    assert measures.laps({"laps": laps}, {}, False) == []
