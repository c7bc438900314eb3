"""A chart of stacked bars, drawn by the server as SVG.

Places across are percentages, so that the chart has the width of the page and its texts keep
their shape. Heights are pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..display import axes

HEIGHT = 170
"""The height of the highest bar."""
TOP = 14
"""The room above it."""
_MOST_LABELS = 12
_GAP = 0.18
"""The part of a place that is free between two bars."""
_LOWEST_BAR = 0.7


class Value(NamedTuple):
    """What a bar shows."""

    place: int
    """Its number from the left, from 0."""
    parts: Sequence[tuple[str, float]]
    """Group of sports and amount, the lowest part of the bar first."""
    address: str
    title: str


class Segment(NamedTuple):
    """A part of a bar in the color of its group."""

    group: str
    y: float
    height: float


class Bar(NamedTuple):
    """A bar, with where a click leads."""

    x: float
    segments: list[Segment]
    address: str
    title: str


@dataclass(frozen=True)
class Chart:
    """The places of everything in the chart."""

    bars: list[Bar]
    width: float
    """The width of each bar, in percent."""
    ticks: list[tuple[float, str]]
    """The lines across, and their labels."""
    labels: list[tuple[float, str]]
    """Where a label below the bars is centered, and its text."""
    base: int = TOP + HEIGHT


def draw(
    values: Sequence[Value], places: int, labels: Sequence[tuple[int, str]], scale: float
) -> Chart | None:
    """Return a chart with this number of places, or None if there is nothing to see.

    `labels` are the places that have one, of which some are left out if they are too many. `scale`
    is what amounts are multiplied by for the labels of the lines.
    """
    most = max((sum(max(0.0, part) for _, part in value.parts) for value in values), default=0.0)
    if most <= 0:
        return None
    one = 100 / places
    step = max(1, math.ceil(len(labels) / _MOST_LABELS))
    return Chart(
        [
            Bar(
                round((value.place + _GAP / 2) * one, 3),
                _segments(value, most),
                value.address,
                value.title,
            )
            for value in values
        ],
        round(one * (1 - _GAP), 3),
        [
            (round(TOP + HEIGHT * (1 - number / most), 1), label)
            for number, label in axes.ticks(0, most, scale)
            if number > 0
        ],
        [(round((place + 0.5) * one, 2), text) for place, text in labels[::step]],
    )


def _segments(value: Value, most: float) -> list[Segment]:
    found = []
    below = 0.0
    for group, amount in value.parts:
        if amount <= 0:
            continue
        height = max(_LOWEST_BAR, amount / most * HEIGHT)
        below += height
        found.append(Segment(group, round(TOP + HEIGHT - below, 1), round(height, 1)))
    return found
