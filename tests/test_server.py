"""`python app.py`: how the server starts, what it prints, and how it stops."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from app import create_app
from strava import __version__, server
from strava.sample import CLIENT_ID, CLIENT_SECRET, create_sample

from . import processes
from .gate import Gate
from .markers import slow
from .running_program import Browser, tokens, wait_until_it_answers, wait_until_it_serves
from .sample_strava import Strava, activity

ROOT = Path(__file__).parent.parent
NOT_ON_WINDOWS = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start `python app.py` with an empty instance folder; kill it after the test."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        process = processes.start(
            "app.py",
            *arguments,
            environment={
                **os.environ,
                "INSTANCE_PATH": str(tmp_path / "instance"),
                **environment,
            },
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def strava(serve: Callable[[Any], str]) -> Strava:
    """The sample Strava with one activity."""
    app = create_sample(activities=[activity(0)])
    return Strava(app, serve(app))


@pytest.fixture
def environment(strava: Strava) -> dict[str, str]:
    """The settings for the sample Strava."""
    return {
        "STRAVA_CLIENT_ID": CLIENT_ID,
        "STRAVA_CLIENT_SECRET": CLIENT_SECRET,
        "STRAVA_OAUTH_URL": f"{strava.url}/oauth",
        "STRAVA_API_URL": f"{strava.url}/api/v3",
    }


def test_prints_its_address_and_responds_there(start: Start, port: int) -> None:
    process = start("--port", str(port))
    wait_until_it_serves(process, port)
    for host in ("localhost", "127.0.0.1"):
        status = requests.get(f"http://{host}:{port}/healthz", timeout=10).json()
        assert status == {"status": "ok", "version": __version__}


@NOT_ON_WINDOWS
@pytest.mark.parametrize("name", ["SIGINT", *slow("SIGTERM", "SIGHUP")])
def test_stops_cleanly_at_a_signal(start: Start, port: int, name: str, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = start("--port", str(port), "--no-browser", TMPDIR=str(temporary))
    wait_until_it_serves(process, port)
    requests.get(f"http://localhost:{port}/demo/", timeout=10)
    assert list(temporary.iterdir())
    for _ in range(2):  # Impatient people press Ctrl-C twice.
        process.send_signal(getattr(signal, name))
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert not list(temporary.iterdir())


@NOT_ON_WINDOWS
@pytest.mark.parametrize(
    "redirection",
    [
        ">/dev/full",
        *slow(">&-", ">&- 2>&-"),
    ],
)
def test_serves_although_standard_output_is_closed_or_full(
    port: int, tmp_path: Path, redirection: str
) -> None:
    if "full" in redirection and not Path("/dev/full").exists():
        pytest.skip("This system has no /dev/full")
    process = subprocess.Popen(
        f"exec {shlex.quote(sys.executable)} app.py --port {port} {redirection}",
        shell=True,
        cwd=ROOT,
        env={**os.environ, "INSTANCE_PATH": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until_it_answers(port)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    finally:
        process.kill()
        process.communicate()


@NOT_ON_WINDOWS
def test_stops_while_a_sync_waits_for_a_response(
    start: Start, port: int, strava: Strava, environment: dict[str, str]
) -> None:
    gate = Gate(strava.app.wsgi_app)
    strava.app.wsgi_app = gate  # type: ignore[method-assign]
    process = start("--port", str(port), **environment)
    wait_until_it_serves(process, port)
    browser = Browser(port)
    callback = strava.consent(browser.connect())
    gate.close()
    browser.get(callback)
    assert browser.sync_state() == "running"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    gate.open()
    assert process.returncode == 0


def test_log_holds_no_secret_even_at_level_debug(
    start: Start, port: int, strava: Strava, environment: dict[str, str], tmp_path: Path
) -> None:
    database = tmp_path / "instance" / "logbook.sqlite"
    process = start("--port", str(port), **environment, LOGBOOK_LOG_LEVEL="DEBUG")
    wait_until_it_serves(process, port)
    browser = Browser(port)
    callback = strava.consent(browser.connect())
    query = parse_qs(urlsplit(callback).query)
    browser.get(callback)
    browser.wait_for_sync()
    secrets = {CLIENT_SECRET, *query["code"], *query["state"], *tokens(database)}
    strava.sample.expire_access_tokens()
    browser.start_sync()
    browser.wait_for_sync()
    refreshed = tokens(database)
    assert not refreshed & secrets
    browser.get(f"http://localhost:{port}/exchange_token?code=forged&state=forged")
    process.kill()
    _, errors = process.communicate(timeout=60)
    assert " DEBUG GET /api/v3/athlete/activities: 200" in errors
    assert " DEBUG POST /oauth/token: 200" in errors
    assert not [secret for secret in secrets | refreshed if secret in errors]


def test_port_in_use_is_one_line_that_suggests_another(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        process = start("--port", str(port))
        output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (1, "")
    assert len(errors.strip().splitlines()) == 1
    assert f"Port {port} is in use" in errors
    assert f"--port {port + 1}" in errors


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("LOGBOOK_HOST", "0.0.0.0", "does not listen on 0.0.0.0"),
        ("LOGBOOK_HOST", "192.168.0.1", "does not listen on 192.168.0.1"),
        ("LOGBOOK_HOST", "example.org", "does not listen on example.org"),
        ("LOGBOOK_LOG_LEVEL", "loud", "LOGBOOK_LOG_LEVEL cannot be 'loud'"),
    ],
)
def test_invalid_setting_is_one_sentence(
    name: str,
    value: str,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)
    assert server.main(create_app, []) == 1
    output, errors = capsys.readouterr()
    assert output == ""
    assert reason in errors
    assert len(errors.strip().splitlines()) == 1


def test_version_option_prints_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        server.main(create_app, ["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr() == (f"{__version__}\n", "")


def test_flask_run_serves_too_and_redacts_its_request_log(port: int, tmp_path: Path) -> None:
    process = processes.start(
        *("-m", "flask", "--app", "app", "run", "--port", str(port)),
        environment={**os.environ, "INSTANCE_PATH": str(tmp_path)},
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
def test_browser_is_opened_only_at_a_terminal_of_a_computer_with_a_display(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, platform: str, display: str, opened: bool
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    if display:
        monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    monkeypatch.setattr(sys, "platform", platform)
    assert server._can_open_browser() is opened


def test_no_browser_is_opened_without_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert not server._can_open_browser()
