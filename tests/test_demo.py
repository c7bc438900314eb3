"""The demo: the whole application over the sample Strava, and nothing of it mixes with ours."""

from __future__ import annotations

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


@pytest.fixture
def demo(app: Flask) -> Any:
    return app.extensions["demo"]


def walk(client: FlaskClient) -> Any:
    """From the Connect page over the consent page to the table, all below /demo."""
    consent = client.get("/demo/connect").headers["Location"]
    assert consent.startswith("/demo/strava/oauth/authorize?")
    assert "Authorize" in client.get(consent).text
    query = {name: value[0] for name, value in parse_qs(urlsplit(consent).query).items()}
    form = {**query, "scope": query["scope"].split(","), "answer": "authorize"}
    back = client.post(consent, data=form).headers["Location"]
    assert back.startswith("http://localhost/demo/exchange_token?")
    return client.get(back)


def finish(demo: Any) -> None:
    demo.app.config["WTF_CSRF_ENABLED"] = False
    jobs = demo.app.extensions["jobs"]
    with demo.app.extensions["logbook"].sessions() as session:
        for athlete in session.scalars(select(Athlete)):
            jobs.wait(athlete.id, timeout=30)


def test_it_walks_the_very_same_way(client: FlaskClient, demo: Any) -> None:
    assert "Connect with Strava" in client.get("/demo/").text
    assert walk(client).headers["Location"] == "/demo/activities"
    finish(demo)
    page = client.get("/demo/activities").text
    assert "Sample data" in page
    assert 'href="/demo/activities?' in page
    assert 'href="/"' in page
    # The made-up ids may be somebody's at Strava.
    assert "www.strava.com/activities" not in page
    number = client.get("/demo/sync", headers={"Accept": "application/json"}).get_json()["done"]
    assert 1300 <= number <= 1700


def test_nothing_mixes(client: FlaskClient, demo: Any, app: Flask) -> None:
    walk(client)
    finish(demo)
    with app.extensions["logbook"].sessions() as session:
        assert session.scalars(select(Activity)).first() is None
    assert client.get("/activities").headers["Location"] == "/"
    ours, theirs = app.extensions["logbook"].settings, demo.app.extensions["logbook"].settings
    assert theirs.client_id == CLIENT_ID
    assert theirs.instance_path != ours.instance_path
    assert app.config["SESSION_COOKIE_NAME"] != demo.app.config["SESSION_COOKIE_NAME"]
    assert app.config["SECRET_KEY"] != demo.app.config["SECRET_KEY"]


def test_it_is_made_only_when_it_is_asked_for_and_once(app: Flask, demo: Any) -> None:
    app.test_client().get("/setup")
    assert demo.app is None
    together = threading.Barrier(4)

    def ask(_number: int) -> Any:
        together.wait(10)
        app.test_client().get("/demo/")
        return demo.app

    with ThreadPoolExecutor(4) as pool:
        assert len(set(map(id, pool.map(ask, range(4))))) == 1


def test_its_folder_is_temporary(client: FlaskClient, demo: Any) -> None:
    client.get("/demo/")
    folder = demo.app.extensions["logbook"].settings.instance_path
    assert folder.is_dir()
    demo.close()
    assert not folder.exists()


@pytest.mark.parametrize("address", ["/demo", "/demo/"])
def test_both_spellings_of_its_address_work(client: FlaskClient, address: str) -> None:
    assert client.get(address, follow_redirects=True).status_code == 200


def test_the_pages_point_to_it(client: FlaskClient) -> None:
    offer = "Look around with sample data"
    assert offer in client.get("/").text
    assert offer not in client.get("/demo/").text
