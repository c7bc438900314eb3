"""Which file of an archive holds the recording of an activity: its name and format.

An archive has the files as they were uploaded: FIT of watches and bike computers, GPX of the app
on the phone, and TCX and GPX where the athlete moved files from one website to another.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import Any

from ..recording import Recording
from .gpx_writer import write_gpx

LOST = "#error#"
"""What Strava writes instead of a name if it cannot find the file."""
LOST_EVERY = 150
"""Of how many recordings one is lost."""
FIRST_LOST = 3

_WITH_POSITIONS = (".fit.gz", ".tcx.gz", ".gpx.gz", ".fit", ".tcx")
_SHARES = (78, 10, 5, 4, 3)
_ON_PHONE = "Strava App"


@dataclass(frozen=True)
class File:
    """The file of a recording; `extension` says how it is written."""

    name: str
    extension: str

    def write(self, activity: dict[str, Any], recording: Recording) -> bytes:
        """Return the content."""
        content = write_gpx(activity, recording)
        return gzip.compress(content, 6, mtime=0) if self.extension.endswith(".gz") else content


def assign_files(activities: list[dict[str, Any]]) -> dict[int, File | None]:
    """Return the files of all recorded activities by ID; None if Strava lost it.

    The activities have to be in the order of the table.
    """
    recorded = [activity for activity in activities if not activity["manual"]]
    return {
        activity["id"]: None if number % LOST_EVERY == FIRST_LOST else _file(activity)
        for number, activity in enumerate(recorded, start=1)
    }


def _file(activity: dict[str, Any]) -> File:
    return File(f"activities/{activity['upload_id']}.gpx", ".gpx")
