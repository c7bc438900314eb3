"""geo-activity-playground with some activities, in a virtual environment of its own.

https://github.com/martin-ueding/geo-activity-playground
"""

from __future__ import annotations

import os
import subprocess
import time
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

from .servers import Server, free_port, running

PACKAGE = "geo-activity-playground"
ACTIVITY = "/activity/1"
TIMEOUT = 300.0
"""Seconds that it gets to read one activity."""
MAP_AND_CHARTS = """
    document.querySelectorAll(".vega-embed").length >= 4
    && document.querySelectorAll(".vega-embed canvas, .vega-embed svg").length
        >= document.querySelectorAll(".vega-embed").length
    && document.querySelector(".leaflet-container path") !== null
"""


class NotComparable(Exception):
    """Why there are no figures of it."""


@contextmanager
def playground(
    folder: Path, files: Mapping[str, bytes], timeout: float = TIMEOUT
) -> Iterator[Server]:
    """Install and run it in a folder, with the activities of GPX files; raises NotComparable.

    `timeout` has the seconds that it gets to read them.
    """
    program = install(folder / "venv")
    activities = folder / "data" / "Activities"
    activities.mkdir(parents=True)
    for name, gpx in files.items():
        (activities / name).write_bytes(gpx)
    port = free_port()
    command = [str(program), "--basedir", str(folder / "data"), "serve"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    try:
        with running(command, port, {}) as server:
            _wait_for_activity(server, f"/activity/{len(files)}", timeout)
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


def _wait_for_activity(server: Server, address: str, timeout: float) -> None:
    """Wait until an activity is read: the first requests of its page are slow or fail."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        try:
            if server.get(address).status == 200:
                return
        except (HTTPException, OSError):
            server.close()
        time.sleep(1)
    raise NotComparable(f"{PACKAGE} did not show its activities within {timeout:.0f} s")
