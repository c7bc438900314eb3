"""What every page shows around its content."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from strava.db.models import SyncRun

from ..applications import stored
from ..html import parse
from ..sample_strava import activity


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with stored(tmp_path_factory.mktemp("layout"), [activity(1)]) as app:
        yield app


def sync_line(client: FlaskClient) -> str:
    """Return the sentence about the latest sync."""
    page = client.get("/settings").text
    (link,) = re.findall(r'<a [^>]*id="sync-line"[^>]*>(.*?)</a>', page, re.DOTALL)
    return " ".join(html.unescape(link).split())


@pytest.mark.parametrize("path", ["/", "/setup", "/settings", "/nowhere", "/exchange_token"])
def test_every_page_has_a_description(client: FlaskClient, path: str) -> None:
    metas = parse(client.get(path, follow_redirects=True).text).find("head").find_all("meta")
    (described,) = [one for one in metas if one.attributes.get("name") == "description"]
    assert len(described.attributes["content"]) > 50


def change_run(app: Flask, **values: Any) -> None:
    """Change the only run that is stored."""
    with app.extensions["logbook"].sessions.begin() as session:
        session.execute(update(SyncRun).values({"waiting_for": None, "skipped": [], **values}))


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        ({"state": "paused"}, "The sync is paused"),
        ({"state": "failed"}, "The last sync failed"),
        ({"state": "cancelled"}, "The last sync was canceled"),
        ({"state": "done"}, "Synced just now"),
        ({"state": "done", "skipped": ["a", "b"]}, "Synced just now, 2 skipped"),
    ],
)
def test_state_of_the_latest_sync(
    app: Flask, client: FlaskClient, run: dict[str, Any], sentence: str
) -> None:
    change_run(app, finished_at=app.extensions["logbook"].now(), **run)
    assert sync_line(client) == sentence


@pytest.mark.parametrize(
    ("waiting_for", "sentence"),
    [
        ("limit", "Waiting for Strava's rate limit until "),
        ("network", "Waiting to try again at "),
    ],
)
def test_waiting_sync_says_when_it_continues(
    app: Flask, client: FlaskClient, waiting_for: str, sentence: str
) -> None:
    resume_at = app.extensions["logbook"].now() + timedelta(minutes=5)
    change_run(app, state="waiting", waiting_for=waiting_for, resume_at=resume_at)
    assert sync_line(client) == f"{sentence}{resume_at.astimezone():%H:%M}"


def test_time_of_the_last_sync_is_relative(app: Flask, client: FlaskClient) -> None:
    finished_at = app.extensions["logbook"].now() - timedelta(hours=3)
    change_run(app, state="done", finished_at=finished_at)
    assert sync_line(client) == "Synced 3 h ago"


def test_only_pages_with_a_sync_refresh_themselves_without_javascript(
    app: Flask, client: FlaskClient
) -> None:
    resume_at = app.extensions["logbook"].now() + timedelta(minutes=5)
    change_run(app, state="waiting", waiting_for="limit", resume_at=resume_at)
    refreshed = {
        path: 'http-equiv="refresh"' in client.get(path).text
        for path in ("/activities", "/map", "/sync", "/settings", "/setup")
    }
    with_a_sync = {"/activities", "/map", "/sync"}
    assert {path for path, is_refreshed in refreshed.items() if is_refreshed} == with_a_sync
