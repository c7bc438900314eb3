"""All measures of an activity together: what counts, and whose numbers win."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strava.analysis.families import RIDE, RUN, family
from strava.analysis.load import HeartRates
from strava.analysis.measures import BestEffort, Facts, Limits, measure, rate
from strava.analysis.reported import Lap, ReportedEffort
from strava.analysis.streams import Streams
from strava.units import METERS_PER_MILE

from .recordings import position_at, recordings, steady


def efforts(streams: Streams, facts: Facts, kind: str = "distance") -> dict[float, BestEffort]:
    """Return the best efforts of a kind by their size."""
    return {one.size: one for one in measure(streams, facts).efforts if one.kind == kind}


@pytest.mark.parametrize("sport", ["Run", "TrailRun", "VirtualRun"])
def test_runs_are_compared_with_each_other(sport: str) -> None:
    assert family(sport) == RUN
    found = efforts(steady(2000), Facts(sport))
    assert list(found) == [
        400,
        METERS_PER_MILE / 2,
        1000,
        METERS_PER_MILE,
        2 * METERS_PER_MILE,
        5000,
    ]
    assert found[5000].value == pytest.approx(5000 / 3)


@pytest.mark.parametrize("sport", ["Walk", "Hike", "EBikeRide", "EMountainBikeRide", "Rowing", "x"])
def test_other_sports_and_motors_have_no_best_efforts(sport: str) -> None:
    facts = Facts(sport, has_power_meter=True)
    assert measure(steady(4000, speed=6, watts=200.0), facts).efforts == []


def test_distance_of_a_virtual_ride_is_no_record_but_its_power_is() -> None:
    assert family("GravelRide") == RIDE
    streams = steady(4000, speed=10, watts=200.0)
    facts = Facts("VirtualRide", has_power_meter=True)
    assert efforts(streams, facts) == {}
    assert efforts(streams, facts, "power").keys() == {
        *(5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600)
    }
    assert efforts(streams, replace(facts, sport_type="Ride")).keys() == {
        *(5 * METERS_PER_MILE, 10_000, 10 * METERS_PER_MILE, 20_000, 30_000, 40_000)
    }


def test_power_that_strava_has_estimated_is_not_measured() -> None:
    streams = steady(60, watts=250.0)
    measured = measure(streams, Facts("Ride", has_power_meter=True))
    assert measured.weighted_power == pytest.approx(250)
    assert [(one.kind, one.size, one.value) for one in measured.efforts] == [
        ("power", 5.0, 250.0),
        ("power", 15.0, 250.0),
        ("power", 30.0, 250.0),
        ("power", 60.0, 250.0),
    ]
    estimated = measure(streams, Facts("Ride"))
    assert (estimated.efforts, estimated.weighted_power) == ([], None)


def test_swims_have_splits_of_100_meters_and_yards() -> None:
    streams = steady(200, speed=1.0)
    stretches = measure(streams, Facts("Swim")).stretches
    assert {kind: len(found) for kind, found in stretches.items()} == {
        **{"km": 1, "mile": 1, "100m": 2, "100yd": 3},
        "lap": 0,
    }
    assert [number for number, _ in stretches["100yd"]] == [1, 2, 3]
    assert measure(streams, Facts("Run")).stretches.keys() == {"km", "mile", "lap"}


def test_time_of_strava_wins_where_it_gives_one() -> None:
    streams = steady(6000)
    strava = [
        ReportedEffort(1000, 330, 100, 434),
        ReportedEffort(16_090, 5000, 0, 5400),  # ten miles, rounded
        ReportedEffort(1234, 5, 0, 5),
    ]
    found = efforts(streams, Facts("Run", best_efforts=strava))
    assert (found[1000].value, found[1000].from_strava) == (330, True)
    assert (found[1000].stretch.start, found[1000].stretch.end) == (100, 434)
    assert found[10 * METERS_PER_MILE].value == 5000
    assert found[400].value == pytest.approx(400 / 3)
    assert not found[400].from_strava
    assert 1234 not in found


@pytest.mark.parametrize(
    "strava",
    [
        ReportedEffort(1000, 300, 190, 490),  # with the jump of the position
        ReportedEffort(1000, 50, 600, 650),  # 20 meters per second
        ReportedEffort(1000, 5000, 600, 650),  # longer than the activity
    ],
)
def test_implausible_effort_of_strava_does_not_win(strava: ReportedEffort) -> None:
    streams = steady(1000)
    jumped = [where + (300 if second > 200 else 0) for second, where in enumerate(streams.distance)]
    facts = Facts("Run", elapsed_time=1000, best_efforts=[strava])
    effort = efforts(replace(streams, distance=jumped), facts)[1000]
    assert effort.value == pytest.approx(1000 / 3)
    assert not effort.from_strava


def test_lap_beyond_the_recording_is_left_out() -> None:
    laps = [Lap(1, 0, 40), Lap(2, 40, 500), Lap(3, 500, 600)]
    found = measure(steady(100), Facts("Run", laps=laps)).stretches["lap"]
    assert [(number, lap.start, lap.end) for number, lap in found] == [(1, 0, 40), (2, 40, 100)]


@given(recordings(), st.floats(100, 3000), st.floats(10, 2000))
def test_no_effort_is_longer_than_the_activity(
    streams: Streams, distance: float, elapsed_time: float
) -> None:
    facts = Facts("Run", distance, elapsed_time, has_power_meter=True)
    for effort in measure(streams, facts).efforts:
        if effort.kind == "distance":
            assert effort.size <= distance
            assert effort.value <= elapsed_time
            start, end = effort.stretch.start, effort.stretch.end
            covered = position_at(streams, end) - position_at(streams, start)
            assert covered == pytest.approx(effort.size)
        else:
            assert effort.size <= elapsed_time


def test_ratings_need_measurements_and_limits() -> None:
    streams = steady(3600, heartrate=140.0, watts=250.0)
    limits = Limits([100, 130, 150], [0, 240], HeartRates(50, 200), ftp=250)
    rated = rate(streams, has_power_meter=True, limits=limits)
    assert (rated.heartrate_seconds, rated.power_seconds) == ([0, 3600, 0], [0, 3600])
    assert rated.power_load == pytest.approx(100)
    assert rated.trimp is not None
    estimated = rate(streams, has_power_meter=False, limits=limits)
    assert (estimated.power_seconds, estimated.power_load) == ([], None)
    nothing = rate(streams, has_power_meter=True, limits=Limits())
    assert (nothing.heartrate_seconds, nothing.trimp, nothing.power_load) == ([], None, None)
    plain = rate(steady(60), has_power_meter=True, limits=limits)
    assert (plain.heartrate_seconds, plain.power_seconds, plain.power_load) == ([], [], None)
