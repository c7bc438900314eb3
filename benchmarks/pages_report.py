"""Prints the results of benchmarks.pages."""

from __future__ import annotations

from .addresses import EXPORTS, PAGES, QUERIES
from .results import Results
from .table import print_table

LOGBOOK, DATASETTE = "Logbook", "Datasette"
LOGBOOK_MEMORY, DATASETTE_MEMORY = "Logbook’s memory", "Datasette’s memory"
ROWS, WHOLE_PAGE = "rows after a change", "whole page after a change"


def print_report(results: Results) -> None:
    """Print all tables."""
    sizes = [f"{size:,}" for size in results.sizes]
    ratios = f"ratio: {sizes[-1]} to {sizes[0]}; to Logbook: at {sizes[-1]}"
    header = [*sizes, "ratio", *(f"Datasette {size}" for size in sizes), "ratio", "to Logbook"]
    print_table(
        f"Milliseconds per page, medians ({ratios})",
        ["activities", *header],
        [_both_servers(results, page.name, digits=1) for page in PAGES],
    )
    print_table(
        "Milliseconds per page of Logbook after the data changed, medians",
        ["activities", *(f"rows {size}" for size in sizes), "ratio", *sizes, "ratio"],
        [
            [
                page.name,
                *results.by_size(ROWS, page.name, 1),
                *results.by_size(WHOLE_PAGE, page.name, 1),
            ]
            for page in QUERIES
        ],
    )
    print_table(
        f"Seconds per export ({ratios})",
        ["activities", *header],
        [_both_servers(results, export.name, digits=2) for export in EXPORTS],
    )
    print_table(
        f"Megabytes by which the server grows during an export, at {sizes[-1]}",
        ["export", "Logbook", "Datasette"],
        [
            [
                export.name,
                results.at_largest_size(LOGBOOK_MEMORY, export.name, 0),
                results.at_largest_size(DATASETTE_MEMORY, export.name, 0),
            ]
            for export in EXPORTS
        ],
    )


def _both_servers(results: Results, name: str, *, digits: int) -> list[str]:
    return [
        name,
        *results.by_size(LOGBOOK, name, digits),
        *results.by_size(DATASETTE, name, digits),
        results.compared(LOGBOOK, DATASETTE, name),
    ]
