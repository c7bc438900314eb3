"""The least a first sync can be: `python -m benchmarks.bare_loop FILE ADDRESS TOKEN`.

Pages one after the other, parsed by `json` and upserted by `sqlite3` itself into the tables of
activities and documents, as they come. It imports nothing of Logbook, converts no value, checks
nothing, notices no change, and cannot go on when it breaks off.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from itertools import count
from typing import Any

import requests

PAGE_SIZE = 200
RENAMED = {"start_local": "start_date_local", "day": "start_date_local", "search": "name"}
FETCHED_AT = "2026-11-22 12:00:00.000000"


def upsert(database: sqlite3.Connection, table: str, keys: set[str]) -> tuple[str, list[str]]:
    """The statement for all columns of a table, and their names."""
    names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    updates = ", ".join(f"{name} = excluded.{name}" for name in names if name not in keys)
    statement = (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {updates}"
    )
    return statement, names


def fetch_all(file: str, address: str, token: str) -> int:
    """Store every page; how many calls it took."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    database = sqlite3.connect(file)
    database.execute("PRAGMA synchronous = NORMAL")
    ((athlete_id,),) = database.execute("SELECT id FROM athlete")
    activity, names = upsert(database, "activity", {"id"})
    fields = [RENAMED.get(name, name) for name in names]
    document, _ = upsert(database, "document", {"activity_id", "kind"})
    for number in count(1):
        answer = session.get(address, params={"page": number, "per_page": PAGE_SIZE})
        page: list[dict[str, Any]] = json.loads(answer.content)
        if not page:
            return number
        rows = [
            [{**item, "athlete_id": athlete_id}.get(field) for field in fields] for item in page
        ]
        bodies = [(item["id"], "summary", json.dumps(item), FETCHED_AT) for item in page]
        with database:
            database.executemany(activity, rows)
            database.executemany(document, bodies)
    raise AssertionError


def main() -> None:
    """Measure it."""
    started, cpu = time.perf_counter(), time.process_time()
    calls = fetch_all(*sys.argv[1:])
    used = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}
    print(json.dumps({**used, "calls": calls, "peak": None}))


if __name__ == "__main__":
    main()
