"""GPX and TCX files become tracks, whoever wrote them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from strava.archive.faults import UnreadableFile
from strava.archive.formats.track import Lap
from strava.archive.formats.xml_tracks import read_xml

from .xml_files import (
    FILES,
    at,
    gpx,
    gpx_point,
    points_of,
    read_by_elementtree,
    read_by_gpxpy,
    tcx,
    tcx_point,
)

START = at("2022-05-29T15:53:35Z")
# gpxpy refuses a point without a position.
KNOWN_TO_GPXPY = [
    path for path in sorted(FILES.glob("*.gpx")) if "lon-lat-missing" not in path.name
]
RECORDED = [path for path in sorted(FILES.glob("*.*x")) if read_by_elementtree(path.read_bytes())]


def label(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", [path for path in KNOWN_TO_GPXPY if path in RECORDED], ids=label)
def test_gpxpy_finds_the_same_points(path: Path) -> None:
    data = path.read_bytes()

    assert points_of(read_xml(data)) == read_by_gpxpy(data)


@pytest.mark.parametrize("path", RECORDED, ids=label)
def test_the_tree_of_the_file_has_the_same_points(path: Path) -> None:
    data = path.read_bytes()

    assert points_of(read_xml(data)) == read_by_elementtree(data)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gpxpy__route.gpx", "The file is a route without times, not a recorded activity."),
        ("gpxpy__track-with-extremes.gpx", "The file is a route without times"),
        ("gpxpy__unicode_with_bom.gpx", "The file has only waypoints"),
        ("strava_py__empty-trkseg.gpx", "The file has no points: nothing was recorded."),
    ],
)
def test_a_file_without_recorded_points_is_refused_with_the_reason(name: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_xml((FILES / name).read_bytes())


def test_a_route_with_waypoints_is_a_route() -> None:
    route = '<gpx><wpt lat="1" lon="1"/><rte><rtept lat="1" lon="1"/></rte></gpx>'

    with pytest.raises(UnreadableFile, match="a route without times"):
        read_xml(route.encode())


def test_a_course_is_no_activity() -> None:
    course = f"<Courses><Course><Lap/><Track>{tcx_point(0)}</Track></Course></Courses>"

    with pytest.raises(UnreadableFile, match="a planned course, not a recorded activity"):
        read_xml(f"<TrainingCenterDatabase>{course}</TrainingCenterDatabase>".encode())


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("<kml><Document/></kml>", "neither GPX nor TCX"),
        ("<html><body>Sign in</body></html>", "a web page"),
        ("<!DOCTYPE html><html></html>", "a web page"),
        ("Not found", "not XML"),
        ("", "not XML"),
    ],
)
def test_another_kind_of_document_is_refused_with_its_name(document: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_xml(document.encode())


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2022-05-29T15:53:35Z", START),
        ("2022-05-29T15:53:35", START),
        ("2022-05-29 15:53:35", START),
        ("2022-05-29T15:53:35.000Z", START),
        ("2022-05-29T15:53:35.25Z", START + 0.25),
        ("2022-05-29T15:53:35,25Z", START + 0.25),
        ("2022-05-29T15:53:35.2500001Z", START + 0.25),
        ("2022-05-29T17:53:35+02:00", START),
        ("2022-05-29T17:53:35+0200", START),
        ("2022-05-29T17:53:35+02", START),
        ("2022-05-29T10:23:35.5-05:30", START + 0.5),
        ("2022-05-29T15:53:35+00:00", START),
        ("\n  2022-05-29T15:53:35Z\t", START),
        ("2022-5-29T15:53:35Z", START),
        ("2022-05-29T15:53:35 UTC", START),
        ("2022-05-29T15:53Z", START - 35),
        ("2016-12-31T23:59:60Z", at("2016-12-31T23:59:59Z")),
    ],
)
def test_times_are_read_in_every_form(text: str, seconds: float) -> None:
    assert read_xml(gpx(gpx_point(text))).times == [seconds]


@pytest.mark.parametrize(
    "text", ["2022-05-29", "", "2022-13-29T15:53:35Z", "15:53:35", "now", "2022-05-29T25:00:00Z"]
)
def test_a_point_without_a_usable_time_is_left_out_with_a_note(text: str) -> None:
    track = read_xml(gpx(gpx_point("2022-05-29T15:53:35Z") + gpx_point(text)))

    assert track.times == [START]
    assert track.channels["latitude"] == [47.5]
    assert track.notes == ["Points without a time were left out: 1."]


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="needs a system with tzset")
def test_a_time_without_a_zone_is_in_utc_wherever_logbook_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as abroad:
        abroad.setenv("TZ", "America/New_York")
        time.tzset()
        times = read_xml(gpx(gpx_point("2022-05-29T15:53:35"))).times
    time.tzset()

    assert times == [START]


def test_a_local_time_gives_the_offset_from_utc() -> None:
    assert read_xml(gpx(gpx_point("2022-05-29T17:53:35+02:00"))).utc_offset == 7200
    assert read_xml(gpx(gpx_point("2022-05-29T15:53:35Z"))).utc_offset is None
    assert read_xml(gpx(gpx_point("2022-05-29T15:53:35+00:00"))).utc_offset is None


def test_times_and_positions_are_kept_as_recorded() -> None:
    """A clock that jumps and a position at 0, 0 are for others to judge."""
    texts = ["2022-05-29T15:53:35Z", "2099-01-01T00:00:00Z", "2022-05-29T15:53:34Z"]
    track = read_xml(gpx("".join(gpx_point(text, at=(0, 0)) for text in texts)))

    assert track.times == [at(text) for text in texts]
    assert track.channels["latitude"] == track.channels["longitude"] == [0, 0, 0]
    assert track.sessions[0].elapsed_time is None


@pytest.mark.parametrize(
    ("inside", "channel", "value"),
    [
        ("<ele>401.5</ele>", "altitude", 401.5),
        ("<ele>401,5</ele>", "altitude", 401.5),
        ("<speed>3.5</speed>", "speed", 3.5),
        ("<extensions><power>250</power></extensions>", "watts", 250),
        ("<extensions><pwr:PowerInWatts>250</pwr:PowerInWatts></extensions>", "watts", 250),
        ("<extensions><watts>250</watts></extensions>", "watts", 250),
        ("<extensions><heartrate>140</heartrate></extensions>", "heartrate", 140),
        ("<extensions><gpxdata:hr>140</gpxdata:hr></extensions>", "heartrate", 140),
        ("<extensions><bpm>140</bpm></extensions>", "heartrate", 140),
        ("<extensions><gpxdata:bikepower>250</gpxdata:bikepower></extensions>", "watts", 250),
        ("<extensions><gpxdata:cadence>85</gpxdata:cadence></extensions>", "cadence", 85),
        ("<extensions><gpxdata:temp>-3</gpxdata:temp></extensions>", "temp", -3),
        ("<extensions><gpxdata:distance>12.5</gpxdata:distance></extensions>", "distance", 12.5),
        *(
            (
                f"<extensions><{prefix}:TrackPointExtension>{inside}</{prefix}:TrackPointExtension>"
                "</extensions>",
                channel,
                value,
            )
            for prefix in ("gpxtpx", "ns3")
            for inside, channel, value in (
                ("<ns3:hr>140</ns3:hr>", "heartrate", 140),
                ("<gpxtpx:cad>85</gpxtpx:cad>", "cadence", 85),
                ("<gpxtpx:atemp>21.5</gpxtpx:atemp>", "temp", 21.5),
                ("<gpxtpx:speed>3.5</gpxtpx:speed>", "speed", 3.5),
            )
        ),
    ],
)
def test_extensions_of_gpx_are_read_whatever_their_prefix(
    inside: str, channel: str, value: float
) -> None:
    track = read_xml(gpx(gpx_point("2022-05-29T15:53:35Z", inside)))

    assert track.channels == {"latitude": [47.5], "longitude": [8.25], channel: [value]}


@pytest.mark.parametrize("text", ["", "-", "nan", "inf", "1e999", "n/a", "<deep/>"])
def test_value_that_is_not_a_number_is_not_recorded(text: str) -> None:
    track = read_xml(gpx(gpx_point("2022-05-29T15:53:35Z", f"<ele>{text}</ele>")))

    assert "altitude" not in track.channels


def test_the_first_of_two_values_counts() -> None:
    inside = "<speed>3.5</speed><extensions><speed>12.6</speed></extensions>"
    track = read_xml(gpx(gpx_point("2022-05-29T15:53:35Z", inside)))

    assert track.channels["speed"] == [3.5]


def test_a_channel_that_some_points_lack_has_none_there() -> None:
    points = [
        tcx_point(0, "<HeartRateBpm><Value>120</Value></HeartRateBpm>"),
        tcx_point(1, "<Extensions><TPX><Watts>250</Watts></TPX></Extensions>"),
        tcx_point(2, "<Position><LatitudeDegrees>47.5</LatitudeDegrees></Position>"),
    ]
    track = read_xml(tcx(f"<Activity><Lap><Track>{''.join(points)}</Track></Lap></Activity>"))

    # Half a position is none.
    assert track.channels == {"heartrate": [120, None, None], "watts": [None, 250, None]}


def test_the_laps_of_tcx_keep_their_sums() -> None:
    track = read_xml((FILES / "sweatpy__activity_5039744860.tcx").read_bytes())

    assert len(track.laps) == 5
    assert track.laps[0] == Lap(
        start=at("2020-06-01T14:52:40Z"),
        elapsed_time=26.0,
        moving_time=26.0,
        distance=142.35,
        average_speed=5.577000141143798,
        max_speed=7.063000202178955,
        average_heartrate=154,
        max_heartrate=155,
        average_cadence=94,
        average_watts=154,
    )
    assert track.device == "Garmin Edge 1000"
    (session,) = track.sessions
    assert (session.sport, session.start) == ("Biking", at("2020-06-01T14:52:40Z"))
    assert session.elapsed_time == 126


@pytest.mark.parametrize(
    ("creator", "device"),
    [
        ("Garmin Edge 1030", "Garmin Edge 1030"),
        ("Garmin Edge 800 with Barometer", "Garmin Edge 800"),
        ("Runkeeper - http://www.runkeeper.com", "Runkeeper"),
        ("https://github.com/georust/gpx", None),
        (" ", None),
        ("unknown", None),
    ],
)
def test_the_creator_is_the_device(creator: str, device: str | None) -> None:
    points = gpx_point("2022-05-29T15:53:35Z")

    assert read_xml(gpx(points, creator=creator)).device == device
