"""The demo: the whole application over the sample Strava, separate from the real one."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from strava.db.models import Activity, Athlete
from strava.sample import CLIENT_ID
from strava.settings import ROOT


@pytest.fixture
def demo(app: Flask) -> Any:
    return app.extensions["demo"]


def connect(client: FlaskClient) -> Any:
    """Go from the Connect page through the consent page to the callback, all below /demo."""
    consent_page = client.get("/demo/connect").headers["Location"]
    assert consent_page.startswith("/demo/strava/oauth/authorize?")
    assert "Authorize" in client.get(consent_page).text
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


def test_folder_is_removed_when_the_demo_is_closed(client: FlaskClient, demo: Any) -> None:
    client.get("/demo/")
    folder = demo.app.extensions["logbook"].settings.instance_path
    assert folder.is_dir()
    demo.close()
    assert not folder.exists()


@pytest.mark.parametrize("address", ["/demo", "/demo/"])
def test_address_works_with_and_without_the_slash(client: FlaskClient, address: str) -> None:
    assert client.get(address, follow_redirects=True).status_code == 200


def test_only_the_real_application_links_to_the_demo(client: FlaskClient) -> None:
    link_text = "Look around with sample data"
    assert link_text in client.get("/").text
    assert link_text not in client.get("/demo/").text


def test_sample_is_not_loaded_before_the_demo_is_requested() -> None:
    program = "import app, sys; sys.exit('strava.sample' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
