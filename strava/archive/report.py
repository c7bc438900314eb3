"""The report of an import: what was read and how, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from .tables.rows import Problem

MAX_PROBLEMS = 1_000
_MAX_NAMES = 100
_MAX_LENGTH = 500


@dataclass
class Report:
    """What is stored in ArchiveImport.report, of a limited size."""

    fingerprint: str = ""
    """Of the archive when its rows were stored."""
    language: str | None = None
    date_form: str = ""
    """An example of how dates were read."""
    is_date_proven: bool = False
    """Whether a recording has confirmed how dates are read."""
    unknown_columns: list[str] = field(default_factory=list)
    unknown_sports: list[str] = field(default_factory=list)
    """Display names of sports for which neither the archive nor the athlete has a sport type."""
    rows: int = 0
    """All rows of the table, also those that were skipped."""
    with_recording: int = 0
    """Rows that name a recording which is in the archive."""
    by_hand: int = 0
    """Rows that name no recording."""
    merged: int = 0
    """Activities that were stored already, from Strava's API."""
    unchanged: int = 0
    """Rows that an earlier import has stored as they are."""
    skipped: int = 0
    """Rows that were not stored."""
    to_read: int = 0
    """Recordings that this import reads."""
    read: int = 0
    """Recordings that were read so far, also in part."""
    read_in_part: int = 0
    not_read: int = 0
    """Recordings that could not be read."""
    problem_count: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)
    """The first problems: row, name, file_name and reason of each."""

    def add(self, problems: Iterable[Problem]) -> None:
        """Add what could not be read, or only in part."""
        for problem in problems:
            self.problem_count += 1
            if len(self.problems) < MAX_PROBLEMS:
                values = asdict(problem).items()
                self.problems.append(
                    {key: one[:_MAX_LENGTH] if isinstance(one, str) else one for key, one in values}
                )

    def as_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            **vars(self),
            "unknown_columns": _names(self.unknown_columns),
            "unknown_sports": _names(self.unknown_sports),
            "problems": list(self.problems),
        }


def from_json(stored: dict[str, Any]) -> Report:
    """Return a stored report; what it lacks has its default."""
    known = {one.name for one in fields(Report)}
    return Report(**{name: value for name, value in stored.items() if name in known})


def _names(names: Iterable[str]) -> list[str]:
    return [name[:_MAX_LENGTH] for _, name in zip(range(_MAX_NAMES), names, strict=False)]
