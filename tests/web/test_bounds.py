"""What a request or the stored data may hold is limited, and work never grows with its square."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from strava.db.documents import store_documents
from strava.db.models import Activity, Change, SyncRun
from strava.table import saved_views
from strava.table.parameters import MAX_IDS, MAX_NOTICES, MAX_SPORTS
from strava.table.saved_views import MAX_VIEWS
from strava.web.activity_page.stretch_rows import MAX_ROWS
from strava.web.views.sync import MAX_CHANGES

from ..applications import stored
from ..clock import Clock
from ..sample_strava import activity
from ..work import calls

LARGEST_PAGE = 5_000_000
EXPORTS = ("csv", "json", "jsonl", "geojson")
LETTER = "\N{MUSICAL SYMBOL G CLEF}"
"""A letter with twelve characters in an address."""
NUMBER = 20
ODD_ADDRESSES = (
    "http://[bad",
    "http://[::1/activities?q=x",
    "//[",
    "http://localhost:x/",
    "\xff?[",
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application whose activities have long names."""
    activities = [
        activity(number, name="'" * 20_000, sport_type=f"Sport{number}") for number in range(NUMBER)
    ]
    with stored(tmp_path_factory.mktemp("bounds"), activities) as app:
        yield app


@pytest.fixture
def activity_id(app: Flask) -> int:
    with app.extensions["logbook"].sessions() as session:
        first: int = session.query(Activity.id).order_by(Activity.id).first()[0]
        return first


def sports(number: int, name: str = "A") -> str:
    return "&".join(f"sport={name}{one}" for one in range(number))


def notices(client: FlaskClient, query: str) -> list[str]:
    table = client.get(f"/activities?{query}").text.partition('<section id="activities"')[2]
    return re.findall('<p class="notice warning" role="status">(.*)</p>', table)


def test_only_the_first_sports_of_an_address_are_used(client: FlaskClient) -> None:
    too_many = "There are more than 50 sports, so only the first 50 are used."
    (unknown,) = notices(client, sports(MAX_SPORTS))
    assert unknown.endswith("are not sports, so no activity matches them.")
    assert notices(client, sports(4000)) == [too_many, unknown]
    page = client.get(f"/activities?{sports(4000)}").text
    assert f'value="A{MAX_SPORTS - 1}" checked' in page
    assert f'value="A{MAX_SPORTS}"' not in page
    for kind in EXPORTS:
        answer = client.get(f"/activities.{kind}?{sports(4000)}")
        assert answer.headers["X-Notice"].startswith("There are more than 50 sports")


def test_only_the_first_ids_of_an_address_are_used(client: FlaskClient) -> None:
    ids = "&".join(f"id={number}" for number in range(1, 4001))
    assert notices(client, ids) == ["There are more than 200 IDs, so only the first 200 are used."]
    page = client.get(f"/activities?{ids}").text
    assert page.count('<input type="hidden" name="id"') == MAX_IDS


def test_page_of_the_largest_address_is_small(client: FlaskClient) -> None:
    longest = f"q={LETTER * 200}&gear={LETTER * 200}&columns={'x,' * 1000}"
    for query in (
        f"{sports(50, LETTER * 24)}&{longest}&per_page=200",
        f"{sports(20, LETTER * 24)}&{longest}&max_km=1",
        f"{sports(400, 'x' * 500)}",
    ):
        assert len(client.get(f"/activities?{query}").data) < LARGEST_PAGE, query[:40]


def test_many_sports_have_one_chip_that_removes_them_all(client: FlaskClient) -> None:
    few = client.get(f"/activities?{sports(20)}").text
    assert few.count('aria-label="Remove filter: A') == 20
    many = client.get(f"/activities?{sports(21)}&commute=1").text
    assert 'aria-label="Remove filter: A' not in many
    chip = 'href="/activities?commute=1" hx-push-url="true" aria-label="Remove filter: 21 sports"'
    assert chip in many.replace(' hx-get="/activities?commute=1"', "")


def test_work_does_not_grow_with_the_square_of_the_sports(client: FlaskClient) -> None:
    client.get("/activities")
    few, many = (
        calls(partial(client.get, f"/activities?{sports(number, 'B')}")) for number in (100, 400)
    )
    assert many < 4 * few


def test_notices_are_few_whatever_an_address_holds(client: FlaskClient) -> None:
    query = "&".join(f"unknown{number}=1" for number in range(1000))
    shown = notices(client, query)
    assert len(shown) == MAX_NOTICES + 1
    assert shown[-1] == "990 more parameters are not valid, so they were ignored."
    assert len(client.get(f"/activities.csv?{query}").headers["X-Notice"]) < 1000
    purposes = "&".join(f"for={number}" for number in range(1000))
    assert len(client.get(f"/activities.csv?{purposes}").headers["X-Notice"]) < 1000


def test_long_sport_type_and_long_search_are_ignored_with_a_notice(client: FlaskClient) -> None:
    assert notices(client, f"sport={'x' * 101}&sport={'y' * 300}") == [
        "A sport type has at most 100 characters, so longer ones were ignored."
    ]
    words = "+".join(f"w{number}" for number in range(31))
    (notice,) = notices(client, f"q={words}")
    assert notice.endswith("at most 200 characters and 30 words long, so “q” was ignored.")
    assert notices(client, f"q={words.rpartition('+')[0]}") == []


def test_command_refuses_more_sports_than_a_page_takes(runner: FlaskCliRunner) -> None:
    options = [part for number in range(51) for part in ("--sport", f"A{number}")]
    result = runner.invoke(args=["export", *options])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "There are more than 50 sports." in result.stderr


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def test_number_of_saved_views_is_limited(app: Flask, client: FlaskClient) -> None:
    query = f"{sports(50, quote(LETTER * 24))}&q={quote(LETTER * 200)}"
    with app.extensions["logbook"].sessions() as session:
        for number in range(MAX_VIEWS):
            saved_views.save(session, 1, f"View {number}", query)
    client.post("/activities/views", data={"name": "One more", "query": "q=x"})
    page = client.get("/activities")
    assert "There are 50 views, which is the most." in page.text
    assert page.text.count("Remove the view") == MAX_VIEWS
    client.post("/activities/views", data={"name": "View 0", "query": "q=y"})
    page = client.get(f"/activities?{query}")
    assert "The view “View 0” was replaced." in page.text
    assert len(page.data) < LARGEST_PAGE
    client.post("/activities/views/remove", data={"id": "1"})
    assert client.get("/activities").text.count("Remove the view") == MAX_VIEWS - 1


def store_detail(app: Flask, activity_id: int, **fields: Any) -> None:
    logbook = app.extensions["logbook"]
    detail = json.dumps({"id": activity_id, "sport_type": "Run", **fields})
    with logbook.sessions() as session:
        bodies = {"detail": detail, "streams": "null"}
        store_documents(session, activity_id, bodies, logbook.now())
        session.commit()


def laps(number: int) -> list[dict[str, Any]]:
    return [{"name": f"Lap {one}", "distance": 400, "moving_time": 90} for one in range(number)]


def test_work_does_not_grow_with_the_square_of_the_laps(
    app: Flask, client: FlaskClient, activity_id: int
) -> None:
    def work(number: int) -> int:
        store_detail(app, activity_id, laps=laps(number))
        return calls(lambda: client.get(f"/activities/{activity_id}"))

    work(1)
    none, few, many = work(1), work(50), work(200)
    assert many - none < 5 * (few - none)


def test_page_shows_the_first_laps_and_says_so(
    app: Flask, client: FlaskClient, activity_id: int
) -> None:
    store_detail(app, activity_id, laps=laps(MAX_ROWS + 1), description="x" * 5_000_000)
    answer = client.get(f"/activities/{activity_id}")
    assert "Only the first 1,000 of 1,001 laps are shown." in answer.text
    assert answer.text.count('<th scope="row"') == MAX_ROWS
    assert len(answer.data) < 1_000_000
    store_detail(app, activity_id, laps=laps(MAX_ROWS))
    assert "Only the first" not in client.get(f"/activities/{activity_id}").text


def test_page_of_a_sync_is_small_whatever_was_skipped_or_changed(
    app: Flask, client: FlaskClient, activity_id: int, clock: Clock
) -> None:
    with app.extensions["logbook"].sessions() as session:
        run = session.query(SyncRun).one()
        run.skipped = [f"Activity {number} was skipped." for number in range(10_000)]
        fields = [[f"field {number}", "x" * 500, "y" * 500] for number in range(200)]
        session.add_all(
            Change(sync_id=run.id, activity_id=activity_id, kind="changed", fields=fields)
            for _ in range(20)
        )
        session.commit()
        run_id = run.id
    history, page = client.get("/sync"), client.get(f"/sync/{run_id}")
    assert "Show all 10,000" in history.text
    assert len(history.data) < 100_000
    assert page.text.count("was skipped.") == MAX_CHANGES
    assert f"Only the first {MAX_CHANGES} are shown." in page.text
    assert "and 150 more fields" in page.text
    assert len(page.data) < LARGEST_PAGE


@pytest.mark.parametrize("address", ODD_ADDRESSES)
def test_header_that_is_not_an_address_is_ignored(
    client: FlaskClient, activity_id: int, address: str
) -> None:
    headers = {"Referer": address, "HX-Current-URL": address, "HX-Trigger": "filters"}
    page = client.get(f"/activities/{activity_id}", headers=headers)
    assert 'href="/activities"' in page.text
    assert client.get("/activities?q=x", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("query", "repeated"),
    [
        (b"q=\xff", "q=%FF"),
        ("q=Z\u00fcrich+%2B".encode(), "q=Z%C3%BCrich+%2B"),
        (b"q=%ff", "q=%ff"),
        (b"q=\xf0\x9f\x8f\x83", "q=%F0%9F%8F%83"),
    ],
)
def test_query_in_any_bytes_is_read_and_repeated_in_ascii(
    client: FlaskClient, query: bytes, repeated: str
) -> None:
    headers = {"HX-Trigger": "filters", "HX-Current-URL": "http://localhost/activities?q=Zu"}
    raw = {"QUERY_STRING": query.decode("latin-1")}
    answer = client.get("/activities", environ_overrides=raw, headers=headers)
    assert answer.headers["HX-Replace-Url"] == f"/activities?{repeated}"
    assert client.get("/activities.csv", environ_overrides=raw).status_code == 200


def test_long_names_are_cut_in_the_table_and_whole_in_exports(client: FlaskClient) -> None:
    assert len(client.get("/activities?per_page=200").data) < LARGEST_PAGE
    assert {len(one["name"]) for one in client.get("/activities.json").get_json()} == {20_000}


@pytest.mark.parametrize("path", ["\n", "\r\nx", "//\n", "//activities\n", "/activities//\r"])
def test_path_with_a_line_break_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get("/", environ_overrides={"PATH_INFO": path}).status_code == 404
