"""FIT files become tracks, as fitdecode reads them and with the units of a track."""

from __future__ import annotations

import pytest

from strava.archive.faults import UnreadableFile
from strava.archive.formats.fit import read_fit
from strava.archive.formats.track import Session
from tests.archive.fit_files import FILES, fit_file
from tests.archive.fit_judge import disagreements
from tests.archive.fit_writer import (
    BYTE,
    ENUM,
    FLOAT32,
    HEARTRATE,
    RECORD,
    SINT8,
    SINT32,
    START,
    TIME,
    UINT8,
    UINT8Z,
    UINT16,
    UINT32,
    UNIX,
    FitWriter,
    heartrates,
)

SESSION, EVENT = 18, 21


def test_points_are_the_records_that_fitdecode_reads() -> None:
    for name in (
        "fit__unterminated-strings",
        "python-fitpars__activity-activity-filecrc",
        "python-fitpars__activity-settings",
        "python-fitpars__activity-unexpected-eof",
        "python-fitpars__elemnt-bolt-no-application-id-inside-developer-data-id",
        "python-fitpars__garmin-edge-820-bike",
        "python-fitpars__garmin-fenix-5-run",
        "sweatpy__6471559601_ACTIVITY",
    ):
        track = read_fit(fit_file(name))
        assert track.times
        assert disagreements(fit_file(name), track) == [], name


def test_old_devices_that_compress_times_and_distances_are_read_like_fitdecode_does() -> None:
    for name in ("antfs-dump.63", "compressed-speed-distance"):
        beginning = fit_file(f"python-fitpars__{name}")[:1300]
        track = read_fit(beginning)
        assert len(track.times) > 20
        assert disagreements(beginning, track) == [], name


@pytest.mark.slow
def test_every_stored_recording_is_what_fitdecode_reads() -> None:
    for path in sorted(FILES.glob("*.fit")):
        data = path.read_bytes()
        try:
            track = read_fit(data)
        except UnreadableFile:
            continue
        if track.channels.keys() != {"distance"}:  # the lengths of a pool
            assert disagreements(data, track) == [], path.name


@pytest.mark.parametrize("order", ["<", ">"])
def test_channels_have_the_units_of_a_track(order: str) -> None:
    writer = FitWriter(order)
    fields = [(0, 4, SINT32), (1, 4, SINT32), (5, 4, UINT32), (2, 2, UINT16), (6, 2, UINT16)]
    fields += [HEARTRATE, (4, 1, UINT8), (7, 2, UINT16), (13, 1, SINT8)]
    writer.define(3, RECORD, TIME, *fields)
    writer.add(3, "IiiIHHBBHb", START, 2**29, -(2**30), 12345, 2600, 3210, 140, 85, 250, -4)
    track = read_fit(writer.file())
    assert track.times == [UNIX]
    assert track.channels == {
        "latitude": [45.0],
        "longitude": [-90.0],
        "distance": [123.45],
        "altitude": [20.0],
        "speed": [3.21],
        "heartrate": [140],
        "cadence": [85],
        "watts": [250],
        "temp": [-4],
    }
    assert track.notes == []


def test_enhanced_speed_and_altitude_win_where_they_are_set() -> None:
    writer = FitWriter()
    writer.define(0, RECORD, TIME, (6, 2, UINT16), (73, 4, UINT32), (2, 2, UINT16), (78, 4, UINT32))
    writer.add(0, "IHIHI", START, 1000, 2000, 2500, 3000)
    writer.add(0, "IHIHI", START + 1, 1000, 0xFFFFFFFF, 2500, 0xFFFFFFFF)
    channels = read_fit(writer.file()).channels
    assert channels == {"speed": [2.0, 1.0], "altitude": [100.0, 0.0]}


def test_values_that_mean_missing_are_missing() -> None:
    writer = FitWriter()
    writer.define(0, RECORD, TIME, (4, 1, UINT8Z), (13, 1, SINT8), (7, 4, FLOAT32), (0, 4, SINT32))
    writer.add(0, "IBbfi", START, 0, 0x7F, float("nan"), 0x7FFFFFFF)
    writer.add(0, "IBbfi", START + 1, 80, 20, 200.5, 0)
    assert read_fit(writer.file()).channels == {
        "cadence": [None, 80],
        "temp": [None, 20],
        "watts": [None, 200.5],
        "latitude": [None, 0.0],
    }


def test_of_an_array_the_first_element_counts_and_odd_sizes_are_skipped() -> None:
    writer = FitWriter()
    writer.define(0, RECORD, (3, 3, UINT8), TIME, (7, 4, UINT16), (5, 3, UINT32), (4, 1, 0x1F))
    writer.add(0, "3BI2H3sB", 120, 1, 2, START, 300, 9, b"abc", 7)
    assert read_fit(writer.file()).channels == {"heartrate": [120], "watts": [300]}


def test_developer_fields_are_skipped() -> None:
    writer = FitWriter()
    writer.define(0, RECORD, TIME, HEARTRATE, developer=((3, 2, 0), (0, 0, 0), (7, 5, 9)))
    for second in range(3):
        writer.add(0, "IB7s", START + second, 100 + second, b"garbage")
    track = read_fit(writer.file())
    assert track.channels == {"heartrate": [100, 101, 102]}


def test_a_local_number_can_be_defined_again() -> None:
    writer = heartrates(100)
    writer.define(0, RECORD, (7, 2, UINT16), TIME)
    writer.add(0, "HI", 200, START + 1)
    writer.define(0, RECORD, TIME, HEARTRATE)
    writer.add(0, "IB", START + 2, 102)
    track = read_fit(writer.file())
    assert track.times == [UNIX, UNIX + 1, UNIX + 2]
    assert track.channels == {"heartrate": [100, None, 102], "watts": [None, 200, None]}


def test_times_in_headers_go_on_from_the_last_whole_time() -> None:
    writer = FitWriter()
    writer.define(0, EVENT, TIME)
    writer.define(1, RECORD, HEARTRATE)
    writer.add(0, "I", START)
    for seconds in (0, 1, 30, 61):
        writer.add_compressed(1, START + seconds, bytes([100 + seconds]))
    track = read_fit(writer.file())
    assert [time - UNIX for time in track.times] == [0, 1, 30, 61]
    assert track.channels == {"heartrate": [100, 101, 130, 161]}


def test_packed_distances_go_on_beyond_256_meters() -> None:
    writer = FitWriter()
    writer.define(0, RECORD, TIME, (8, 3, BYTE))
    for second, (speed, distance) in enumerate([(300, 0), (310, 200), (305, 400)]):
        packed = speed | (distance * 16 & 0xFFF) << 12
        writer.add(0, "I3s", START + second, packed.to_bytes(3, "little"))
    writer.add(0, "I3s", START + 3, b"\xff\xff\xff")
    assert read_fit(writer.file()).channels == {
        "distance": [0.0, 200.0, 400.0, None],
        "speed": [3.0, 3.1, 3.05, None],
    }


def test_records_of_one_second_with_different_channels_are_one_point() -> None:
    writer = FitWriter()
    writer.define(0, RECORD, TIME, (0, 4, SINT32))
    writer.define(1, RECORD, TIME, HEARTRATE)
    writer.add(0, "Ii", START, 2**29)
    writer.add(1, "IB", START, 120)
    writer.add(1, "IB", START, 121)
    writer.add(1, "IB", START + 1, 122)
    writer.add(0, "Ii", START + 1, 2**30)
    track = read_fit(writer.file())
    assert [time - UNIX for time in track.times] == [0, 0, 1]
    assert track.channels == {"latitude": [45.0, None, 90.0], "heartrate": [120, 121, 122]}


def test_records_without_a_time_are_left_out() -> None:
    writer = heartrates(100)
    writer.add(0, "IB", 0xFFFFFFFF, 101)
    writer.add(0, "IB", 0x0FFFFFFF, 102)
    assert read_fit(writer.file()).channels == {"heartrate": [100]}


def test_a_device_without_a_date_counts_from_the_start() -> None:
    writer = FitWriter()
    writer.define(0, RECORD, TIME, HEARTRATE)
    writer.define(1, SESSION, (2, 4, UINT32), (5, 1, ENUM))
    writer.add(0, "IB", 16_000_005, 100)
    writer.add(0, "IB", 16_000_010, 101)
    writer.add(1, "IB", 16_000_000, 1)
    track = read_fit(writer.file())
    assert track.times == [5.0, 10.0]
    assert track.sessions == [Session(start=0.0, sport="running")]


def test_several_files_in_one_are_one_track() -> None:
    first, second = heartrates(100, 101), FitWriter()
    second.define(0, RECORD, TIME, HEARTRATE)
    second.add(0, "IB", START + 60, 102)
    track = read_fit(first.file() + second.file(12))
    assert track.channels == {"heartrate": [100, 101, 102]}
    assert track.notes == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("python-fitpars__Settings", "The file holds settings of a device, not a recording."),
        ("python-fitpars__WeightScaleSingleUser", "The file holds weights of a scale,"),
        ("python-fitpars__WorkoutRepeatSteps", "The file holds a planned workout,"),
        ("geo-activity-p__Berlin__0_9_km_", "The file holds a route to follow,"),
        ("python-fitpars__DeveloperData", "The points of the file have no times."),
    ],
)
def test_file_that_is_not_a_recording_is_named(name: str, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=sentence):
        read_fit(fit_file(name))
