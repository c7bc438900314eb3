"""GPX files: what other programs read is what was recorded."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from strava.recordings.gpx import Track, to_gpx
from strava.recordings.samples import Samples

from .. import gpx_files

START = datetime(2026, 11, 22, 23, 59, 30, tzinfo=UTC)
RIDE = Track("Morning Ride", "GravelRide", START, "https://www.strava.com/activities/1")
PLACES = [[47.371234, 8.541234], [47.3713, 8.5413], [-33.8, -70.61], [0.000001, -0.0000021]]


def gpx(samples: Samples, track: Track = RIDE) -> bytes:
    text = to_gpx(track, samples)
    assert text is not None
    return text.encode()


def moving(times: list[Any], **streams: list[Any]) -> Samples:
    """Return samples that move north."""
    return {"time": times, "latlng": [[47 + time / 1e5, 8.5] for time in times], **streams}


def test_other_programs_read_the_same_points() -> None:
    content = gpx(
        {
            "time": [0, 1, 29, 30],
            "latlng": PLACES,
            "altitude": [401.2, -3.4, 8848, None],
            "heartrate": [61, None, 255, 140.4],
            "cadence": [0, 81, None, 254],
            "watts": [0, 1043, 65535, None],
            "temp": [-4, 21.5, None, 0],
        }
    )
    assert gpx_files.points(content) == [
        (
            *PLACES[0],
            401.2,
            "2026-11-22T23:59:30+0000",
            {"PowerInWatts": 0, "power": 0, "atemp": -4, "hr": 61, "cad": 0},
        ),
        (
            *PLACES[1],
            -3.4,
            "2026-11-22T23:59:31+0000",
            {"PowerInWatts": 1043, "power": 1043, "atemp": 21.5, "cad": 81},
        ),
        (
            *PLACES[2],
            8848,
            "2026-11-22T23:59:59+0000",
            {"PowerInWatts": 65535, "power": 65535, "hr": 255},
        ),
        (*PLACES[3], None, "2026-11-23T00:00:00+0000", {"atemp": 0, "hr": 140, "cad": 254}),
    ]


def test_track_has_name_sport_and_link() -> None:
    for track in (RIDE, Track("", "Run", START, None)):
        (read,) = gpx_files.read(gpx(moving([0, 1]), track)).tracks
        assert [read.name or "", read.type, read.link] == [track.name, track.sport_type, track.link]


@settings(max_examples=30)
@given(st.text(), st.text())
def test_any_name_is_text_and_loses_only_what_xml_forbids(name: str, sport: str) -> None:
    tree = etree.fromstring(
        gpx(moving([0]), Track(f"<&>{name}", sport, START, "https://x.example/?a&b='\""))
        .decode("utf-8", "surrogatepass")
        .encode()
    )
    read = tree.findtext(".//{*}trk/{*}name")
    kept = "".join(c for c in name if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))
    assert read == f"<&>{kept}"


def test_without_positions_there_is_no_file() -> None:
    assert to_gpx(RIDE, {"time": [0, 1], "heartrate": [100, 101]}) is None


def test_samples_without_a_position_are_left_out() -> None:
    content = gpx({"time": [0, 1, 2], "latlng": [None, [1.0, 2.0], None], "heartrate": [1, 2, 3]})
    (point,) = gpx_files.points(content)
    assert (point.time, point.sensors) == ("2026-11-22T23:59:31+0000", {"hr": 2})


@pytest.mark.parametrize(
    ("times", "lengths"),
    [
        ([0, 1, 2, 32, 33], [5]),
        ([0, 1, 2, 33, 34], [3, 2]),
        ([0, 1, 2, 3, 40, 1000], [4, 1, 1]),
        # A watch that saves power.
        ([0, 60, 120, 180, 361, 421], [4, 2]),
        ([0, 60], [2]),
        ([0], [1]),
    ],
)
def test_pause_or_lost_signal_begins_a_segment(times: list[int], lengths: list[int]) -> None:
    assert list(map(len, gpx_files.segments(gpx(moving(times))))) == lengths


def test_lost_signal_begins_a_segment_while_other_sensors_go_on() -> None:
    samples = moving(list(range(100)), heartrate=[120] * 100)
    samples["latlng"][40:71] = [None] * 31
    assert list(map(len, gpx_files.segments(gpx(samples)))) == [40, 29]
    samples = moving(list(range(100)))
    samples["latlng"][40:69] = [None] * 29
    assert list(map(len, gpx_files.segments(gpx(samples)))) == [71]


def test_unknown_start_is_said_and_points_have_no_times() -> None:
    content = gpx(moving([0, 1]), Track("x", "Run", None, None))
    assert [point.time for point in gpx_files.points(content)] == [None, None]
    assert gpx_files.read(content).description == (
        "The points have no times: the start of the activity is unknown."
    )
    assert gpx_files.read(gpx(moving([0]))).description is None


def test_times_are_in_utc_to_the_millisecond_and_within_the_calendar() -> None:
    start = datetime(2026, 1, 1, 0, 30, 59, tzinfo=timezone(timedelta(hours=2)))
    content = gpx(moving([0, 0.5, 1.0, 1.25, 1e12]), Track("x", "Run", start, None))
    texts = [element.text for element in etree.fromstring(content).iter("{*}time")]
    assert texts == [
        "2025-12-31T22:30:59Z",
        "2025-12-31T22:30:59Z",
        "2025-12-31T22:30:59.500Z",
        "2025-12-31T22:31:00Z",
        "2025-12-31T22:31:00.250Z",
    ]


@pytest.mark.parametrize(
    ("sensor", "value"),
    [
        ("heartrate", 256),
        ("heartrate", 0.4),
        ("heartrate", -5),
        ("cadence", 255),
        ("cadence", -1),
        ("watts", -1),
        ("watts", 65536),
    ],
)
def test_what_the_extensions_cannot_hold_is_left_out(sensor: str, value: float) -> None:
    (point,) = gpx_files.points(gpx(moving([0], **{sensor: [value]})))
    assert point.sensors == {}


@pytest.mark.parametrize(
    ("longitude", "read"), [(180, -180), (179.99999999, -180), (-180, -180), (179.9999999,) * 2]
)
def test_longitude_180_is_written_as_the_schema_has_it(longitude: float, read: float) -> None:
    (point,) = gpx_files.points(gpx({"time": [0], "latlng": [[90, longitude]]}))
    assert (point.latitude, point.longitude) == (90, read)


numbers = st.none() | st.integers(-300, 70_000) | st.floats(-1e12, 1e12)
places = st.none() | st.lists(st.floats(-90, 90), min_size=2, max_size=2)


@settings(max_examples=30)
@given(st.lists(st.tuples(places, numbers, numbers, numbers, numbers, numbers), min_size=1))
def test_any_samples_make_a_valid_file_with_the_same_positions(rows: list[Any]) -> None:
    names = ("latlng", "altitude", "heartrate", "cadence", "watts", "temp")
    columns = {
        name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)
    }
    content = gpx({"time": list(range(len(rows))), **columns})
    expected = [place for place in columns["latlng"] if place is not None]
    read = [(point.latitude, point.longitude) for point in gpx_files.points(content)]
    assert read == [pytest.approx(place, abs=5.1e-8) for place in expected]


def test_gdal_opens_the_file(tmp_path: Path) -> None:
    program = shutil.which("ogrinfo")
    if program is None:
        pytest.skip("GDAL is not installed: there is no ogrinfo")
    file = tmp_path / "ride.gpx"
    file.write_bytes(gpx(moving([0, 1, 60, 61], heartrate=[100, 101, 102, 103])))
    command = [program, "-al", "-so", str(file), "track_points"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Feature Count: 4" in done.stdout
