"""The power curve: the highest power over each time, ever, this year, and in the last 90 days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from ...statistics.best_efforts import SizeRecords
from ...statistics.contenders import BestEffort
from ..display import axes, effort_names, formats
from .places import Places

HEIGHT, TOP = 200, 16
WIDTH = 1000
_LEFT, _RIGHT = 2.0, 98.0
_LABELED = (5, 15, 30, 60, 300, 1200, 3600, 5400)
_UNLABELED_ON_PHONES = (15, 300, 5400)

_LINES: tuple[tuple[str, Callable[[SizeRecords], BestEffort | None]], ...] = (
    ("All time", lambda one: one.best[0].effort),
    ("This year", lambda one: one.this_year),
    ("Last 90 days", lambda one: one.last_90_days),
)


class Dot(NamedTuple):
    """A point of a line, with where a click leads."""

    x: float
    y: float
    address: str
    title: str


class Line(NamedTuple):
    """A line with its points."""

    name: str
    path: str
    dots: list[Dot]


@dataclass(frozen=True)
class Chart:
    """The places of everything in the chart."""

    lines: list[Line]
    """The line of all time comes first."""
    ticks: list[tuple[float, str]]
    labels: list[tuple[float, str, bool]]
    """The places of times, their names, and whether a narrow page leaves them out."""
    top: int = TOP
    height: int = HEIGHT
    width: int = WIDTH


def draw(sizes: Sequence[SizeRecords], places: Places) -> Chart | None:
    """Return the chart of the times, the shortest first; None for a single one."""
    if len(sizes) < 2:
        return None
    first, last = log(sizes[0].size), log(sizes[-1].size)
    most = max(one.best[0].effort.value for one in sizes)

    def x(seconds: float) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (log(seconds) - first) / (last - first), 2)

    lines = []
    for name, choose in _LINES:
        dots = [
            Dot(
                x(one.size),
                round(TOP + HEIGHT * (1 - effort.value / most), 1),
                places.stretch(effort),
                f"{name}, {effort_names.duration(one.size)}: {formats.integer(effort.value)} W",
            )
            for one in sizes
            if (effort := choose(one)) is not None
        ]
        if dots:
            path = "L".join(f"{dot.x * WIDTH / 100:.0f} {dot.y - TOP:.1f}" for dot in dots)
            lines.append(Line(name, f"M{path}", dots))
    return Chart(
        lines,
        [
            (round(TOP + HEIGHT * (1 - watts / most), 1), label)
            for watts, label in axes.ticks(0, most)
        ],
        [
            (x(one.size), effort_names.duration(one.size), one.size in _UNLABELED_ON_PHONES)
            for one in sizes
            if one.size in _LABELED
        ],
    )
