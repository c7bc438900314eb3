"""What a FIT file says about a whole recording: sessions, laps, pauses, device, and local time."""

from __future__ import annotations

import pytest

from strava.archive.formats.fit import read_fit
from strava.archive.formats.track import Lap, Session
from tests.archive.fit_files import fit_file
from tests.archive.fit_writer import (
    ENUM,
    START,
    STRING,
    TIME,
    UINT8,
    UINT16,
    UINT32,
    UNIX,
    heartrates,
)

FILE_ID, SPORT, SESSION, LAP, EVENT, DEVICE_INFO = 0, 12, 18, 19, 21, 23
ACTIVITY = 34


def test_each_sport_of_a_multisport_recording_is_a_session() -> None:
    track = read_fit(fit_file("sweatpy__6471559601_ACTIVITY"))
    assert [session.sport for session in track.sessions] == ["running", "transition", "rowing"]
    starts = [session.start for session in track.sessions]
    assert starts == sorted(starts)
    assert starts[0] == track.times[0]


def test_a_session_has_its_times() -> None:
    writer = heartrates(100)
    writer.define(1, SESSION, (2, 4, UINT32), (7, 4, UINT32))
    writer.add(1, "II", START, 3_600_500)
    assert read_fit(writer.file()).sessions == [Session(UNIX, elapsed_time=3600.5)]


def test_without_a_session_the_sport_comes_from_the_settings() -> None:
    writer = heartrates(100)
    writer.define(1, SPORT, (0, 1, ENUM), (1, 1, ENUM))
    writer.add(1, "BB", 2, 46)
    assert read_fit(writer.file()).sessions == [
        Session(UNIX, sport="cycling", sub_sport="gravel_cycling")
    ]


def test_a_lap_has_what_the_device_summed_up() -> None:
    writer = heartrates(100)
    totals = [(2, 4, UINT32), (7, 4, UINT32), (8, 4, UINT32), (9, 4, UINT32), (21, 2, UINT16)]
    speeds = [(13, 2, UINT16), (110, 4, UINT32), (14, 2, UINT16), (111, 4, UINT32)]
    averages = [(15, 1, UINT8), (16, 1, UINT8), (17, 1, UINT8), (19, 2, UINT16)]
    writer.define(1, LAP, *totals, *speeds, *averages)
    writer.add(1, "IIIIH", START, 90_000, 80_000, 100_000, 12)
    writer.body += b"\x01\x00" + (12_500).to_bytes(4, "little")
    writer.body += (15_000).to_bytes(2, "little") + b"\xff" * 4
    writer.body += bytes([140, 150, 85]) + (200).to_bytes(2, "little")
    assert read_fit(writer.file()).laps == [
        Lap(
            start=UNIX,
            elapsed_time=90.0,
            moving_time=80.0,
            distance=1000.0,
            elevation_gain=12.0,
            average_speed=12.5,
            max_speed=15.0,
            average_heartrate=140.0,
            max_heartrate=150.0,
            average_cadence=85.0,
            average_watts=200.0,
        )
    ]


def test_pauses_are_between_a_stop_of_the_timer_and_its_next_start() -> None:
    writer = heartrates(100)
    writer.define(1, EVENT, TIME, (0, 1, ENUM), (1, 1, ENUM))
    timer, lap = 0, 9
    start, stop, marker, stop_all = 0, 1, 3, 4
    for second, event, kind in (
        (0, timer, start),
        (10, timer, stop_all),
        (11, timer, stop),
        (12, lap, start),
        (13, timer, marker),
        (20, timer, start),
        (30, timer, stop),
        (30, timer, start),
        (50, timer, start),
        (40, timer, stop),
        (60, timer, stop_all),
    ):
        writer.add(1, "IBB", START + second, event, kind)
    pauses = read_fit(writer.file()).pauses
    assert [(stop - UNIX, start - UNIX) for stop, start in pauses] == [(10, 20), (40, 50)]


@pytest.mark.parametrize(
    ("local", "offset"),
    [
        (START + 7200, 7200),
        (START - 12600, -12600),
        (START + 20700, 20700),
        (START, 0),
        (START + 7201, 7201),
        (0xFFFFFFFF, None),
    ],
)
def test_the_utc_offset_is_what_the_device_says(local: int, offset: int | None) -> None:
    writer = heartrates(100)
    writer.define(1, ACTIVITY, TIME, (5, 4, UINT32))
    writer.add(1, "II", START, local)
    assert read_fit(writer.file()).utc_offset == offset


@pytest.mark.parametrize(
    ("maker", "product", "own_name", "device"),
    [
        (1, 3076, b"", "Garmin Forerunner 245"),
        (1, 3145, b"", "Garmin Forerunner 245"),
        (1, 3121, b"", "Garmin Edge 530"),
        (1, 3906, b"", "Garmin fēnix 7"),
        (1, 64000, b"", "Garmin"),
        (32, 31, b"ELEMNT BOLT", "Wahoo ELEMNT BOLT"),
        (294, 802, b"COROS PACE 2\0x", "COROS PACE 2"),
        (23, 67, b"Suunto Vertical 2", "Suunto Vertical 2"),
        (260, 0, b"", "Zwift"),
        (64000, 1, b"", None),
        (64000, 1, b"Sm\xfcrt \x01watch", "Sm�rt watch"),
    ],
)
def test_the_device_has_the_name_that_strava_shows(
    maker: int, product: int, own_name: bytes, device: str | None
) -> None:
    writer = heartrates(100)
    writer.define(1, FILE_ID, (1, 2, UINT16), (2, 2, UINT16), (8, 20, STRING))
    writer.add(1, "HH20s", maker, product, own_name)
    assert read_fit(writer.file()).device == device


def test_the_device_that_recorded_may_be_named_among_the_sensors() -> None:
    writer = heartrates(100)
    writer.define(1, DEVICE_INFO, (0, 1, UINT8), (2, 2, UINT16), (4, 2, UINT16))
    writer.add(1, "BHH", 1, 95, 1)
    writer.add(1, "BHH", 0, 1, 4315)
    assert read_fit(writer.file()).device == "Garmin Forerunner 965"
