"""geo-activity-playground with one activity, in a virtual environment of its own.

https://github.com/martin-ueding/geo-activity-playground
"""

from __future__ import annotations

import os
import subprocess
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

from .servers import Server, free_port, running

PACKAGE = "geo-activity-playground"
ACTIVITY = "/activity/1"
TIMEOUT = 300.0
"""Seconds that it gets to read the activity."""
MAP_AND_CHARTS = """
    document.querySelectorAll(".vega-embed").length >= 4
    && document.querySelectorAll(".vega-embed canvas, .vega-embed svg").length
        >= document.querySelectorAll(".vega-embed").length
    && document.querySelector(".leaflet-container path") !== null
"""


class NotComparable(Exception):
    """Why there are no figures of it."""


@contextmanager
def playground(folder: Path, gpx: bytes) -> Iterator[Server]:
    """Install and run it in a folder, with the activity of a GPX file; raises NotComparable."""
    program = install(folder / "venv")
    activities = folder / "data" / "Activities"
    activities.mkdir(parents=True)
    (activities / "ride.gpx").write_bytes(gpx)
    port = free_port()
    command = [str(program), "--basedir", str(folder / "data"), "serve"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    try:
        with running(command, port, {}) as server:
            _wait_for_activity(server)
            yield server
    except SystemExit as error:
        raise NotComparable(f"{PACKAGE} does not start: {error}") from error


def install(environment: Path) -> Path:
    """Install it in a virtual environment, and return the program; raises NotComparable."""
    venv.create(environment, with_pip=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    command = [str(programs / "python"), "-m", "pip", "install", "--quiet", PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1:] or ["pip says nothing"]
        raise NotComparable(f"{PACKAGE} cannot be installed: {reason[0]}")
    return programs / PACKAGE


def _wait_for_activity(server: Server) -> None:
    """Wait until the activity is read: the first requests of its page are slow or fail."""
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        try:
            if server.get(ACTIVITY).status == 200:
                return
        except (HTTPException, OSError):
            server.close()
        time.sleep(1)
    raise NotComparable(f"{PACKAGE} did not show the activity within {TIMEOUT:.0f} s")
