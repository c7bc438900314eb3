"""Recordings are recognized by their first bytes, gzipped or not."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strava.archive.faults import UnreadableFile
from strava.archive.formats import device_files
from strava.archive.formats.device_files import read_device_file
from strava.archive.formats.fit import read_fit
from strava.archive.formats.track import Track
from strava.archive.formats.xml_tracks import read_xml

from .fit_files import fit_file
from .xml_files import FILES, gpx_of_minute, points_of

MINUTE = gpx_of_minute()
TCX = (FILES / "sweatpy__activity_5039744860.tcx").read_bytes()
CUT_OFF = "The file is cut off; what comes before is kept."
DAMAGED = "The file is packed with gzip and damaged; what could be unpacked is kept."


def read(data: bytes, name: str = "activities/1.gpx") -> Track:
    return read_device_file(BytesIO(data), name)


@pytest.mark.parametrize("name", ["1.gpx", "1.tcx.gz", "1.fit", "1"])
def test_the_first_bytes_count_and_not_the_name(name: str) -> None:
    assert read(MINUTE, name) == read(gzip.compress(MINUTE), name) == read_xml(MINUTE)
    assert read(TCX, name) == read(gzip.compress(TCX), name) == read_xml(TCX)


def test_fit_is_recognized_too() -> None:
    data = fit_file("sweatpy__2020-06-01-16-52-40")

    assert len(read(data).times) > 90
    assert read(gzip.compress(data)) == read(data, "1.gpx") == read_fit(data)
    with pytest.raises(UnreadableFile):
        read(fit_file("python-fitpars__Settings"))


def test_all_members_of_a_gzip_file_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    half = len(TCX) // 2
    members = gzip.compress(TCX[:half]) + gzip.compress(b"") + gzip.compress(TCX[half:])

    assert read(members) == read_xml(TCX)
    monkeypatch.setattr(device_files, "_PIECE", len(gzip.compress(TCX[:half])))
    assert read(members) == read_xml(TCX)
    # Some programs pad their files with zeros.
    assert read(members + b"\0" * 100) == read_xml(TCX)


def test_a_stream_may_give_few_bytes_at_a_time() -> None:
    class Slow(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(1)

    packed = gzip.compress(MINUTE[:900]) + gzip.compress(MINUTE[900:])
    assert read_device_file(Slow(packed), "1.gpx.gz") == read_xml(MINUTE)
    assert read_device_file(Slow(MINUTE), "1.gpx") == read_xml(MINUTE)


def test_a_cut_gzip_file_keeps_its_beginning_with_one_note() -> None:
    packed = gzip.compress(TCX)
    track = read(packed[: len(packed) // 2])

    assert 10 < len(track.times) < 90
    assert track.times == read_xml(TCX).times[: len(track.times)]
    assert track.notes == [CUT_OFF]


def test_a_cut_gzip_file_of_fit_has_one_note_too() -> None:
    packed = gzip.compress(fit_file("sweatpy__2020-06-01-16-52-40"))
    assert read(packed[: len(packed) // 2]).notes == [CUT_OFF]


def test_a_wrong_checksum_or_length_loses_nothing() -> None:
    packed = gzip.compress(TCX)
    for trailer in (b"\0" * 8, packed[-8:-4] + b"\0" * 4):
        track = read(packed[:-8] + trailer)

        assert track.times == read_xml(TCX).times
        assert track.notes == [DAMAGED]

    track = read(packed[:-3])
    assert track.times == read_xml(TCX).times
    assert track.notes == [CUT_OFF]


def test_damage_inside_a_gzip_file_keeps_what_comes_before() -> None:
    packed = bytearray(gzip.compress(TCX))
    del packed[len(packed) // 2 : len(packed) // 2 + 500]
    track = read(bytes(packed))

    assert 10 < len(track.times) < 90
    assert track.notes[0] == DAMAGED


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (gzip.compress(b"", mtime=0), "The file is empty."),
        (gzip.compress(MINUTE, mtime=0)[:9], "The file is empty."),
        (b"\0" * 1_000, "only zeros or spaces"),
        (b" \n", "only zeros or spaces"),
        (gzip.compress(gzip.compress(MINUTE, mtime=0), mtime=0), "packed twice"),
        (b"PK\x03\x04" + bytes(100), "a ZIP file"),
        (b'{"message": "Not Found"}', "“1.fit” is neither a FIT, a GPX nor a TCX file."),
        (b"GIF89a" + bytes(100), "“1.fit” is neither"),
    ],
)
def test_file_that_is_not_a_recording_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read(data, "activities/1.fit")


def bomb(start: bytes, repeated: bytes, count: int) -> bytes:
    packer = zlib.compressobj(wbits=31)
    packed = [packer.compress(start), *(packer.compress(repeated) for _ in range(count))]
    return b"".join([*packed, packer.flush()])


def test_a_gzip_bomb_ends_while_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_files, "LARGEST", 2 * 1024**2)
    packed = bomb(b"<gpx>", b" " * 1024**2, 40)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile, match="larger than 2 MiB when unpacked"):
            read(packed)
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024**2
    finally:
        tracemalloc.stop()


def test_a_gzip_bomb_that_is_not_a_recording_is_not_unpacked() -> None:
    packed = bomb(b"", bytes(1024**2), 20)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile, match="only zeros"):
            read(packed)
        assert tracemalloc.get_traced_memory()[1] < 2 * 1024**2
    finally:
        tracemalloc.stop()


def test_an_unpacked_file_is_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_files, "LARGEST", 100_000)

    with pytest.raises(UnreadableFile, match="larger than"):
        read(b"<gpx>" + b" " * 200_000)


PACKED = gzip.compress(gpx_of_minute(5))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_cut_or_flipped_bytes_raise_nothing_but_a_sentence(data: st.DataObject) -> None:
    content = bytearray(PACKED)
    places = st.integers(0, len(content) - 1)
    for place in data.draw(st.lists(places, max_size=4)):
        content[place] ^= data.draw(st.integers(1, 255))
    del content[data.draw(st.one_of(st.just(len(content)), places)) :]
    try:
        track = read(bytes(content))
    except UnreadableFile:
        return
    assert track.times


@pytest.mark.parametrize(
    "name", ["sweatpy__activity_5039744860.gpx", "sweatpy__activity_5039744860.tcx"]
)
def test_an_activity_is_the_same_in_each_format(name: str) -> None:
    fit = read(fit_file("sweatpy__2020-06-01-16-52-40"))
    recorded = {point.pop("time"): point for point in points_of(fit)}
    track = read((FILES / name).read_bytes())

    assert set(track.times) == set(recorded)
    assert track.channels.keys() >= {"latitude", "altitude", "heartrate", "cadence"}
    for point in points_of(track):
        same = recorded[point.pop("time")]
        assert point == pytest.approx({channel: same[channel] for channel in point}, abs=1e-4)
