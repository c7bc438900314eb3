"""The facets of the table: how many activities each value of each filter would match.

A facet is counted with all filters except its own, so that its counts show what other values of
the same filter would give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from .context import QueryContext
from .filters import SPANS, Days, Filters
from .totals import Flags, Sums, Totals

FLAGS = ("commute", "trainer", "private")

Counts = dict[str, int]


@dataclass(frozen=True)
class Earlier:
    """The same period a year earlier."""

    days: Days
    sums: Sums


@dataclass(frozen=True)
class Overview:
    """The totals of the matching activities, and the counts of every facet."""

    totals: Totals
    sports: Counts
    spans: Counts
    years: Counts
    """The latest year first."""
    gear: Counts
    workouts: Counts
    flags: dict[str, tuple[int, int]]
    """For each flag, the number of activities with it and without it."""
    deleted: int
    left_out: int
    earlier: Earlier | None
    """None without a first day, or if the period has not begun."""


@dataclass(frozen=True)
class FacetQueries:
    """The filters to run queries with for an overview."""

    filters: Filters
    without: dict[str, Filters]
    """The filters without the one that a facet counts, by its name."""
    any_day: Filters
    spans: dict[str, Filters]
    deleted: Filters
    left_out: Filters
    days_earlier: Days | None
    earlier: Filters | None

    @classmethod
    def of(cls, context: QueryContext, filters: Filters) -> FacetQueries:
        """Return the queries for the overview of the activities that match."""
        any_day = filters.without("span", "start")
        days = filters.days(context.today, context.first_weekday)
        days_earlier = year_earlier(days, context.today)
        return cls(
            filters,
            without={name: filters.without(name) for name in ("sport", "workout", "gear", *FLAGS)},
            any_day=any_day,
            spans={span: replace(any_day, span=span) for span in SPANS},
            deleted=replace(filters, deleted=True),
            left_out=replace(filters, left_out=True),
            days_earlier=days_earlier,
            earlier=replace(any_day, **days_earlier._asdict()) if days_earlier else None,
        )

    @property
    def for_flags(self) -> set[Filters]:
        """The filters to count flags with."""
        return {self.without[flag] for flag in FLAGS}

    @property
    def for_totals(self) -> set[Filters]:
        """The filters to compute totals with."""
        facets = {*self.without.values(), self.any_day, *self.spans.values()}
        others = {self.deleted, self.left_out, *([self.earlier] if self.earlier else [])}
        return {self.filters, *facets, *others}

    def overview(
        self, totals: Mapping[Filters, Totals], flags: Mapping[Filters, Flags]
    ) -> Overview:
        """Return the overview from the results of all queries."""
        years = totals[self.any_day].by_year
        return Overview(
            totals=totals[self.filters],
            sports={
                sport: sums.activities
                for sport, sums in totals[self.without["sport"]].by_sport.items()
            },
            spans={span: totals[filters].all.activities for span, filters in self.spans.items()},
            years={year: sums.activities for year, sums in reversed(years.items())},
            gear=totals[self.without["gear"]].by_gear,
            workouts=totals[self.without["workout"]].by_workout,
            flags={flag: self._flag_counts(flag, totals, flags) for flag in FLAGS},
            deleted=totals[self.deleted].all.activities,
            left_out=totals[self.left_out].all.activities,
            earlier=self._earlier(totals),
        )

    def _flag_counts(
        self, flag: str, totals: Mapping[Filters, Totals], flags: Mapping[Filters, Flags]
    ) -> tuple[int, int]:
        filters = self.without[flag]
        found = flags[filters]
        if flag == "private":
            return found.private, found.visible
        number_with: int = getattr(found, flag)
        return number_with, totals[filters].all.activities - number_with

    def _earlier(self, totals: Mapping[Filters, Totals]) -> Earlier | None:
        if self.days_earlier is None or self.earlier is None:
            return None
        return Earlier(self.days_earlier, totals[self.earlier].all)


def year_earlier(days: Days, today: date) -> Days | None:
    """Return the same period a year earlier, up to this day of that year.

    Returns None without a first day, or if the period has not begun.
    """
    start = days.start
    # Days to come have no activities to compare with those of a year earlier.
    end = min(days.end or today, today)
    if start is None or start > end or start.year == date.min.year:
        return None
    return Days(_a_year_before(start), _a_year_before(end))


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        # 29 February
        return day.replace(year=day.year - 1, day=28)
