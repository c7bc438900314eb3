"""GET /activities/ID.gpx, ID.json, ID/streams.json, and ID/streams.csv."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from strava.db.models import Document, Effort, SegmentEffort

from ... import gpx_files
from .recordings import ENDLESS, MOVING, RUN, TIMELESS, TREADMILL, UNFETCHED, run_streams, summary


def test_gpx_has_the_points_that_were_recorded(client: FlaskClient) -> None:
    answer = client.get(f"/activities/{RUN}.gpx")
    assert answer.mimetype == "application/gpx+xml"
    assert answer.headers["Content-Disposition"] == (f'attachment; filename="2026-11-22-{RUN}.gpx"')
    before, after = gpx_files.segments(answer.data)
    assert [point.time for point in before[:2]] == [
        "2026-11-22T07:30:00+0000",
        "2026-11-22T07:30:03+0000",
    ]
    streams = run_streams()
    recorded = [
        (*place, elevation, {"cad": 85.0} | ({"hr": heartrate} if heartrate else {}))
        for place, elevation, heartrate in zip(
            streams["latlng"], streams["altitude"], streams["heartrate"], strict=True
        )
        if place != [0, 0]
    ]
    assert len(recorded) == len(MOVING) - 19
    for point, (latitude, longitude, elevation, sensors) in zip(
        [*before, *after], recorded, strict=True
    ):
        assert point.latitude == pytest.approx(latitude, abs=5.1e-8)
        assert point.longitude == longitude
        assert point.elevation == pytest.approx(elevation, abs=0.051)
        assert point.sensors == sensors
    (track,) = gpx_files.read(answer.data).tracks
    assert [track.name, track.type] == ["Run <fast> & “easy”", "TrailRun"]
    assert track.link == f"https://www.strava.com/activities/{RUN}"


def test_streams_are_equally_long_and_null_where_nothing_was_recorded(client: FlaskClient) -> None:
    answer = client.get(f"/activities/{RUN}/streams.json")
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"] == (
        f'inline; filename="2026-11-22-{RUN}-streams.json"'
    )
    expected = run_streams()
    expected["latlng"] = [None if place == [0, 0] else place for place in expected["latlng"]]
    expected["heartrate"][:3] = [None] * 3
    assert answer.get_json() == expected


def test_csv_has_the_same_samples_in_rows(client: FlaskClient) -> None:
    answer = client.get(f"/activities/{RUN}/streams.csv")
    assert answer.mimetype == "text/csv"
    assert f'attachment; filename="2026-11-22-{RUN}-streams.csv"' in answer.headers.values()
    streams = client.get(f"/activities/{RUN}/streams.json").get_json()
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert len(rows) == len(MOVING)
    for index, row in enumerate(rows):
        place = streams["latlng"][index] or [None, None]
        read = {name: json.loads(text) if text else None for name, text in row.items()}
        assert [read.pop("latitude"), read.pop("longitude")] == place
        assert read == {name: values[index] for name, values in streams.items() if name != "latlng"}


@pytest.mark.parametrize("query", ["from=300&to=600", "from=299.5&to=602.999"])
def test_each_file_can_be_of_a_stretch(client: FlaskClient, query: str) -> None:
    times = list(range(300, 601, 3))
    answer = client.get(f"/activities/{RUN}/streams.json?{query}")
    whole = client.get(f"/activities/{RUN}/streams.json").get_json()
    assert answer.get_json() == {name: values[100:201] for name, values in whole.items()}
    assert answer.get_json()["time"] == times
    content = client.get(f"/activities/{RUN}.gpx?{query}")
    assert len(gpx_files.points(content.data)) == len(times)
    assert gpx_files.points(content.data)[0].time == "2026-11-22T07:35:00+0000"
    rows = client.get(f"/activities/{RUN}/streams.csv?{query}").text.splitlines()
    assert [rows[0].partition(",")[0], *map(int, (row.partition(",")[0] for row in rows[1:]))] == [
        "time",
        *times,
    ]
    assert client.get(f"/activities/{RUN}.json?{query}").get_json()["streams"]["time"] == times
    assert f"{RUN}-from-300-to-60" in content.headers["Content-Disposition"]
    assert "X-Notice" not in answer.headers


@pytest.mark.parametrize("query", ["from=5", "from=9&to=3", "from=x&to=10", "to=2026-11-22"])
def test_invalid_stretch_is_ignored_with_a_notice(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/activities/{RUN}/streams.json?{query}")
    assert len(answer.get_json()["time"]) == len(MOVING)
    assert "This is the whole recording." in answer.headers["X-Notice"]


def test_json_has_everything_that_is_stored(client: FlaskClient, app: Flask) -> None:
    answer = client.get(f"/activities/{RUN}.json")
    content = json.loads(answer.text, parse_constant=pytest.fail)
    assert content["id"] == RUN
    assert content["summary"] == summary(RUN, average_watts=None)
    assert content["detail"]["description"] == "Very\x00 \ud800 odd"
    assert content["laps"] is None
    assert content["deleted_at"] is None
    assert content["fetched_at"]["streams"] == "2026-11-22T07:30:00Z"
    assert content["streams"] == client.get(f"/activities/{RUN}/streams.json").get_json()
    assert [row["number"] for row in content["stretches"] if row["kind"] == "km"] == [1, 2, 3, 4]
    with app.extensions["logbook"].sessions() as session:
        effort = session.scalars(
            select(Effort).where(Effort.activity_id == RUN, Effort.size == 1000)
        ).one()
    (written,) = [row for row in content["efforts"] if row["size"] == 1000]
    assert (written["from"], written["to"], written["value"]) == (
        effort.start,
        effort.end,
        effort.value,
    )
    assert not {"drawing", "activity_id", "athlete_id"} & {*written, *content["measures"]}


def test_json_has_the_efforts_on_segments_with_their_times_and_places(
    client: FlaskClient, app: Flask
) -> None:
    owner = {"activity_id": RUN, "athlete_id": 1, "number": 1}
    figures = {"segment_id": 77, "name": "Church Hill", "elapsed_time": 125.0, "grade": 6.25}
    with app.extensions["logbook"].sessions.begin() as session:
        session.add(SegmentEffort(**owner, **figures, start=40.0, end=165.0))
    (written,) = client.get(f"/activities/{RUN}.json").get_json()["segments"]
    nothing = {"distance": None, "average_heartrate": None, "average_watts": None}
    assert written == {"number": 1, **figures, "from": 40.0, "to": 165.0, **nothing}


def test_json_of_an_activity_without_a_recording_has_the_rest(client: FlaskClient) -> None:
    content = client.get(f"/activities/{UNFETCHED}.json").get_json()
    assert content["summary"] == summary(UNFETCHED)
    missing = [content[name] for name in ("detail", "laps", "measures", "streams")]
    assert missing == [None] * 4
    for name in ("efforts", "segments", "stretches", "zones"):
        assert content[name] == []


def test_file_of_an_activity_without_a_day_is_named_by_its_id(client: FlaskClient) -> None:
    answer = client.get(f"/activities/{TREADMILL}/streams.csv")
    assert f'filename="{TREADMILL}-streams.csv"' in answer.headers["Content-Disposition"]


def test_gpx_says_that_the_start_is_unknown(client: FlaskClient) -> None:
    content = client.get(f"/activities/{TIMELESS}.gpx").data
    assert [point.time for point in gpx_files.points(content)] == [None, None]
    assert b"the start of the activity is unknown" in content
    assert "GPX has no times here" in client.get(f"/activities/{TIMELESS}").text
    assert "GPX has no times here" not in client.get(f"/activities/{RUN}").text


def test_times_beyond_the_calendar_are_left_out(client: FlaskClient) -> None:
    content = client.get(f"/activities/{ENDLESS}.gpx").data
    times = [point.time for point in gpx_files.points(content)]
    assert times == ["2026-11-22T07:30:00+0000", None]


def test_reading_files_never_calls_strava(app: Flask, client: FlaskClient) -> None:
    # Its settings name a Strava that does not exist: a call would fail.
    for activity_id in (RUN, UNFETCHED):
        for ending in (".gpx", ".json", "/streams.json", "/streams.csv"):
            assert client.get(f"/activities/{activity_id}{ending}").status_code in (200, 404)
    with app.extensions["logbook"].sessions() as session:
        assert session.get(Document, (UNFETCHED, "streams")) is None
