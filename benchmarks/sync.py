"""How fast, how thrifty, how small a sync is: `python -m benchmarks.sync`.

The sample Strava answers in a process of its own, each call after a set delay; every sync is a
process of its own, too. The baseline for time is the serial first sync, and for CPU a bare loop
that only parses the answers and upserts the same columns (see bare_loop).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from strava.accounts import athletes
from strava.api import oauth
from strava.settings import from_environment

from .one_sync import open_logbook
from .table import show

ROOT = Path(__file__).parent.parent
BARE = "bare loop"
FIRST = ("serial", "parallel")
AGAIN = ("incremental", "full")


@contextmanager
def sample(activities: int, delay: float) -> Iterator[dict[str, str]]:
    """The sample Strava on a free port; gives the settings that lead to it."""
    command = [sys.executable, "-u", "-m", "strava.sample", "--port", "0", "--no-limits"]
    command += ["--activities", str(activities), "--delay", str(delay)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        greeting = ""
        while "STRAVA_CLIENT_SECRET" not in greeting:
            greeting += server.stdout.readline()
        yield dict(re.findall(r"export (\w+)=(\S+)", greeting))
    finally:
        server.terminate()
        server.wait()


def sign_in(environment: dict[str, str]) -> str:
    """Connect the made-up athlete, as the consent page would; the access token."""
    os.environ.update(environment)
    settings = from_environment()
    address = oauth.authorize_url(
        settings.authorize_url, settings.client_id or "", "http://localhost/x", "state"
    )
    query = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
    form = {**query, "scope": query["scope"].split(","), "answer": "authorize"}
    back = requests.post(address, data=form, allow_redirects=False).headers["Location"]
    code = parse_qs(urlsplit(back).query)["code"][0]
    logbook = open_logbook()
    granted = logbook.oauth().exchange(code)
    with logbook.sessions() as session:
        athlete = athletes.connect(session, granted, query["scope"])
        athletes.store_profile(session, athlete.id, granted.athlete)
    return granted.access_token


def measure(module: str, *arguments: str, **environment: str) -> dict[str, Any]:
    """What a program of this folder says it took."""
    told = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured: dict[str, Any] = json.loads(told.stdout)
    return measured


def measure_size(activities: int, delay: float) -> dict[str, dict[str, Any]]:
    """What each kind of sync took for so many activities."""
    measured = {}
    with sample(activities, delay) as settings, tempfile.TemporaryDirectory() as folder:
        signed_in, copy = Path(folder) / "signed-in", Path(folder) / "copy"
        token = sign_in({**settings, "INSTANCE_PATH": str(signed_in)})
        for kind in (BARE, *FIRST, *AGAIN):
            if kind not in AGAIN:
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(signed_in, copy)
            if kind == BARE:
                address = f"{settings['STRAVA_API_URL']}/athlete/activities"
                file = str(copy / "logbook.sqlite")
                measured[kind] = measure("bare_loop", file, address, token)
            else:
                measured[kind] = measure("one_sync", kind, INSTANCE_PATH=str(copy), **settings)
    return measured


def main() -> None:
    """Measure every mode at every size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sync")
    parser.add_argument("--delay", type=float, default=0.3, help="seconds a call takes")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 50_000])
    options = parser.parse_args()
    rows = []
    for size in options.sizes:
        measured = measure_size(size, options.delay)
        serial, bare = measured["serial"], measured[BARE]
        rows += [
            [
                f"{size:,} {mode}",
                f"{taken['seconds']:.1f}",
                f"{taken['seconds'] / serial['seconds']:.2f}",
                f"{taken['calls']}",
                f"{taken['cpu'] / size * 1e6:.0f}",
                f"{taken['cpu'] / bare['cpu']:.2f}",
                f"{taken['peak']:.0f}" if taken["peak"] else "–",
            ]
            for mode, taken in measured.items()
        ]
    show(
        f"Syncs against a server that takes {options.delay} s a call",
        ["activities, kind", "s", "to serial", "calls", "CPU µs each", "to bare", "peak MB"],
        rows,
    )


if __name__ == "__main__":
    main()
