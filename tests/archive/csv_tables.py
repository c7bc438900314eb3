"""Tables of activities for tests: real headers, and rows made here."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from strava.archive.tables.activities_table import read_activities
from strava.archive.tables.rows import ActivitiesTable, Row

FOLDER = Path(__file__).parent / "files" / "csv"
FILES = sorted(FOLDER.glob("activities_*.csv"))
ENGLISH = FOLDER / "activities_en_2026_103.csv"
LANGUAGES = {"de", "en", "en-GB", "es", "fr", "nl", "pl", "zh"}
HEADER = "Activity ID,Activity Date,Activity Name,Activity Type,Filename"
DATE = '"9 Jan 2026, 23:30:05"'


def read(data: bytes | str) -> ActivitiesTable:
    return read_activities(BytesIO(data.encode() if isinstance(data, str) else data))


def read_cells(**cells: str) -> Row:
    """Read a row that has more columns than the necessary ones."""
    names = "".join(f",{name.replace('_', ' ')}" for name in cells)
    values = "".join(f',"{cell}"' for cell in cells.values())
    (row,) = read(f"{HEADER}{names}\n90000000001,{DATE},Name,Run,{values}\n").rows
    return row


def reasons(table: ActivitiesTable) -> list[str]:
    return [problem.reason for problem in table.problems]
