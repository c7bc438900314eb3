"""A made-up archive as Strava sends it, as a ZIP or a folder, with everything that is not read."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
from pathlib import Path

ATHLETE_ID = 4711
HEADER = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,"
    "Distance,Commute,Activity Gear,Filename"
)
PRIVATE = b"secret@example.com lives at 10.0.0.1"
"""What no copy of an archive may have."""
GPX = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="StravaGPX"><trk><type>9</type><trkseg>
{points}
</trkseg></trk></gpx>
"""
POINT = (
    '<trkpt lat="47.{:04d}" lon="8.5"><ele>400</ele>'
    "<time>2024-05-{:02d}T10:{:02d}:{:02d}Z</time></trkpt>"
)


def files(activities: int = 3) -> dict[str, bytes]:
    """Return the files of an archive by name."""
    noise = random.Random(1).randbytes
    rows = [HEADER]
    found = {"profile.csv": _profile(), "logins.csv": PRIVATE, "media/1.jpg": noise(50_000)}
    for number in range(1, activities + 1):
        name = f"activities/{900 + number}.gpx.gz"
        found[name] = gzip.compress(gpx(number).encode(), mtime=0)
        rows.append(
            f'{number},"May {number}, 2024, 10:00:00 AM",Run {number},Run,,600,"2,00",false,,{name}'
        )
    found["activities.csv"] = "\n".join(rows).encode()
    found["bikes.csv"] = b"Bike Name,Bike Brand,Bike Model,Bike Default Sport Types\n"
    found["routes/1.gpx"] = found["messages.pdf"] = PRIVATE
    return found


def gpx(number: int) -> str:
    """Return the recording of a run on the nth day of May."""
    points = (POINT.format(2 * s, number, s // 60, s % 60) for s in range(0, 600, 5))
    return GPX.format(points="\n".join(points))


def zipped(content: dict[str, bytes], folder: str = "") -> bytes:
    """Return a ZIP with these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in content.items():
            file.writestr(f"{folder}{name}", data)
    return buffer.getvalue()


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


def needed(content: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files that an import reads."""
    return {
        name: data
        for name, data in content.items()
        if name.startswith("activities/") or name in ("activities.csv", "bikes.csv", "profile.csv")
    }


def write_zip(folder: Path, content: dict[str, bytes] | None = None) -> Path:
    """Write an archive as `export_4711.zip`, and return its path."""
    path = folder / f"export_{ATHLETE_ID}.zip"
    path.write_bytes(zipped(content or files()))
    return path


def write_folder(folder: Path, content: dict[str, bytes] | None = None) -> Path:
    """Write an archive as a folder, and return its path."""
    root = folder / f"export_{ATHLETE_ID}"
    for name, data in (content or files()).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def _profile() -> bytes:
    return (
        "Athlete ID,Email Address,First Name,Last Name,Sex,Weight\n"
        f"{ATHLETE_ID},secret@example.com,Noor,Example,F,60.0\n"
    ).encode()
