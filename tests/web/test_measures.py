"""The measures and facts of an activity, in the athlete's units, whatever Strava sends."""

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
    "kudos_count": 7,
    "max_speed": 5.0,
    "gear": {"name": "Fenn Drift 5"},
    "device_name": "COROS",
    "commute": True,
    "visibility": "only_me",
}


@pytest.mark.parametrize(
    ("imperial", "rows"),
    [
        (
            False,
            [
                ("Distance", "12.4 km"),
                ("Moving time", "1:02:11"),
                ("Elapsed time", "1:06:40"),
                ("Average pace", "5:01 /km"),
                ("Fastest pace", "3:20 /km"),
                ("Elevation gain", "123 m"),
                ("Average heart rate", "148 bpm"),
                ("Kudos", "7"),
            ],
        ),
        (
            True,
            [
                ("Distance", "7.71 mi"),
                ("Moving time", "1:02:11"),
                ("Elapsed time", "1:06:40"),
                ("Average pace", "8:04 /mi"),
                ("Fastest pace", "5:22 /mi"),
                ("Elevation gain", "405 ft"),
                ("Average heart rate", "148 bpm"),
                ("Kudos", "7"),
            ],
        ),
    ],
)
def test_measures_have_units_and_missing_ones_are_left_out(
    imperial: bool, rows: list[tuple[str, str]]
) -> None:
    assert measures.measures(RUN, imperial) == rows


@pytest.mark.parametrize(
    ("field", "number", "row"),
    [
        ("elev_high", 512.0, ("Highest elevation", "512 m")),
        ("elev_low", -3.0, ("Lowest elevation", "−3 m")),
        ("max_heartrate", 181.0, ("Maximum heart rate", "181 bpm")),
        ("average_watts", 201.5, ("Average power", "202 W")),
        ("weighted_average_watts", 212, ("Weighted power", "212 W")),
        ("max_watts", 1312, ("Maximum power", "1,312 W")),
        ("average_cadence", 84.4, ("Average cadence", "84 /min")),
        ("distance", 1500.0, ("Distance", "1.50 km")),
        ("kilojoules", 812.0, ("Work", "812 kJ")),
        ("calories", 905.0, ("Energy", "905 kcal")),
        ("suffer_score", 57.0, ("Relative effort", "57")),
        ("comment_count", 2, ("Comments", "2")),
        ("achievement_count", 3, ("Achievements", "3")),
        ("pr_count", 4, ("Personal records", "4")),
        ("total_photo_count", 5, ("Photos", "5")),
    ],
)
def test_label_and_unit_of_each_measure(field: str, number: float, row: tuple[str, str]) -> None:
    assert measures.measures({field: number}, False) == [row]


@pytest.mark.parametrize(
    ("imperial", "temperature", "speed"),
    [(False, "20 °C", "36.0 km/h"), (True, "68 °F", "22.4 mph")],
)
def test_temperature_and_average_speed_are_in_the_units_of_the_athlete(
    imperial: bool, temperature: str, speed: str
) -> None:
    ride = {"sport_type": "Ride", "distance": 36e3, "moving_time": 3600, "average_temp": 20}
    found = dict(measures.measures(ride, imperial))
    assert (found["Temperature"], found["Average speed"]) == (temperature, speed)


@pytest.mark.parametrize(
    ("sport_type", "cadence"),
    [
        ("Run", "170 spm"),
        ("TrailRun", "170 spm"),
        ("VirtualRun", "170 spm"),
        ("Walk", "170 spm"),
        ("Hike", "170 spm"),
        ("Ride", "85 rpm"),
        ("VirtualRide", "85 rpm"),
        ("Handcycle", "85 rpm"),
        ("Rowing", "85 /min"),
        ("Swim", "85 /min"),
        ("Wheelchair", "85 /min"),
        ("Quidditch", "85 /min"),
    ],
)
def test_cadence_of_runs_and_walks_counts_the_steps_of_both_feet(
    sport_type: str, cadence: str
) -> None:
    fields = {"sport_type": sport_type, "average_cadence": 85.0}
    assert measures.measures(fields, False) == [("Average cadence", cadence)]


@pytest.mark.parametrize(("imperial", "distance"), [(False, "1,500 m"), (True, "1,640 yd")])
def test_swims_are_in_meters_or_yards(imperial: bool, distance: str) -> None:
    swim = {"sport_type": "Swim", "distance": 1500.0, "moving_time": 1800}
    assert measures.measures(swim, imperial)[0] == ("Distance", distance)


@pytest.mark.parametrize(
    ("sport_type", "workout_type", "average"),
    [
        ("Run", 1, "5:32 /km"),
        ("Ride", 11, "10.9 km/h"),
        ("Run", 0, "4:44 /km"),
        ("Run", 2, "4:44 /km"),
        ("Run", None, "4:44 /km"),
        ("Run", "1", "4:44 /km"),
        ("Ride", 12, "12.7 km/h"),
    ],
)
def test_average_of_a_race_is_over_the_elapsed_time(
    sport_type: str, workout_type: object, average: str
) -> None:
    times = {"distance": 42_195.0, "moving_time": 12_000, "elapsed_time": 14_000}
    race = {"sport_type": sport_type, "workout_type": workout_type, **times}
    assert average in dict(measures.measures(race, False)).values()


def test_race_without_an_elapsed_time_is_over_the_moving_time() -> None:
    race = {"sport_type": "Run", "workout_type": 1, "distance": 1000.0, "moving_time": 240}
    assert ("Average pace", "4:00 /km") in measures.measures(race, False)


@pytest.mark.parametrize(
    ("workout_type", "facts"),
    [
        *((1, ["Race"]), (11, ["Race"]), (2, ["Long run"]), (3, ["Workout"]), (12, ["Workout"])),
        *((None, []), (0, []), (10, []), (99, []), (-1, []), ("1", []), ([], []), (True, [])),
    ],
)
def test_workout_type_is_a_fact_if_it_is_known(workout_type: object, facts: list[str]) -> None:
    assert measures.facts({"workout_type": workout_type}) == facts


def test_activity_without_distance_has_no_speed() -> None:
    yoga = {"sport_type": "Yoga", "distance": 0.0, "max_speed": 0.0, "moving_time": 3600}
    assert measures.measures(yoga, False) == [("Moving time", "1:00:00")]


def test_empty_activity_has_no_measures_and_facts() -> None:
    assert measures.measures({}, False) == []
    assert measures.facts({}) == []
    assert measures.location({}) == ""


def test_facts_are_flags_and_who_sees_the_activity() -> None:
    assert measures.facts(RUN) == ["Commute", "Visible only to you"]


def test_location_is_what_strava_names_each_name_once() -> None:
    names = {"location_city": "Berlin", "location_state": "Berlin", "location_country": "Germany"}
    assert measures.location(names) == "Berlin, Germany"
    odd = {"location_city": 5, "location_state": " ", "location_country": None}
    assert measures.location(odd) == ""


def test_counts_of_nothing_are_left_out() -> None:
    assert measures.measures({"kudos_count": 0, "comment_count": 2}, False) == [("Comments", "2")]
