"""`requests` calls the sample in the same process, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from flask import Flask, request

from strava.sample import CLIENT_ID, CLIENT_SECRET, WSGIAdapter

from .conftest import SampleClient

URL = "http://sample.invalid"


@pytest.fixture
def session(client: SampleClient) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        session.mount(f"{URL}/", WSGIAdapter(client.app))
        yield session


def test_response_has_status_headers_and_body(
    client: SampleClient, session: requests.Session
) -> None:
    session.headers["Authorization"] = f"Bearer {client.sign_in()['access_token']}"
    response = session.get(f"{URL}/api/v3/athlete/activities", params={"per_page": 2, "page": 2})
    assert (response.status_code, response.reason) == (200, "OK")
    assert response.headers["x-ratelimit-limit"] == "200,2000"
    assert [activity["name"] for activity in response.json()] == ["Run 2", "Run 3"]
    assert response.url.startswith(f"{URL}/api/v3/athlete/activities?")
    missing = session.get(f"{URL}/api/v3/nowhere")
    with pytest.raises(requests.HTTPError):
        missing.raise_for_status()


def test_form_and_basic_authentication_reach_the_application(
    client: SampleClient, session: requests.Session
) -> None:
    form = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "grant_type": "refresh_token"}
    response = session.post(f"{URL}/oauth/token", data=form | {"refresh_token": "ü & ="})
    assert response.json()["errors"][0]["resource"] == "RefreshToken"
    tokens = client.sign_in()
    revoked = session.post(
        f"{URL}/oauth/revoke",
        data={"token": tokens["access_token"]},
        auth=(CLIENT_ID, CLIENT_SECRET),
    )
    assert revoked.status_code == 200
    assert client.get("/athlete", tokens["access_token"]).status_code == 401


def test_redirects_and_streamed_bodies_work(session: requests.Session) -> None:
    form = {"client_id": CLIENT_ID, "redirect_uri": "http://localhost/back", "answer": "cancel"}
    response = session.post(f"{URL}/oauth/authorize", data=form, allow_redirects=False)
    assert response.headers["Location"] == "http://localhost/back?error=access_denied"
    with session.get(f"{URL}/static/sample.css", stream=True) as streamed:
        assert b"".join(streamed.iter_content(64)).startswith(b"/*")


def test_application_sees_the_host_localhost(
    client: SampleClient, session: requests.Session
) -> None:
    client.app.config["TRUSTED_HOSTS"] = ["localhost"]
    assert session.get(f"{URL}/").status_code == 200


def test_exception_of_the_application_propagates() -> None:
    broken = Flask(__name__)
    broken.testing = True

    @broken.get("/")
    def fail() -> str:
        raise RuntimeError(request.host)

    with requests.Session() as session:
        session.mount(URL, WSGIAdapter(broken))
        with pytest.raises(RuntimeError, match="localhost"):
            session.get(f"{URL}/")


def test_threads_can_share_an_adapter(client: SampleClient, session: requests.Session) -> None:
    headers = {"Authorization": f"Bearer {client.sign_in()['access_token']}"}

    def count_activities(page: int) -> int:
        response = session.get(
            f"{URL}/api/v3/athlete/activities", params={"page": page}, headers=headers
        )
        return len(response.json())

    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(count_activities, [1, 2] * 30))
    assert counts == [5, 0] * 30
    assert len(client.sample.calls) == 60
