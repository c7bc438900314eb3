"""A made-up archive with much that is not read, and the copy of it that a page sends."""

from __future__ import annotations

import random
import struct

from .archive.imports import ATHLETE, archive_files, row, with_rows
from .archive.zips import zipped

NAME = f"export_{ATHLETE}.zip"
PRIVATE = b"secret@example.com lives at 10.0.0.1"
"""What no copy of an archive may have."""
_PROFILE = (
    "Athlete ID,Email Address,First Name,Last Name,Sex,Weight\n"
    f"{ATHLETE},secret@example.com,Noor,Example,F,60.0\n"
)


def files(recordings: int = 3) -> dict[str, bytes]:
    """Return the files of an archive by name: walks, a lost file, and a sport that is unknown."""
    numbers = range(1, recordings + 1)
    lost, by_hand = recordings + 1, recordings + 2
    archive = with_rows(
        archive_files(numbers, **{"profile.csv": _PROFILE}),
        row(lost, "#error#"),
        row(by_hand).replace(",Walk,", ",Quidditch,"),
    )
    content = {
        name: one if isinstance(one, bytes) else one.encode() for name, one in archive.items()
    }
    return {
        "logins.csv": PRIVATE,
        "media/1.jpg": random.Random(1).randbytes(50_000),
        **content,
        "bikes.csv": b"Bike Name,Bike Brand,Bike Model,Bike Default Sport Types\n",
        "routes/1.gpx": PRIVATE,
        "messages.pdf": PRIVATE,
    }


def needed(content: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files that an import reads."""
    tables = ("activities.csv", "bikes.csv", "profile.csv")
    return {
        name: data
        for name, data in content.items()
        if name.startswith("activities/") or name in tables
    }


def sent_copy(content: dict[str, bytes]) -> bytes:
    """Return a ZIP as the page of imports sends it: its end has 64-bit sizes."""
    whole = zipped(content)
    *_, entries, size, start, _comment = struct.unpack("<4s4H2LH", whole[-22:])
    return whole[:-22] + struct.pack(
        "<4sQHHLLQQQQ4sLQL4sHHHHLLH",
        *(b"PK\6\6", 44, 45, 45, 0, 0, entries, entries, size, start),
        *(b"PK\6\7", 0, start + size, 1),
        *(b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0),
    )
