"""The demo: the whole application over the sample Strava, separate from the real one."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from strava.db.models import Activity, Athlete, db
from strava.errors import StorageError
from strava.sample import CLIENT_ID
from strava.settings import ROOT, Settings

from .applications import MakeApp, database_url
from .html import parse


@pytest.fixture
def demo(app: Flask) -> Any:
    return app.extensions["demo"]


@pytest.fixture
def short_history(pickled_history: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sample of the demo have a seventh of its activities."""
    monkeypatch.setattr("strava.sample.make_history", lambda *_: pickle.loads(pickled_history))


def connect(client: FlaskClient) -> Any:
    """Go from the Connect page through the consent page to the callback, all below /demo."""
    consent_page = client.get("/demo/connect").headers["Location"]
    assert consent_page.startswith("/demo/strava/oauth/authorize?")
    text = client.get(consent_page).text
    assert "Authorize" in text
    assert "This page is made up." in text
    query = {name: value[0] for name, value in parse_qs(urlsplit(consent_page).query).items()}
    form = {**query, "scope": query["scope"].split(","), "answer": "authorize"}
    callback = client.post(consent_page, data=form).headers["Location"]
    assert callback.startswith("http://localhost/demo/exchange_token?")
    return client.get(callback)


def wait_for_sync(demo: Any) -> None:
    demo.app.config["WTF_CSRF_ENABLED"] = False
    jobs = demo.app.extensions["jobs"]
    with demo.app.extensions["logbook"].sessions() as session:
        for athlete in session.scalars(select(Athlete)):
            jobs.wait(athlete.id, timeout=30)


def test_demo_connects_and_syncs_like_the_real_application(client: FlaskClient, demo: Any) -> None:
    assert "Connect with Strava" in client.get("/demo/").text
    assert connect(client).headers["Location"] == "/demo/activities"
    wait_for_sync(demo)
    page = client.get("/demo/activities").text
    assert "Sample data" in page
    assert 'href="/demo/activities?' in page
    assert 'href="/"' in page
    # The made-up IDs can be real ones at Strava.
    assert "www.strava.com/activities" not in page
    number = client.get("/demo/sync", headers={"Accept": "application/json"}).get_json()["done"]
    assert 1300 <= number <= 1700


@pytest.mark.usefixtures("short_history")
def test_sample_data_fills_the_table_with_one_click(client: FlaskClient, demo: Any) -> None:
    response = client.get("/demo/sample")
    assert (response.status_code, response.headers["Location"]) == (302, "/demo/activities")
    wait_for_sync(demo)
    table = parse(client.get("/demo/activities").text).by_id("activities")
    assert len(table.find("tbody").find_all("tr")) == 50
    run = client.get("/demo/sync", headers={"Accept": "application/json"}).get_json()
    assert run["state"] == "done"
    # The second click signs in and syncs no more than the table itself does.
    assert client.get("/demo/sample").headers["Location"] == "/demo/activities"
    calls = demo.app.wsgi_app.mounts["/strava"].extensions["sample"].token_requests
    assert calls == ["authorization_code"]


@pytest.mark.usefixtures("short_history")
def test_demo_and_real_application_share_nothing(
    client: FlaskClient, demo: Any, app: Flask
) -> None:
    connect(client)
    wait_for_sync(demo)
    with app.extensions["logbook"].sessions() as session:
        assert session.scalars(select(Activity)).first() is None
    assert client.get("/activities").headers["Location"] == "/"
    real, sample = app.extensions["logbook"].settings, demo.app.extensions["logbook"].settings
    assert sample.client_id == CLIENT_ID
    assert sample.instance_path != real.instance_path
    assert app.config["SESSION_COOKIE_NAME"] != demo.app.config["SESSION_COOKIE_NAME"]
    assert app.config["SECRET_KEY"] != demo.app.config["SECRET_KEY"]


def test_demo_is_created_once_and_only_when_it_is_requested(app: Flask, demo: Any) -> None:
    app.test_client().get("/setup")
    assert demo.app is None
    barrier = threading.Barrier(4)

    def request(_number: int) -> Any:
        barrier.wait(10)
        app.test_client().get("/demo/")
        return demo.app

    with ThreadPoolExecutor(4) as pool:
        assert len(set(map(id, pool.map(request, range(4))))) == 1


@pytest.fixture
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files of this test alone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_folder_is_removed_when_the_demo_is_closed(client: FlaskClient, demo: Any) -> None:
    client.get("/demo/")
    folder = demo.app.extensions["logbook"].settings.instance_path
    assert folder.is_dir()
    demo.close()
    assert not folder.exists()


def test_request_after_the_close_does_not_start_the_demo_again(
    client: FlaskClient, demo: Any, temporary_folder: Path
) -> None:
    demo.close()
    answer = client.get("/demo/")
    assert answer.status_code == 503
    assert "Logbook is being stopped." in answer.text
    assert not [*temporary_folder.iterdir()]


def test_demo_that_cannot_start_leaves_no_folder(
    settings: Settings, make_app: MakeApp, temporary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_app(settings).test_client()

    def fail(*_arguments: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr("strava.demo._settings", fail)
    answer = client.get("/demo/")
    assert answer.status_code == 503
    assert "The sample data cannot be shown. The disk is full." in answer.text
    assert not [*temporary_folder.iterdir()]


def test_folder_left_by_a_killed_process_is_removed_at_the_next_start(
    temporary_folder: Path, settings: Settings, make_app: MakeApp
) -> None:
    make_app(settings).test_client().get("/demo/")
    (running,) = temporary_folder.iterdir()
    # A killed process no longer locks the database of its demo.
    leftover = temporary_folder / "logbook-demo-leftover"
    leftover.mkdir()
    for file in running.iterdir():
        (leftover / file.name).write_bytes(file.read_bytes())
    # A folder as new as that may belong to a process that has not locked its database yet.
    make_app(replace(settings, instance_path=settings.instance_path / "other"))
    assert set(temporary_folder.iterdir()) == {running, leftover}
    an_hour_ago = time.time() - 3600
    os.utime(leftover / "demo.sqlite", (an_hour_ago, an_hour_ago))
    make_app(replace(settings, instance_path=settings.instance_path / "third"))
    assert list(temporary_folder.iterdir()) == [running]


def test_folder_with_data_of_an_athlete_is_never_taken_for_a_leftover(
    temporary_folder: Path, settings: Settings, make_app: MakeApp
) -> None:
    folder = temporary_folder / "logbook-demo-mine"
    mine = replace(settings, instance_path=folder, database_url=database_url(folder))
    app = make_app(mine)
    with app.app_context():
        db.engine.dispose()
    make_app(settings)
    assert (folder / "logbook.sqlite").is_file()


def test_demo_without_a_folder_for_temporary_files_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", fail)
    answer = client.get("/demo/")
    assert answer.status_code == 503
    assert "No usable temporary directory found" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/demo", "/demo/"])
def test_address_works_with_and_without_the_slash(client: FlaskClient, address: str) -> None:
    assert client.get(address, follow_redirects=True).status_code == 200


def test_only_the_real_application_offers_the_sign_in_as_a_second_road(client: FlaskClient) -> None:
    link_text = "Try the sign-in as well"
    assert link_text in client.get("/").text
    assert link_text not in client.get("/demo/").text


def test_sample_is_not_loaded_before_the_demo_is_requested() -> None:
    program = "import app, sys; sys.exit('strava.sample' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
