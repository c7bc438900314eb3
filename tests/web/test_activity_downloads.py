"""GET /activities/ID.gpx, ID.json, ID/streams.json, ID/streams.csv, and the links to them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from strava.db.models import Activity, Athlete, Document, Effort, SegmentEffort

from .. import gpx_files
from ..applications import stored
from ..recordings.stored import store_measured

START = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
RUN, TREADMILL, MANUAL, UNFETCHED, ENDLESS, OTHERS, TIMELESS, EMPTY = range(101, 109)
MOVING = range(0, 1201, 3)


def summary(activity_id: int, **values: Any) -> dict[str, Any]:
    return {
        "id": activity_id,
        "name": "Run <fast> & “easy”",
        "sport_type": "TrailRun",
        "start_date": "2026-11-22T07:30:00Z",
        "start_date_local": "2026-11-22T08:30:00Z",
        "distance": 4000.0,
        "moving_time": 1200,
        "elapsed_time": 1200,
        "start_latlng": [47.0, 8.5],
        **values,
    }


def run_streams() -> dict[str, list[Any]]:
    """Return a run of 20 minutes at 3.33 m/s, without GPS for its second minute."""
    return {
        "time": list(MOVING),
        "distance": [round(time * 10 / 3, 1) for time in MOVING],
        "latlng": [[0, 0] if 60 < time < 120 else [47 + time / 1e5, 8.5] for time in MOVING],
        "altitude": [400 + time / 100 for time in MOVING],
        "velocity_smooth": [3.33] * len(MOVING),
        "heartrate": [0 if time < 9 else 140 + time % 7 for time in MOVING],
        "cadence": [85] * len(MOVING),
        "moving": [True] * len(MOVING),
    }


STREAMS: dict[int, dict[str, list[Any]] | None] = {
    RUN: run_streams(),
    TREADMILL: {"time": [0, 1], "heartrate": [99, 100]},
    ENDLESS: {"time": [0, 3e11], "latlng": [[1, 2], [3, 4]], "watts": [100, 200]},
    TIMELESS: {"time": [0, 1], "latlng": [[1, 2], [3, 4]]},
    EMPTY: None,
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    activities = [
        summary(RUN, average_watts=float("nan")),
        summary(TREADMILL, start_latlng=[], start_date=None, start_date_local=None),
        summary(MANUAL, manual=True),
        *(summary(number) for number in (UNFETCHED, ENDLESS, OTHERS, EMPTY)),
        summary(TIMELESS, start_date=None),
    ]
    with stored(tmp_path_factory.mktemp("downloads"), activities) as app:
        with app.extensions["logbook"].sessions() as session:
            for activity_id, streams in STREAMS.items():
                body = None
                if streams is not None:
                    body = {name: {"data": data} for name, data in streams.items()}
                detail = {"id": activity_id, "description": "Very\x00 \ud800 odd", "laps": [{}]}
                bodies = {"streams": json.dumps(body), "detail": json.dumps(detail)}
                store_measured(session, activity_id, bodies, START)
            session.add(Athlete(id=2, name="Somebody else", connected_at=datetime(2001, 1, 1)))
            session.flush()
            session.get_one(Activity, OTHERS).athlete_id = 2
            session.commit()
        yield app


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


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
def test_what_is_no_stretch_is_ignored_with_a_notice(client: FlaskClient, query: str) -> None:
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


@pytest.mark.parametrize("ending", [".gpx", "/streams.json", "/streams.csv"])
@pytest.mark.parametrize(
    ("activity_id", "query", "sentence"),
    [
        (UNFETCHED, "", "has not been fetched from Strava yet. Open the page of the activity"),
        (MANUAL, "", "Strava has no recording of this activity."),
        (EMPTY, "", "Strava has no recording of this activity."),
        (RUN, "?from=5000&to=6000", "Nothing was recorded between these times."),
    ],
)
def test_page_says_why_there_is_no_file(
    client: FlaskClient, activity_id: int, query: str, sentence: str, ending: str
) -> None:
    answer = client.get(f"/activities/{activity_id}{ending}{query}")
    assert answer.status_code == 404
    assert sentence in answer.text


def test_page_says_that_there_are_no_positions(client: FlaskClient) -> None:
    for address in (f"{TREADMILL}.gpx", f"{RUN}.gpx?from=66&to=117"):
        answer = client.get(f"/activities/{address}")
        assert answer.status_code == 404
        assert "recorded without positions, so there is no GPX file" in answer.text
    assert client.get(f"/activities/{TREADMILL}/streams.json").get_json() == STREAMS[TREADMILL]


def test_file_of_an_activity_without_a_day_is_named_by_its_id(client: FlaskClient) -> None:
    answer = client.get(f"/activities/{TREADMILL}/streams.csv")
    assert f'filename="{TREADMILL}-streams.csv"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("ending", [".gpx", ".json", "/streams.json", "/streams.csv"])
@pytest.mark.parametrize("activity_id", [OTHERS, 0, 999, 2**63])
def test_activities_of_others_are_not_found(
    client: FlaskClient, activity_id: int, ending: str
) -> None:
    answer = client.get(f"/activities/{activity_id}{ending}")
    assert answer.status_code == 404
    assert "Check the address for typos." in answer.text


def test_without_an_athlete_files_lead_to_the_first_page(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with stored(tmp_path_factory.mktemp("nobody"), []) as app:
        with app.extensions["logbook"].sessions() as session:
            session.delete(session.get_one(Athlete, 1))
            session.commit()
        for address in ("1.gpx", "1.json", "1/streams.csv"):
            assert app.test_client().get(f"/activities/{address}").status_code == 302


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


def test_page_links_to_the_files(client: FlaskClient) -> None:
    section = client.get(f"/activities/{RUN}").text.partition('<section id="downloads"')[2]
    shown, hidden = section.split('id="stretch-downloads"')
    for address in (f"{RUN}.gpx", f"{RUN}/streams.csv", f"{RUN}/streams.json"):
        assert f'href="/activities/{address}"' in shown
    assert hidden.startswith(" hidden>")
    assert f'href="/activities/{RUN}.json"' in hidden
    chosen = client.get(f"/activities/{RUN}?from=300.5&to=1234567").text
    chosen = chosen.partition('id="stretch-downloads"')[2]
    for address in (f"{RUN}.gpx", f"{RUN}/streams.csv", f"{RUN}/streams.json"):
        assert f'href="/activities/{address}?from=300.5&amp;to=1200"' in chosen
    assert not chosen.startswith(" hidden")


@pytest.mark.parametrize(
    ("activity_id", "shown"),
    [
        (TREADMILL, {"/streams.csv", "/streams.json", ".json"}),
        (MANUAL, {".json"}),
        (UNFETCHED, {".json"}),
        (EMPTY, {".json"}),
    ],
)
def test_page_links_only_to_files_that_there_are(
    client: FlaskClient, activity_id: int, shown: set[str]
) -> None:
    section = client.get(f"/activities/{activity_id}").text.partition('id="downloads"')[2]
    section = section.partition("</section>")[0]
    for ending in (".gpx", "/streams.csv", "/streams.json", ".json"):
        assert (f'href="/activities/{activity_id}{ending}"' in section) == (ending in shown)


def test_reading_files_never_calls_strava(app: Flask, client: FlaskClient) -> None:
    # Its settings name a Strava that does not exist: a call would fail.
    for activity_id in (RUN, UNFETCHED):
        for ending in (".gpx", ".json", "/streams.json", "/streams.csv"):
            assert client.get(f"/activities/{activity_id}{ending}").status_code in (200, 404)
    with app.extensions["logbook"].sessions() as session:
        assert session.get(Document, (UNFETCHED, "streams")) is None
