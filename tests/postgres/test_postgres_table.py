"""The table shows the same over PostgreSQL as over SQLite."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.engine import URL

from strava.db.models import Activity
from strava.server import THREADS
from strava.settings import Settings
from strava.table.columns import SORTS

from ..actions import SyncActions
from ..markers import slow
from ..sample_strava import Strava, activity

OPTIONAL_FIELDS = {
    "date": "start_date_local",
    "distance": "distance",
    "moving_time": "moving_time",
    "climb": "total_elevation_gain",
    "heartrate": "average_heartrate",
}
NAMES = ("Łódź Night Run", "Lodz 10K", "it’s Ørsted", "日本一周 が", "हिन्दी", "\u200b", "🚴‍♀️")
DIFFICULT_SORTS = (*OPTIONAL_FIELDS, "name", "sport", "gear", "speed", "privacy")
"""Sorts by text, by what can be missing, and by what is computed."""
QUERIES = [
    *(f"sort={sort}&order={order}" for sort in DIFFICULT_SORTS for order in ("asc", "desc")),
    *("q=lodz", "q=it's", "q=日本", "q=か", "q=हिन्दी", "q=%E2%80%8B", "q=🚴"),
    *('q="morning+run"', "q=“lunch+ride”+2025", 'q="', "q=100%25_", "q=%00"),
    *("gear=%00b1", "sport=Run&sport=%00", "deleted=1", "workout=long_run&workout=workout"),
    *("from=2023-01-01&to=2024-06-30", "from=0001-01-01&to=9999-12-31", "commute=1"),
    *("min_km=10&max_km=20", "max_km=1e308", "page=2", "page=999999999"),
]
OTHER_QUERIES = [
    *(
        f"sort={sort}&order={order}"
        for sort in SORTS
        if sort not in DIFFICULT_SORTS
        for order in ("asc", "desc")
    ),
    *("q=hike+2026", "q=on+foot", "q=9999", "q=ride", "q='; DROP TABLE activity"),
    *("sport=Ride", "workout=race", "page=1", "page=3"),
    *(f"{flag}={value}" for flag in ("commute", "trainer", "private") for value in "01"),
]
FOUND = r"<b>[^<]+</b> activities|strava\.com/activities/\d+"


@pytest.mark.parametrize("queries", [QUERIES, *slow(OTHER_QUERIES)], ids=["difficult", "other"])
def test_every_sort_filter_search_and_page_is_the_same_as_over_sqlite(
    connect: Callable[[Settings], SyncActions],
    settings: Settings,
    strava: Strava,
    tmp_path: Path,
    queries: list[str],
) -> None:
    missing = {**dict.fromkeys(OPTIONAL_FIELDS.values()), "start_date": "?"}
    strava.sample.activities[60:] = [
        *(activity(number, name=name) for number, name in enumerate(NAMES, start=10)),
        *(activity(number, **missing) for number in range(3)),
    ]
    folder = tmp_path / "sqlite"
    file = URL.create("sqlite", database=str(folder / "logbook.sqlite"))
    sqlite = connect(replace(settings, instance_path=folder, database_url=file)).client
    postgres = connect(settings).client
    for query in queries:
        address = f"/activities?per_page=25&{query}"
        page, expected = (client.get(address) for client in (postgres, sqlite))
        assert page.status_code == 200, query
        assert re.findall(FOUND, page.text) == re.findall(FOUND, expected.text), query
        if "page=" in query:
            continue
        as_csv, as_json = (
            postgres.get(f"/activities.{ending}?{query}") for ending in ("csv", "json")
        )
        assert as_csv.text == sqlite.get(f"/activities.csv?{query}").text, query
        assert as_json.text == sqlite.get(f"/activities.json?{query}").text, query
        in_csv = csv.DictReader(io.StringIO(as_csv.data.decode("utf-8-sig"), newline=""))
        ids = [row["id"] for row in as_json.get_json()]
        assert [int(row["id"]) for row in in_csv] == ids
        assert f"<b>{len(ids)}</b>" in page.text or not ids, query
    year = "/stats/2025/card.svg?show=private&show=map&show=names"
    assert postgres.get(year).text == sqlite.get(year).text != ""


def test_missing_values_are_sorted_last_in_both_orders(synced: SyncActions) -> None:
    columns = dict.fromkeys(("distance", "moving_time", "start_local", "total_elevation_gain"))
    with synced.logbook.sessions.begin() as session:
        ids = [one["id"] for one in synced.strava.sample.activities[100:105]]
        session.execute(update(Activity).where(Activity.id.in_(ids)).values(columns))
    for (sort, field), order in itertools.product(OPTIONAL_FIELDS.items(), ("asc", "desc")):
        listed = synced.client.get(f"/activities.json?sort={sort}&order={order}").get_json()
        is_missing = [row[field] is None for row in listed]
        assert any(is_missing)
        assert is_missing == sorted(is_missing)


def test_interrupted_download_leaves_no_connection_open(synced: SyncActions) -> None:
    for ending in ("csv", "json"):
        response = synced.client.get(f"/activities.{ending}", buffered=False)
        next(response.iter_encoded())
        response.close()
    assert synced.client.get("/activities").status_code == 200


def test_all_server_threads_can_show_the_table_at_the_same_time(synced: SyncActions) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        responses = pool.map(
            lambda _: synced.app.test_client().get("/activities").status_code, range(12)
        )
        assert set(responses) == {200}
