"""The report of an import, as the page of its run shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..archive import imports, profiles, report
from ..archive.report import Report
from ..db.models import Activity, ArchiveImport, SyncRun

_LANGUAGES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "zh": "Chinese",
}


@dataclass(frozen=True)
class Line:
    """What could not be read, or only in part."""

    name: str | None
    row: int | None
    file_name: str | None
    reason: str
    activity_id: int | None
    """The activity, if it is stored."""


@dataclass(frozen=True)
class ImportReport:
    """What the page shows of an import."""

    report: Report
    has_rows: bool
    """Whether all rows of the table are stored."""
    lines: list[Line]
    unknown_sports: list[str]
    """The display names of sports that are still not known."""
    can_be_retried: bool
    """Whether the import has failed, and its archive is still there."""

    @property
    def language(self) -> str:
        """The name of the archive's language."""
        code = self.report.language
        return "not recognized" if code is None else _LANGUAGES.get(code, code)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """What was read, with labels; without what did not occur."""
        found = self.report
        counts = [
            ("Activities in the archive", found.rows),
            ("With a recording", found.with_recording),
            ("Entered by hand", found.by_hand),
            ("Merged with what Strava’s API had sent", found.merged),
            ("Unchanged since the last import", found.unchanged),
            ("Skipped", found.skipped),
            ("Recordings read", found.read),
            ("Recordings read in part", found.read_in_part),
            ("Recordings that could not be read", found.not_read),
        ]
        always = ("Activities in the archive", "With a recording", "Skipped")
        return [(label, number) for label, number in counts if number or label in always]


def find(session: Session, run: SyncRun) -> ImportReport | None:
    """Return the report of a run; None if it is no import."""
    stored = session.get(ArchiveImport, run.id)
    if stored is None:
        return None
    found = report.from_json(stored.report)
    return ImportReport(
        found,
        stored.has_rows,
        _lines(session, run.athlete_id, found.problems),
        profiles.unknown_sports(session, run.athlete_id, found),
        imports.can_be_retried(session, run),
    )


def _lines(session: Session, athlete_id: int, problems: list[dict[str, Any]]) -> list[Line]:
    ids = {one["activity_id"] for one in problems if one.get("activity_id")}
    stored = set(
        session.scalars(
            select(Activity.id).where(Activity.athlete_id == athlete_id, Activity.id.in_(ids))
        )
    )
    return [
        Line(
            name=one.get("name"),
            row=one.get("row"),
            file_name=one.get("file_name"),
            reason=one.get("reason", ""),
            activity_id=one["activity_id"] if one.get("activity_id") in stored else None,
        )
        for one in problems
    ]
