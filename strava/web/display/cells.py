"""The cells of the activity table: the text and the attributes of each.

The template writes the cells of dates, sports, names and routes itself, because they have markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from ...table.columns import CellKind, Column
from ...table.rows import ActivityRow
from ...workouts import NAMES_BY_CODE, averaged_time
from . import formats
from .formats import MISSING, DateStyle
from .headings import Heading
from .measures import VISIBLE_TO

Writer = Callable[[Any, ActivityRow, "CellStyle"], str]
"""Writes a cell, given the value of the column's first field and the whole row."""

_DECIMALS = 2
"""Decimals of kilometers and miles: the same in all rows, so that their points are aligned."""


@dataclass(frozen=True)
class CellStyle:
    """How the athlete reads the table: units, dates, and the names of gear by id."""

    imperial: bool
    dates: DateStyle
    gear: Mapping[str, str]
    swims: bool = False
    """Whether distances are in meters or yards."""


class CellRun(NamedTuple):
    """One cell that the template writes, or the HTML of the consecutive cells that it does not.

    A page has hundreds of cells, and each expression in the template takes time.
    """

    key: str
    """The column of the cell that the template writes."""
    html: Markup | None


def write_rows(
    headings: Sequence[Heading], rows: Iterable[ActivityRow], style: CellStyle
) -> list[tuple[ActivityRow, list[CellRun]]]:
    """Return each row with its cells, one for each heading."""
    writers: list[Callable[[ActivityRow], CellRun]] = []
    for has_writer, group in groupby(headings, lambda heading: heading.column.kind in _WRITERS):
        if has_writer:
            writers.append(_text_writer([_cell_writer(heading, style) for heading in group]))
        else:
            writers += [_template_cell(heading.column) for heading in group]
    return [(row, [write(row) for write in writers]) for row in rows]


def _template_cell(column: Column) -> Callable[[ActivityRow], CellRun]:
    cell = CellRun(column.key, None)
    return lambda row: cell


def _text_writer(
    write_cells: Sequence[Callable[[ActivityRow], str]],
) -> Callable[[ActivityRow], CellRun]:
    def write(row: ActivityRow) -> CellRun:
        html = "".join([write_cell(row) for write_cell in write_cells])
        return CellRun("", Markup(html))  # noqa: S704 - _cell_writer escapes

    return write


def _cell_writer(heading: Heading, style: CellStyle) -> Callable[[ActivityRow], str]:
    # The start tag is the same in all rows, so that it is written once.
    column, unit = heading.column, heading.unit
    write, value_of = _WRITERS[column.kind], attrgetter(column.fields[0])
    unit_of = None if unit else _UNITS.get(column.kind)
    start = f"<td {_attributes(column, unit)}>"
    missing = "" if _labeled_on_phones(column) else " missing"
    start_without_value = f"<td {_attributes(column, '', missing)}>"

    def write_cell(row: ActivityRow) -> str:
        value = value_of(row)
        text = escape(write(value, row, style))
        if unit_of is not None:
            # An empty unit keeps the dash of a missing value below the numbers.
            unit = "" if text == MISSING else unit_of(row, style)
            text += Markup(" <small>{}</small>").format(unit)
        return f"{start if value else start_without_value}{text}</td>"

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
    """Return whether phones show the label in each cell.

    The default columns can be recognized without it. Phones hide their cells without a value.
    """
    return not column.default


def _distance(meters: Any, row: ActivityRow, style: CellStyle) -> str:
    return formats.distance(meters, style.imperial, style.swims, _DECIMALS)


def _pace(meters: Any, row: ActivityRow, style: CellStyle) -> str:
    seconds = averaged_time(row.workout_type, row.moving_time, row.elapsed_time)
    return formats.average(row.sport_type, meters, seconds, style.imperial)


def _visibility(visibility: Any, row: ActivityRow, style: CellStyle) -> str:
    if row.private:
        return VISIBLE_TO["only_me"]
    return VISIBLE_TO.get(visibility, visibility) or MISSING


_WRITERS: dict[CellKind, Writer] = {
    CellKind.WEEKDAY: lambda number, row, style: formats.weekday(number),
    CellKind.TIME_OF_DAY: lambda _, row, style: (
        formats.time_of_day(row.start_local, style.dates) or MISSING
    ),
    CellKind.WORKOUT: lambda code, row, style: NAMES_BY_CODE.get(code, MISSING),
    CellKind.DISTANCE: _distance,
    CellKind.DURATION: lambda seconds, row, style: formats.duration(seconds),
    CellKind.PACE: _pace,
    CellKind.ELEVATION: lambda meters, row, style: formats.elevation(meters, style.imperial),
    CellKind.CADENCE: lambda per_minute, row, style: formats.cadence_number(
        row.sport_type, per_minute
    ),
    CellKind.INTEGER: lambda number, row, style: formats.integer(number),
    CellKind.TEXT: lambda text, row, style: text or MISSING,
    CellKind.GEAR: lambda gear_id, row, style: style.gear.get(gear_id, gear_id) or MISSING,
    CellKind.VISIBILITY: _visibility,
    CellKind.FLAG: lambda flag, row, style: "yes" if flag else MISSING,
}

_UNITS: dict[CellKind, Callable[[ActivityRow, CellStyle], str]] = {
    CellKind.PACE: lambda row, style: formats.average_unit(row.sport_type, style.imperial),
    CellKind.CADENCE: lambda row, style: formats.cadence_unit(row.sport_type),
}
"""The units that cells name if the heading cannot, because the sports have different ones."""
