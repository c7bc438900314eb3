"""Tables of stretches of an activity: its splits and its laps, with the same columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from ...sports import SPORTS_WITH_FLAT_PACE, PaceUnit, pace_unit
from ...workouts import averaged_time
from . import formats
from .formats import MISSING

_BAR = ' <svg class="bar" aria-hidden="true"><rect width="{}%" height="100%"/></svg>'
_NOTHING = frozenset((MISSING, "0"))
"""What all cells of a column say that is left out, like the climb in a pool."""
_SHORTEST_BAR = 0.15
_LEAST_SPREAD = 0.85


class Figures(NamedTuple):
    """The figures of a split or a lap; None for what is not known."""

    moving_time: float | None = None
    elapsed_time: float | None = None
    distance: float | None = None
    flat_distance: float | None = None
    elevation_gain: float | None = None
    elevation_loss: float | None = None
    average_heartrate: float | None = None
    average_watts: float | None = None
    average_cadence: float | None = None


@dataclass(frozen=True)
class Style:
    """How figures are written: as is usual in a sport, with an athlete's units.

    `imperial` is for climbs, and `imperial_pace` for distances and paces.
    """

    sport_type: str
    imperial: bool
    imperial_pace: bool
    workout_type: int | None = None

    def seconds(self, figures: Figures) -> float | None:
        """Return the time that the pace is over."""
        return averaged_time(self.workout_type, figures.moving_time, figures.elapsed_time)

    def speed(self, figures: Figures) -> float | None:
        """Return the average speed in meters per second."""
        seconds = self.seconds(figures)
        if not figures.distance or not seconds or figures.distance < 0 or seconds < 0:
            return None
        return figures.distance / seconds

    def pace(self, figures: Figures) -> str:
        """Write the average pace or speed, without the unit."""
        return formats.average(
            self.sport_type, figures.distance, self.seconds(figures), self.imperial_pace
        )

    def flat_pace(self, figures: Figures) -> str:
        """Write the pace on the flat that would have cost as much effort."""
        if self.sport_type not in SPORTS_WITH_FLAT_PACE:
            return MISSING
        return formats.average(
            self.sport_type, figures.flat_distance, self.seconds(figures), self.imperial_pace
        )


class Column(NamedTuple):
    """A column: its key, label, unit, and a longer name for the label if it is short."""

    key: str
    label: str
    unit: str = ""
    title: str = ""


@dataclass(frozen=True)
class Table:
    """The columns for which there are values, and the HTML of the cells of each row.

    The cells are what is between the first <td> and the last </td>. A table has some thousand, and
    each expression in a template takes time. So does escaping, which written numbers do not need.
    """

    columns: list[Column]
    rows: list[Markup]
    has_flat_pace: bool


def write_table(
    stretches: Sequence[Figures], style: Style, *, with_distance: bool = False, swims: bool = False
) -> Table:
    """Return the table of stretches. Elapsed times are left out if they are the moving times."""
    written = {
        column: list(cells)
        for column, cells in _columns(stretches, style, swims)
        if column.key != "distance" or with_distance
    }
    moving = next(cells for column, cells in written.items() if column.key == "moving")
    shown = {
        column: cells
        for column, cells in written.items()
        if not _NOTHING.issuperset(cells) and not (column.key == "elapsed" and cells == moving)
    }
    lengths = bars([style.speed(figures) for figures in stretches])
    texts = [
        list(map(_with_bar, cells, lengths)) if column.key == "pace" else cells
        for column, cells in shown.items()
    ]
    rows = ["</td><td>".join(row) for row in zip(*texts, strict=True)]
    return Table(
        columns=list(shown),
        rows=list(map(Markup, rows)) or [Markup() for _ in stretches],
        has_flat_pace=any(column.key == "flat" for column in shown),
    )


def _with_bar(text: str, length: str) -> str:
    return text + _BAR.format(length) if length else text


def bars(values: Sequence[float | None]) -> list[str]:
    """Return the length of a bar for each value in percent, "" for none.

    They begin somewhat below the lowest value, so that differences are seen.
    """
    known = [value for value in values if value is not None]
    if not known:
        return ["" for _ in values]
    highest, lowest = max(known), min(known)
    base = min(lowest, highest * _LEAST_SPREAD)
    base -= (highest - base) * _SHORTEST_BAR
    base = max(base, 0.0)
    return [
        "" if value is None else f"{(value - base) / (highest - base) * 100:.0f}"
        for value in values
    ]


WrittenColumn = tuple[Column, Iterable[str]]
"""A column with its cells, written all at once."""


def _columns(stretches: Sequence[Figures], style: Style, swims: bool) -> list[WrittenColumn]:
    return [
        *_columns_of_pace(stretches, style, swims),
        *_columns_of_climb(stretches, style.imperial),
        *_columns_of_sensors(stretches, style.sport_type),
    ]


def _columns_of_pace(
    stretches: Sequence[Figures], style: Style, swims: bool
) -> list[WrittenColumn]:
    is_speed = pace_unit(style.sport_type) is PaceUnit.SPEED
    pace = formats.average_unit(style.sport_type, style.imperial_pace)
    return [
        (
            Column("distance", "Distance", formats.distance_unit(style.imperial_pace, swims)),
            (
                formats.distance(one.distance, style.imperial_pace, swims, decimals=2)
                for one in stretches
            ),
        ),
        (Column("pace", "Speed" if is_speed else "Pace", pace), map(style.pace, stretches)),
        (
            Column("moving", "Moving", title="Moving time"),
            (formats.duration(one.moving_time) for one in stretches),
        ),
        (
            Column("elapsed", "Elapsed", title="Elapsed time"),
            (formats.duration(one.elapsed_time) for one in stretches),
        ),
        (
            Column("flat", "GAP", pace, "Grade-adjusted pace, an estimate"),
            map(style.flat_pace, stretches),
        ),
    ]


def _columns_of_climb(stretches: Sequence[Figures], imperial: bool) -> list[WrittenColumn]:
    climb = formats.elevation_unit(imperial)
    return [
        (
            Column("gain", "Gain", climb, "Elevation gain"),
            (formats.elevation(one.elevation_gain, imperial) for one in stretches),
        ),
        (
            Column("loss", "Loss", climb, "Elevation loss"),
            (formats.elevation(one.elevation_loss, imperial) for one in stretches),
        ),
    ]


def _columns_of_sensors(stretches: Sequence[Figures], sport_type: str) -> list[WrittenColumn]:
    return [
        (
            Column("heartrate", "HR", "bpm", "Average heart rate"),
            (formats.integer(one.average_heartrate) for one in stretches),
        ),
        (
            Column("watts", "Power", "W", "Average power"),
            (formats.integer(one.average_watts) for one in stretches),
        ),
        (
            Column("cadence", "Cadence", formats.cadence_unit(sport_type)),
            (formats.cadence_number(sport_type, one.average_cadence) for one in stretches),
        ),
    ]
