"""`python -m strava.sample` serves the sample on a port of this computer."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys

import pytest
import requests

from strava.sample import CLIENT_SECRET


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl-C to one process")
def test_server_prints_settings_answers_over_http_and_stops_on_ctrl_c() -> None:
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
        _, errors = process.communicate(timeout=60)
    assert f"STRAVA_API_URL={url}/api/v3" in greeting
    assert f"STRAVA_OAUTH_URL={url}/oauth" in greeting
    assert f"STRAVA_CLIENT_SECRET={CLIENT_SECRET}" in greeting
    assert (process.returncode, errors) == (0, "")


def test_port_in_use_prints_one_sentence_and_exits_with_status_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "strava.sample", "--port", str(port)]
        result = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"Port {port} is in use; choose another one with --port.\n"
