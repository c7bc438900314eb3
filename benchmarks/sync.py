"""Time, calls, CPU time and memory of each kind of sync: `python -m benchmarks.sync`.

The sample Strava runs in its own process and delays each call; every sync runs in its own process
too. The baseline for time is a first sync without parallel calls. The baseline for CPU time is
benchmarks.bare_loop, which only parses the responses and upserts the same columns.
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
from .table import print_table

ROOT = Path(__file__).parent.parent
BARE_LOOP = "bare loop"
FIRST_SYNCS = ("serial", "parallel")
LATER_SYNCS = ("incremental", "full")


@contextmanager
def sample(activities: int, delay: float) -> Iterator[dict[str, str]]:
    """Run the sample Strava on a free port and yield the settings that connect Logbook to it."""
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
    """Sign the made-up athlete in, as in a browser, and return the access token."""
    os.environ.update(environment)
    settings = from_environment()
    address = oauth.authorize_url(
        settings.authorize_url, settings.client_id or "", "http://localhost/x", "state"
    )
    query = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
    form = {**query, "scope": query["scope"].split(","), "answer": "authorize"}
    callback = requests.post(address, data=form, allow_redirects=False).headers["Location"]
    code = parse_qs(urlsplit(callback).query)["code"][0]
    logbook = open_logbook()
    tokens = logbook.oauth().exchange(code)
    with logbook.sessions() as session:
        athlete, _ = athletes.connect(session, tokens, query["scope"], logbook.now())
        client = logbook.client(athlete.id)
        athletes.store_profile(session, athlete.id, client.get("/athlete"), logbook.now())
        client.close()
    return tokens.access_token


def measure(module: str, *arguments: str, **environment: str) -> dict[str, Any]:
    """Run a module of this package and return the figures that it prints."""
    result = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures: dict[str, Any] = json.loads(result.stdout)
    return figures


def measure_size(activities: int, delay: float) -> dict[str, dict[str, Any]]:
    """Return the figures of each kind of sync with this many activities."""
    figures = {}
    with sample(activities, delay) as settings, tempfile.TemporaryDirectory() as folder:
        signed_in, copy = Path(folder) / "signed-in", Path(folder) / "copy"
        token = sign_in({**settings, "INSTANCE_PATH": str(signed_in)})
        for kind in (BARE_LOOP, *FIRST_SYNCS, *LATER_SYNCS):
            if kind not in LATER_SYNCS:
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(signed_in, copy)
            if kind == BARE_LOOP:
                address = f"{settings['STRAVA_API_URL']}/athlete/activities"
                file = str(copy / "logbook.sqlite")
                figures[kind] = measure("bare_loop", file, address, token)
            else:
                figures[kind] = measure("one_sync", kind, INSTANCE_PATH=str(copy), **settings)
    return figures


def main() -> None:
    """Measure every kind of sync at every size and print the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sync")
    parser.add_argument("--delay", type=float, default=0.3, help="seconds that each call takes")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 50_000])
    options = parser.parse_args()
    rows = []
    for size in options.sizes:
        figures = measure_size(size, options.delay)
        serial, bare_loop = figures["serial"], figures[BARE_LOOP]
        rows += [
            [
                f"{size:,} {kind}",
                f"{used['seconds']:.1f}",
                f"{used['seconds'] / serial['seconds']:.2f}",
                f"{used['calls']}",
                f"{used['cpu'] / size * 1e6:.0f}",
                f"{used['cpu'] / bare_loop['cpu']:.2f}",
                f"{used['peak']:.0f}" if used["peak"] else "–",
            ]
            for kind, used in figures.items()
        ]
    print_table(
        f"Syncs with a server that takes {options.delay} s for each call",
        [
            "activities and kind",
            "seconds",
            "to serial",
            "calls",
            "CPU µs per activity",
            "to bare loop",
            "peak MB",
        ],
        rows,
    )


if __name__ == "__main__":
    main()
