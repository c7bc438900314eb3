"""The sections of the page of an activity: their order, and whose data they show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.documents import store_documents
from strava.db.models import ZoneTime
from strava.recordings import routes

from ..applications import store, stored
from ..recordings.stored import measure
from .recorded import open_page, section, table_rows
from .table_page import FIRST_ID, activity

OURS, THEIRS = (0, 1), (2, 3)
"""The numbers of the activities of each athlete."""
SPEEDS = {0: 3.0, 1: 3.5, 2: 5.0, 3: 4.0}
LINE = "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
FIGURES = {"total_elevation_gain": 12, "average_heartrate": 150.0}


def run(number: int) -> dict[str, Any]:
    fields = activity(number, "Run", f"2026-03-0{number + 1}", 6, **FIGURES)
    return {**fields, "map": {"summary_polyline": LINE}}


def details(number: int) -> dict[str, str]:
    """Return a recording, with laps and an effort on a segment that all athletes have."""
    speed = SPEEDS[number]
    times = list(range(1300))
    streams = {
        "time": times,
        "distance": [second * speed for second in times],
        "latlng": [[50 + second * speed / 111_195, 8.0] for second in times],
        "heartrate": [140 + second % 20 for second in times],
    }
    lap = {"moving_time": 300, "elapsed_time": 300, "distance": 300 * speed}
    effort = {"elapsed_time": 100 / speed, "start_index": 5, "end_index": 50}
    segment = {"name": "Church Hill", "segment": {"id": 77, "distance": 100.0}}
    detail = {"laps": [lap, lap], "segment_efforts": [effort | segment]}
    sent = {name: {"data": data, "series_type": "time"} for name, data in streams.items()}
    return {"detail": json.dumps(detail), "streams": json.dumps(sent)}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with two athletes, who ran the same route at different speeds."""
    with stored(tmp_path_factory.mktemp("sections"), [run(number) for number in OURS]) as app:
        store(app, [run(number) for number in THEIRS], athlete_id=2)
        logbook = app.extensions["logbook"]
        with logbook.sessions.begin() as session:
            for athlete_id, numbers in ((1, OURS), (2, THEIRS)):
                routes.index_missing(session, athlete_id, 100)
                for number in numbers:
                    store_documents(session, FIRST_ID + number, details(number), logbook.now())
                    measure(session, FIRST_ID + number)
            zone = {"kind": "heartrate", "number": 1, "low": 0.0, "seconds": 60.0}
            session.add(ZoneTime(activity_id=FIRST_ID + OURS[0], **zone))
        yield app


def client_of(app: Flask, athlete_id: int) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["athlete"] = athlete_id
    return client


def test_sections_are_in_the_order_of_a_look_from_afar_to_the_details(app: Flask) -> None:
    page = open_page(client_of(app, 1), OURS[0])
    assert [heading.text for heading in page.find_all("h2")] == [
        "Figures",
        "Charts",
        "Splits",
        "Laps",
        "Best efforts",
        "Segments",
        "Heart rate zones",
        "Same route",
        "Downloads",
    ]


@pytest.mark.parametrize(
    ("athlete_id", "number", "efforts", "segments"),
    [
        (1, 0, "2nd of 2 47 s behind 2 Mar 2026", "2nd of 2 4 s behind 2 Mar 2026"),
        (1, 1, "1st of 2 47 s ahead of 1 Mar 2026", "1st of 2 4 s ahead of 1 Mar 2026"),
        (2, 2, "1st of 2 50 s ahead of 4 Mar 2026", "1st of 2 5 s ahead of 4 Mar 2026"),
    ],
)
def test_ranks_are_among_the_efforts_of_one_athlete(
    app: Flask, athlete_id: int, number: int, efforts: str, segments: str
) -> None:
    page = open_page(client_of(app, athlete_id), number)
    shown: dict[str, str] = {}
    for title, first in (("Best efforts", "Distance"), ("Segments", "Segment")):
        found = section(page, title)
        assert found is not None
        rows = table_rows(found.find("table"))
        shown |= {row[first]: row["Rank among your own"] for row in rows}
    assert shown["1 km"] == efforts
    assert shown["Church Hill"] == segments


@pytest.mark.parametrize(("athlete_id", "own", "others"), [(1, OURS, THEIRS), (2, THEIRS, OURS)])
def test_tables_have_the_activities_of_one_athlete(
    app: Flask, athlete_id: int, own: tuple[int, ...], others: tuple[int, ...]
) -> None:
    client = client_of(app, athlete_id)
    page = open_page(client, own[0])
    found = section(page, "Same route")
    assert found is not None
    assert len(table_rows(found.find("table"))) == len(own)
    kilometers = section(page, "Splits")
    assert kilometers is not None
    minutes, seconds = divmod(round(1000 / SPEEDS[own[0]]), 60)
    assert table_rows(kilometers.find("table"))[0]["Moving"] == f"{minutes}:{seconds:02}"
    addresses = {link.attributes.get("href", "") for link in page.find_all("a")}
    for number in others:
        assert not any(str(FIRST_ID + number) in address for address in addresses)
        for path in ("", ".json", ".gpx", "/streams.csv", "/drawing.json", "/stretch?from=1&to=9"):
            assert client.get(f"/activities/{FIRST_ID + number}{path}").status_code == 404
