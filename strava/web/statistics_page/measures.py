"""The measures that statistics add up: their names, and how their amounts are written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from ...statistics.amounts import Amounts
from ...table.sums import DECIMALS
from ...units import METERS_PER_FOOT, METERS_PER_MILE, METERS_PER_YARD
from ..display import formats


class Measure(NamedTuple):
    """A field of Amounts, as an athlete reads it."""

    name: str
    label: str
    unit: str
    """The unit of its numbers; empty for a number of things."""
    number: Callable[[float], str]
    """Writes an amount in a table, without the unit."""
    scale: float
    """What an amount is multiplied by to be in its unit."""

    def of(self, amounts: Amounts) -> float:
        """Return the amount of this measure."""
        amount: float = getattr(amounts, self.name)
        return amount

    def cell(self, amount: float) -> str:
        """Write an amount in a table. Nothing is a dash."""
        return self.number(round(amount, DECIMALS)) if amount else formats.MISSING

    def short(self, amount: float) -> str:
        """Write an amount as a whole number of its unit."""
        return formats.integer(round(amount, DECIMALS) * self.scale)

    def text(self, amount: float) -> str:
        """Write an amount with its unit: 1,042 km."""
        amount = round(amount, DECIMALS)
        if self.name == "moving_time":
            return formats.total_time(amount)
        if self.name == "activities":
            return f"{amount:,.0f} {'activity' if amount == 1 else 'activities'}"
        if self.name == "relative_effort":
            return f"{formats.integer(amount)} relative effort"
        if self.name == "distance":
            return self.exact(amount)
        return formats.with_unit(self.number(amount), self.unit)

    def exact(self, amount: float) -> str:
        """Write an amount with its unit, and a decimal if it is small: 21.4 km."""
        number = round(amount, DECIMALS) * self.scale
        written = f"{number:,.1f}" if 0 < abs(number) < 99.95 else f"{number:,.0f}"
        return f"{formats.with_minus(written)} {self.unit or self.label.lower()}"


def all_measures(imperial: bool, swims: bool) -> dict[str, Measure]:
    """Return the measures by the field of Amounts; with `swims`, distances are those of swims."""
    long, short = (METERS_PER_MILE, METERS_PER_YARD) if imperial else (1000, 1)
    foot = METERS_PER_FOOT if imperial else 1
    measures = (
        Measure("activities", "Activities", "", formats.integer, 1),
        Measure(
            "distance",
            "Distance",
            formats.distance_unit(imperial, swims),
            partial(formats.distance, imperial=imperial, swims=swims, decimals=1),
            1 / (short if swims else long),
        ),
        Measure("moving_time", "Time", "h", formats.hours, 1 / 3600),
        Measure(
            "elevation_gain",
            "Elevation gain",
            formats.elevation_unit(imperial),
            partial(formats.elevation, imperial=imperial),
            1 / foot,
        ),
        Measure("energy", "Work", "kJ", formats.integer, 1),
        Measure("relative_effort", "Relative effort", "", formats.integer, 1),
    )
    return {measure.name: measure for measure in measures}


def usual(amounts: Amounts) -> str:
    """Return the measure to show if none was chosen: the distance, if there is any."""
    return (
        "distance"
        if amounts.distance > 0
        else "moving_time"
        if amounts.moving_time
        else ("activities")
    )
