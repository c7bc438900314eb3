"""The cells of the activity table: the text and the attributes of each.

The template writes the cells of dates, sports, names and routes itself, because they have markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from markupsafe import Markup

from ...table.columns import CellKind, Column
from ...table.rows import ActivityRow
from . import formats
from .formats import MISSING, DateStyle
from .measures import VISIBLE_TO

Writer = Callable[[Any, ActivityRow, "CellStyle"], str]
"""Writes a cell, given the value of the column's first field and the whole row."""


@dataclass(frozen=True)
class CellStyle:
    """How the athlete reads the table: units, dates, and the names of gear by id."""

    imperial: bool
    dates: DateStyle
    gear: Mapping[str, str]


class Cell(NamedTuple):
    """A cell; the text is None where the template writes it."""

    key: str
    attributes: Markup
    text: str | None


def write_rows(
    columns: Sequence[Column], rows: Iterable[ActivityRow], style: CellStyle
) -> list[tuple[ActivityRow, list[Cell]]]:
    """Return each row with its cells."""
    write_cells = [_cell_writer(column, style) for column in columns]
    return [(row, [write(row) for write in write_cells]) for row in rows]


def _cell_writer(column: Column, style: CellStyle) -> Callable[[ActivityRow], Cell]:
    # The attributes are the same in all rows, so that they are written once.
    key, attributes = column.key, _attributes(column, column.unit_in(style.imperial))
    if column.kind not in _WRITERS:
        cell = Cell(key, attributes, None)
        return lambda row: cell
    write, value_of = _WRITERS[column.kind], attrgetter(column.fields[0])
    without_value = _attributes(column, "", "" if _labeled_on_phones(column) else " missing")

    def write_cell(row: ActivityRow) -> Cell:
        value = value_of(row)
        return Cell(key, attributes if value else without_value, write(value, row, style))

    return write_cell


def _attributes(column: Column, unit: str, further_class: str = "") -> Markup:
    """Return the attributes of a cell. On phones, stylesheets show its label and unit."""
    attributes = Markup('class="{}"').format(column.key + further_class)
    if _labeled_on_phones(column):
        attributes += Markup(' data-label="{}"').format(column.label)
    if unit:
        attributes += Markup(' data-unit="{}"').format(unit)
    if column.kind is CellKind.GEAR:
        attributes += Markup(' dir="auto"')
    return attributes


def _labeled_on_phones(column: Column) -> bool:
    """Whether phones show the label in each cell.

    The default columns can be recognized without it. Phones hide their cells without a value.
    """
    return not column.default


def _pace(meters: Any, row: ActivityRow, style: CellStyle) -> str:
    return formats.pace_or_speed(row.sport_type, meters, row.moving_time, style.imperial)


def _visibility(visibility: Any, row: ActivityRow, style: CellStyle) -> str:
    if row.private:
        return VISIBLE_TO["only_me"]
    return VISIBLE_TO.get(visibility, visibility) or MISSING


_WRITERS: dict[CellKind, Writer] = {
    CellKind.WEEKDAY: lambda number, row, style: formats.weekday(number),
    CellKind.TIME_OF_DAY: lambda _, row, style: (
        formats.time_of_day(row.start_local, style.dates) or MISSING
    ),
    CellKind.DISTANCE: lambda meters, row, style: formats.distance(meters, style.imperial),
    CellKind.DURATION: lambda seconds, row, style: formats.duration(seconds),
    CellKind.PACE: _pace,
    CellKind.ELEVATION: lambda meters, row, style: formats.elevation(meters, style.imperial),
    CellKind.INTEGER: lambda number, row, style: formats.integer(number),
    CellKind.TEXT: lambda text, row, style: text or MISSING,
    CellKind.GEAR: lambda gear_id, row, style: style.gear.get(gear_id, gear_id) or MISSING,
    CellKind.VISIBILITY: _visibility,
    CellKind.FLAG: lambda flag, row, style: "yes" if flag else MISSING,
}
