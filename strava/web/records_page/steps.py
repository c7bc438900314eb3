"""The chart of a record over the years: a line that steps wherever the record fell.

Places across are percentages, and heights are pixels, as in the charts of statistics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

HEIGHT, TOP = 90, 22
WIDTH = 1000
_MOST_LABELS = 8
_LEFT, _RIGHT = 1.5, 98.5
"""The places of the first record and of today in percent, so that neither is cut off."""


class Point(NamedTuple):
    """A record: its day, its value, the value as text, its address, and its description."""

    day: date
    value: float
    text: str
    address: str
    title: str


class Dot(NamedTuple):
    """Where a record is in the chart."""

    x: float
    y: float
    address: str
    title: str


@dataclass(frozen=True)
class Chart:
    """The places of everything in the chart."""

    path: str
    """In a box of WIDTH by HEIGHT."""
    dots: list[Dot]
    ticks: list[tuple[float, str]]
    """The heights of the first and the last record, and their values."""
    years: list[tuple[float, str]]
    top: int = TOP
    height: int = HEIGHT
    width: int = WIDTH


def draw(points: Sequence[Point], today: date) -> Chart | None:
    """Return the chart of records, the earliest first; None if the record never fell."""
    if len(points) < 2:
        return None
    first = points[0].day
    days = max((today - first).days, (points[-1].day - first).days, 1)
    values = [one.value for one in points]
    low, high = min(values), max(values)

    def x(day: date) -> float:
        return round(_LEFT + (day - first).days / days * (_RIGHT - _LEFT), 2)

    def y(value: float) -> float:
        return round(HEIGHT * (high - value) / (high - low), 1)

    path = f"M{x(first) * WIDTH / 100:.0f} {y(values[0])}"
    path += "".join(f"H{x(one.day) * WIDTH / 100:.0f}V{y(one.value)}" for one in points[1:])
    return Chart(
        f"{path}H{WIDTH}",
        [Dot(x(one.day), TOP + y(one.value), one.address, one.title) for one in points],
        [(TOP + y(one.value), one.text) for one in (points[0], points[-1])],
        [(x(day), str(day.year)) for day in _years(first, today)],
    )


def _years(first: date, today: date) -> list[date]:
    """Return the first days of the years that have a label."""
    years = range(first.year + 1, today.year + 1)
    return [date(year, 1, 1) for year in years[:: max(1, -(-len(years) // _MOST_LABELS))]]
