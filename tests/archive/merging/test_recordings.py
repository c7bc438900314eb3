"""What becomes of the recordings of an archive."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from datetime import timedelta
from math import cos, sin
from typing import Any

import pytest
import tzfpy

from strava.archive.formats.track import Lap, Session, Track
from strava.archive.prepared import NOTHING_LEFT, Prepared, RecordingFacts, prepare
from strava.archive.streams import OTHER_TIMES, WRONG_CLOCK
from strava.polylines import decode

from .made_up import FREIBURG, START, made_up_track

BEGIN = START.timestamp()
FACTS = RecordingFacts(1, (BEGIN, BEGIN + 600), (BEGIN, BEGIN + 600), "Ride")


def streams(prepared: Prepared) -> dict[str, list[Any]]:
    """Return the data of prepared streams."""
    assert prepared.streams is not None
    document = json.loads(zlib.decompress(prepared.streams))
    return {name: stream["data"] for name, stream in document.items()}


def with_points(track: Track, **channels: list[float | None]) -> Track:
    return replace(track, channels={**track.channels, **channels})


def test_a_recording_says_what_a_summary_says() -> None:
    fields = prepare(made_up_track(), FACTS).fields
    assert fields["elapsed_time"] == 600
    assert fields["distance"] == 3000
    assert fields["average_speed"] == 5
    assert fields["max_heartrate"] == 140
    assert fields["total_elevation_gain"] == pytest.approx(6, abs=0.5)
    assert fields["start_latlng"] == list(FREIBURG)
    assert fields["zone"] == "Europe/Berlin"
    assert fields["device_name"] == "Garmin Edge 530"
    assert "trainer" not in fields


def test_points_are_sorted_and_those_of_the_same_second_are_one() -> None:
    track = made_up_track()
    shuffled = replace(
        track,
        times=[*track.times[::-1], track.times[5] + 0.4],
        channels={name: [*values[::-1], values[5]] for name, values in track.channels.items()},
    )
    assert streams(prepare(shuffled, FACTS)) == streams(prepare(track, FACTS))


def test_positions_at_zero_and_off_the_earth_are_none() -> None:
    track = made_up_track()
    latitudes, longitudes = (track.channels[name].copy() for name in ("latitude", "longitude"))
    latitudes[3], longitudes[3] = 0.0, 0.0
    latitudes[4] = 91.0
    latitudes[5] = None
    found = streams(prepare(with_points(track, latitude=latitudes, longitude=longitudes), FACTS))
    assert found["latlng"][3:6] == [None, None, None]
    assert None not in found["latlng"][6:]


def test_what_is_outside_of_the_activity_is_left_out() -> None:
    facts = replace(FACTS, span=(BEGIN + 100, BEGIN + 500))
    prepared = prepare(made_up_track(laps=[Lap(BEGIN, 100.0), Lap(BEGIN + 200, 100.0)]), facts)
    found = streams(prepared)
    assert (found["time"][0], found["time"][-1]) == (0, 400)
    assert (found["distance"][0], found["distance"][-1]) == (0, 2000)
    assert list(FREIBURG) not in found["latlng"]
    assert [lap["start_date"] for lap in prepared.fields["laps"]] == ["2026-06-01T06:03:20Z"]
    assert (prepared.elapsed_time, prepared.distance) == (600, 3000)
    first, *_ = decode(prepared.fields["map"]["summary_polyline"])
    assert first == pytest.approx(found["latlng"][0], abs=1e-5)


def test_points_days_away_are_left_out() -> None:
    track = made_up_track()
    track.times[0] -= 27 * 86_400
    prepared = prepare(track, FACTS)
    assert streams(prepared)["time"][0] == 10
    assert OTHER_TIMES in prepared.notes


def test_a_clock_that_was_years_behind_is_set_right() -> None:
    began = START - timedelta(days=9000)
    prepared = prepare(made_up_track(began, laps=[Lap(began.timestamp(), 100.0)]), FACTS)
    assert streams(prepared)["time"] == list(range(0, 601, 10))
    assert WRONG_CLOCK in prepared.notes
    assert [lap["start_date"] for lap in prepared.fields["laps"]] == ["2026-06-01T06:00:00Z"]


@pytest.mark.parametrize("start", [-63_000_000_000.0, 1e300, float("nan")])
def test_a_lap_that_begins_at_no_time_is_left_out(start: float) -> None:
    prepared = prepare(made_up_track(laps=[Lap(start, 100.0), Lap(BEGIN, 100.0)]), FACTS)
    assert [lap["start_date"] for lap in prepared.fields["laps"]] == ["2026-06-01T06:00:00Z"]


def test_a_recording_of_another_day_and_duration_gives_nothing() -> None:
    prepared = prepare(made_up_track(START - timedelta(days=9000), seconds=900), FACTS)
    assert prepared.streams is None
    assert prepared.notes == (NOTHING_LEFT,)


def test_distances_follow_from_positions_if_none_were_recorded() -> None:
    track = made_up_track()
    del track.channels["distance"]
    prepared = prepare(track, FACTS)
    assert prepared.distance == pytest.approx(3000, rel=0.01)


def test_speeds_follow_from_distances_if_none_were_recorded() -> None:
    found = streams(prepare(made_up_track(), FACTS))
    assert set(found["velocity_smooth"]) == {5.0}


def test_a_pause_is_no_moving_time() -> None:
    track = made_up_track(pauses=[(BEGIN + 100, BEGIN + 200)])
    still: list[float | None] = [
        min(value or 0, 500) if offset < 200 else (value or 0) - 500
        for offset, value in zip(range(0, 601, 10), track.channels["distance"], strict=True)
    ]
    prepared = prepare(with_points(track, distance=still), FACTS)
    assert prepared.fields["moving_time"] == 500


def test_time_without_positions_counts_as_moving() -> None:
    track = made_up_track()
    lost: list[float | None] = [
        500.0 if 100 < offset < 300 else value
        for offset, value in zip(range(0, 601, 10), track.channels["distance"], strict=True)
    ]
    assert prepare(with_points(track, distance=lost), FACTS).fields["moving_time"] == 600


def test_standstill_before_an_impossible_jump_is_no_moving_time() -> None:
    track = made_up_track()
    still: list[float | None] = [
        0.0 if offset < 100 else 50_000.0 + 5 * offset for offset in range(0, 601, 10)
    ]
    assert prepare(with_points(track, distance=still), FACTS).fields["moving_time"] == 510


def test_of_a_triathlon_only_the_leg_is_kept() -> None:
    legs = [
        Session(BEGIN - 600, elapsed_time=595, sport="swimming", sub_sport="open_water"),
        Session(BEGIN, elapsed_time=600, sport="cycling"),
        Session(BEGIN + 605, elapsed_time=900, sport="running"),
    ]
    track = made_up_track(START - timedelta(seconds=600), seconds=2105, sessions=legs)
    prepared = prepare(track, replace(FACTS, sport_type=None))
    found = streams(prepared)
    assert found["time"] == list(range(0, 601, 10))
    assert (found["distance"][0], found["distance"][-1]) == (0, 3000)
    assert (prepared.elapsed_time, prepared.distance) == (600, 3000)
    assert prepared.fields["sport_type"] == "Ride"


def test_a_triathlon_that_is_one_activity_stays_whole() -> None:
    legs = [
        Session(BEGIN, elapsed_time=595, sport="swimming"),
        Session(BEGIN + 600, elapsed_time=900, sport="cycling"),
    ]
    whole = (BEGIN, BEGIN + 1500)
    track = made_up_track(seconds=1500, sessions=legs)
    prepared = prepare(track, replace(FACTS, row_span=whole, span=whole))
    assert streams(prepared)["time"][-1] == 1500


@pytest.mark.parametrize(
    ("sport", "sub_sport", "expected"),
    [
        ("running", None, "Run"),
        ("running", "trail", "TrailRun"),
        ("Biking", None, "Ride"),
        ("cycling", "gravel_cycling", "GravelRide"),
        ("cycling", "virtual_activity", "VirtualRide"),
        ("swimming", "lap_swimming", "Swim"),
        ("9", None, "Run"),
        ("Other", None, None),
        ("AlpineSki", None, "AlpineSki"),
        (None, None, None),
    ],
)
def test_sport_of_a_recording_gives_the_sport_type(
    sport: str | None, sub_sport: str | None, expected: str | None
) -> None:
    session = Session(BEGIN, elapsed_time=600, sport=sport, sub_sport=sub_sport)
    prepared = prepare(made_up_track(sessions=[session]), replace(FACTS, sport_type=None))
    assert prepared.fields.get("sport_type") == expected


def test_a_virtual_ride_has_no_time_zone_from_its_place() -> None:
    session = Session(BEGIN, elapsed_time=600, sport="cycling", sub_sport="virtual_activity")
    track = made_up_track(place=(-11.6, 167.0), sessions=[session])
    assert "zone" not in prepare(track, FACTS).fields


@pytest.mark.parametrize(
    "device", [{"device": "Zwift"}, {"sessions": [Session(BEGIN, 600, sub_sport="indoor_cycling")]}]
)
def test_a_trainer_in_a_virtual_world_has_no_time_zone_from_its_place(
    device: dict[str, Any],
) -> None:
    assert "zone" not in prepare(made_up_track(place=(-11.6, 167.0), **device), FACTS).fields


def test_a_ride_that_does_not_say_that_it_is_virtual_is_known_by_its_program() -> None:
    fields = prepare(
        made_up_track(place=(-11.6, 167.0), device="Zwift"), replace(FACTS, sport_type=None)
    ).fields
    assert "zone" not in fields
    assert fields["sport_type"] == "VirtualRide"


def test_a_time_zone_that_is_not_known_here_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tzfpy, "get_tz", lambda *_place: "Mars/Olympus")
    assert "zone" not in prepare(made_up_track(), FACTS).fields


def test_at_sea_the_clock_of_the_device_counts() -> None:
    fields = prepare(made_up_track(place=(30.0, -40.0), utc_offset=-10_800), FACTS).fields
    assert "zone" not in fields
    assert fields["device_offset"] == -10_800


@pytest.mark.parametrize("offset", [0, 3601, 7201, 15 * 3600, 20 * 3600, -983_794_606])
def test_an_implausible_clock_does_not_count(offset: int) -> None:
    assert "device_offset" not in prepare(made_up_track(utc_offset=offset), FACTS).fields


def test_a_ride_without_positions_was_on_a_trainer() -> None:
    assert prepare(made_up_track(place=None), FACTS).fields["trainer"] is True


def test_a_polyline_has_a_hundred_points_or_so() -> None:
    track = made_up_track(seconds=36_000)
    turns = [offset / 50 for offset in range(len(track.times))]
    wavy = with_points(
        track,
        latitude=[48 + 0.1 * sin(turn) + turn / 1000 for turn in turns],
        longitude=[8 + 0.1 * cos(turn * 1.3) for turn in turns],
    )
    whole = (BEGIN, BEGIN + 36_000)
    prepared = prepare(wavy, replace(FACTS, row_span=whole, span=whole))
    line = decode(prepared.fields["map"]["summary_polyline"])
    assert 100 <= len(line) <= 200
    assert line[0] == pytest.approx(prepared.fields["start_latlng"], abs=1e-5)
    assert line[-1] == pytest.approx(prepared.fields["end_latlng"], abs=1e-5)


def test_a_recording_without_points_has_no_streams() -> None:
    prepared = prepare(Track(), FACTS)
    assert prepared.streams is None
    assert prepared.elapsed_time is None
