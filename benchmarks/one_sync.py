"""Runs one sync in its own process, for benchmarks.sync: `python -m benchmarks.one_sync MODE`.

It prints a JSON object with seconds, calls, cpu (in seconds) and peak (of the memory of the
process, in megabytes). MODE is `serial` or `parallel` (a first sync), `incremental` or `full`.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from dataclasses import dataclass

from strava import instance
from strava.accounts import athletes
from strava.api.pagination import PARALLEL
from strava.db.engine import migrate, open_engine
from strava.logbook import Logbook
from strava.settings import from_environment
from strava.sync import runs
from strava.sync.engine import execute


@dataclass
class ResourceUsage:
    """The time and CPU time that this process has used, in seconds."""

    seconds: float
    cpu: float

    @classmethod
    def now(cls) -> ResourceUsage:
        return cls(time.perf_counter(), time.process_time())


def peak_megabytes(whose: int = resource.RUSAGE_SELF) -> float:
    """Return the peak memory of this process, or of its largest child that has ended."""
    peak = resource.getrusage(whose).ru_maxrss  # Linux reports kilobytes, macOS bytes
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def open_logbook() -> Logbook:
    """Open the database that the environment describes, and migrate it."""
    settings = from_environment()
    instance.prepare_folder(settings)
    engine = open_engine(settings)
    migrate(settings, engine)
    return Logbook(settings, engine)


def run_sync(logbook: Logbook, mode: str) -> int:
    """Run a sync and return its number of calls; exit if it fails."""
    with logbook.sessions() as session:
        athlete_id = athletes.get(session).id
        started = runs.begin(session, athlete_id, logbook.now(), full=mode == "full")
    run = execute(logbook, started, parallel=1 if mode == "serial" else PARALLEL)
    if run.state != "done":
        raise SystemExit(f"The sync ended in the state “{run.state}”: {run.error}")
    return run.calls


def main() -> None:
    """Run one mode and print what it used."""
    mode = sys.argv[1]
    logbook = open_logbook()
    before = ResourceUsage.now()
    gc.freeze()  # as the server does
    calls = run_sync(logbook, mode)
    after = ResourceUsage.now()
    print(
        json.dumps(
            {
                "seconds": after.seconds - before.seconds,
                "cpu": after.cpu - before.cpu,
                "calls": calls,
                "peak": peak_megabytes(),
            }
        )
    )


if __name__ == "__main__":
    main()
