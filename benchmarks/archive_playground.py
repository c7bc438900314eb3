"""The import of an unpacked archive by geo-activity-playground, for benchmarks.archive.

https://github.com/martin-ueding/geo-activity-playground
"""

from __future__ import annotations

import csv
import subprocess
import time
from pathlib import Path
from zipfile import ZipFile

from .playground import PACKAGE, NotComparable, install
from .servers import free_port

FOLDER = "Strava Export"
"""Where it looks for an archive."""
FIRST_UNKNOWN, LAST = 98, -1
"""It wants the 99 columns of September 2025: those from here on were added before the last."""
UNREAD = (4, 10)
"""The description and the private note, whose quotes and lines its parser does not read."""
TIMEOUT = 6 * 3600.0
"""Seconds after which its import is given up."""
DONE = "Import from Strava export: 100%"
FAILED = ("Exception in thread", "unexpected header format")


def import_with_playground(folder: Path, archive: Path) -> float:
    """Install it in a folder, and return the seconds of its import; raises NotComparable.

    It imports the archive when it starts. Its table is simplified, so that it can read it.
    """
    program = install(folder / "venv")
    data = folder / "data"
    with ZipFile(archive) as content:
        content.extractall(data / FOLDER)
    _simplify(data / FOLDER / "activities.csv")
    command = [str(program), "--basedir", str(data), "serve", "--port", str(free_port())]
    log = folder / "log"
    began = time.monotonic()
    with (
        log.open("wb") as output,
        subprocess.Popen(command, stdout=output, stderr=output) as server,
    ):
        try:
            _wait(server, log)
            return time.monotonic() - began
        finally:
            server.terminate()


def _simplify(table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as stream:
        rows = [[*row[:FIRST_UNKNOWN], row[LAST]] for row in csv.reader(stream)]
    for row in rows[1:]:
        for column in UNREAD:
            row[column] = ""
        row[2] = row[2].replace('"', "").replace("\\", "")
        row[LAST] = row[LAST] or "none"  # its parser drops an empty last cell
    with table.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def _wait(server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        text = log.read_text(encoding="utf-8", errors="replace")
        if DONE in text:
            return
        if server.poll() is not None or any(words in text for words in FAILED):
            raise NotComparable(f"{PACKAGE} does not import the archive: {text[-300:].strip()}")
        time.sleep(0.2)
    raise NotComparable(f"{PACKAGE} did not import the archive within {TIMEOUT:.0f} s.")
