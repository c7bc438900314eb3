"""The samples of a recording as Strava sent them, for files that other programs read.

`analysis.streams` fills holes and straightens distances, because it computes with them. Here
nothing is made up: an item is None where nothing usable was recorded.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from types import NoneType
from typing import Any

from .. import coerce
from ..analysis.streams import NAMES, is_position

Samples = dict[str, list[Any]]
"""Lists of the same length by Strava's names of the streams, an item per sample, in SI units.

`time` is always among them, and increases. A position is a list of its latitude and longitude.
"""

_LARGEST = 1e12
"""As in coerce.number."""


def read_samples(document: Any, stretch: tuple[float, float] | None = None) -> Samples | None:
    """Return the samples of stored streams; None if there are none.

    `stretch` is where to begin and end, in seconds since the start, both inclusive. Samples whose
    time is missing or not after the one before are left out, and so are streams that cannot be
    assigned to the times, or in which nothing was recorded.
    """
    streams = _lists(document)
    times = streams.pop("time", [])
    keep = _selection(times)
    times = keep(times)
    if stretch is not None:
        first, end = bisect_left(times, stretch[0]), bisect_right(times, stretch[1])
    else:
        first, end = 0, len(times)
    if first == end:
        return None
    samples: Samples = {"time": times[first:end]}
    for name in sorted(streams, key=_place):
        values = _usable(name, keep(streams[name])[first:end])
        if any(value is not None for value in values):
            samples[name] = values
    return samples


def _lists(document: Any) -> dict[str, list[Any]]:
    """Return the lists of a document's streams that are as long as its list of times."""
    items = document.items() if isinstance(document, dict) else ()
    found = {name: stream.get("data") for name, stream in items if isinstance(stream, dict)}
    lists = {name: data for name, data in found.items() if isinstance(data, list)}
    length = len(lists.get("time", ()))
    return {name: data for name, data in lists.items() if len(data) == length}


def _selection(times: list[Any]) -> Callable[[list[Any]], list[Any]]:
    """Return what keeps the samples whose time is a number above all before."""
    usable = _numbers(times)
    if None not in usable and usable == sorted(set(usable)) and usable[:1] >= [0]:
        return lambda values: values
    kept = []
    latest = -1.0
    for index, time in enumerate(usable):
        if time is not None and time >= 0 and time > latest:
            kept.append(index)
            latest = time
    return lambda values: [values[index] for index in kept]


def _place(name: str) -> tuple[int, str]:
    return (NAMES.index(name) if name in NAMES else len(NAMES), name)


def _usable(name: str, values: list[Any]) -> list[Any]:
    """Replace what was not recorded by None: no number, no position, or a heart rate of 0."""
    if name == "latlng":
        return _positions(values)
    if set(map(type, values)) <= {bool, NoneType}:
        return values
    usable = _numbers(values)
    return [value or None for value in usable] if name == "heartrate" else usable


def _numbers(values: list[Any]) -> list[Any]:
    if set(map(type, values)) <= {int, float} and _are_measurements(values):
        return values
    return [None if coerce.number(value) is None else value for value in values]


def _are_measurements(values: list[float]) -> bool:
    """Return whether coerce.number accepts all of these numbers, in a fraction of the time."""
    try:
        # NaN is neither smaller nor larger, but the sum is then NaN as well.
        is_finite = math.isfinite(sum(values))
    except OverflowError:
        return False
    return is_finite and max(values, default=0) <= _LARGEST and min(values, default=0) >= -_LARGEST


def _positions(values: list[Any]) -> list[Any]:
    if set(map(type, values)) == {list} and set(map(len, values)) == {2}:
        # Most recordings have nothing to replace.
        latitudes, longitudes = ([place[axis] for place in values] for axis in (0, 1))
        are_places = _are_coordinates(latitudes, 90) and _are_coordinates(longitudes, 180)
        if are_places and [0, 0] not in values:
            return values
    pairs = [value if type(value) is list and len(value) == 2 else (None, None) for value in values]
    latitudes, longitudes = (_numbers(list(numbers)) for numbers in zip(*pairs, strict=True))
    return [
        [latitude, longitude]
        if None not in (latitude, longitude) and is_position(latitude, longitude)
        else None
        for latitude, longitude in zip(latitudes, longitudes, strict=True)
    ]


def _are_coordinates(values: list[Any], largest: float) -> bool:
    if not set(map(type, values)) <= {int, float} or not _are_measurements(values):
        return False
    return bool(-largest <= min(values) and max(values) <= largest)
