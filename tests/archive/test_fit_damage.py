"""Of a broken FIT file, what is whole is kept; nothing makes the reader fail or run long."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strava.archive.faults import UnreadableFile
from strava.archive.formats import fit_messages
from strava.archive.formats.fit import read_fit
from strava.archive.formats.fit_profile import WANTED
from strava.archive.formats.track import CHANNELS, Track
from tests.archive.fit_files import fit_file
from tests.archive.fit_writer import HEARTRATE, RECORD, START, TIME, UINT8, FitWriter, heartrates

CUT = "The file is cut off; what comes before is kept."
DAMAGED = "The file is damaged; what comes before the damage was read."
WRONG_CHECKSUM = "The checksum of the file is wrong, so a value may be wrong too."
SESSION = 18
MORE_BEHIND = "Behind its end the file has more data, which was left out."
MULTISPORT = fit_file("sweatpy__6471559601_ACTIVITY")
RUN = fit_file("python-fitpars__activity-unexpected-eof")


def attempt(data: bytes) -> Track | None:
    """Return the track, or None if the file is refused with a sentence."""
    try:
        track = read_fit(data)
    except UnreadableFile:
        return None
    assert track.times
    assert set(track.channels) <= set(CHANNELS)
    assert {len(values) for values in track.channels.values()} <= {len(track.times)}
    return track


def test_a_file_cut_at_any_byte_keeps_its_whole_records() -> None:
    data = heartrates(100, 101, 102, 103).file()
    first_record, size = len(data) - 2 - 4 * 6, 6
    for length in range(len(data)):
        track = attempt(data[:length])
        whole = min(max(length - first_record, 0) // size, 4)
        assert len(track.times if track else []) == whole, length
        if track:
            assert track.notes == [CUT]


def test_a_recording_cut_at_any_byte_loses_nothing_that_was_there_before() -> None:
    points = 0
    for length in range(0, len(RUN), 5):
        track = attempt(RUN[:length])
        assert len(track.times if track else []) >= points
        points = len(track.times) if track else 0
    assert points == 14


@settings(max_examples=60, deadline=None)
@given(
    length=st.integers(0, len(MULTISPORT)),
    flips=st.lists(st.tuples(st.integers(0, len(MULTISPORT) - 1), st.integers(1, 255)), max_size=8),
)
def test_bytes_cut_or_flipped_at_random_never_crash(
    length: int, flips: list[tuple[int, int]]
) -> None:
    data = bytearray(MULTISPORT)
    for place, bits in flips:
        data[place] ^= bits
    attempt(bytes(data[:length]))


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=200), rest=st.binary(max_size=60), stated=st.integers(0, 2**32 - 1))
def test_messages_at_random_never_crash(body: bytes, rest: bytes, stated: int) -> None:
    writer = heartrates(100, 101)
    writer.body += body
    attempt(writer.file() + rest)
    attempt(writer.file(stated=stated) + rest)
    attempt(body)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_fields_of_any_type_and_size_never_crash(data: st.DataObject) -> None:
    number = data.draw(st.sampled_from(sorted(WANTED)))
    keys = st.sampled_from([*sorted(WANTED[number]), 253])
    fields = data.draw(
        st.lists(st.tuples(keys, st.integers(0, 17), st.integers(0, 255)), max_size=8)
    )
    writer = heartrates(100, 101)
    writer.define(1, number, *fields)
    size = sum(each[1] for each in fields)
    for _ in range(3):
        writer.add(1, f"{size}s", data.draw(st.binary(min_size=size, max_size=size)))
    assert attempt(writer.file()) is not None


def test_a_wrong_checksum_is_a_note() -> None:
    data = heartrates(100, 101).file()
    assert read_fit(data).notes == []
    track = read_fit(data[:-1] + bytes([data[-1] ^ 1]))
    assert track.notes == [WRONG_CHECKSUM]
    assert track.channels == {"heartrate": [100, 101]}


@pytest.mark.parametrize("header_size", [12, 14])
def test_headers_of_both_sizes_have_checksums(header_size: int) -> None:
    assert read_fit(heartrates(100).file(header_size)).notes == []


def test_a_header_without_its_own_length_is_read() -> None:
    data = bytearray(heartrates(100, 101).file())
    data[0] = 0
    assert read_fit(bytes(data)).channels == {"heartrate": [100, 101]}


def test_a_device_that_crashed_never_wrote_the_length() -> None:
    data = heartrates(100, 101).file(stated=0)[:-2]
    track = read_fit(data)
    assert track.channels == {"heartrate": [100, 101]}
    assert track.notes == [CUT]


def test_data_behind_the_end_is_a_note_unless_it_is_empty() -> None:
    data = heartrates(100).file()
    assert read_fit(data + bytes(100)).notes == []
    assert read_fit(data + b"something else").notes == [MORE_BEHIND]


def test_a_later_file_is_read_though_an_earlier_one_is_damaged() -> None:
    broken, whole = heartrates(100), heartrates(101)
    broken.body += b"\x07"
    track = read_fit(broken.file() + whole.file())
    assert track.channels == {"heartrate": [100, 101]}
    assert track.notes == [DAMAGED]


def test_a_file_that_ends_within_a_message_is_cut() -> None:
    writer = heartrates(100)
    writer.body += b"\x00abc"
    assert read_fit(writer.file()).notes == [CUT]


def test_a_file_of_several_with_nothing_behind_its_header_keeps_the_others() -> None:
    data = fit_file("python-fitpars__activity-settings-corruptheader")
    track = read_fit(data)
    assert len(track.times) == 14
    assert track.notes == [MORE_BEHIND]


def test_a_definition_of_any_size_allocates_no_more_than_the_file_has() -> None:
    writer = heartrates(100)
    writer.body += bytes([0x61, 0, 0]) + b"\x14\x00\xff" + b"\x03\xff\x02" * 200
    track = read_fit(writer.file(stated=0xFFFFFFFF))
    assert track.channels == {"heartrate": [100]}
    assert track.notes == [CUT]


def test_more_records_than_any_recording_has_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit_messages, "MOST_POINTS", 3)
    track = read_fit(heartrates(*range(100, 110)).file())
    assert track.channels == {"heartrate": [100, 101, 102]}
    assert track.notes == ["The file has more points than any recording; the rest was left out."]


def test_more_definitions_than_any_device_needs_are_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit_messages, "MOST_DEFINITIONS", 3)
    writer = FitWriter()
    for size in range(1, 6):
        writer.define(0, RECORD, TIME, HEARTRATE, (200, size, UINT8))
        writer.add(0, f"IB{size}s", START + size, 100 + size, b"")
    track = read_fit(writer.file())
    assert track.channels == {"heartrate": [101, 102, 103]}
    assert track.notes == [DAMAGED]


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"\x0e\x10\x00\x00\x00\x00\x00\x00.FI"])
def test_file_that_is_not_fit_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="This is not a FIT file"):
        read_fit(data)


@pytest.mark.parametrize("length", [14, 20, 31])
def test_a_file_cut_before_its_first_point_is_refused(length: int) -> None:
    with pytest.raises(UnreadableFile, match="damaged before its first point"):
        read_fit(heartrates(100, 101).file()[:length])


def test_a_summary_alone_holds_no_points() -> None:
    writer = FitWriter()
    writer.define(0, SESSION, TIME)
    writer.add(0, "I", START)
    with pytest.raises(UnreadableFile, match="The file holds no points, only a summary at most"):
        read_fit(writer.file())
