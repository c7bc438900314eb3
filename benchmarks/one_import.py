"""Imports an archive in a process of its own, for benchmarks.archive.

`python -m benchmarks.one_import FILE` prints a JSON object: the seconds until all rows are in the
table (`rows`), and from then until all recordings are stored (`recordings`); the CPU seconds of
storing the recordings in both processes (`cpu`), and of the second pass (`measures`); the CPU
seconds of decoding and compressing (`decode`) and of measuring (`measure`) one recording alone;
how many recordings there are (`number`), and samples in each (`samples`); and the most memory of
this process and of the one that reads the archive, in megabytes.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from strava.archive import imports, merging, profiles
from strava.archive.importer import import_archive
from strava.archive.prepared import RecordingFacts
from strava.archive.reading import Reading
from strava.archive.tables.rows import Profile
from strava.db.documents import stored_streams
from strava.db.enums import Lane, RunKind, RunState
from strava.db.models import ArchivedActivity, ArchiveImport, Document, SyncRun
from strava.logbook import Logbook
from strava.recordings import computing
from strava.sample.athlete import ID
from strava.sync import runs
from strava.sync.engine import execute

from .one_sync import ResourceUsage, open_logbook, peak_megabytes

ALONE = 100
"""How many recordings are decoded, compressed and measured alone."""


class Alone(NamedTuple):
    """The CPU seconds that one recording takes without anything around it."""

    decode: float
    measure: float
    samples: float


def run_import(logbook: Logbook, path: Path) -> dict[str, float]:
    """Import an archive; return the seconds of the rows, and of the recordings after them.

    The CPU seconds of the recordings include those in which the other process reads the table.
    """
    with logbook.sessions() as session:
        profiles.add(session, ID, Profile(ID), logbook.now())
        run = imports.record(session, path, ID, False, logbook.now())
    began = time.perf_counter()
    rows_stored: list[ResourceUsage] = []

    def watch(run: SyncRun) -> None:
        if not rows_stored:
            with logbook.sessions() as session:
                if session.get_one(ArchiveImport, run.id).has_rows:
                    rows_stored.append(ResourceUsage.now())

    _expect_done(execute(logbook, run, progress=watch, works={Lane.ARCHIVE: import_archive}))
    (stored,), after = rows_stored, ResourceUsage.now()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "rows": stored.seconds - began,
        "recordings": after.seconds - stored.seconds,
        "cpu": after.cpu - stored.cpu + children.ru_utime + children.ru_stime,
        "memory": peak_megabytes(),
        "reader_memory": peak_megabytes(resource.RUSAGE_CHILDREN),
    }


def run_measures(logbook: Logbook) -> float:
    """Measure all recordings in a run, as after an import, and return the CPU seconds."""
    with logbook.sessions() as session:
        run = runs.create(session, ID, RunKind.MEASURES, logbook.now())
        runs.mark_running(session, run)
    began = time.process_time()
    _expect_done(execute(logbook, run))
    return time.process_time() - began


def measure_alone(logbook: Logbook, path: Path) -> Alone:
    """Decode, compress and measure some recordings of an imported archive again."""
    reading = Reading(path)
    decode = measure = 0.0
    samples = 0
    with logbook.sessions() as session:
        chosen = _chosen(session)
        for file_name, facts in chosen:
            began = time.process_time()
            reading.recording(file_name, facts)
            decoded = time.process_time()
            computing.compute(session, facts.activity_id)
            measure += time.process_time() - decoded
            decode += decoded - began
            streams = stored_streams(session, facts.activity_id) or {}
            samples += len(streams.get("time", {}).get("data", ()))
            session.rollback()
    reading.close()
    return Alone(decode / len(chosen), measure / len(chosen), samples / len(chosen))


def _chosen(session: Session) -> list[tuple[str, RecordingFacts]]:
    files = session.execute(
        select(ArchivedActivity.activity_id, ArchivedActivity.file_name)
        .where(ArchivedActivity.file_name.is_not(None))
        .order_by(ArchivedActivity.activity_id)
    ).all()
    chosen = []
    for activity_id, file_name in files[:: max(1, len(files) // ALONE)]:
        facts = merging.recording_facts(session, activity_id)
        if facts is not None and file_name is not None:
            chosen.append((file_name, facts))
    return chosen


def _expect_done(run: SyncRun) -> None:
    if run.state != RunState.DONE:
        raise SystemExit(f"The run ended in the state “{run.state}”: {run.error}")


def main() -> None:
    """Import the archive that the arguments name, and print the figures."""
    path = Path(sys.argv[1])
    logbook = open_logbook()
    gc.freeze()  # as the server does
    figures = run_import(logbook, path)
    alone = measure_alone(logbook, path)
    figures["measures"] = run_measures(logbook)
    with logbook.sessions() as session:
        is_recording = Document.kind == "streams"
        count = select(func.count()).select_from(Document).where(is_recording)
        figures["number"] = session.scalar(count) or 0
    print(json.dumps(figures | alone._asdict()))


if __name__ == "__main__":
    main()
