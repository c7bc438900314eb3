"""The made-up history looks like an athlete's, and its numbers hang together."""

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

TODAY = date(2026, 11, 22)
History = list[dict[str, Any]]

FIELDS = set(
    re.findall(
        r"\w+",
        """
        id name distance moving_time elapsed_time total_elevation_gain type sport_type workout_type
        start_date start_date_local timezone utc_offset start_latlng map trainer commute manual
        private visibility gear_id average_speed max_speed has_heartrate kudos_count comment_count
        achievement_count pr_count total_photo_count device_name
        """,
    )
)
MEASUREMENTS = (
    *("average_cadence", "average_watts", "max_watts", "weighted_average_watts", "kilojoules"),
    *("device_watts", "average_heartrate", "max_heartrate", "elev_high", "elev_low"),
    "suffer_score",
)


def local_day(activity: dict[str, Any]) -> date:
    return date.fromisoformat(activity["start_date_local"][:10])


def with_track(history: History) -> History:
    return [activity for activity in history if activity["map"]["summary_polyline"]]


def test_it_has_about_1500_activities_over_six_years_up_to_today(made_up: History) -> None:
    assert 1400 <= len(made_up) <= 1600
    days = [local_day(activity) for activity in made_up]
    assert max(days) == TODAY
    assert TODAY - timedelta(days=6 * 366) <= min(days) <= TODAY - timedelta(days=6 * 360)


def test_the_same_seed_and_day_make_the_same_history(made_up: History) -> None:
    assert make_history(TODAY) == made_up
    other = make_history(TODAY, seed=2)
    assert [one["id"] for one in other] != [one["id"] for one in made_up]


@pytest.mark.parametrize("count", [1, 60, 3900])
def test_a_history_can_have_any_size(count: int) -> None:
    history = make_history(TODAY, count=count)
    assert len(history) == len({activity["id"] for activity in history}) == count
    assert local_day(history[-1]) == TODAY


@pytest.mark.parametrize(
    ("today", "seed"), [(date(2024, 2, 29), 2), (date(2026, 7, 5), 3), (date(2026, 10, 11), 4)]
)
def test_any_day_and_seed_will_do(today: date, seed: int) -> None:
    history = make_history(today, seed)
    assert 1350 <= len(history) <= 1650
    assert max(local_day(activity) for activity in history) == today


def test_ids_are_large_and_its_own(made_up: History) -> None:
    ids = {activity["id"] for activity in made_up}
    assert len(ids) == len(made_up)
    assert min(ids) > 2**31


def test_some_were_uploaded_late(made_up: History) -> None:
    ordered = sorted(made_up, key=lambda activity: activity["start_date"])
    assert any(one["id"] > after["id"] for one, after in pairwise(ordered))


def test_summaries_have_the_fields_that_strava_sends(made_up: History) -> None:
    for activity in made_up:
        assert activity.keys() >= FIELDS
    for field in MEASUREMENTS:
        present = sum(activity.get(field) is not None for activity in made_up)
        assert 0 < present < len(made_up), f"{field} is measured at times, and at times not"


def test_an_injury_leaves_a_gap_of_more_than_eight_weeks(made_up: History) -> None:
    days = sorted(local_day(activity) for activity in made_up)
    gap, before, after = max((b - a, a, b) for a, b in pairwise(days))
    assert timedelta(weeks=8) <= gap <= timedelta(weeks=12)
    assert (before - days[0]).days > 365
    first_steps = [one for one in made_up if after <= local_day(one) < after + timedelta(weeks=3)]
    assert Counter(one["sport_type"] for one in first_steps).most_common(1)[0][0] == "Walk"
    assert not any(one["sport_type"] in ("Run", "Ride") for one in first_steps)


def test_seasons_show(made_up: History) -> None:
    summer = [one for one in made_up if local_day(one).month in (6, 7, 8)]
    winter = [one for one in made_up if local_day(one).month in (12, 1, 2)]

    def count(activities: History, sport: str) -> int:
        return sum(one["sport_type"] == sport for one in activities)

    assert count(summer, "Ride") > 2 * count(winter, "Ride")
    for sport in ("VirtualRide", "WeightTraining", "NordicSki"):
        assert count(winter, sport) > 2 * count(summer, sport)


def test_long_ones_are_at_weekends(made_up: History) -> None:
    long = [one for one in made_up if one["moving_time"] > 2.5 * 3600 and not one["manual"]]
    weekend = sum(local_day(one).weekday() >= 5 for one in long)
    assert weekend > 0.7 * len(long)


def test_there_are_many_sports_and_one_that_a_program_may_not_know(made_up: History) -> None:
    sports = Counter(activity["sport_type"] for activity in made_up)
    assert len(sports) == 16
    assert sports.keys() > {"Ride", "Run", "VirtualRide", "Swim", "Hike", "NordicSki", "EBikeRide"}
    assert "Padel" in sports, "the list is open: a new one comes every now and then"
    types = {activity["type"] for activity in made_up}
    assert "GravelRide" not in types, "type is the older, shorter list"


def test_some_are_private_manual_indoors_commutes_and_races(made_up: History) -> None:
    assert {one["visibility"] for one in made_up} == {"everyone", "followers_only", "only_me"}
    for field in ("private", "manual", "trainer", "commute"):
        assert 20 < sum(one[field] for one in made_up) < 300, field
    races = [one for one in made_up if one["workout_type"] == 1]
    assert any("Marathon" in one["name"] for one in races)
    for one in made_up:
        assert one["private"] == (one["visibility"] == "only_me")


def test_what_has_no_track_says_so_as_strava_does(made_up: History) -> None:
    bare = [one for one in made_up if not one["map"]["summary_polyline"]]
    assert {one["map"]["summary_polyline"] for one in bare} == {"", None}
    assert all(one["start_latlng"] == [] for one in bare)
    assert all(one["device_name"] is None for one in bare if one["manual"])
    indoors = [one for one in made_up if one["trainer"]]
    assert all(one in bare for one in indoors)


def test_pool_swims_have_no_track_and_lake_swims_have(made_up: History) -> None:
    swims = [one for one in made_up if one["sport_type"] == "Swim" and not one["manual"]]
    tracked = with_track(swims)
    assert 0 < len(tracked) < len(swims)


def test_names_are_odd_at_times(made_up: History) -> None:
    names = [activity["name"] for activity in made_up]
    assert max(map(len, names)) == 255
    assert any(name.startswith("=") for name in names)
    assert any("<b>" in name for name in names)
    assert any("\u0590" <= letter <= "\u05ff" for name in names for letter in name)
    assert any("\u3040" <= letter <= "\u30ff" for name in names for letter in name)
    assert any(ord(letter) > 0xFFFF for name in names for letter in name)


def test_local_and_universal_time_agree_and_holidays_are_elsewhere(made_up: History) -> None:
    for one in made_up:
        start, local = (datetime.fromisoformat(one[k]) for k in ("start_date", "start_date_local"))
        assert (local - start).total_seconds() == one["utc_offset"]
    zones = {one["timezone"]: one["utc_offset"] for one in made_up}
    assert zones["(GMT+05:45) Asia/Kathmandu"] == 20_700
    assert zones["(GMT-07:00) America/Phoenix"] == -25_200
    at_home = {one["utc_offset"] for one in made_up if one["timezone"].endswith("Europe/Paris")}
    assert at_home == {3600.0, 7200.0}, "the name of a zone stays, its offset changes in summer"


def test_one_start_is_hidden(made_up: History) -> None:
    hidden = [one for one in made_up if one["start_date_local"].endswith("T00:00:01Z")]
    assert len(hidden) == 1


def test_numbers_hang_together(made_up: History) -> None:
    for one in made_up:
        assert one["elapsed_time"] >= one["moving_time"] > 0
        speed = one["distance"] / one["moving_time"]
        assert one["average_speed"] == pytest.approx(speed, abs=0.001)
        assert one["max_speed"] >= one["average_speed"]
        if one.get("kilojoules"):
            work = one["average_watts"] * one["moving_time"] / 1000
            assert one["kilojoules"] == pytest.approx(work, rel=0.01, abs=0.1)
        if one["has_heartrate"]:
            assert 48 < one["average_heartrate"] < one["max_heartrate"] <= 188
        if one["sport_type"] == "Run" and "average_cadence" in one:
            assert 78 < one["average_cadence"] < 92, "counted for one leg"


def test_tracks_are_as_long_as_the_distance_says(made_up: History) -> None:
    tracked = with_track(made_up)
    assert len(tracked) > 900
    for one in tracked:
        positions = polyline.decode(one["map"]["summary_polyline"])
        length = sum(meters_between(a, b) for a, b in pairwise(positions))
        assert length == pytest.approx(one["distance"], rel=0.1), one["name"]
        assert len(positions) <= 120
        assert positions[0] == pytest.approx(tuple(one["start_latlng"]), abs=2e-5)
