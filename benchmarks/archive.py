"""The import of Strava's archive: `python -m benchmarks.archive`.

The archive is that of the sample's athlete, with recordings in all formats. Each import runs in a
process of its own. CPU time is compared with what decoding and compressing, and measuring, take
alone in the same process, for recordings from the whole history. Making the archive and importing
it takes about half an hour for 10,000 activities.

Beside it, geo-activity-playground imports a smaller folder of the same kind. It is installed in a
virtual environment of its own, which takes some minutes and 750 MB.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from .archive_playground import import_with_playground
from .playground import PACKAGE, NotComparable
from .sync import ROOT, measure
from .table import print_table

MOST_SECONDS_FOR_ROWS = 5
"""How long the rows of 10,000 activities may take."""
MOST_TO_ALONE = 1.5
TODAY = "2026-11-22"


def make_archive(path: Path, activities: int, records: int) -> None:
    """Write an archive with this many activities, and at most so many records in each."""
    command = [sys.executable, "-m", "strava.sample", "--archive", str(path), "--today", TODAY]
    command += ["--activities", str(activities), "--records", str(records)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def measure_import(folder: Path, activities: int, records: int) -> dict[str, Any]:
    """Make an archive in a folder, import it, and return the figures of `one_import`."""
    path = folder / f"export_{activities}.zip"
    make_archive(path, activities, records)
    instance = folder / f"instance_{activities}"
    return measure("one_import", str(path), INSTANCE_PATH=str(instance))


def main() -> None:
    """Measure the import of each size, and print one table, and another beside the playground."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--records", type=int, default=3_000, help="most records of a recording")
    parser.add_argument(
        "--beside",
        type=int,
        default=100,
        metavar="N",
        help=f"activities that {PACKAGE} imports, too; 0 leaves it out (default: 100)",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rows = [
            _cells(size, measure_import(folder, size, options.records)) for size in options.sizes
        ]
        print_table(
            f"Imports of archives. Rows of 10,000 should take {MOST_SECONDS_FOR_ROWS} s at most, "
            f"recordings {MOST_TO_ALONE} times the CPU of decoding and compressing alone",
            [
                "activities",
                "s for rows",
                "recordings",
                "samples each",
                "a second",
                "CPU ms each",
                "to decoding",
                "with measures",
                "to both alone",
                "MB",
                "MB of reader",
            ],
            rows,
        )
        if options.beside:
            _print_beside(folder / "beside", options.beside, options.records)


def _cells(size: int, used: dict[str, Any]) -> list[str]:
    number = used["number"]
    stored, all_of_it = used["cpu"] / number, (used["cpu"] + used["measures"]) / number
    return [
        f"{size:,}",
        f"{used['rows']:.1f}",
        f"{number:,}",
        f"{used['samples']:,.0f}",
        f"{number / used['recordings']:.1f}",
        f"{1000 * stored:.0f}",
        f"{stored / used['decode']:.2f}",
        f"{1000 * all_of_it:.0f}",
        f"{all_of_it / (used['decode'] + used['measure']):.2f}",
        f"{used['memory']:.0f}",
        f"{used['reader_memory']:.0f}",
    ]


def _print_beside(folder: Path, activities: int, records: int) -> None:
    """Import the same archive with both programs, or print why that is not possible."""
    folder.mkdir()
    used = measure_import(folder, activities, records)
    own = used["rows"] + used["recordings"]
    measured = own + used["measures"]
    try:
        seconds = import_with_playground(folder, folder / f"export_{activities}.zip")
    except NotComparable as reason:
        print(f"\n{reason}")
        return
    print_table(
        f"The same {activities:,} activities",
        ["", "seconds", "to Logbook"],
        [
            ["Logbook", f"{own:.1f}", "1.0"],
            ["with measures", f"{measured:.1f}", f"{measured / own:.1f}"],
            [PACKAGE, f"{seconds:.1f}", f"{seconds / own:.1f}"],
        ],
    )


if __name__ == "__main__":
    main()
