"""Which file of an archive holds the recording of an activity: its name and format.

An archive has the files as they were uploaded: FIT of watches and bike computers, GPX of the app
on the phone, and TCX and GPX where the athlete moved files from one website to another.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from random import Random
from typing import Any

from ..recording import Recording
from .fit_writer import write_fit
from .gpx_writer import write_gpx
from .tcx_writer import write_tcx

LOST = "#error#"
"""What Strava writes instead of a name if it cannot find the file."""
LOST_EVERY = 150
"""Of how many recordings one is lost."""
FIRST_LOST = 3

_ON_PHONE = "Strava App"
_SHARES = {".fit.gz": 78, ".tcx.gz": 10, ".gpx.gz": 5, ".fit": 4, ".tcx": 3}
"""How often the recordings of other devices have each format, in percent."""
_WRITERS = {".fit": write_fit, ".tcx": write_tcx, ".gpx": write_gpx}


@dataclass(frozen=True)
class File:
    """The file of a recording; its `extension` is its format, gzipped or not."""

    name: str
    extension: str

    def write(self, activity: dict[str, Any], recording: Recording) -> bytes:
        """Return the content."""
        content = _WRITERS[self.extension.removesuffix(".gz")](activity, recording)
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
    has_route = bool(activity["start_latlng"])
    if activity["device_name"] == _ON_PHONE and has_route:
        return File(f"activities/{activity['id']}.gpx", ".gpx")
    rng = Random(f"file of {activity['id']}")  # noqa: S311 - made up, not secret
    extension = rng.choices(list(_SHARES), list(_SHARES.values()))[0]
    if extension == ".gpx.gz" and not has_route:
        extension = ".fit.gz"
    return File(f"activities/{activity['upload_id']}{extension}", extension)
