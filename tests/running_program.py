"""What tests of `python app.py` do with the program once it runs."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import threading
from contextlib import closing, suppress
from pathlib import Path

import requests


class Browser:
    """A session with cookies at a running server."""

    def __init__(self, port: int) -> None:
        self._url = f"http://localhost:{port}"
        self._session = requests.Session()

    def get(self, url: str, **headers: str) -> requests.Response:
        return self._session.get(url, allow_redirects=False, timeout=30, headers=headers)

    def connect(self) -> str:
        """Return the address of the consent page."""
        return self.get(f"{self._url}/connect").headers["Location"]

    def start_sync(self) -> None:
        page = self.get(f"{self._url}/sync").text
        token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
        response = self._session.post(
            f"{self._url}/sync", data={"csrf_token": token}, allow_redirects=False, timeout=30
        )
        assert response.status_code == 303, response.text

    def sync_state(self) -> str:
        state: str = self.get(f"{self._url}/sync", Accept="application/json").json()["state"]
        return state

    def wait_for_sync(self) -> None:
        pause = threading.Event()
        for _ in range(500):
            if self.sync_state() == "done":
                return
            pause.wait(0.02)
        raise AssertionError(self.sync_state())


def wait_until_it_serves(process: subprocess.Popen[str], port: int) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == f"Logbook is at http://localhost:{port}\n"


def wait_until_it_answers(port: int) -> None:
    pause = threading.Event()
    for _ in range(500):
        with suppress(requests.ConnectionError):
            assert requests.get(f"http://localhost:{port}/healthz", timeout=10).ok
            return
        pause.wait(0.02)
    raise AssertionError("The server does not answer.")


def tokens(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        (row,) = connection.execute("SELECT access_token, refresh_token FROM token")
    return set(row)
