"""The made-up history is plausible, and its values are consistent."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import polyline
import pytest

from strava.sample.history import make_history
from strava.sample.places import meters_between

from .conftest import TODAY

History = list[dict[str, Any]]

FIELDS = set(
    re.findall(
        r"\w+",
        """
        id name distance moving_time elapsed_time total_elevation_gain type sport_type workout_type
        start_date start_date_local timezone utc_offset start_latlng map trainer commute manual
        private visibility gear_id average_speed max_speed has_heartrate kudos_count comment_count
        achievement_count pr_count total_photo_count device_name resource_state athlete end_latlng
        athlete_count photo_count upload_id upload_id_str external_id from_accepted_tag flagged
        has_kudoed heartrate_opt_out display_hide_heartrate_option
        location_city location_state location_country
        """,
    )
)
SENSOR_FIELDS = (
    *("average_cadence", "average_watts", "max_watts", "weighted_average_watts", "kilojoules"),
    *("device_watts", "average_heartrate", "max_heartrate", "elev_high", "elev_low"),
    "suffer_score",
)


def local_day(activity: dict[str, Any]) -> date:
    return date.fromisoformat(activity["start_date_local"][:10])


def with_track(history: History) -> History:
    return [activity for activity in history if activity["map"]["summary_polyline"]]


def test_history_has_about_1500_activities_in_six_years(history: History) -> None:
    assert 1400 <= len(history) <= 1600
    days = [local_day(activity) for activity in history]
    assert max(days) == TODAY
    assert TODAY - timedelta(days=6 * 366) <= min(days) <= TODAY - timedelta(days=6 * 360)


def test_same_seed_and_day_give_the_same_history(history: History) -> None:
    assert make_history(TODAY) == history
    other = make_history(TODAY, seed=2)
    assert [activity["id"] for activity in other] != [activity["id"] for activity in history]


@pytest.mark.parametrize("count", [1, 60, 3900])
def test_history_has_exactly_the_requested_size(count: int) -> None:
    history = make_history(TODAY, count=count)
    assert len(history) == len({activity["id"] for activity in history}) == count
    assert local_day(history[-1]) == TODAY


@pytest.mark.parametrize(
    ("today", "seed"), [(date(2024, 2, 29), 2), (date(2026, 7, 5), 3), (date(2026, 10, 11), 4)]
)
def test_history_can_end_on_any_day_with_any_seed(today: date, seed: int) -> None:
    history = make_history(today, seed)
    assert 1350 <= len(history) <= 1650
    assert max(local_day(activity) for activity in history) == today


def test_ids_are_unique_and_above_32_bits(history: History) -> None:
    ids = {activity["id"] for activity in history}
    assert len(ids) == len(history)
    assert min(ids) > 2**31


def test_some_activities_are_uploaded_late(history: History) -> None:
    by_start = sorted(history, key=lambda activity: activity["start_date"])
    assert any(earlier["id"] > later["id"] for earlier, later in pairwise(by_start))


def test_summaries_have_the_fields_of_strava(history: History) -> None:
    for activity in history:
        assert activity.keys() >= FIELDS
        assert activity["resource_state"] == activity["map"]["resource_state"] == 2
        assert activity["map"]["id"] == f"a{activity['id']}"
        assert activity["heartrate_opt_out"] is False
        assert activity["display_hide_heartrate_option"] is activity["has_heartrate"]
        for field in ("location_city", "location_state", "location_country"):
            assert activity[field] is None
        for field in ("upload_id", "upload_id_str", "external_id"):
            assert (activity[field] is None) is activity["manual"]
    for field in SENSOR_FIELDS:
        present = sum(activity.get(field) is not None for activity in history)
        assert 0 < present < len(history), f"some activities have {field}, others do not"


def test_injury_leaves_a_gap_of_at_least_eight_weeks(history: History) -> None:
    days = sorted(local_day(activity) for activity in history)
    gap, before, after = max((later - earlier, earlier, later) for earlier, later in pairwise(days))
    assert timedelta(weeks=8) <= gap <= timedelta(weeks=12)
    assert (before - days[0]).days > 365
    first_weeks = Counter(
        activity["sport_type"]
        for activity in history
        if after <= local_day(activity) < after + timedelta(weeks=3)
    )
    assert first_weeks.most_common(1)[0][0] == "Walk"
    assert not first_weeks.keys() & {"Run", "Ride"}


def test_sports_depend_on_the_season(history: History) -> None:
    summer = [activity for activity in history if local_day(activity).month in (6, 7, 8)]
    winter = [activity for activity in history if local_day(activity).month in (12, 1, 2)]

    def count(activities: History, sport_type: str) -> int:
        return sum(activity["sport_type"] == sport_type for activity in activities)

    assert count(summer, "Ride") > 2 * count(winter, "Ride")
    for sport_type in ("VirtualRide", "WeightTraining", "NordicSki"):
        assert count(winter, sport_type) > 2 * count(summer, sport_type)


def test_most_long_activities_are_on_weekends(history: History) -> None:
    long_days = [
        local_day(activity)
        for activity in history
        if activity["moving_time"] > 2.5 * 3600 and not activity["manual"]
    ]
    assert sum(day.weekday() >= 5 for day in long_days) > 0.7 * len(long_days)


def test_history_has_many_sports_including_a_new_one(history: History) -> None:
    sports = {activity["sport_type"] for activity in history}
    assert len(sports) == 16
    assert sports > {"Ride", "Run", "VirtualRide", "Swim", "Hike", "NordicSki", "EBikeRide"}
    assert "Padel" in sports, "Strava adds new sport types from time to time"
    types = {activity["type"] for activity in history}
    assert "GravelRide" not in types, "`type` is Strava's older, shorter list"


def test_history_has_private_manual_indoor_commute_and_race_activities(history: History) -> None:
    visibilities = {activity["visibility"] for activity in history}
    assert visibilities == {"everyone", "followers_only", "only_me"}
    for field in ("private", "manual", "trainer", "commute"):
        assert 20 < sum(activity[field] for activity in history) < 300, field
    races = [activity for activity in history if activity["workout_type"] == 1]
    assert any("Marathon" in race["name"] for race in races)
    for activity in history:
        assert activity["private"] == (activity["visibility"] == "only_me")


def test_runs_and_rides_have_workout_types_as_on_strava(history: History) -> None:
    counts: dict[str, Counter[int | None]] = {}
    for activity in history:
        counts.setdefault(activity["sport_type"], Counter())[activity["workout_type"]] += 1
    assert counts["Run"].keys() == {0, 1, 2, 3}, "none, race, long run, workout"
    assert counts["Ride"].keys() == {10, 11, 12}, "none, race, workout"
    assert 4 <= counts["Ride"][11] <= 7
    assert all(counts[sport].keys() == {None} for sport in counts.keys() - {"Run", "Ride"})
    for activity in history:
        if activity["workout_type"] == 11:
            assert activity["name"].startswith("Gran Fondo")
            assert activity["distance"] > 80_000


def test_activity_without_track_has_empty_fields_as_on_strava(history: History) -> None:
    trackless = [activity for activity in history if not activity["map"]["summary_polyline"]]
    polylines = {activity["map"]["summary_polyline"] for activity in trackless}
    assert polylines == {"", None}
    for activity in trackless:
        assert activity["start_latlng"] == []
        if activity["manual"]:
            assert activity["device_name"] is None
    for activity in history:
        if activity["trainer"]:
            assert activity in trackless


def test_some_swims_have_a_track_and_some_do_not(history: History) -> None:
    swims = [
        activity
        for activity in history
        if activity["sport_type"] == "Swim" and not activity["manual"]
    ]
    assert 0 < len(with_track(swims)) < len(swims)


def test_history_has_unusual_names(history: History) -> None:
    names = [activity["name"] for activity in history]
    assert max(map(len, names)) == 255
    assert any(name.startswith("=") for name in names)
    assert any("<b>" in name for name in names)
    assert any("\u0590" <= letter <= "\u05ff" for name in names for letter in name)
    assert any("\u3040" <= letter <= "\u30ff" for name in names for letter in name)
    assert any(ord(letter) > 0xFFFF for name in names for letter in name)


def test_local_times_match_utc_and_vacations_are_in_other_time_zones(history: History) -> None:
    for activity in history:
        start = datetime.fromisoformat(activity["start_date"])
        local = datetime.fromisoformat(activity["start_date_local"])
        assert (local - start).total_seconds() == activity["utc_offset"]
    offsets = {activity["timezone"]: activity["utc_offset"] for activity in history}
    assert offsets["(GMT+05:45) Asia/Kathmandu"] == 20_700
    assert offsets["(GMT-07:00) America/Phoenix"] == -25_200
    paris = {
        activity["utc_offset"]
        for activity in history
        if activity["timezone"].endswith("Europe/Paris")
    }
    assert paris == {3600.0, 7200.0}, "`timezone` has the standard offset even in summer"


def test_one_activity_has_a_hidden_start_time(history: History) -> None:
    hidden = [
        activity for activity in history if activity["start_date_local"].endswith("T00:00:01Z")
    ]
    assert len(hidden) == 1


def test_values_of_an_activity_are_consistent(history: History) -> None:
    for activity in history:
        assert activity["elapsed_time"] >= activity["moving_time"] > 0
        is_race = activity["workout_type"] in (1, 11)
        seconds = activity["elapsed_time"] if is_race else activity["moving_time"]
        speed = activity["distance"] / seconds
        assert activity["average_speed"] == pytest.approx(speed, abs=0.001)
        assert activity["max_speed"] >= activity["average_speed"]
        if activity.get("kilojoules"):
            work = activity["average_watts"] * activity["moving_time"] / 1000
            assert activity["kilojoules"] == pytest.approx(work, rel=0.01, abs=0.1)
        if activity["has_heartrate"]:
            assert 48 < activity["average_heartrate"] < activity["max_heartrate"] <= 188
        if activity["sport_type"] == "Run" and "average_cadence" in activity:
            assert 78 < activity["average_cadence"] < 92, "cadence counts one leg"


def test_length_of_tracks_matches_the_distance(history: History) -> None:
    activities = with_track(history)
    assert len(activities) > 900
    for activity in activities:
        positions = polyline.decode(activity["map"]["summary_polyline"])
        length = sum(meters_between(start, end) for start, end in pairwise(positions))
        assert length == pytest.approx(activity["distance"], rel=0.1), activity["name"]
        assert len(positions) <= 120
        assert positions[0] == pytest.approx(tuple(activity["start_latlng"]), abs=2e-5)
