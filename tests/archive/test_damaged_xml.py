"""GPX and TCX files that are damaged, hostile or in an odd encoding."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strava.archive.faults import UnreadableFile
from strava.archive.formats import xml_tracks
from strava.archive.formats.xml_tracks import read_xml

from .xml_files import (
    FILES,
    gpx,
    gpx_of_minute,
    gpx_point,
    points_of,
    tcx,
    tcx_point,
)

MINUTE = gpx_of_minute()
TIME = "2022-05-29T15:53:35Z"


@pytest.mark.parametrize(
    "data",
    [
        b" " * 10 + b"<?xml version='1.0' encoding='UTF-8'?>" + MINUTE,
        b"\r\n\t" + MINUTE,
        b"\0\0" + MINUTE,
        b"\xef\xbb\xbf" + MINUTE,
        b"\xef\xbb\xbf  <?xml version='1.0'?>" + MINUTE,
        b"<?xml version='1.0' encoding='utf-16'?>" + MINUTE,
        b"<?xml version='1.0' encoding='UTF8'?>" + MINUTE,
        b"<?xml version='1.0' encoding='Shift_JIS'?>" + MINUTE,
        b"<?xml version='1.0' encoding='unheard-of'?>" + MINUTE,
        b"<?xml version='1.0' encoding='windows-1252'?>" + MINUTE,
        MINUTE.decode().encode("utf-16"),
        MINUTE.decode().encode("utf-16-le"),
        MINUTE.decode().encode("utf-16-be"),
        b"\xfe\xff" + MINUTE.decode().encode("utf-16-be"),
        ("  <?xml version='1.0' encoding='utf-8'?>" + MINUTE.decode()).encode("utf-16-le"),
        ("  <?xml version='1.0' encoding='utf-16'?>" + MINUTE.decode()).encode("utf-16-be"),
    ],
)
def test_every_encoding_and_every_start_is_read(data: bytes) -> None:
    track = read_xml(data)

    assert points_of(track) == points_of(read_xml(MINUTE))
    assert track.notes == []


def test_the_name_of_a_device_is_read_in_its_encoding() -> None:
    point = gpx_point(TIME)
    for encoding in ("utf-8", "iso-8859-1", "windows-1252"):
        declaration = f"<?xml version='1.0' encoding='{encoding}'?>"
        document = declaration + gpx(point, creator="vívoactive").decode()
        assert read_xml(document.encode(encoding)).device == "vívoactive"


def test_prefixes_that_no_one_declared_are_read() -> None:
    data = b"<g:gpx><g:trk><g:trkseg>" + gpx_point(TIME).encode() + b"</g:trkseg></g:trk></g:gpx>"

    assert len(read_xml(data).times) == 1


@pytest.mark.parametrize("kept", [1, 30, 59])
def test_a_cut_file_keeps_its_whole_points_with_a_note(kept: int) -> None:
    end = MINUTE.index(f"15:53:{kept:02}Z".encode())
    for cut in (end, end - 25, end + 9):
        track = read_xml(MINUTE[:cut])

        assert len(track.times) == kept
        assert track.notes == ["The file is cut off; what comes before is kept."]


def test_a_cut_tcx_file_keeps_the_sums_of_its_last_lap() -> None:
    lap = '<Lap StartTime="2022-05-29T15:00:00Z"><TotalTimeSeconds>80</TotalTimeSeconds><Track>'
    data = tcx(f'<Activity Sport="Running">{lap}{tcx_point(0)}{tcx_point(1)}</Track></Lap>')
    track = read_xml(data[: data.index(b"15:00:01") + 5])

    assert len(track.times) == 1
    assert [each.moving_time for each in track.laps] == [80]
    assert [each.sport for each in track.sessions] == ["Running"]


def test_a_damaged_file_keeps_what_comes_before() -> None:
    place = MINUTE.index(b"</time>", len(MINUTE) // 2)
    track = read_xml(MINUTE[:place] + b"</tyme>" + MINUTE[place + 7 :])

    assert 28 <= len(track.times) <= 31
    assert track.notes == ["The file is damaged in line 1; what comes before is kept."]


@pytest.mark.parametrize(
    "name", [b"Tom & Jerry", b"1 < 2", b"caf\xe9", b"\x00\x08", b"&eacute;", b"&#0;", b"&#233"]
)
def test_characters_that_xml_does_not_allow_lose_no_point(name: bytes) -> None:
    data = MINUTE.replace(b"<trk>", b"<trk><name>" + name + b"</name>")
    track = read_xml(data)

    assert len(track.times) == 60
    assert track.notes == ["The file has characters that XML does not allow; they were left out."]


def test_zeros_after_the_end_or_in_place_of_the_end_lose_no_point() -> None:
    assert len(read_xml(MINUTE + b"\0" * 1_000).times) == 60

    cut = read_xml(MINUTE[: MINUTE.index(b"</trkseg>")] + b"\0" * 1_000)
    assert len(cut.times) == 60
    assert cut.notes == ["The file is cut off; what comes before is kept."]


def test_text_after_the_end_is_left_out_with_a_note() -> None:
    track = read_xml(MINUTE + MINUTE)

    assert len(track.times) == 60
    assert track.notes == ["The file goes on after its end; what comes there was left out."]


LAUGHS = "<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 100}'>" for before, name in pairwise("abcdefgh")
)


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE gpx>",
        "<!DOCTYPE gpx SYSTEM 'http://127.0.0.1:9/x.dtd'>",
        "<!DOCTYPE gpx [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        f"<!DOCTYPE gpx [{LAUGHS}]>",
    ],
    ids=["empty", "remote", "local file", "billion laughs"],
)
def test_document_types_are_refused(declaration: str) -> None:
    document = declaration + gpx(gpx_point(TIME), kind="<name>&h;</name>").decode()

    with pytest.raises(UnreadableFile, match="document type"):
        read_xml(document.encode())


def test_depth_is_bounded() -> None:
    deep = "<a>" * 100_000
    for inside in (deep, f"<trkpt>{deep}"):
        track = read_xml(gpx(gpx_point(TIME) + inside))

        assert len(track.times) == 1
        assert track.notes == ["The file is nested too deep; what comes before is kept."]


@pytest.mark.parametrize("start", ["<!--", "<a b='", "<a "])
def test_a_tag_or_comment_without_end_is_bounded(start: str) -> None:
    track = read_xml(gpx(gpx_point(TIME) + start + " " * 3_000_000))

    assert len(track.times) == 1
    assert track.notes == ["The file has a tag without end; what comes before is kept."]


def test_long_text_is_skipped() -> None:
    long = f"<desc>{'x' * 3_000_000}</desc>"
    assert len(read_xml(gpx(gpx_point(TIME, long) + long + gpx_point(TIME))).times) == 2
    assert read_xml(gpx(gpx_point("1" * 3_000_000) + gpx_point(TIME))).times != []


def test_the_number_of_points_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_tracks, "MOST_POINTS", 50)
    track = read_xml(MINUTE)

    assert len(track.times) == 50
    assert track.notes == ["Only the first 50 points were read."]


def test_the_number_of_laps_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_tracks, "_MOST_LAPS", 2)
    lap = f"<Lap><Track>{tcx_point(0)}</Track></Lap>"
    track = read_xml(tcx(f"<Activity>{lap * 3}</Activity>"))

    assert len(track.laps) == len(track.times) == 2
    assert track.notes == ["Only the first 2 laps were read."]


SMALL = (
    gpx_of_minute(5),
    (FILES / "gpxpy__gpx1.1_with_all_fields.gpx").read_bytes(),
    tcx(
        '<Activity Sport="Running"><Lap StartTime="2022-05-29T15:00:00Z"><TotalTimeSeconds>9'
        f"</TotalTimeSeconds><Track>{tcx_point(0)}</Track><Track>{tcx_point(9)}</Track></Lap>"
        "<Creator><Name>Edge</Name></Creator></Activity>"
    ),
    gpx_of_minute(3).decode().encode("utf-16"),
)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_cut_or_flipped_bytes_raise_nothing_but_a_sentence(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(SMALL)))
    places = st.integers(0, len(content) - 1)
    for place in data.draw(st.lists(places, max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    del content[data.draw(st.one_of(st.just(len(content)), places)) :]
    try:
        track = read_xml(bytes(content))
    except UnreadableFile:
        return
    assert track.times
    assert {len(column) for column in track.channels.values()} <= {len(track.times)}
