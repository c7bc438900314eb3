"""How soon, how large: `python -m benchmarks.start`.

From `python app.py` to its first answer; its memory with 10,000 activities stored; the size of
a virtual environment made from requirements.txt.
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
from .table import show

ACTIVITIES = 10_000
REPEATS = 5
BASELINE = "import flask, flask_sqlalchemy, requests"


def get(address: str) -> bytes:
    """The body at an address, as soon as there is one."""
    while True:
        try:
            with urllib.request.urlopen(address) as answer:
                body: bytes = answer.read()
                return body
        except ConnectionError:
            pass
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
        time.sleep(0.005)


def first_answer(python: Path, folder: Path, *, pages: int = 0) -> tuple[float, float]:
    """Seconds to the first answer, and megabytes of memory after so many more pages."""
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
    """The bytes of all files below a folder, in units of 10^6."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def seconds_of(command: list[str | Path]) -> float:
    """How long a command takes."""
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True)
    return time.perf_counter() - started


def main() -> None:
    """Measure in a fresh virtual environment."""
    with tempfile.TemporaryDirectory() as temporary:
        environment, folder = Path(temporary) / "venv", Path(temporary) / "instance"
        venv.create(environment, with_pip=True)
        python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
        requirements = ROOT / "requirements.txt"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", requirements], check=True)
        baseline = statistics.median(seconds_of([python, "-c", BASELINE]) for _ in range(REPEATS))
        fresh, _ = first_answer(python, Path(temporary) / "new")
        make_copy(folder, ACTIVITIES)
        starts = [first_answer(python, folder)[0] for _ in range(REPEATS)]
        _, megabytes = first_answer(python, folder, pages=40)
        size = folder_megabytes(environment)
    again = statistics.median(starts)
    show(
        f"Starting, with Python {sys.version.split()[0]}",
        ["what", "measured", "ratio to the imports alone"],
        [
            [BASELINE, f"{baseline:.2f} s", "1.00"],
            ["first answer, new folder", f"{fresh:.2f} s", f"{fresh / baseline:.2f}"],
            [f"first answer, {ACTIVITIES:,} stored", f"{again:.2f} s", f"{again / baseline:.2f}"],
            [f"memory, {ACTIVITIES:,} stored, 40 pages", f"{megabytes:.0f} MB", "–"],
            ["virtual environment, pip included", f"{size:.0f} MB", "–"],
        ],
    )


if __name__ == "__main__":
    main()
