"""The laps, pauses and sessions of GPX and TCX files."""

from __future__ import annotations

from strava.archive.formats.track import Session
from strava.archive.formats.xml_tracks import read_xml

from .xml_files import at, gpx, gpx_point, tcx, tcx_point

START = at("2022-05-29T15:53:35Z")


def lap(total: int, *parts: str) -> bytes:
    tracks = "".join(f"<Track>{part}</Track>" for part in parts)
    return tcx(
        '<Activity Sport="Running"><Lap StartTime="2022-05-29T15:00:00Z">'
        f"<TotalTimeSeconds>{total}</TotalTimeSeconds>{tracks}</Lap></Activity>"
    )


def test_parts_of_a_lap_between_which_the_timer_stood_are_pauses() -> None:
    parts = (tcx_point(0) + tcx_point(10), "", tcx_point(70) + tcx_point(80))

    (pause,) = read_xml(lap(20, *parts)).pauses
    assert pause == (at("2022-05-29T15:00:10Z"), at("2022-05-29T15:01:10Z"))
    # The timer ran on: only the satellites were lost.
    assert read_xml(lap(80, *parts)).pauses == []


def test_a_lap_lasts_as_long_as_its_points_or_its_timer() -> None:
    def elapsed(total: int) -> float | None:
        return read_xml(lap(total, tcx_point(0) + tcx_point(80))).laps[0].elapsed_time

    assert elapsed(20) == 80
    assert elapsed(90) == 90


def test_each_activity_of_tcx_is_a_session() -> None:
    def activity(sport: str, start: int) -> str:
        return (
            f'<Activity Sport="{sport}"><Lap StartTime="2022-05-29T15:00:{start:02}Z">'
            "<TotalTimeSeconds>9</TotalTimeSeconds>"
            f"<Track>{tcx_point(start)}{tcx_point(start + 9)}</Track></Lap>"
            f"<Creator><Name>Device of {start}</Name></Creator></Activity>"
        )

    track = read_xml(tcx(activity("Biking", 0) + activity("Running", 10) + activity("Running", 20)))

    assert [(each.sport, each.start, each.elapsed_time) for each in track.sessions] == [
        ("Biking", at("2022-05-29T15:00:00Z"), 9),
        ("Running", at("2022-05-29T15:00:10Z"), 9),
        ("Running", at("2022-05-29T15:00:20Z"), 9),
    ]
    assert track.device == "Device of 0"


EMPTY = "<trk><type>1</type><trkseg/></trk>"


def test_tracks_of_gpx_with_one_type_are_one_session() -> None:
    def part(kind: str, text: str) -> str:
        return f"<trk><type>{kind}</type><trkseg>{gpx_point(text)}</trkseg></trk>"

    track = read_xml(
        f"<gpx>{part('9', '2022-05-29T15:53:35Z')}{EMPTY}{part('9', '2022-05-29T15:54:35Z')}"
        f"{part(' VirtualRide ', '2022-05-29T15:55:35Z')}</gpx>".encode()
    )

    assert track.sessions == [
        Session(start=START, elapsed_time=60, sport="9"),
        Session(start=START + 120, sport="VirtualRide"),
    ]
    assert track.pauses == []


def test_elements_in_unusual_places_change_nothing() -> None:
    point = gpx_point("2022-05-29T15:53:35Z", "<course>90</course>")
    activity = "<extensions><activity>9</activity><lap>1</lap></extensions>"

    assert read_xml(gpx(activity + point + activity)).sessions == [Session(START, sport="cycling")]
    for data in (f"<gpx>{point}{activity}</gpx>", f"<gpx><wpt>{point}</wpt></gpx>"):
        assert read_xml(data.encode()).sessions == [Session(START)]
    bare = f"<TrainingCenterDatabase><Lap><Track>{tcx_point(0)}</Track></Lap>"
    assert len(read_xml(bare.encode()).laps) == 1
