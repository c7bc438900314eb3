"""A chart of fitness, fatigue, form and load, drawn by the server as SVG.

Places across are percentages, so that the chart has the width of the page and its texts keep
their shape. Heights are pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ...analysis.fitness import FitnessDay
from ..display import axes
from .spans import Period, Span

MOST_POINTS = 500
"""The points of a line. There are not as many pixels to draw more."""
_TOP, _GAP = 24, 36
_HEIGHTS = {"average": 170, "form": 90, "load": 90}
_MOST_LABELS = 8
_SPACE = 0.18
"""The part of a place that is free between two bars."""


class Line(NamedTuple):
    """A line up to today, and its continuation without training."""

    name: str
    path: str
    ahead: str
    """Empty if there is none."""


class Panel(NamedTuple):
    """A part of the chart with its own axis."""

    y: int
    height: int
    lines: list[Line]
    ticks: list[tuple[float, str]]
    """Lines across, from the upper edge of the chart, and their labels."""
    zero: float


class Bar(NamedTuple):
    """The load of a period: its place, and the heights and upper edges of its two parts."""

    x: float
    width: float
    y: float
    height: float
    estimated_y: float
    estimated_height: float


class Column(NamedTuple):
    """The whole height of a period, which leads to its activities."""

    x: float
    width: float
    address: str
    """Empty without activities."""
    title: str


@dataclass(frozen=True)
class Chart:
    """The places of everything in the chart."""

    average: Panel
    form: Panel
    load: Panel
    bars: list[Bar]
    columns: list[Column]
    labels: list[tuple[float, str]]
    """Where the label of a month or a year begins below the chart, and its text."""
    days: int
    """The width of the lines, in their own units."""
    ahead: float | None
    """Where the days after today begin, in percent."""
    base: int

    @property
    def panels(self) -> tuple[Panel, Panel, Panel]:
        """All parts, from above."""
        return (self.average, self.form, self.load)


def draw(span: Span, address: Callable[[Period], str], title: Callable[[Period], str]) -> Chart:
    """Return the chart of a span."""
    count = len(span.days)
    average_y = _TOP
    form_y = average_y + _HEIGHTS["average"] + _GAP
    load_y = form_y + _HEIGHTS["form"] + _GAP
    most = max(one.load for one in span.periods) or 1.0
    return Chart(
        _lines(span, average_y, _HEIGHTS["average"], ("fatigue", "fitness"), 4),
        _lines(span, form_y, _HEIGHTS["form"], ("form",), 4),
        _axis(load_y, _HEIGHTS["load"], [], 0.0, most, 2),
        [_bar(one, count, load_y, most) for one in span.periods if one.load > 0],
        [Column(*_place(one, count), address(one), title(one)) for one in span.periods],
        _labels(span.days),
        count,
        round(100 * span.ahead / count, 2) if span.ahead < count else None,
        load_y + _HEIGHTS["load"],
    )


def _lines(span: Span, y: int, height: int, names: tuple[str, ...], steps: int) -> Panel:
    values = [[float(getattr(one, name)) for one in span.days] for name in names]
    low = min(0.0, *map(min, values))
    high = max(*map(max, values), low + 1.0)
    lines = []
    for name, of_name in zip(names, values, strict=True):
        points = [
            f"{place + 0.5:g} {height * (high - of_name[place]) / (high - low):.1f}"
            for place in _places(span)
        ]
        after = sum(place < span.ahead for place in _places(span))
        ahead = points[max(0, after - 1) :] if after < len(points) else []
        lines.append(Line(name, _path(points[:after]), _path(ahead)))
    return _axis(y, height, lines, low, high, steps)


def _places(span: Span) -> list[int]:
    """Return the days at which lines have a point; those of today and the last among them."""
    count = len(span.days)
    step = -(-count // MOST_POINTS)
    return sorted({*range(0, count, step), max(0, span.ahead - 1), count - 1})


def _path(points: Sequence[str]) -> str:
    return f"M{'L'.join(points)}" if points else ""


def _axis(y: int, height: int, lines: list[Line], low: float, high: float, steps: int) -> Panel:
    def place(number: float) -> float:
        return round(y + height * (high - number) / (high - low), 1)

    ticks = [
        (place(number), label)
        for number, label in axes.ticks(low, high, steps=steps)
        # The lower edge needs no label.
        if low < 0 or number > 0
    ]
    return Panel(y, height, lines, ticks, place(0.0))


def _place(period: Period, count: int) -> tuple[float, float]:
    width = (period.last + 1 - period.first) / count * 100
    return round(period.first / count * 100, 3), round(width, 3)


def _bar(period: Period, count: int, y: int, most: float) -> Bar:
    x, width = _place(period, count)
    height = _HEIGHTS["load"]
    known = round((period.load - period.estimated) / most * height, 1)
    estimated = round(period.estimated / most * height, 1)
    base = y + height
    return Bar(
        round(x + width * _SPACE / 2, 3),
        round(width * (1 - _SPACE), 3),
        round(base - known, 1),
        known,
        round(base - known - estimated, 1),
        estimated,
    )


def _labels(days: Sequence[FitnessDay]) -> list[tuple[float, str]]:
    """Return the places where months begin, or years if there are too many months."""
    count = len(days)
    months = [(place, one.day) for place, one in enumerate(days) if one.day.day == 1]
    years = [(place, day) for place, day in months if day.month == 1]
    by_month = len(months) <= 14
    found = months if by_month else years
    step = -(-len(found) // _MOST_LABELS) if found else 1

    def text(day: date) -> str:
        return f"{day:%Y}" if not by_month or day.month == 1 else f"{day:%b}"

    # A label that begins at the right edge would end outside of the chart.
    return [
        (round(100 * place / count, 2), text(day))
        for place, day in found[::step]
        if place < 0.96 * count
    ]
