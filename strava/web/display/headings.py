"""The headings of the activity table: the label of each column, and the unit of its cells.

Some units depend on the sports. A column names its unit in the heading if that fits every row of
the page; otherwise each cell names its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ...sports import are_swims
from ...table.columns import CellKind, Column
from ...table.rows import ActivityRow
from . import formats


class Heading(NamedTuple):
    """A column as the page shows it."""

    column: Column
    label: str
    title: str
    """The label where there is room for a longer one."""
    unit: str
    """The unit of all cells; empty if they have none, or if each cell names its own."""


def write_headings(
    columns: Iterable[Column], rows: Sequence[ActivityRow], imperial: bool
) -> list[Heading]:
    """Return the heading of each column, above these rows."""
    return [_heading(column, _unit(column, rows, imperial), imperial) for column in columns]


def are_all_swims(rows: Iterable[ActivityRow]) -> bool:
    """Return whether every distance in these rows is one of a swim."""
    return are_swims(row.sport_type for row in rows if row.distance)


def _heading(column: Column, unit: str, imperial: bool) -> Heading:
    if column.kind is CellKind.PACE and unit:
        label = "Speed" if unit == formats.speed_unit(imperial) else "Pace"
        return Heading(column, label, f"Average {label.lower()}", unit)
    return Heading(column, column.label, column.title, unit)


def _unit(column: Column, rows: Sequence[ActivityRow], imperial: bool) -> str:
    match column.kind:
        case CellKind.DISTANCE:
            return formats.distance_unit(imperial, are_all_swims(rows))
        case CellKind.PACE:
            averaged = (row for row in rows if row.distance and row.moving_time)
            return _common(formats.average_unit(row.sport_type, imperial) for row in averaged)
        case CellKind.CADENCE:
            counted = (row for row in rows if row.average_cadence is not None)
            return _common(formats.cadence_unit(row.sport_type) for row in counted)
    return column.unit_in(imperial)


def _common(units: Iterable[str]) -> str:
    """Return the only unit, or "" if there are several or none."""
    different = set(units)
    return different.pop() if len(different) == 1 else ""
