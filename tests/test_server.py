"""`python app.py`: serves at once, says where, and ends when told to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from strava import __version__, server
from strava.sample import CLIENT_ID, CLIENT_SECRET, create_sample

from .conftest import Strava, activity
from .gate import Gate

ROOT = Path(__file__).parent.parent
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-W", "ignore::ResourceWarning", "app.py", *arguments],
            cwd=ROOT,
            env={**os.environ, "INSTANCE_PATH": str(tmp_path / "instance"), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def test_it_says_where_it_is_and_answers_there(start: Start, port: int) -> None:
    process = start("--port", str(port))
    assert process.stdout is not None
    assert process.stdout.readline() == f"Logbook is at http://localhost:{port}\n"
    for host in ("localhost", "127.0.0.1"):
        status = requests.get(f"http://{host}:{port}/healthz", timeout=10).json()
        assert status == {"status": "ok", "version": __version__}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_when_told_to(start: Start, port: int, sent: signal.Signals) -> None:
    process = start("--port", str(port), "--no-browser")
    assert process.stdout is not None
    process.stdout.readline()
    requests.get(f"http://localhost:{port}/demo/", timeout=10)
    for _ in range(2):  # impatient people press Ctrl-C twice
        process.send_signal(sent)
    _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_ctrl_c_ends_it_even_while_a_sync_waits_for_an_answer(
    start: Start, port: int, serve: Callable[[Any], str]
) -> None:
    app = create_sample(activities=[activity(0)])
    gate = Gate(app.wsgi_app)
    app.wsgi_app = gate  # type: ignore[method-assign]
    strava = Strava(app, serve(app))
    process = start(
        "--port",
        str(port),
        STRAVA_CLIENT_ID=CLIENT_ID,
        STRAVA_CLIENT_SECRET=CLIENT_SECRET,
        STRAVA_OAUTH_URL=f"{strava.url}/oauth",
        STRAVA_API_URL=f"{strava.url}/api/v3",
    )
    assert process.stdout is not None
    process.stdout.readline()
    browser = requests.Session()
    url = f"http://localhost:{port}"
    consent = browser.get(f"{url}/connect", allow_redirects=False, timeout=10).headers["Location"]
    back = strava.consent(consent)
    gate.close()
    browser.get(back, allow_redirects=False, timeout=30)
    run = browser.get(f"{url}/sync", headers={"Accept": "application/json"}, timeout=10).json()
    assert run["state"] == "running"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=2)
    gate.open()
    assert process.returncode == 0


def test_a_port_in_use_is_one_line_that_says_how_to_choose_another(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = listener.getsockname()[1]
        process = start("--port", str(taken))
        output, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert output == ""
    assert len(errors.strip().splitlines()) == 1
    assert f"Port {taken} is in use" in errors
    assert f"--port {taken + 1}" in errors


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.1", "example.org"])
def test_a_host_that_is_not_loopback_is_refused_with_a_sentence(start: Start, host: str) -> None:
    process = start(LOGBOOK_HOST=host)
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (1, "")
    assert f"does not listen on {host}" in errors
    assert len(errors.strip().splitlines()) == 1


def test_version_option_prints_the_version(start: Start) -> None:
    output, errors = start("--version").communicate(timeout=30)
    assert (output, errors) == (f"{__version__}\n", "")


def test_flask_run_works_too(port: int, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "run", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "INSTANCE_PATH": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        lines = iter(process.stderr.readline, "")
        assert any("Running on" in line for line in lines)
        address = f"http://127.0.0.1:{port}/exchange_token?code=s3cret&state=t0ken"
        assert requests.get(address, timeout=10).status_code == 400
        request_line = next(line for line in lines if "exchange_token" in line)
        assert "s3cret" not in request_line
        assert "t0ken" not in request_line
    finally:
        process.kill()
        process.communicate()


class TestBrowser:
    """It is opened for a person, and for nobody else."""

    @pytest.mark.parametrize(
        ("terminal", "platform", "display", "opened"),
        [
            (True, "linux", ":0", True),
            (True, "linux", "", False),
            (True, "darwin", "", True),
            (True, "win32", "", True),
            (False, "darwin", "", False),
        ],
    )
    def test_at_a_terminal_of_a_computer_with_a_screen(
        self,
        monkeypatch: pytest.MonkeyPatch,
        terminal: bool,
        platform: str,
        display: str,
        opened: bool,
    ) -> None:
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"):
            monkeypatch.delenv(name, raising=False)
        if display:
            monkeypatch.setenv("DISPLAY", display)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
        monkeypatch.setattr(sys, "platform", platform)
        assert server._at_a_desk() is opened
