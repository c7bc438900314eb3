"""Bar charts of the totals by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ...table.totals import Totals

HEIGHT = 40
WIDTH = 4
"""Width of a bar with the gap after it."""

MAX_MONTHS_IN_DETAIL = 36
"""With more months, bars are too thin to point at."""

MEASURES = ("activities", "distance", "moving_time", "climb", "energy")
"""The fields of `Sums` that have a chart."""

_LOWEST_BAR = 1.0
"""Height below which a bar could not be seen."""


class Bar(NamedTuple):
    """One month. `place` is its number of months after the first month of the chart."""

    place: int
    height: float
    month: str
    amount: float


@dataclass(frozen=True)
class Chart:
    """A measure by month, from the first month with activities to the last."""

    measure: str
    bars: list[Bar]

    @property
    def places(self) -> int:
        """Number of months, including those without a bar."""
        return self.bars[-1].place + 1

    @property
    def most(self) -> Bar:
        """The month with the highest amount."""
        return max(self.bars, key=lambda bar: bar.amount)

    @property
    def path(self) -> str:
        """The `d` of one SVG path with every bar, for charts whose bars are too thin to hover."""
        return "".join(
            f"M{bar.place * WIDTH} {HEIGHT}v-{bar.height}h{WIDTH - 1}v{bar.height}z"
            for bar in self.bars
            if bar.height
        )


def by_month(totals: Totals) -> list[Chart]:
    """Return a chart for each measure that is not zero, or none for less than two months."""
    if len(totals.by_month) < 2:
        return []
    return [_chart(measure, totals) for measure in MEASURES if getattr(totals.all, measure) > 0]


def _chart(measure: str, totals: Totals) -> Chart:
    amounts = {month: getattr(sums, measure) for month, sums in totals.by_month.items()}
    first, most = _month_number(next(iter(amounts))), max(amounts.values())
    bars = [
        Bar(_month_number(month) - first, _height(amount, most), month, amount)
        for month, amount in amounts.items()
    ]
    return Chart(measure, bars)


def _height(amount: float, most: float) -> float:
    return round(max(_LOWEST_BAR, amount / most * HEIGHT), 1) if amount > 0 else 0.0


def _month_number(month: str) -> int:
    """Return the number of a month like 2026-11, counted from year 0."""
    year, _, month_of_year = month.partition("-")
    return int(year) * 12 + int(month_of_year)
