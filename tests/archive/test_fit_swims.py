"""Swims in FIT files, of which devices record less than of other sports."""

from __future__ import annotations

import pytest

from strava.archive.formats.fit import read_fit
from tests.archive.fit_files import fit_file
from tests.archive.fit_writer import (
    BYTE,
    ENUM,
    RECORD,
    START,
    TIME,
    UINT8,
    UINT16,
    UINT32,
    FitWriter,
    heartrates,
)

SESSION = 18
LENGTH, HEARTRATES = 101, 132


def test_lengths_of_a_pool_become_points_where_records_have_no_time() -> None:
    track = read_fit(fit_file("php-fit-file-a__swim"))
    distances = track.channels["distance"]
    assert len(track.times) == len(distances) == 120
    assert track.times == sorted(track.times)
    assert distances[-1] == pytest.approx(1371.6)


def test_records_without_a_distance_get_it_from_the_lengths_of_the_pool() -> None:
    writer = heartrates(*([100] * 61))
    writer.define(1, LENGTH, (2, 4, UINT32), (3, 4, UINT32), (12, 1, ENUM))
    writer.add(1, "IIB", START, 20_000, 1)
    writer.add(1, "IIB", START + 20, 20_000, 0)
    writer.add(1, "IIB", START + 40, 10_000, 1)
    writer.define(2, SESSION, (44, 2, UINT16))
    writer.add(2, "H", 2500)
    distances = read_fit(writer.file()).channels["distance"]
    assert [distances[second] for second in (0, 10, 20, 30, 40, 45, 50, 60)] == [
        *(0.0, 12.5, 25.0, 25.0, 25.0, 37.5, 50.0, 50.0)
    ]


def test_distances_after_each_length_of_a_pool_are_continued_between() -> None:
    writer = FitWriter()
    writer.define(0, RECORD, TIME, (5, 4, UINT32))
    writer.define(1, LENGTH, TIME)
    writer.add(1, "I", START + 20)
    nothing = 0xFFFFFFFF
    for second, distance in ((0, nothing), (10, nothing), (20, 2500), (30, nothing), (40, 2500)):
        writer.add(0, "II", START + second, distance)
    writer.add(0, "II", START + 50, nothing)
    assert read_fit(writer.file()).channels == {"distance": [0.0, 12.5, 25.0, 25.0, 25.0, 25.0]}


def test_heart_rates_that_a_strap_stored_under_water_belong_to_their_seconds() -> None:
    writer = FitWriter()
    writer.define(0, RECORD, TIME, (5, 4, UINT32))
    writer.define(1, HEARTRATES, TIME, (0, 2, UINT16), (6, 1, UINT8), (9, 4, UINT32))
    writer.define(2, HEARTRATES, (6, 4, UINT8), (10, 6, BYTE))
    ticks, counted = 1024, 2500
    writer.add(1, "IHBI", START - 1, 16384, 99, counted)
    for rates in ((100, 101, 102, 103), (104, 0, 106, 107)):
        packed = 0
        for number in range(4):
            counted += ticks
            packed |= (counted & 0xFFF) << 12 * number
        writer.add(2, "4s6s", bytes(rates), packed.to_bytes(6, "little"))
    for second in range(-2, 16, 2):
        writer.add(0, "II", START + second, 0)
    track = read_fit(writer.file())
    assert track.channels["heartrate"] == [None, 100, 102, 104, 106, *[107] * 3, None]
