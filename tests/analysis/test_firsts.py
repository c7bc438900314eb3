"""What is done for the first time: sports, and distances that are known by their names."""

from __future__ import annotations

from strava.analysis.firsts import Done, First, find


def test_each_sport_and_each_known_distance_is_first_once() -> None:
    before = {"Run": 9_999.0, "VirtualRide": 120_000.0}
    activities = [
        Done(1, "Run", 10_000.0),
        Done(2, "TrailRun", 21_000.0),  # no half marathon, and the 10 km are reached
        Done(3, "Run", 43_000.0),
        Done(4, "Run", 42_195.0),
        Done(5, "Ride", 99_999.9),  # a program makes up the distance of a virtual ride
        Done(6, "EBikeRide", 150_000.0),  # with a motor
        Done(7, "GravelRide", 100_000.0),
        Done(8, "Yoga", None),
        Done(9, "Yoga", None),
        Done(10, "Swim", 1_000.0),
    ]
    assert find(before, activities) == [
        First(1, "Run", 10_000.0),
        First(2, "TrailRun", None),
        First(3, "Run", 42_195.0),
        First(5, "Ride", None),
        First(5, "Ride", 50_000.0),
        First(6, "EBikeRide", None),
        First(7, "GravelRide", None),
        First(7, "GravelRide", 100_000.0),
        First(8, "Yoga", None),
        First(10, "Swim", None),
        First(10, "Swim", 1_000.0),
    ]


def test_longest_of_a_family_counts_for_all_of_its_sports() -> None:
    before = {"TrailRun": 50_000.0, "Run": 5_000.0}
    assert find(before, [Done(1, "Run", 42_195.0)]) == []
    assert find({}, []) == []
