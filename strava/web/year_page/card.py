"""A year as one picture: an SVG that needs nothing besides itself, in colors of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jinja2 import Environment

from ... import xml_text
from ...analysis import quantiles
from ..statistics_page import bars, calendar
from .best import Row
from .content import Content

WIDTH = 1080
MARGIN = 64
_INNER = WIDTH - 2 * MARGIN
_MOST_ROWS = 8
_MOST_FIGURES = 4
_GAP = 44
_KNOWN = (
    *("5 km run", "10 km run", "Half marathon", "Marathon", "100 km ride", "20 min of power"),
    "1,500 m swim",
)
"""The best efforts that friends know what to think of."""
_LONGEST_NAME = 46
_LONGEST_SPORTS = 24
_SHADES = {1: 0.3, 2: 0.5, 3: 0.75, 4: 1.0}

_LIGHT = {
    "background": "#fdfdfc",
    "text": "#1c2321",
    "text-muted": "#59645f",
    "border": "#dfe4e1",
    "accent": "#17654f",
    "foot": "#b3380a",
    "cycle": "#1b5fb0",
    "water": "#0b6e7d",
    "winter": "#6a45a8",
    "other": "#59645f",
}
_DARK = {
    "background": "#131816",
    "text": "#e6ebe8",
    "text-muted": "#9aa8a1",
    "border": "#2d3733",
    "accent": "#66cfae",
    "foot": "#ff9a6b",
    "cycle": "#7fb4f5",
    "water": "#5fc6d6",
    "winter": "#c0a3f2",
    "other": "#9aa8a1",
}
COLORS = {"light": _LIGHT, "dark": _DARK}
"""The colors of static/css/tokens.css, because a picture has no stylesheet."""


class Shade(NamedTuple):
    """The days of one shade."""

    opacity: float
    squares: str
    """The `d` of a path."""


class Layout:
    """Where the parts of the picture begin, from the top: each takes its room in turn."""

    def __init__(self) -> None:
        self.height = MARGIN
        self.tops: dict[str, int] = {}

    def add(self, name: str, height: int) -> None:
        """Put a part below the others. One without height has no place."""
        if height:
            self.tops[name] = self.height
            self.height += height + _GAP


def render(environment: Environment, year: Content, theme: str, first_weekday: int) -> str:
    """Return the SVG."""
    rows = _rows(year)
    groups = year.groups if len(year.groups) > 1 else []
    row_height = 76 if any(row.name for row in rows) else 44
    layout = Layout()
    layout.add("title", 110)
    layout.add("totals", 92)
    layout.add("groups", 44 * len(groups))
    layout.add("months", 40 + bars.TOP + bars.HEIGHT + 30 if year.months.chart else 0)
    layout.add("days", 40 + round(_DAYS_SCALE * 7 * calendar.STEP))
    layout.add("map", round(_INNER * year.map.main.height / year.map.main.width) if year.map else 0)
    layout.add("best", row_height * len(rows))
    layout.add("source", 24)
    return environment.get_template("year/card.svg").render(
        year=year,
        sports=_short(year.sports, _LONGEST_SPORTS),
        width=WIDTH,
        height=layout.height - _GAP + MARGIN // 2,
        margin=MARGIN,
        inner=_INNER,
        tops=layout.tops,
        colors=COLORS[theme],
        totals=year.totals[:_MOST_FIGURES],
        groups=groups,
        rows=rows,
        row_height=row_height,
        days_scale=round(_DAYS_SCALE, 4),
        all_days=calendar.squares_at(
            map(calendar.places(year.year, first_weekday), calendar.days_of(year.year))
        ),
        shades=_shades(year, first_weekday),
    )


_DAYS_SCALE = _INNER / (53 * calendar.STEP + calendar.SIZE)


def _rows(year: Content) -> list[Row]:
    """Return what the picture has room for: half are the longest activities, half best efforts."""
    half = _MOST_ROWS // 2
    known = [row for row in year.efforts if row.label in _KNOWN]
    rows = [*_foremost(year.longest, half), *_foremost(known, half)]
    return [row._replace(name=_short(row.name, _LONGEST_NAME)) for row in rows]


def _foremost(rows: Sequence[Row], most: int) -> list[Row]:
    """Return some of the rows in their order, records before others."""
    chosen = sorted(rows, key=lambda row: not row.is_record)[:most]
    return [row for row in rows if row in chosen]


def _short(text: str, most: int) -> str:
    text = xml_text.allowed(text)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _shades(year: Content, first_weekday: int) -> list[Shade]:
    amounts = {day: year.chosen.of(sums) for day, sums in year.by_day.items()}
    limits = quantiles.limits(amounts.values())
    place = calendar.places(year.year, first_weekday)
    by_shade: dict[int, list[tuple[int, int]]] = {}
    for day, amount in amounts.items():
        by_shade.setdefault(quantiles.shade(amount, limits), []).append(place(day))
    return [
        Shade(opacity, calendar.squares_at(by_shade[shade]))
        for shade, opacity in _SHADES.items()
        if shade in by_shade
    ]
