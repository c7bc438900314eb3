"""Eddington numbers of each group of sports, in kilometers and in miles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ... import sports
from ...analysis import eddington as numbers
from ...statistics.parts import Part
from ...units import METERS_PER_MILE
from .table_links import TableLinks

UNITS = (("km", 1000.0), ("mi", METERS_PER_MILE))


class Row(NamedTuple):
    """The number of a group in a unit."""

    group: str
    unit: str
    number: int
    address: str
    missing: str
    """How many more days each of the next numbers takes."""
    by_year: list[tuple[int, int]]
    """The number at the end of each year in which it grew, the latest first."""


def distances(parts: Iterable[Part]) -> dict[str, dict[date, float]]:
    """Return the meters of each day by group of sports."""
    found: dict[str, dict[date, float]] = {}
    for part in parts:
        if part.day is not None and part.distance:
            of_group = found.setdefault(part.group, {})
            of_group[part.day] = of_group.get(part.day, 0.0) + part.distance
    return {
        group: meters
        for group in sports.GROUP_NAMES
        if (meters := {day: one for day, one in found.get(group, {}).items() if one > 0})
    }


def build(parts: Iterable[Part], link: TableLinks) -> list[Row]:
    """Return the rows of the groups that have a distance."""
    rows = []
    for group, meters in distances(parts).items():
        for unit, length in UNITS:
            found = numbers.eddington(meters, length)
            by_year = {day.year: number for day, number in found.reached}
            rows.append(
                Row(
                    group,
                    unit,
                    found.number,
                    link(group=group),
                    ", ".join(f"{number}: {days}" for number, days in found.missing),
                    sorted(by_year.items(), reverse=True),
                )
            )
    return rows
