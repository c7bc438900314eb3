"""The load of activities on the scale of relative effort, against hand-worked cases."""

from __future__ import annotations

import pytest

from strava.analysis.load_scale import Evidence, Scale, Source, find_scale

HOUR = 3600.0


def run(
    effort: float | None = None,
    trimp: float | None = None,
    power: float | None = None,
    *,
    seconds: float | None = HOUR,
    sport: str = "Run",
) -> Evidence:
    return Evidence(sport, seconds, effort, trimp, power)


def load(scale: Scale, activity: Evidence) -> tuple[float, Source]:
    (found,) = scale.loads([activity])
    return found


def test_relative_effort_counts_as_it_is_and_others_by_the_median_of_those_with_both() -> None:
    both = [run(100, 50), run(60, 20), run(90, 30, 45), run(80, power=40), run(20, power=40)]
    scale = find_scale(both)
    # 2, 3, 3; and 2, 2, 0.5
    assert scale.heartrate == (3.0, 3)
    assert scale.power == (2.0, 3)
    assert load(scale, run(70, 10, 10)) == (70, "relative_effort")
    assert load(scale, run(0, 10)) == (0, "relative_effort")
    assert load(scale, run(None, 10, 99)) == (30, "heartrate")
    assert load(scale, run(None, 0.0, 10)) == (20, "power")


def test_one_load_stands_in_for_another_that_nothing_can_be_compared_with() -> None:
    assert load(find_scale([run(60, 20)]), run(power=10)) == (30, "power")
    assert load(find_scale([run(60, power=30)]), run(trimp=10)) == (20, "heartrate")
    assert load(find_scale([run(60), run(0, 5)]), run(trimp=10)) == (10, "heartrate")


def test_time_counts_as_the_median_hour_of_the_sport() -> None:
    efforts = [(30, HOUR / 2), (50, HOUR), (70, HOUR), (80, HOUR), (900, HOUR / 2)]
    known = [run(effort, seconds=seconds) for effort, seconds in efforts]
    # 60, 50, 70, 80, 1800 an hour
    scale = find_scale([*known, run(None), run(9, seconds=None), run(9, seconds=0)])
    assert load(scale, run(seconds=2 * HOUR)) == (140, "time")
    assert load(scale, run(seconds=None)) == (0, "time")
    assert load(scale, run(seconds=-60)) == (0, "time")
    # A recording that was not stopped for weeks is at most a day.
    assert load(scale, run(seconds=1168 * HOUR)) == (24 * 70, "time")


def test_a_sport_with_few_known_loads_counts_as_its_group() -> None:
    four, rides = [run(100)] * 4, [run(30, sport="Ride")] * 5
    scale = find_scale([*four, *rides])
    assert load(scale, run(sport="GravelRide")) == (30, "time")
    assert scale.load_of_an_hour("Run") == scale.load_of_an_hour("TrailRun") == 60
    assert find_scale([*four, run(100, sport="TrailRun")]).load_of_an_hour("VirtualRun") == 100
    # Walks are easier than runs, which are in the same group.
    assert find_scale([run(100)] * 9).load_of_an_hour("Walk") == 20


@pytest.mark.parametrize("sport", ["Run", "Swim", "Yoga", "NordicSki", "EBikeRide", "Quidditch"])
def test_every_sport_has_a_usual_load_without_any_known_one(sport: str) -> None:
    found, source = load(find_scale([]), run(sport=sport))
    assert 20 <= found <= 60
    assert source == "time"
