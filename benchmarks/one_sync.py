"""One sync in a process of its own: `python -m benchmarks.one_sync MODE`, for benchmarks.sync.

Prints a JSON object: seconds, calls, cpu (seconds) and peak (megabytes of memory, all told).
MODE is `serial` or `parallel` (a first sync), `incremental` or `full`.
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
class Usage:
    """What this process has used so far."""

    seconds: float
    cpu: float

    @classmethod
    def now(cls) -> Usage:
        return cls(time.perf_counter(), time.process_time())


def peak_megabytes() -> float:
    """The most memory this process ever held; Linux tells kilobytes, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def open_logbook() -> Logbook:
    settings = from_environment()
    instance.prepare_folder(settings)
    engine = open_engine(settings)
    migrate(settings, engine)
    return Logbook(settings, engine)


def run_sync(logbook: Logbook, mode: str) -> int:
    """The calls a sync took; it has to end well."""
    with logbook.sessions() as session:
        athlete_id = athletes.get(session).id
        record = runs.begin(session, athlete_id, logbook.now(), full=mode == "full")
    done = execute(logbook, record, parallel=1 if mode == "serial" else PARALLEL)
    if done.state != "done":
        raise SystemExit(f"The sync ended {done.state}: {done.error}")
    return done.calls


def main() -> None:
    """Measure one mode."""
    mode = sys.argv[1]
    logbook = open_logbook()
    before = Usage.now()
    gc.freeze()  # as the serving process does
    calls = run_sync(logbook, mode)
    after = Usage.now()
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
