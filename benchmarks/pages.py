"""How long the server takes for a page of the table: `python -m benchmarks.pages`."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from flask.testing import FlaskClient

from app import create_app

from .copies import make_copy
from .table import show

SIZES = (1_000, 10_000)
REPEATS = 40
PAGES = {
    "default page of 50": "/activities",
    "page 10": "/activities?page=10",
    "by distance": "/activities?sort=distance",
    "by name": "/activities?sort=name",
    "search": "/activities?q=morning",
    "two sports, one year": "/activities?sport=Run&sport=Ride&from=2025-01-01&to=2025-12-31",
    "page of 200": "/activities?per_page=200",
    "all rows as CSV": "/activities.csv",
}


def median_ms(client: FlaskClient, address: str) -> float:
    """The median time of an answer, in milliseconds, after one that warms up."""
    client.get(address)
    times = []
    for _ in range(REPEATS if "csv" not in address else 3):
        started = time.perf_counter()
        answer = client.get(address)
        read = answer.data
        times.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200 or not read:
            raise SystemExit(f"{address} answered {answer.status_code}")
    return statistics.median(times)


def main() -> None:
    """Measure every page at every size."""
    measured: dict[int, dict[str, float]] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            app = create_app(make_copy(Path(folder), size))
            client = app.test_client()
            measured[size] = {name: median_ms(client, address) for name, address in PAGES.items()}
    small, large = SIZES
    show(
        f"Milliseconds on the server, median of {REPEATS}",
        ["page", *(f"{size:,} activities" for size in SIZES), "ratio"],
        [
            [
                name,
                *(f"{measured[size][name]:.1f}" for size in SIZES),
                f"{measured[large][name] / measured[small][name]:.2f}",
            ]
            for name in PAGES
        ],
    )


if __name__ == "__main__":
    main()
