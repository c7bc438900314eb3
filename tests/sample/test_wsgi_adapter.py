"""`requests` reaches the sample without a network, and over one."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import requests
from flask import Flask, request

from strava.sample import CLIENT_ID, CLIENT_SECRET, WSGIAdapter

if TYPE_CHECKING:
    from .conftest import Program

URL = "http://sample.invalid"


@pytest.fixture
def session(program: Program) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        session.mount(f"{URL}/", WSGIAdapter(program.app))
        yield session


def test_an_answer_has_status_headers_and_body(program: Program, session: requests.Session) -> None:
    session.headers["Authorization"] = f"Bearer {program.sign_in()['access_token']}"
    response = session.get(f"{URL}/api/v3/athlete/activities", params={"per_page": 2, "page": 2})
    assert (response.status_code, response.reason) == (200, "OK")
    assert response.headers["x-ratelimit-limit"] == "200,2000"
    assert [one["name"] for one in response.json()] == ["Run 2", "Run 3"]
    assert response.url.startswith(f"{URL}/api/v3/athlete/activities?")
    refused = session.get(f"{URL}/api/v3/nowhere")
    with pytest.raises(requests.HTTPError):
        refused.raise_for_status()


def test_a_form_and_basic_credentials_arrive(program: Program, session: requests.Session) -> None:
    form = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "grant_type": "refresh_token"}
    response = session.post(f"{URL}/oauth/token", data=form | {"refresh_token": "ü & ="})
    assert response.json()["errors"][0]["resource"] == "RefreshToken"
    tokens = program.sign_in()
    revoked = session.post(
        f"{URL}/oauth/revoke",
        data={"token": tokens["access_token"]},
        auth=(CLIENT_ID, CLIENT_SECRET),
    )
    assert revoked.status_code == 200
    assert program.get("/athlete", tokens["access_token"]).status_code == 401


def test_redirects_and_streamed_bodies_work(session: requests.Session) -> None:
    form = {"client_id": CLIENT_ID, "redirect_uri": "http://localhost/back", "answer": "cancel"}
    response = session.post(f"{URL}/oauth/authorize", data=form, allow_redirects=False)
    assert response.headers["Location"] == "http://localhost/back?error=access_denied"
    with session.get(f"{URL}/static/sample.css", stream=True) as streamed:
        assert b"".join(streamed.iter_content(64)).startswith(b"/*")


def test_the_application_sees_the_host_localhost(
    program: Program, session: requests.Session
) -> None:
    program.app.config["TRUSTED_HOSTS"] = ["localhost"]
    assert session.get(f"{URL}/").status_code == 200


def test_what_the_application_raises_passes_through() -> None:
    broken = Flask(__name__)
    broken.testing = True

    @broken.get("/")
    def fail() -> str:
        raise RuntimeError(request.host)

    with requests.Session() as session:
        session.mount(URL, WSGIAdapter(broken))
        with pytest.raises(RuntimeError, match="localhost"):
            session.get(f"{URL}/")


def test_threads_share_it(program: Program, session: requests.Session) -> None:
    headers = {"Authorization": f"Bearer {program.sign_in()['access_token']}"}

    def read(number: int) -> int:
        response = session.get(
            f"{URL}/api/v3/athlete/activities", params={"page": number}, headers=headers
        )
        return len(response.json())

    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(read, [1, 2] * 30))
    assert counts == [5, 0] * 30
    assert len(program.sample.calls) == 60


def test_refreshes_that_race_leave_one_pair_alive(program: Program) -> None:
    tokens = program.sign_in()
    program.clock.now += 21_600
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(program.refresh, [tokens["refresh_token"]] * 8))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 7


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl-C to one process")
def test_it_serves_alone_over_http_and_ends_with_ctrl_c() -> None:
    command = [sys.executable, "-m", "strava.sample", "--port", "0", "--activities", "3"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdout is not None
    try:
        greeting = ""
        for line in process.stdout:
            greeting += line
            if "PowerShell" in line:
                break
        port = re.search(r"127\.0\.0\.1:(\d+)", greeting)
        assert port, greeting
        url = f"http://127.0.0.1:{port[1]}"
        with requests.Session() as session:
            session.trust_env = False
            assert "sample Strava" in session.get(f"{url}/", timeout=10).text
            assert session.get(f"{url}/api/v3/athlete", timeout=10).status_code == 401
    finally:
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=10)
    assert f"STRAVA_API_URL={url}/api/v3" in greeting
    assert f"STRAVA_OAUTH_URL={url}/oauth" in greeting
    assert f"STRAVA_CLIENT_SECRET={CLIENT_SECRET}" in greeting
    assert (process.returncode, complaints) == (0, "")


def test_a_port_in_use_is_one_sentence_and_exit_status_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "strava.sample", "--port", str(port)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"Port {port} is in use; choose another one with --port.\n"
