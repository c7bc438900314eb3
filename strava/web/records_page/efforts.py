"""The best efforts of a family of sports as tables, and how each record fell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ...analysis.families import RIDE, RUN, SWIM
from ...recordings.efforts import POWER
from ...statistics.best_efforts import Record, SizeRecords
from ...statistics.contenders import BestEffort
from ..display import effort_names, formats
from ..display.formats import DateStyle
from . import power_curve, steps
from .places import Link, Places, day

_SPORT_TYPES = {RUN.name: "Run", RIDE.name: "Ride", SWIM.name: "Swim"}
"""The sport type after whose usage the averages of a family are written."""
_NAMES = {RUN.name: "runs", RIDE.name: "rides", SWIM.name: "swims"}


class BestRow(NamedTuple):
    """One of the best efforts."""

    position: int
    value: Link
    average: str
    heartrate: str
    activity: str
    day: str


class HistoryRow(NamedTuple):
    """An effort that was a record."""

    day: str
    value: Link
    improvement: str
    activity: str


@dataclass(frozen=True)
class SizeRow:
    """The records over a distance or a time."""

    anchor: str
    name: str
    best: Link
    average: str
    day: str
    improvement: str
    this_year: Link | None
    last_90_days: Link | None
    ranked: list[BestRow]
    history: list[HistoryRow]
    chart: steps.Chart | None

    @property
    def summary(self) -> str:
        """What the disclosure of this row has."""
        best = f"the best {len(self.ranked)}" if len(self.ranked) > 1 else "the only one"
        return best if len(self.history) < 2 else f"{best}, and {len(self.history)} records"


@dataclass(frozen=True)
class Table:
    """The best efforts of a family over distances, or in power."""

    anchor: str
    title: str
    headings: tuple[str, str]
    average_unit: str | None
    """The unit of the average pace or speed; None without one."""
    has_heartrate: bool
    rows: list[SizeRow]
    curve: power_curve.Chart | None


@dataclass(frozen=True)
class Style:
    """How the values of efforts are written."""

    kind: str
    sport_type: str
    dates: DateStyle
    imperial: bool

    def value(self, value: float) -> str:
        """Write a time, or a power."""
        return f"{formats.integer(value)} W" if self.kind == POWER else formats.duration(value)

    def improvement(self, record: Record | None) -> str:
        """Write by how much a record was better than the one before, as both are written."""
        if record is None or record.improvement is None:
            return formats.MISSING
        before = record.effort.value - self.sign * record.improvement
        difference = self.sign * (round(record.effort.value) - round(before))
        if self.kind == POWER:
            return f"{difference or '< 1'} W"
        return f"{difference or '< 1'} s" if difference < 60 else formats.duration(difference)

    @property
    def sign(self) -> int:
        """1 if high values are good, and -1 if low ones are."""
        return 1 if self.kind == POWER else -1

    def average(self, size: float, value: float) -> str:
        """Write the average pace or speed."""
        return formats.average(self.sport_type, size, value, self.imperial)

    def day(self, effort: BestEffort) -> str:
        """Write the day of an effort without its weekday."""
        found = day(effort.moment)
        return formats.MISSING if found is None else formats.short_day(found, self.dates)


def tables(
    found: Sequence[SizeRecords], places: Places, today: date, dates: DateStyle, imperial: bool
) -> dict[str, list[Table]]:
    """Return the tables of each family."""
    by_family: dict[str, list[Table]] = {}
    for family, kind in dict.fromkeys((one.family, one.kind) for one in found):
        sizes = [one for one in found if (one.family, one.kind) == (family, kind)]
        style = Style(kind, _SPORT_TYPES[family], dates, imperial)
        by_family.setdefault(family, []).append(_table(family, sizes, style, places, today))
    return by_family


def _table(
    family: str, sizes: Sequence[SizeRecords], style: Style, places: Places, today: date
) -> Table:
    is_power = style.kind == POWER
    rows = [_row(one, style, places, today) for one in sizes]
    return Table(
        f"{style.kind}-{family}",
        f"{'Power' if is_power else 'Best efforts'} of {_NAMES[family]}",
        ("Time", "Power") if is_power else ("Distance", "Time"),
        None if is_power else formats.average_unit(style.sport_type, style.imperial),
        any(best.heartrate != formats.MISSING for row in rows for best in row.ranked),
        rows,
        power_curve.draw(sizes, places) if is_power else None,
    )


def _row(one: SizeRecords, style: Style, places: Places, today: date) -> SizeRow:
    is_power = style.kind == POWER
    first = one.best[0].effort

    def link(effort: BestEffort | None) -> Link | None:
        return effort and Link(style.value(effort.value), places.stretch(effort))

    ranked = [
        BestRow(
            position,
            Link(style.value(effort.value), places.stretch(effort)),
            "" if is_power else style.average(one.size, effort.value),
            formats.integer(effort.average_heartrate),
            places.names.get(effort.activity_id) or "",
            style.day(effort),
        )
        for position, effort in one.best
    ]
    history = [
        HistoryRow(
            style.day(record.effort),
            Link(style.value(record.effort.value), places.stretch(record.effort)),
            style.improvement(record),
            places.names.get(record.effort.activity_id) or "",
        )
        for record in reversed(one.history)
    ]
    name = (effort_names.duration if is_power else effort_names.distance)(one.size)
    return SizeRow(
        f"{style.kind}-{one.family}-{one.size:.0f}",
        name,
        ranked[0].value,
        ranked[0].average,
        ranked[0].day,
        style.improvement(_broke(one.history, first)),
        link(one.this_year),
        link(one.last_90_days),
        ranked,
        history,
        steps.draw(_points(one.history, style, places), today),
    )


def _broke(history: Sequence[Record], best: BestEffort) -> Record | None:
    """Return the record that the best effort is; None if it has no date."""
    return history[-1] if history and history[-1].effort == best else None


def _points(history: Sequence[Record], style: Style, places: Places) -> list[steps.Point]:
    return [
        steps.Point(
            fell,
            effort.value,
            style.value(effort.value),
            places.stretch(effort),
            f"{style.value(effort.value)}, {style.day(effort)}",
        )
        for effort, _ in history
        if (fell := day(effort.moment)) is not None
    ]
