"""What is stored about an upload: `import/upload.json`, and the copy next to it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from .. import private_files
from ..settings import Settings
from .copies import FOLDER

COPY = re.compile("[0-9a-f]{32}[.]zip")
"""The name of a copy."""


@dataclass(frozen=True)
class Announced:
    """What a browser says about the copy that it is going to send."""

    name: str
    """The name of the athlete's file or folder."""
    source_bytes: int
    """The size of the athlete's file, or of all files in the folder."""
    fingerprint: str
    """The SHA-256 of the directory of the ZIP, in hexadecimal digits."""
    length: int
    """The size of the copy in bytes."""


@dataclass(frozen=True)
class Upload:
    """An upload, and how much of it has arrived."""

    id: str
    announced: Announced
    received: int
    path: Path
    is_checked: bool = False
    """Whether all of it has arrived, and is a ZIP that can be used."""

    @property
    def name(self) -> str:
        """The name of the athlete's file or folder."""
        return self.announced.name


def find(settings: Settings) -> Upload | None:
    """Return the upload that is under way, or waits to be imported; None if there is none."""
    try:
        stored = json.loads(state_file(settings).read_text(encoding="ascii"))
        announced = Announced(**stored["announced"])
        upload_id, is_checked = stored["id"], stored["is_checked"]
        path = folder_of(settings) / f"{upload_id}.zip"
        if not COPY.fullmatch(path.name):
            return None
        # What comes after it was being written when the process or the computer stopped.
        received = min(int(stored["received"]), path.stat().st_size)
        return Upload(upload_id, announced, received, path, is_checked)
    except (OSError, ValueError, TypeError, KeyError):
        # A file that is incomplete or gone leaves nothing to continue with.
        return None


def store(settings: Settings, upload: Upload) -> None:
    """Store what is known about an upload. It reaches the disk before this returns."""
    stored = {
        "id": upload.id,
        "announced": asdict(upload.announced),
        "received": upload.received,
        "is_checked": upload.is_checked,
    }
    private_files.create(state_file(settings), json.dumps(stored))


def folder_of(settings: Settings) -> Path:
    """Return the folder of the copies."""
    return settings.instance_path / FOLDER


def state_file(settings: Settings) -> Path:
    """Return the file that has what is known about the upload."""
    return folder_of(settings) / "upload.json"
