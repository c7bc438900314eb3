"""The totals that are stored here beside Strava's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from ...db.models import StravaTotals
from ...statistics.strava_totals import (
    COUNTED,
    FAMILIES,
    HIDDEN,
    LATER,
    LEFT_OUT,
    PERIODS,
    UNKNOWN,
    Local,
    Sums,
)
from ...table.filters import Filters
from .. import links
from ..display import formats

_NAMES = {"ride": "Rides", "run": "Runs", "swim": "Swims"}
_REASONS = (
    (HIDDEN, "not visible to everyone"),
    (UNKNOWN, "only in Strava’s archive, which does not say who sees them"),
    (LATER, "later than the call to Strava"),
    (LEFT_OUT, "left out here as duplicates, and counted by Strava"),
)
"""Why Strava counts something else, in words."""


class Row(NamedTuple):
    """A row of a table: its heading, perhaps with the address of its activities, and amounts."""

    heading: str
    address: str
    cells: list[str]
    """Activities, distance, time, and elevation gain."""


class Period(NamedTuple):
    """A period with a table; the rows of each family belong together."""

    title: str
    families: list[list[Row]]


class Comparison(NamedTuple):
    """What the section shows."""

    fetched_at: datetime
    periods: list[Period]
    reasons: list[str]
    """Why the totals differ, each with how many activities that concerns."""
    units: tuple[str, str]
    """Of distances and elevation gains."""


def build(
    found: Sequence[StravaTotals], local: Callable[[datetime], Local], imperial: bool
) -> Comparison | None:
    """Return the comparison; None if Strava was not asked yet.

    `local` returns the totals of the stored activities for the time of Strava's answer.
    """
    if not found:
        return None
    asked_at = found[0].fetched_at
    ours = local(asked_at)
    theirs = {(one.period, one.family): _sums(one) for one in found}
    year = asked_at.astimezone().year
    titles = {"all": "All time", "ytd": str(year), "recent": "The four weeks before the call"}
    periods = []
    for period in PERIODS:
        families = [
            _rows(period, family, ours, theirs.get((period, family), Sums()), year, imperial)
            for family in FAMILIES
        ]
        if any(families):
            periods.append(Period(titles[period], [rows for rows in families if rows]))
    units = formats.distance_unit(imperial), formats.elevation_unit(imperial)
    return Comparison(asked_at, periods, _reasons(ours, imperial), units)


def _sums(one: StravaTotals) -> Sums:
    return Sums(one.activities, one.distance, one.moving_time, one.elevation_gain)


def _rows(
    period: str, family: str, ours: Local, theirs: Sums, year: int, imperial: bool
) -> list[Row]:
    """Return the rows of a family: here, what of it Strava counts, Strava's, and the difference."""

    def sums(*reasons: str) -> Sums:
        total = Sums()
        for reason in reasons:
            total = total.plus(ours.get((period, family, reason), Sums()))
        return total

    here, alike = sums(COUNTED, HIDDEN, UNKNOWN, LATER), sums(COUNTED, LEFT_OUT)
    if not here.activities and not alike.activities and not theirs.activities:
        return []
    filters = Filters(sport=FAMILIES[family], span=str(year) if period == "ytd" else None)
    address = "" if period == "recent" else links.to_table(filters)
    return [
        Row(f"{_NAMES[family]} in Logbook", address, _cells(here, imperial)),
        Row("Those that Strava counts", "", _cells(alike, imperial)),
        Row("Strava’s total", "", _cells(theirs, imperial)),
        Row("Difference", "", _cells(theirs.plus(alike, -1), imperial, signed=True)),
    ]


def _cells(sums: Sums, imperial: bool, *, signed: bool = False) -> list[str]:
    texts = [
        formats.integer(sums.activities),
        formats.distance(sums.distance, imperial, decimals=1),
        formats.hours(sums.moving_time),
        formats.elevation(sums.elevation_gain, imperial),
    ]
    amounts = [round(amount) for amount in sums]
    if not signed:
        return texts
    return [
        formats.MISSING if not amount else f"+{text}" if amount > 0 else text
        for amount, text in zip(amounts, texts, strict=True)
    ]


def _reasons(ours: Local, imperial: bool) -> list[str]:
    """Return why the totals of all time differ, with how much that is."""
    found = []
    for reason, words in _REASONS:
        sums = Sums()
        for known in FAMILIES:
            sums = sums.plus(ours.get(("all", known, reason), Sums()))
        if sums.activities:
            found.append(f"{_amount(sums, imperial)}: {words}.")
    others = Sums()
    for (period, family, reason), amount in ours.items():
        if period == "all" and family is None and reason != LEFT_OUT:
            others = others.plus(amount)
    if others.activities:
        found.append(f"{_amount(others, imperial)}: other sports than these three.")
    return found


def _amount(sums: Sums, imperial: bool) -> str:
    activities = f"{sums.activities:,} {'activity' if sums.activities == 1 else 'activities'}"
    if not round(sums.distance):
        return activities
    distance = formats.distance(sums.distance, imperial)
    return f"{activities}, {distance} {formats.distance_unit(imperial)}"
