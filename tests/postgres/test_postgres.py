"""Over PostgreSQL, Logbook does all it does over SQLite."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import update
from sqlalchemy.engine import URL

from strava.accounts import usage
from strava.api.rate_limits import RateLimits, Window
from strava.db.enums import Lane
from strava.db.models import Activity, Change, SyncRun, Token
from strava.logbook import Logbook
from strava.server import THREADS
from strava.settings import Settings
from strava.sync import runs
from strava.table.filters import SORTS

from ..accounts.test_tokens import EIGHT_THREADS
from ..conftest import Strava, activity, assert_same_as_strava, athlete_ids, rows, sync_state
from .server import Server

ODD_TEXTS = (
    "NUL \0 inside",
    "half an emoji \ud83d",
    "a whole 🚴 in Zürich",
    "long: " + "".join(chr(0x4E00 + number**2 % 20_000) for number in range(3_000)),
)


class TestSync:
    def test_the_first_brings_every_activity(
        self, connected: FlaskClient, app: Flask, strava: Strava
    ) -> None:
        assert sync_state(connected)["state"] == "done"
        assert_same_as_strava(app, strava)

    def test_a_full_check_finds_edits_late_uploads_deletions_and_what_returns(
        self, connected: FlaskClient, app: Flask, strava: Strava, finish_sync: Callable[[], None]
    ) -> None:
        listed = strava.sample.activities
        gone = listed.pop(7)
        listed[20]["name"] = "Renamed"
        listed.append(activity(2, start_date="2020-12-01T11:00:00Z"))
        connected.post("/sync", data={"full": "1"})
        finish_sync()
        run = sync_state(connected)
        assert [run[name] for name in ("state", "added", "changed", "deleted")] == ["done", 1, 1, 1]
        assert_same_as_strava(app, strava)
        marked = connected.get("/activities.json?deleted=1").get_json()
        assert [row["id"] for row in marked] == [gone["id"]]
        assert "Renamed" in connected.get(f"/sync/{run['id']}").text
        listed.append(gone)
        connected.post("/sync", data={"full": "1"})
        finish_sync()
        assert_same_as_strava(app, strava)
        kinds = sorted(change.kind for change in rows(app, Change))
        assert kinds == ["added", "changed", "deleted", "returned"]

    @pytest.mark.parametrize("encoding", ["UTF8", "SQL_ASCII"])
    def test_every_text_is_stored_and_shown_whatever_is_in_it(
        self,
        server: Server,
        settings: Settings,
        connect: Callable[[Settings], FlaskClient],
        strava: Strava,
        encoding: str,
    ) -> None:
        strava.sample.activities[:] = [
            activity(number, name=text, sport_type=text, device_name=text, gear_id=text)
            for number, text in enumerate(ODD_TEXTS)
        ]
        if encoding != "UTF8":
            settings = replace(settings, database_url=server.new_database(encoding))
        client = connect(settings)
        app = client.application
        assert_same_as_strava(app, strava)
        assert len(client.get("/activities.json?q=zurich").get_json()) == 1
        for one in strava.sample.activities:
            one["name"] += ", \0 and \ud83d"
        client.post("/sync", data={"full": "1"})
        app.extensions["jobs"].wait(athlete_ids(app)[0], timeout=30)
        assert_same_as_strava(app, strava)
        assert sync_state(client)["changed"] == len(ODD_TEXTS)
        for page in (f"/sync/{sync_state(client)['id']}", "/activities", "/activities.csv"):
            assert client.get(page).status_code == 200

    def test_details_are_fetched_and_all_of_it_goes_with_the_athlete(
        self, strava: Strava, sign_in: Any, client: FlaskClient, app: Flask, finish_sync: Any
    ) -> None:
        strava.sample.activities[4:] = []
        sign_in()
        finish_sync()
        one = strava.sample.activities[0]["id"]
        pages = (f"/activities/{one}", "/sync", "/settings", "/setup", "/healthz")
        assert [client.get(page).status_code for page in pages] == [200] * len(pages)
        client.post("/sync/deep", data={"on": "1"})
        finish_sync()
        deep = app.extensions["jobs"].latest(athlete_ids(app)[0], Lane.DEEP)
        assert (deep.state, deep.error) == ("done", None)
        client.post("/disconnect", data={"delete": "1"})
        assert [rows(app, model) for model in (Activity, SyncRun, Token)] == [[], [], []]


MAY_LACK = {
    "date": "start_date_local",
    "distance": "distance",
    "moving_time": "moving_time",
    "climb": "total_elevation_gain",
    "heartrate": "average_heartrate",
}
QUERIES = [
    *(f"sort={sort}&order={order}" for sort in SORTS for order in ("asc", "desc")),
    *("q=ride", "q=100%25_", "q=%00", "q='; DROP TABLE activity", "gear=%00b1"),
    *("sport=Ride", "sport=Run&sport=%00", "deleted=1"),
    *("from=2023-01-01&to=2024-06-30", "from=0001-01-01&to=9999-12-31"),
    *("min_km=10&max_km=20", "max_km=1e308"),
    *(f"{flag}={value}" for flag in ("commute", "trainer", "private") for value in "01"),
    *("page=1", "page=2", "page=3", "page=999999999"),
]


class TestTable:
    def test_each_sort_filter_search_and_page_shows_what_it_does_over_sqlite(
        self,
        connect: Callable[[Settings], FlaskClient],
        settings: Settings,
        strava: Strava,
        tmp_path: Path,
    ) -> None:
        lacking = {**dict.fromkeys(MAY_LACK.values()), "start_date": "?"}
        strava.sample.activities[60:] = [activity(number, **lacking) for number in range(3)]
        file = URL.create("sqlite", database=str(tmp_path / "other" / "logbook.sqlite"))
        theirs = connect(replace(settings, instance_path=tmp_path / "other", database_url=file))
        ours = connect(settings)
        for query in QUERIES:
            address = f"/activities?per_page=25&{query}"
            page, expected = (client.get(address) for client in (ours, theirs))
            assert page.status_code == 200, query
            told = r"<b>[^<]+</b> activities|strava\.com/activities/\d+"
            assert re.findall(told, page.text) == re.findall(told, expected.text), query
            if "page=" in query:
                continue
            as_csv, as_json = (ours.get(f"/activities.{it}?{query}") for it in ("csv", "json"))
            assert as_csv.text == theirs.get(f"/activities.csv?{query}").text, query
            assert as_json.text == theirs.get(f"/activities.json?{query}").text, query
            in_csv = csv.DictReader(io.StringIO(as_csv.text, newline=""))
            ids = [row["id"] for row in as_json.get_json()]
            assert [int(row["id"]) for row in in_csv] == ids
            assert f"<b>{len(ids)}</b>" in page.text or not ids, query

    def test_what_is_missing_comes_last_both_ways(
        self, strava: Strava, connected: FlaskClient, logbook: Logbook
    ) -> None:
        lacking = dict.fromkeys(("distance", "moving_time", "start_local", "total_elevation_gain"))
        with logbook.sessions.begin() as session:
            ids = [one["id"] for one in strava.sample.activities[100:105]]
            session.execute(update(Activity).where(Activity.id.in_(ids)).values(lacking))
        for (sort, field), order in itertools.product(MAY_LACK.items(), ("asc", "desc")):
            found = connected.get(f"/activities.json?sort={sort}&order={order}").get_json()
            missing = [row[field] is None for row in found]
            assert any(missing)
            assert missing == sorted(missing)

    def test_a_download_that_breaks_off_leaves_nothing_open(self, connected: FlaskClient) -> None:
        for ending in ("csv", "json"):
            answer = connected.get(f"/activities.{ending}", buffered=False)
            next(answer.iter_encoded())
            answer.close()
        assert connected.get("/activities").status_code == 200

    def test_many_may_look_at_once(self, connected: FlaskClient, app: Flask) -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            answers = pool.map(lambda _: app.test_client().get("/activities"), range(12))
        assert {answer.status_code for answer in answers} == {200}


def test_the_commands_work(
    connected: FlaskClient, runner: FlaskCliRunner, strava: Strava, app: Flask
) -> None:
    number = len(strava.sample.activities)
    assert runner.invoke(args=["rebuild"]).output == f"{number} activities rebuilt.\n"
    assert_same_as_strava(app, strava)
    strava.sample.activities.append(activity(1, start_date="2026-11-22T11:00:00Z"))
    assert runner.invoke(args=["sync", "--full"]).output.startswith("1 added, 0 changed")
    assert_same_as_strava(app, strava)
    assert len(runner.invoke(args=["token"]).output.splitlines()) == 1


class TestAtOnce:
    def test_a_sync_beside_another_leaves_it_alone(
        self, connected: FlaskClient, runner: FlaskCliRunner, logbook: Logbook, athlete_id: int
    ) -> None:
        with logbook.lock(runs.lock_name(athlete_id)):
            assert "is running; it is left alone" in runner.invoke(args=["sync"]).stderr
            answer = connected.post("/sync", follow_redirects=True)
            assert "A sync is already running." in answer.text

    def test_eight_threads_in_each_of_two_processes_cause_one_refresh(
        self,
        connected: FlaskClient,
        start_process: Callable[..., subprocess.Popen[str]],
        logbook: Logbook,
        strava: Strava,
        athlete_id: int,
    ) -> None:
        strava.sample.expire_access_tokens()
        with logbook.sessions.begin() as session:
            session.execute(update(Token).values(expires_at=0))
        before = len(strava.sample.token_requests)
        askers = [start_process(EIGHT_THREADS, str(athlete_id)) for _ in range(2)]
        for asker in askers:
            assert asker.stdout is not None
            assert asker.stdout.readline() == "ready\n"
        given = [json.loads(asker.communicate("go\n", timeout=60)[0]) for asker in askers]
        assert len({token for tokens in given for token in tokens}) == 1
        assert strava.sample.token_requests[before:] == ["refresh_token"]

    def test_limits_told_to_several_threads_are_stored(self, logbook: Logbook) -> None:
        def told(used: int) -> None:
            quota = RateLimits(Window(100, used), Window(1000, used))
            usage.save(logbook.sessions, "1", quota, logbook.now())

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(told, range(1, 81)))
        told(80)
        told(77)  # an answer that was overtaken
        with logbook.sessions() as session:
            left = usage.load(session, "1", logbook.now())
        assert left is not None
        assert (left.quarter_hour, left.day) == (Window(100, 80), Window(1000, 80))
