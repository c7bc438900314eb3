"""The page of syncs, and the forms on it; the syncs themselves are tested in tests/sync."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.models import SyncRun

from ..applications import stored
from ..sample_strava import activity
from ..stored_data import rows

JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with stored(tmp_path_factory.mktemp("syncs"), [activity(1), activity(2)]) as app:
        yield app


def test_page_and_json_have_the_same_address_and_vary_by_accept(client: FlaskClient) -> None:
    page, state = client.get("/sync"), client.get("/sync", headers=JSON)
    assert (page.mimetype, state.mimetype) == ("text/html", "application/json")
    assert "Accept" in page.headers["Vary"]
    assert "Accept" in state.headers["Vary"]


def test_json_describes_the_latest_run(client: FlaskClient, app: Flask) -> None:
    (run,) = rows(app, SyncRun)
    state = client.get("/sync", headers=JSON).get_json()
    assert (state["id"], state["kind"], state["state"]) == (run.id, "first", "done")
    assert (state["total"], state["added"], state["skipped"]) == (2, 2, 0)
    assert state["started_at"] == "2026-11-22T12:00:00Z"
    assert state["error"] is None


@pytest.mark.parametrize("number", ["0", "999", "99999999999999999999"])
def test_unknown_run_is_a_404(client: FlaskClient, number: str) -> None:
    assert client.get(f"/sync/{number}").status_code == 404


@pytest.mark.parametrize("action", ["pause", "resume", "cancel"])
def test_changing_a_finished_run_says_that_there_is_none(client: FlaskClient, action: str) -> None:
    page = client.post(f"/sync/{action}", follow_redirects=True)
    assert page.request.path == "/sync"
    assert "There is no unfinished sync." in page.text


def test_keeping_missing_activities_says_that_they_stay(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[int] = []
    monkeypatch.setattr(app.extensions["jobs"], "keep_missing", kept.append)
    page = client.post("/sync/missing", data={"gone": "0"}, follow_redirects=True).text
    assert "Nothing was marked as deleted. All activities stay in the table." in page
    assert kept == [1]


def test_answer_about_missing_activities_has_to_wait_for_another_sync(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["jobs"], "mark_missing", lambda athlete_id: False)
    page = client.post("/sync/missing", data={"gone": "1"}, follow_redirects=True).text
    assert "Another sync has not finished yet. Answer again when it has." in page
