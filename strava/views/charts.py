"""Small charts of the page, as the places of their bars."""

from __future__ import annotations

from dataclasses import dataclass

from ..totals import Totals

HEIGHT = 40
WIDTH = 4
"""Of a bar and the gap after it."""


@dataclass(frozen=True)
class Bar:
    """A month: where its bar stands and how high it is, and what it is about."""

    place: int
    height: float
    month: str
    activities: int
    seconds: int


@dataclass(frozen=True)
class Months:
    """Moving time by month, over every month from the first to the last."""

    bars: list[Bar]
    places: int
    most: Bar

    @property
    def path(self) -> str:
        """All bars as one path: of many years they are too thin to be pointed at."""
        return "".join(
            f"M{bar.place * WIDTH} {HEIGHT}v-{bar.height}h{WIDTH - 1}v{bar.height}z"
            for bar in self.bars
        )


def months(totals: Totals) -> Months | None:
    """The bars of the months that match; None where there is not a month to compare with."""
    found = totals.by_month
    if len(found) < 2:
        return None
    first = _number(next(iter(found)))
    most = max(sums.moving_time for sums in found.values()) or 1
    bars = [
        Bar(
            _number(month) - first,
            round(max(1.0, sums.moving_time / most * HEIGHT), 1),
            month,
            sums.activities,
            sums.moving_time,
        )
        for month, sums in found.items()
    ]
    return Months(bars, bars[-1].place + 1, max(bars, key=lambda bar: bar.seconds))


def _number(month: str) -> int:
    year, _, of_year = month.partition("-")
    return int(year) * 12 + int(of_year)
