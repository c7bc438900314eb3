"""The minimum work of a first sync: `python -m benchmarks.bare_loop FILE ADDRESS TOKEN`.

It fetches one page after another, parses it with `json`, and upserts it with `sqlite3` into the
tables of activities and documents. It uses nothing of Logbook, converts and validates no values,
detects no changes, and cannot resume.
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
"""Columns whose values come from a field with another name."""
FETCHED_AT = "2026-11-22 12:00:00.000000"


def upsert_statement(
    database: sqlite3.Connection, table: str, keys: set[str]
) -> tuple[str, list[str]]:
    """Return the statement that upserts all columns of a table, and their names."""
    names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    updates = ", ".join(f"{name} = excluded.{name}" for name in names if name not in keys)
    statement = (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {updates}"
    )
    return statement, names


def fetch_all(file: str, address: str, token: str) -> int:
    """Store every page and return the number of calls."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    database = sqlite3.connect(file)
    database.execute("PRAGMA synchronous = NORMAL")
    ((athlete_id,),) = database.execute("SELECT id FROM athlete")
    upsert_activity, names = upsert_statement(database, "activity", {"id"})
    fields = [RENAMED.get(name, name) for name in names]
    upsert_document, _ = upsert_statement(database, "document", {"activity_id", "kind"})
    for number in count(1):
        response = session.get(address, params={"page": number, "per_page": PAGE_SIZE})
        page: list[dict[str, Any]] = json.loads(response.content)
        if not page:
            return number
        activities = [
            [{**item, "athlete_id": athlete_id}.get(field) for field in fields] for item in page
        ]
        documents = [(item["id"], "summary", json.dumps(item), FETCHED_AT) for item in page]
        with database:
            database.executemany(upsert_activity, activities)
            database.executemany(upsert_document, documents)
    raise AssertionError


def main() -> None:
    """Run the loop and print what it used as JSON, like benchmarks.one_sync."""
    started, cpu = time.perf_counter(), time.process_time()
    calls = fetch_all(*sys.argv[1:])
    used = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}
    print(json.dumps({**used, "calls": calls, "peak": None}))


if __name__ == "__main__":
    main()
