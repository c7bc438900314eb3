"""Damaged tables are read as far as possible, or refused with a sentence."""

from __future__ import annotations

from datetime import UTC
from io import BytesIO
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from strava.archive.faults import UnreadableArchive
from strava.archive.tables.activities_table import read_activities
from strava.archive.tables.athlete_tables import read_gear, read_profile
from strava.archive.tables.dates import read_date

FOLDER = Path(__file__).parent / "files" / "csv"
TABLES = [
    (FOLDER / name).read_bytes()
    for name in (
        "activities_de_2026_101.csv",
        "activities_en_2018_10.csv",
        "activities_unknown_language_101.csv",
        "activities_zh_reduced.csv",
    )
]
ID_OF_FIRST_ROW = b"90000000001"
BYTES = st.sampled_from(
    [b'"', b",", b"\n", b"\r", b"\0", b"\xff", b";", b"9", b"-", b"\xe2\x80\xa8"]
)


def read_or_refuse(data: bytes) -> None:
    try:
        table = read_activities(BytesIO(data))
    except UnreadableArchive:
        return
    for row in table.rows:
        assert row.id > 0
        assert row.start.tzinfo is UTC
        assert "\0" not in row.name


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_bytes_cut_and_changed_at_random_never_crash(data: st.DataObject) -> None:
    table = bytearray(data.draw(st.sampled_from(TABLES)))
    for _ in range(data.draw(st.integers(0, 8))):
        place = data.draw(st.integers(0, len(table) - 1))
        length = data.draw(st.integers(0, 3))
        table[place : place + length] = data.draw(BYTES | st.binary(max_size=3))
    cut = data.draw(st.integers(0, len(table)) | st.just(len(table)))
    read_or_refuse(bytes(table[:cut]))


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=100) | st.text(max_size=60).map(str.encode))
def test_arbitrary_bytes_never_crash(data: bytes) -> None:
    read_or_refuse(data)
    read_or_refuse(b"Activity ID,Activity Date,Activity Name,Distance,Filename\n" + data)
    read_profile(BytesIO(data), BytesIO(data))
    read_gear(BytesIO(data), BytesIO(data))


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 10_000), byte=BYTES)
def test_a_changed_byte_after_the_header_loses_few_rows(place: int, byte: bytes) -> None:
    table = TABLES[0]
    first = table.index(ID_OF_FIRST_ROW)
    place = first + place % (len(table) - first)
    rows = read_activities(BytesIO(table[:place] + byte + table[place + 1 :])).rows
    assert len(rows) >= 3


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40) | st.text("0123456789 .:/-年月日,APMapm", max_size=30))
def test_arbitrary_text_is_a_date_or_none(text: str) -> None:
    read_date(text)
    read_date(text, month_first=True)
