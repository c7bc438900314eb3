"""Small charts of the page, as the places of their bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ...table.totals import Totals

HEIGHT = 40
WIDTH = 4
"""Of a bar and the gap after it."""
MEASURES = ("activities", "distance", "moving_time", "climb", "energy")


class Bar(NamedTuple):
    """A month: where its bar stands and how high it is, and what it is about."""

    place: int
    height: float
    month: str
    amount: float


@dataclass(frozen=True)
class Chart:
    """A measure by month, over every month from the first to the last."""

    measure: str
    bars: list[Bar]

    @property
    def places(self) -> int:
        """How many months there are, with those that have no bar."""
        return self.bars[-1].place + 1

    @property
    def most(self) -> Bar:
        """The month with the most."""
        return max(self.bars, key=lambda bar: bar.amount)

    @property
    def path(self) -> str:
        """All bars as one path: of many years they are too thin to be pointed at."""
        return "".join(
            f"M{bar.place * WIDTH} {HEIGHT}v-{bar.height}h{WIDTH - 1}v{bar.height}z"
            for bar in self.bars
            if bar.height
        )


def by_month(totals: Totals) -> list[Chart]:
    """A chart of each measure that there is; none where no month has another to compare with."""
    if len(totals.by_month) < 2:
        return []
    return [_chart(measure, totals) for measure in MEASURES if getattr(totals.all, measure) > 0]


def _chart(measure: str, totals: Totals) -> Chart:
    amounts = {month: getattr(sums, measure) for month, sums in totals.by_month.items()}
    first, most = _number(next(iter(amounts))), max(amounts.values())
    bars = [
        Bar(_number(month) - first, _height(amount, most), month, amount)
        for month, amount in amounts.items()
    ]
    return Chart(measure, bars)


def _height(amount: float, most: float) -> float:
    # The least is seen, too.
    return round(max(1.0, amount / most * HEIGHT), 1) if amount > 0 else 0.0


def _number(month: str) -> int:
    year, _, of_year = month.partition("-")
    return int(year) * 12 + int(of_year)
