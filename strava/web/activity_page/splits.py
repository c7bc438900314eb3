"""The splits of an activity: per kilometer and per mile, or per 100 meters and yards for swims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ...sports import is_swim
from ...units import METERS_PER_MILE, METERS_PER_YARD
from .. import stretches
from ..display.stretch_table import Figures, Style, write_table
from . import stretch_rows
from .page import Page
from .stretch_rows import MAX_ROWS, StoredRow


class _Kind(NamedTuple):
    label: str
    unit: str
    length: float
    """In meters."""
    unit_length: float
    imperial: bool


_KINDS = {
    "km": _Kind("kilometer", "km", 1000.0, 1000.0, imperial=False),
    "mile": _Kind("mile", "mi", METERS_PER_MILE, METERS_PER_MILE, imperial=True),
}
_KINDS_OF_SWIMS = {
    "100m": _Kind("100 m", "m", 100.0, 1.0, imperial=False),
    "100yd": _Kind("100 yd", "yd", 100 * METERS_PER_YARD, METERS_PER_YARD, imperial=True),
}
_FULL = 0.99
"""The share of its length from which on a split is full, and may be the fastest."""


def build(page: Page) -> dict[str, Any] | None:
    """Return a table for each kind of split, unless there is only one split of each."""
    kinds = _KINDS_OF_SWIMS if is_swim(page.activity.sport_type) else _KINDS
    stored = stretch_rows.stored_rows(page, kinds.keys())
    by_kind = {name: [row for row in stored if row.kind == name] for name in kinds}
    if max(map(len, by_kind.values())) < 2:
        return None
    return {
        "tables": [
            _table(page, name, kind, by_kind[name]) for name, kind in kinds.items() if by_kind[name]
        ]
    }


def _table(page: Page, name: str, kind: _Kind, rows: list[StoredRow]) -> dict[str, Any]:
    style = stretch_rows.style(page, imperial_pace=kind.imperial)
    figures = [row.figures for row in rows]
    written = write_table(figures, style)
    fastest = _fastest(style, kind, figures)
    names = [
        stretches.anchor(
            stretches.link(row.start, row.end, page.list_query, chosen=page.stretch), end
        )
        for row, end in zip(rows, _ends(kind, rows), strict=True)
    ]
    tags = [["fastest"] if row.number == fastest else [] for row in rows]
    return {
        "kind": name,
        "label": kind.label,
        "chosen": kind.imperial is page.imperial,
        "heading": kind.unit,
        "columns": written.columns,
        "has_flat_pace": written.has_flat_pace,
        "is_cut": len(rows) == MAX_ROWS,
        "rows": stretch_rows.write_rows(names, tags, written.rows),
        "number": len(rows),
    }


def _ends(kind: _Kind, rows: list[StoredRow]) -> list[str]:
    """Return the distance at the end of each split; that of the last one is what it is."""
    covered, ends = 0.0, []
    for row in rows:
        distance = row.figures.distance or 0.0
        covered += distance
        is_full = distance >= kind.length * _FULL
        number = row.number * kind.length if is_full else covered
        decimals = 0 if is_full or kind.unit_length < 1000 else 2
        ends.append(f"{number / kind.unit_length:,.{decimals}f}")
    return ends


def _fastest(style: Style, kind: _Kind, splits: Sequence[Figures]) -> int | None:
    """Return the number of the fastest full split; None if there are no two that differ."""
    speeds = {
        number: speed
        for number, one in enumerate(splits, start=1)
        if (one.distance or 0.0) >= kind.length * _FULL and (speed := style.speed(one)) is not None
    }
    if len(set(speeds.values())) < 2:
        return None
    return max(speeds, key=lambda number: speeds[number])
