"""Startup time, memory and installed size: `python -m benchmarks.start`.

It measures the time from `python app.py` to the first response, the memory of the server with
10,000 activities, and the size of a virtual environment with requirements.txt installed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from pathlib import Path

from .copies import make_copy
from .servers import ROOT, free_port, resident_megabytes
from .table import print_table

ACTIVITIES = 10_000
REPEATS = 5
PAGES = 40
BASELINE = "import flask, flask_sqlalchemy, requests"


def get(address: str) -> bytes:
    """Return the body at an address, waiting until the server accepts connections."""
    while True:
        try:
            with urllib.request.urlopen(address) as response:
                body: bytes = response.read()
                return body
        except ConnectionError:
            pass
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
        time.sleep(0.005)


def measure_start(python: Path, folder: Path, *, pages: int = 0) -> tuple[float, float]:
    """Return the seconds to the first response, and the megabytes after more pages."""
    port = free_port()
    started = time.perf_counter()
    server = subprocess.Popen(
        [python, "app.py", "--no-browser", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "INSTANCE_PATH": str(folder)},
        stdout=subprocess.DEVNULL,
    )
    try:
        get(f"http://localhost:{port}/")
        seconds = time.perf_counter() - started
        for page in range(pages):
            get(f"http://localhost:{port}/activities?page={page + 1}")
        return seconds, resident_megabytes(server.pid)
    finally:
        server.terminate()
        server.wait()


def folder_megabytes(folder: Path) -> float:
    """Return the total size of all files in a folder, in units of 10^6 bytes."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def measure_command(command: list[str | Path]) -> float:
    """Return the seconds that a command takes."""
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True)
    return time.perf_counter() - started


def main() -> None:
    """Measure in a new virtual environment and print the results."""
    with tempfile.TemporaryDirectory() as temporary:
        environment, folder = Path(temporary) / "venv", Path(temporary) / "instance"
        venv.create(environment, with_pip=True)
        python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
        requirements = ROOT / "requirements.txt"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", requirements], check=True)
        baseline = statistics.median(
            measure_command([python, "-c", BASELINE]) for _ in range(REPEATS)
        )
        first, _ = measure_start(python, Path(temporary) / "new")
        make_copy(folder, ACTIVITIES)
        later = statistics.median(measure_start(python, folder)[0] for _ in range(REPEATS))
        _, megabytes = measure_start(python, folder, pages=PAGES)
        size = folder_megabytes(environment)
    stored = f"{ACTIVITIES:,} activities"
    print_table(
        f"Startup with Python {sys.version.split()[0]}",
        ["measurement", "value", "ratio to the imports"],
        [
            [BASELINE, f"{baseline:.2f} s", "1.00"],
            ["first response, new folder", f"{first:.2f} s", f"{first / baseline:.2f}"],
            [f"first response, {stored}", f"{later:.2f} s", f"{later / baseline:.2f}"],
            [f"memory, {stored}, after {PAGES} pages", f"{megabytes:.0f} MB", "–"],
            ["virtual environment with pip", f"{size:.0f} MB", "–"],
        ],
    )


if __name__ == "__main__":
    main()
