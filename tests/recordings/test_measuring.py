"""What is measured of a recording is stored, and replaced when it is measured again."""

from __future__ import annotations

import gzip
import json
import zlib
from datetime import date, timedelta
from math import exp
from typing import Any

import pytest

from strava.db.documents import STREAMS, store_documents, stored_streams
from strava.db.models import Athlete, Document, Effort, Measured, StretchRow, ZoneTime
from strava.recordings import computing, measuring
from strava.recordings.measuring import VERSION

from ..odd_values import odd_streams
from .stored import ATHLETE, NOW, Stored, measure, streams

DAY = date(2026, 3, 1)


def test_all_measures_of_a_run_are_stored(stored: Stored) -> None:
    recording = streams(1000, speed=4.0, altitude=100, heartrate=150, watts=240)
    laps = [{"start_index": 0, "end_index": 400}, {"start_index": 400, "end_index": 1000}]
    stored.activity(
        7,
        recording,
        detail={"device_watts": True, "laps": laps},
        distance=4000.0,
        elapsed_time=1000,
        max_heartrate=200.0,
    )
    measured = stored.measured(7)
    assert (measured.version, measured.fetched_at, measured.rated) == (VERSION, NOW, True)
    assert measured.weighted_power == pytest.approx(240)
    assert (measured.trimp, measured.power_load) == (None, None)
    assert measured.drawing is not None
    assert len(json.loads(gzip.decompress(measured.drawing))["time"]) == 1001
    found = [(one.number, one.start, one.end) for one in stored.rows(StretchRow, kind="lap")]
    assert found == [(1, 0, 400), (2, 400, 1000)]
    assert [one.distance for one in stored.rows(StretchRow, kind="km")] == [1000] * 4
    sizes = {(one.kind, one.size): one for one in stored.rows(Effort, athlete_id=ATHLETE)}
    assert sizes["distance", 1000].value == pytest.approx(250)
    assert (sizes["power", 600].value, sizes["power", 600].family) == (240, "run")
    assert max(size for kind, size in sizes if kind == "distance") < 4000
    zone_times = stored.rows(ZoneTime)
    # 150 bpm is three quarters of the highest heart rate, 200.
    assert measured.heartrate_zones == "highest"
    assert [one.low for one in zone_times] == pytest.approx([100, 120, 140, 160, 180])
    assert [one.high for one in zone_times] == [*(one.low for one in zone_times[1:]), None]
    assert [one.seconds for one in zone_times] == [0, 0, 1000, 0, 0]


def test_stored_measures_increase_their_version(stored: Stored) -> None:
    for expected in (0, 1, 2):
        if expected:
            stored.measured(stored.activity(expected, streams(10)))
        (athlete,) = stored.rows(Athlete)
        assert athlete.measures_version == expected


def test_effort_keeps_its_id_and_remains_put_aside_when_it_is_measured_again(
    stored: Stored,
) -> None:
    stored.activity(7, streams(1000, speed=4.0))
    stored.measured(7)
    (effort,) = stored.rows(Effort, size=1000.0)
    effort.set_aside = True
    stored.session.commit()
    later = {"streams": json.dumps(streams(500, speed=4.4))}
    store_documents(stored.session, 7, later, NOW + timedelta(hours=1))
    assert stored.measured(7).fetched_at == NOW + timedelta(hours=1)
    (again,) = stored.rows(Effort, size=1000.0)
    assert (again.id, again.set_aside) == (effort.id, True)
    assert again.value == pytest.approx(1000 / 4.4)
    assert len(stored.rows(StretchRow, kind="km")) == 3


def test_efforts_that_are_no_longer_there_are_removed(stored: Stored) -> None:
    stored.activity(7, streams(2000, speed=4.0))
    stored.measured(7)
    assert stored.rows(Effort, size=5000.0)
    store_documents(stored.session, 7, {"streams": json.dumps(streams(500))}, NOW)
    stored.measured(7)
    assert not stored.rows(Effort, size=5000.0)
    store_documents(stored.session, 7, {"streams": "null"}, NOW)
    assert stored.measured(7).drawing is None
    for table in (Effort, StretchRow, ZoneTime):
        assert stored.rows(table) == []


def test_activity_without_streams_is_not_measured(stored: Stored) -> None:
    stored.activity(7, "null")
    stored.session.delete(stored.session.get_one(Document, (7, "streams")))
    stored.session.commit()
    measure(stored.session, 7)
    measure(stored.session, 8)
    assert stored.rows(Measured) == []


def test_zones_of_the_athlete_are_those_first_seen_after_the_activity(stored: Stored) -> None:
    recording = streams(600, heartrate=150, watts=200)
    for number, day in enumerate((DAY, DAY + timedelta(9), DAY + timedelta(99)), start=1):
        stored.activity(number, recording, day=day, detail={"device_watts": True})
    stored.zones(DAY, "heartrate", 0, 140)
    stored.zones(DAY + timedelta(20), "heartrate", 0, 151, 160)
    stored.zones(DAY + timedelta(20), "power", 0, 180)
    for number, bounds in ((1, [0, 140]), (2, [0, 151, 160]), (3, [0, 151, 160])):
        assert stored.measured(number).heartrate_zones == "athlete"
        rows = stored.rows(ZoneTime, activity_id=number, kind="heartrate")
        assert [row.low for row in rows] == bounds
        assert sum(row.seconds for row in rows) == 600
        power = stored.rows(ZoneTime, activity_id=number, kind="power")
        assert [(row.low, row.seconds) for row in power] == [(0, 0), (180, 600)]
        assert stored.measured(number).power_zones == "athlete"


def test_load_follows_from_the_body_on_the_day_of_the_activity(stored: Stored) -> None:
    recording = streams(3600, heartrate=140, watts=200)
    for number in (1, 2, 3):
        day = DAY + timedelta(days=10 * number)
        stored.activity(number, recording, day=day, detail={"device_watts": True})
    stored.body(DAY + timedelta(15), resting_heartrate=50, max_heartrate=200, sex="M", ftp=250)
    stored.body(DAY + timedelta(25), sex="F", ftp=200)
    before, man, woman = (stored.measured(number) for number in (1, 2, 3))
    assert (before.trimp, before.power_load) == (None, None)
    assert man.trimp == pytest.approx(60 * 0.6 * 0.64 * exp(1.92 * 0.6))
    assert man.power_load == pytest.approx(64)
    assert woman.trimp == pytest.approx(60 * 0.6 * 0.64 * exp(1.67 * 0.6))
    assert woman.power_load == pytest.approx(100)
    assert [one.power_zones for one in (before, man, woman)] == [None, "ftp", "ftp"]
    lows = [row.low for row in stored.rows(ZoneTime, activity_id=2, kind="power")]
    assert lows == pytest.approx([0, 137.5, 187.5, 225, 262.5, 300, 375])
    lows = [row.low for row in stored.rows(ZoneTime, activity_id=2, kind="heartrate")]
    assert lows == pytest.approx([100, 120, 140, 160, 180])


def test_only_load_and_zones_can_be_computed_again(stored: Stored) -> None:
    stored.activity(7, streams(3600, heartrate=140))
    measured = stored.measured(7)
    drawing, efforts = measured.drawing, len(stored.rows(Effort))
    measured.rated = False
    stored.body(DAY, resting_heartrate=50, max_heartrate=200, sex="M")
    computed = computing.compute(stored.session, 7, only_ratings=True)
    assert computed is not None
    measuring.store(stored.session, computed)
    stored.session.commit()
    (again,) = stored.rows(Measured)
    assert again.trimp == pytest.approx(60 * 0.6 * 0.64 * exp(1.92 * 0.6))
    assert (again.rated, again.version, again.drawing) == (True, VERSION, drawing)
    assert len(stored.rows(Effort)) == efforts
    assert len(stored.rows(ZoneTime)) == 5


def test_streams_that_are_stored_as_text_are_compressed(stored: Stored) -> None:
    recording = streams(1000, heartrate=140)
    stored.activity(7, recording, as_text=True)
    before = stored.session.get_one(Document, (7, "streams"))
    assert (json.loads(before.body), before.packed) == (recording, None)
    stored.measured(7)
    (after,) = stored.rows(Document, kind=STREAMS)
    assert (after.body, after.fetched_at) == ("", NOW)
    assert len(after.packed or b"") < len(json.dumps(recording)) / 3
    assert stored_streams(stored.session, 7) == recording
    assert stored.rows(Effort)


def test_newer_streams_are_not_replaced_by_older_ones(stored: Stored) -> None:
    stored.activity(7, streams(100), as_text=True)
    computed = computing.compute(stored.session, 7)
    assert computed is not None
    newer, later = streams(200), NOW + timedelta(hours=1)
    store_documents(stored.session, 7, {"streams": json.dumps(newer)}, later)
    measuring.store(stored.session, computed)
    assert stored_streams(stored.session, 7) == newer


@pytest.mark.parametrize(
    ("body", "packed"),
    [
        *(("{", None), ("", None), ("5", None), ('["time"]', None), ('{"time": 5}', None)),
        *(("", b""), ("", b"damaged"), ("", zlib.compress(b"{")), ("", zlib.compress(b"\xff"))),
    ],
)
def test_damaged_streams_are_measured_as_none(
    stored: Stored, body: str, packed: bytes | None
) -> None:
    stored.activity(7, "null")
    row = stored.session.get_one(Document, (7, "streams"))
    row.body, row.packed = body, packed
    stored.session.commit()
    measured = stored.measured(7)
    assert (measured.version, measured.drawing) == (VERSION, None)
    assert stored.rows(Effort) == []


@pytest.mark.parametrize("recording", odd_streams())
def test_odd_streams_can_be_measured(stored: Stored, recording: Any) -> None:
    detail = {
        "device_watts": True,
        "laps": [{"start_index": 0, "end_index": 3, "elapsed_time": 1e12}, None, 5],
        "best_efforts": [{"distance": 400, "elapsed_time": 1, "start_index": 0, "end_index": 2}],
    }
    odd: dict[str, Any] = {"distance": 1e12, "elapsed_time": -5, "total_elevation_gain": 1e12}
    stored.activity(7, recording, detail=detail, max_heartrate=1e12, **odd)
    stored.body(DAY, resting_heartrate=50, max_heartrate=200, sex="M", ftp=1)
    stored.measured(7)
