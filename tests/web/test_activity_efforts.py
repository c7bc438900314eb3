"""Best efforts, segments and zones on the page of an activity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from strava.db.models import Activity, Effort, Measured, SegmentEffort, ZoneTime

from ..applications import stored
from .recorded import open_page, record, section, table_rows
from .table_page import FIRST_ID, activity

ACTIVITIES = [
    activity(number, "Run", f"2026-03-{number:02}", 10, total_elevation_gain=0)
    for number in range(1, 5)
]


@pytest.fixture
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with stored(tmp_path_factory.mktemp("efforts"), ACTIVITIES) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def add(app: Flask, *rows: Any) -> None:
    with app.extensions["logbook"].sessions.begin() as session:
        session.add_all(rows)


def effort(number: int, value: float, size: float = 1000.0, **fields: Any) -> Effort:
    """A best effort of an activity that begins after ten seconds."""
    own = {"kind": "distance", "family": "run", "start": 10.0, "end": 10.0 + value} | fields
    return Effort(activity_id=FIRST_ID + number, athlete_id=1, size=size, value=value, **own)


def rows(client: FlaskClient, title: str, number: int = 1) -> list[dict[str, str]]:
    found = section(open_page(client, number), title)
    return table_rows(found.find("table")) if found else []


def test_effort_has_its_figures_and_its_rank_with_the_margin_to_the_best(
    app: Flask, client: FlaskClient
) -> None:
    figures = {"average_heartrate": 161.4, "elevation_gain": 12.0}
    add(app, effort(1, 240, **figures), effort(2, 236), effort(3, 250), effort(4, 260))
    (row,) = rows(client, "Best efforts")
    assert row == {
        "Distance": "1 km",
        "Time": "4:00",
        "Rank among your own": "2nd of 4 4 s behind 2 Mar 2026",
        "Pace /km": "4:00",
        "HR bpm": "161",
        "Gain m": "12",
        "": "Put aside",
    }
    (best,) = rows(client, "Best efforts", 2)
    assert best["Rank among your own"] == "1st of 4 4 s ahead of 1 Mar 2026"


def test_effort_and_the_best_one_lead_to_their_stretches(app: Flask, client: FlaskClient) -> None:
    add(app, effort(1, 240), effort(2, 236.25))
    found = section(open_page(client, 1, "list=sport%3DRun"), "Best efforts")
    assert found is not None
    assert [link.attributes["href"] for link in found.find_all("a")] == [
        "?list=sport%3DRun&from=10&to=250#recording",
        f"/activities/{FIRST_ID + 2}?list=sport%3DRun&from=10&to=246.2#recording",
    ]


def test_columns_without_a_value_are_left_out(app: Flask, client: FlaskClient) -> None:
    add(app, effort(1, 240), effort(1, 900, 1200.0, kind="power", average_heartrate=150.0))
    common = {"Distance", "Time", "Rank among your own", "Pace /km", ""}
    assert rows(client, "Best efforts")[0].keys() == common
    assert rows(client, "Best power")[0].keys() == {
        *("Time", "Power", "Rank among your own", "HR bpm", "")
    }


def test_chosen_stretch_is_marked_in_the_tables(app: Flask, client: FlaskClient) -> None:
    times = list(range(1000))
    record(app, 1, streams={"time": times, "distance": [second * 4.0 for second in times]})
    page = open_page(client, 1, "from=250&to=500")
    chosen = {
        link.text
        for link in page.find_all("a")
        if "data-from" in link.attributes and "aria-current" in link.attributes
    }
    assert "2" in chosen
    assert all(
        (link.attributes["data-from"], link.attributes["data-to"]) == ("250", "500")
        for link in page.find_all("a")
        if "data-from" in link.attributes and "aria-current" in link.attributes
    )
    assert not any(
        "data-from" in link.attributes and "aria-current" in link.attributes
        for link in open_page(client, 1).find_all("a")
    )


def test_button_puts_an_effort_aside_and_takes_it_back(app: Flask, client: FlaskClient) -> None:
    add(app, effort(1, 240), effort(2, 236))
    seen = []
    for _ in range(2):
        found = section(open_page(client, 1, "list=sport%3DRun"), "Best efforts")
        assert found is not None
        form = found.find("form")
        fields = {one.attributes["name"]: one.attributes["value"] for one in form.find_all("input")}
        answer = client.post(form.attributes["action"], data=fields)
        assert answer.headers["Location"] == (
            f"/activities/{FIRST_ID + 1}?list=sport%3DRun#efforts"
        )
        seen.append(rows(client, "Best efforts")[0]["Rank among your own"])
    assert seen == ["put aside", "2nd of 2 4 s behind 2 Mar 2026"]


def test_effort_put_aside_is_shown_without_a_rank_and_can_be_taken_back(
    app: Flask, client: FlaskClient
) -> None:
    add(app, effort(1, 100, set_aside=True), effort(2, 236), effort(3, 240))
    (row,) = rows(client, "Best efforts")
    assert row["Rank among your own"] == "put aside"
    assert row[""] == "Take back"
    found = section(open_page(client, 1), "Best efforts")
    assert found is not None
    form = found.find("form")
    fields = {one.attributes["name"]: one.attributes["value"] for one in form.find_all("input")}
    assert form.attributes["action"].startswith(f"/activities/{FIRST_ID + 1}/efforts/")
    assert fields["aside"] == "0"
    (best,) = rows(client, "Best efforts", 2)
    assert best["Rank among your own"].startswith("1st of 2 ")


def test_efforts_of_deleted_activities_have_no_rank_and_do_not_count(
    app: Flask, client: FlaskClient
) -> None:
    add(app, effort(1, 240), effort(2, 236))
    with app.extensions["logbook"].sessions.begin() as session:
        session.execute(
            update(Activity)
            .where(Activity.id == FIRST_ID + 2)
            .values(deleted_at=app.extensions["logbook"].now())
        )
    assert rows(client, "Best efforts")[0]["Rank among your own"] == "the only one"
    assert rows(client, "Best efforts", 2)[0]["Rank among your own"] == "–"


def test_power_is_ranked_by_the_highest(app: Flask, client: FlaskClient) -> None:
    add(app, effort(1, 290.4, 1200.0, kind="power"), effort(2, 302, 1200.0, kind="power"))
    (row,) = rows(client, "Best power")
    assert row["Time"] == "20 min"
    assert row["Power"] == "290 W"
    assert row["Rank among your own"] == "2nd of 2 12 W below 2 Mar 2026"
    assert rows(client, "Best efforts") == []


def test_segments_have_their_figures_and_their_rank(app: Flask, client: FlaskClient) -> None:
    sent = {
        "name": "Church Hill",
        "elapsed_time": 125,
        "start_index": 1,
        "end_index": 2,
        "average_heartrate": 171.0,
        "segment": {"id": 77, "distance": 640.0, "average_grade": 6.25},
    }
    record(app, 1, {"segment_efforts": [sent]}, {"time": [0, 40, 165]})
    add(
        app,
        SegmentEffort(
            activity_id=FIRST_ID + 2,
            athlete_id=1,
            number=1,
            segment_id=77,
            name="Church Hill",
            elapsed_time=60.0,
        ),
    )
    (row,) = rows(client, "Segments")
    assert row == {
        "Segment": "Church Hill",
        "Time": "2:05",
        "Rank among your own": "2nd of 2 1:05 behind 2 Mar 2026",
        "Distance km": "0.64",
        "Grade": "6.2 %",
        "HR bpm": "171",
    }
    found = section(open_page(client, 1), "Segments")
    assert found is not None
    assert [link.attributes["href"] for link in found.find_all("a")] == [
        "?from=40&to=165#recording",
        f"/activities/{FIRST_ID + 2}",
    ]


@pytest.mark.parametrize(
    ("kind", "source", "sentence"),
    [
        ("heartrate", "athlete", "Your zones from Strava."),
        ("heartrate", "highest", "90–100 % of your highest heart rate."),
        ("power", "athlete", "Your zones from Strava."),
        ("power", "ftp", "150 % of your FTP."),
    ],
)
def test_zones_have_times_and_shares_and_say_where_they_come_from(
    app: Flask, client: FlaskClient, kind: str, source: str, sentence: str
) -> None:
    add_zones(app, kind, source, (0.0, 115.0, 173.0), (60.0, 180.0, 0.0))
    title, other = "Heart rate zones", "Power zones"
    title, other = (title, other) if kind == "heartrate" else (other, title)
    assert [tuple(row.values()) for row in rows(client, title)] == [
        ("Z1", "below 115", "1:00", "25 %"),
        ("Z2", "115–173", "3:00", "75 %"),
        ("Z3", "from 173", "0:00", "0 %"),
    ]
    found = section(open_page(client, 1), title)
    assert found is not None
    assert sentence in found.text
    assert "in no zone" not in found.text
    bars = [bar.find("rect").attributes["width"] for bar in found.find_all("svg", "bar")]
    assert bars[:2] == ["33%", "100%"]
    assert section(open_page(client, 1), other) is None


def test_zones_say_what_is_in_none_of_them(app: Flask, client: FlaskClient) -> None:
    add_zones(app, "heartrate", "highest", (92.0, 111.0), (60.0, 180.0))
    found = section(open_page(client, 1), "Heart rate zones")
    assert found is not None
    assert "Time below 92 bpm is in no zone, and not in the shares." in found.text


def add_zones(
    app: Flask, kind: str, source: str, bounds: tuple[float, ...], seconds: tuple[float, ...]
) -> None:
    """Store the time in zones that begin at the bounds."""
    highs = [*bounds[1:], None]
    add(
        app,
        Measured(
            activity_id=FIRST_ID + 1,
            version=1,
            fetched_at=app.extensions["logbook"].now(),
            **{f"{kind}_zones": source},
        ),
        *(
            ZoneTime(
                activity_id=FIRST_ID + 1, kind=kind, number=number, low=low, high=high, seconds=time
            )
            for number, (low, high, time) in enumerate(
                zip(bounds, highs, seconds, strict=True), start=1
            )
        ),
    )


def test_page_without_a_recording_has_no_empty_sections(client: FlaskClient) -> None:
    headings = {heading.text for heading in open_page(client, 1).find_all("h2")}
    assert headings <= {"Figures", "Downloads"}
