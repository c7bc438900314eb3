"""The samples of a recording as JSON and CSV, and the names of files with recordings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from types import NoneType
from typing import Any

from .samples import Samples

_COORDINATES = ("latitude", "longitude")
"""The columns of CSV in place of `latlng`."""
_WORDS = {True: "true", False: "false", None: ""}


def to_json(samples: Samples) -> str:
    """Return an object of lists of the same length, with null where nothing was recorded."""
    return json.dumps(samples, separators=(",", ":"))


def to_csv(samples: Samples) -> str:
    """Return a row for each sample, below the names of the streams. Nothing recorded is empty."""
    columns = dict(_columns(samples))
    rows = zip(*map(_texts, columns.values()), strict=True)
    # The csv module takes twice as long, and none of the cells needs quotes.
    return "\r\n".join([",".join(columns), *map(",".join, rows), ""])


def _columns(samples: Samples) -> Iterator[tuple[str, list[Any]]]:
    for name, values in samples.items():
        if name != "latlng":
            yield name, values
            continue
        for index, coordinate in enumerate(_COORDINATES):
            yield coordinate, [None if place is None else place[index] for place in values]


def _texts(values: list[Any]) -> Iterable[str]:
    types = set(map(type, values))
    if bool in types:
        return [_WORDS[value] for value in values]
    if NoneType in types:
        return [repr(value) if value is not None else "" for value in values]
    return map(repr, values)


def file_name(
    activity_id: int,
    day: date | None,
    ending: str,
    stretch: tuple[float, float] | None = None,
) -> str:
    """Return the name of a file, which sorts by day: `2026-11-22-123.gpx`.

    A stretch is named by its seconds: `2026-11-22-123-from-300-to-900.gpx`.
    """
    words = [] if day is None else [day.isoformat()]
    words.append(str(activity_id))
    if stretch is not None:
        words.append(f"from-{stretch[0]:.0f}-to-{stretch[1]:.0f}")
    return f"{'-'.join(words)}{ending}"
