"""What tests of imports do: write an archive, import it, look."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from flask import Flask
from sqlalchemy import select

from strava.archive import profiles, report
from strava.archive.importer import import_archive
from strava.archive.imports import record, start_import
from strava.archive.reading import Reading
from strava.archive.report import Report
from strava.archive.tables.rows import Profile
from strava.db.base import Base
from strava.db.enums import Lane
from strava.db.models import (
    Activity,
    ArchivedActivity,
    ArchiveImport,
    Change,
    Document,
    SyncRun,
)
from strava.logbook import Logbook
from strava.sync import runs
from strava.sync.engine import execute
from strava.sync.jobs import Jobs

from ..actions import wait_until
from .zips import HEADER, write_zip

ATHLETE = 7
FIRST_DAY = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
Files = dict[str, bytes | str]


def start_of(number: int) -> datetime:
    """Return when a made-up activity starts: each on the day after the one before."""
    return FIRST_DAY + timedelta(days=number)


def gpx(start: datetime, seconds: int = 60) -> str:
    """Return a recording of a walk to the north, with a point every five seconds."""
    points = "".join(
        f'<trkpt lat="{52 + second / 100_000:.5f}" lon="13.40000"><ele>35</ele>'
        f"<time>{start + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for second in range(0, seconds + 1, 5)
    )
    return f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>"


def row(number: int, file: str = "") -> str:
    """Return a row of activities.csv in English."""
    moment = start_of(number)
    date = f"{moment:%b} {moment.day}, {moment:%Y, %I:%M:%S %p}"
    return f'{number},"{date}",Walk {number},Walk,,60,0.07,false,,{file}\n'


def with_rows(files: Files, *rows: str) -> Files:
    """Return an archive with more rows."""
    return {**files, "activities.csv": "".join([str(files["activities.csv"]), *rows])}


def archive_files(numbers: Sequence[int], **more: bytes | str) -> Files:
    """Return an archive with a recording of each of these activities."""
    files: Files = {"profile.csv": f"Athlete ID,First Name\n{ATHLETE},Noor\n"}
    table = HEADER
    for number in numbers:
        name = f"activities/{number}.gpx.gz"
        files[name] = gzip.compress(gpx(start_of(number)).encode(), mtime=0)
        table += row(number, name)
    return {**files, "activities.csv": table, **more}


class ReadingHere:
    """Takes the place of `worker_process.Worker`, without a process."""

    calls: ClassVar[list[tuple[Any, ...]]] = []
    before_call: ClassVar[Callable[..., None] | None] = None

    def __init__(self, path: Path) -> None:
        self._reading = Reading(path)

    def call(self, method: str, *arguments: Any, seconds: float = 0) -> Any:
        if ReadingHere.before_call is not None:
            ReadingHere.before_call(method, *arguments)
        self.calls.append((method, *arguments))
        return getattr(self._reading, method)(*arguments)

    def __enter__(self) -> ReadingHere:
        return self

    def __exit__(self, *_error: object) -> None:
        self._reading.close()


@dataclass
class Imports:
    """An application with an athlete of an archive."""

    app: Flask
    folder: Path
    lane: ClassVar[Lane] = Lane.ARCHIVE

    def __post_init__(self) -> None:
        self.logbook: Logbook = self.app.extensions["logbook"]
        self.jobs: Jobs = self.app.extensions["jobs"]
        with self.logbook.sessions() as session:
            profiles.add(session, ATHLETE, Profile(ATHLETE, "Noor"), self.logbook.now())

    def write(self, files: Mapping[str, bytes | str], name: str = f"export_{ATHLETE}.zip") -> Path:
        """Write an archive as a ZIP, and return its path."""
        return write_zip(self.folder / name, files)

    def begin(self, path: Path, *, is_copy: bool = False) -> SyncRun:
        """Record an import."""
        with self.logbook.sessions() as session:
            return record(session, path, ATHLETE, is_copy, self.logbook.now())

    def go_on(self, run: SyncRun, stopping: Callable[[], bool] = lambda: False) -> SyncRun:
        """Execute an import until it ends, or until it is to stop."""
        works = {Lane.ARCHIVE: import_archive}
        return execute(self.logbook, run, stopping=stopping, works=works)

    def run(self, files: Mapping[str, bytes | str]) -> SyncRun:
        """Import an archive, and return the run after its end."""
        return self.go_on(self.begin(self.write(files)))

    def start(self, path: Path, *, is_copy: bool = False) -> str | None:
        """Start an import in the background; return the sentence about an obstacle."""
        return start_import(self.logbook, self.jobs, path, ATHLETE, is_copy)

    def start_and_hold(self, path: Path, *, is_copy: bool = False) -> None:
        """Start an import that is held, and wait until it has stored its first recording."""
        assert self.start(path, is_copy=is_copy) is None
        wait_until(lambda: len(self.recorded()) == 1)

    def latest(self) -> SyncRun:
        """Return the latest import."""
        with self.logbook.sessions() as session:
            run = runs.latest(session, ATHLETE, Lane.ARCHIVE)
        assert run is not None
        return run

    def finish(self) -> SyncRun:
        """Wait for the import in the background, and return it."""
        self.jobs.wait(ATHLETE, timeout=20, lane=Lane.ARCHIVE)
        return self.latest()

    def report(self, run: SyncRun) -> Report:
        """Return the stored report of an import."""
        with self.logbook.sessions() as session:
            return report.from_json(session.get_one(ArchiveImport, run.id).report)

    def reasons(self, run: SyncRun) -> str:
        """Return all problems of the report, a line for each."""
        return "\n".join(
            f"{one['row']} {one['name']} {one['file_name']}: {one['reason']}"
            for one in self.report(run).problems
        )

    def ids(self) -> set[int]:
        """Return the ids of the stored activities."""
        with self.logbook.sessions() as session:
            return set(session.scalars(select(Activity.id)))

    def recorded(self) -> set[int]:
        """Return the ids of the activities with a stored recording."""
        with self.logbook.sessions() as session:
            return set(
                session.scalars(select(Document.activity_id).where(Document.kind == "streams"))
            )

    def everything(self, *, but: Sequence[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
        """Return all that is stored about activities, without `but` these columns."""
        return {
            model.__tablename__: self._rows(model, but)
            for model in (Activity, Document, ArchivedActivity, Change)
        }

    def _rows(self, model: type[Base], but: Sequence[str]) -> list[tuple[Any, ...]]:
        columns = [one for one in model.__table__.columns if one.name not in but]
        with self.logbook.sessions() as session:
            return sorted(map(tuple, session.execute(select(*columns))), key=repr)
