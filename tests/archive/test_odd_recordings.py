"""Recordings whose clock or positions are wrong become streams that are right."""

from __future__ import annotations

from typing import Any

import pytest

from strava.archive.formats.xml_tracks import read_xml
from strava.archive.streams import OTHER_TIMES, WRONG_CLOCK, WholeRecording, to_streams

from .xml_files import at, gpx, gpx_point, tcx, tcx_point

START = at("2022-05-29T15:00:00Z")
SPAN = (START, START + 60)


def streams_of(data: bytes) -> WholeRecording:
    whole = to_streams(read_xml(data), "Run", SPAN, None)
    assert whole is not None
    return whole


def values(whole: WholeRecording, name: str) -> list[Any]:
    return list(whole.streams[name]["data"])


def minute(day: str = "2022-05-29", *extra: str) -> bytes:
    """Return a file with a point every ten seconds, and more points before the third."""
    points = [gpx_point(f"{day}T15:00:{second:02}Z") for second in range(0, 60, 10)]
    return gpx("".join([*points[:2], *extra, *points[2:], gpx_point(f"{day}T15:01:00Z")]))


@pytest.mark.parametrize("day", ["1901-12-13", "1989-12-31", "2099-01-01"])
def test_a_clock_that_jumps_for_a_moment_loses_that_moment(day: str) -> None:
    whole = streams_of(minute("2022-05-29", gpx_point(f"{day}T00:00:00Z")))

    assert whole.start == START
    assert values(whole, "time") == [0, 10, 20, 30, 40, 50, 60]
    assert whole.notes == (OTHER_TIMES,)


def test_a_clock_that_goes_back_leaves_times_in_order_and_each_once() -> None:
    back = [gpx_point(f"2022-05-29T15:00:{second}Z") for second in ("10", "05", "05.5", "15")]
    whole = streams_of(minute("2022-05-29", *back))

    assert values(whole, "time") == [0, 5, 10, 15, 20, 30, 40, 50, 60]
    assert whole.notes == ()


@pytest.mark.parametrize("day", ["2000-01-01", "2041-05-29"])
def test_a_clock_that_is_wrong_all_the_time_is_set_to_the_start_of_the_activity(day: str) -> None:
    whole = streams_of(minute(day))

    assert whole.start == START
    assert values(whole, "time") == [0, 10, 20, 30, 40, 50, 60]
    assert whole.notes == (WRONG_CLOCK,)


@pytest.mark.parametrize("wrong", [(0, 0), (91, 8.25), (47.5, 181), (-90.5, -200)])
def test_a_position_that_cannot_be_is_none_and_no_distance(wrong: tuple[float, float]) -> None:
    whole = streams_of(minute("2022-05-29", gpx_point("2022-05-29T15:00:15Z", at=wrong)))

    assert values(whole, "latlng")[:4] == [[47.5, 8.25], [47.5, 8.25], None, [47.5, 8.25]]
    assert values(whole, "distance") == [0] * 8


def test_a_way_across_the_antimeridian_is_short() -> None:
    points = [
        gpx_point("2022-05-29T15:00:00Z", at=(-17.0, 179.9999)),
        gpx_point("2022-05-29T15:00:10Z", at=(-17.0, -179.9999)),
    ]
    assert values(streams_of(gpx("".join(points))), "distance")[-1] == pytest.approx(21.3, abs=0.1)


def test_a_recording_without_positions_keeps_the_rest() -> None:
    rate = "<HeartRateBpm><Value>120</Value></HeartRateBpm>"
    points = "".join(tcx_point(second, rate) for second in range(10))
    whole = streams_of(b" " * 10 + tcx(f"<Activity><Lap><Track>{points}</Track></Lap></Activity>"))

    assert values(whole, "heartrate") == [120] * 10
    assert "latlng" not in whole.streams
    assert "distance" not in whole.streams
