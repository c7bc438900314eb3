"""What the table tells beside its rows: totals, and what each other filter would find.

Each part takes a scan of all that is stored, so it is kept until the athlete's data changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from typing import TypeVar

from sqlalchemy.orm import Session, sessionmaker

from . import totals
from .conditions import QueryContext
from .filters import SPANS, Days, Filters
from .totals import Flags, Sums, Totals

KEPT = 100
"""So many answers of each kind are kept."""

FLAGS = tuple(field.name for field in fields(Flags))

Counts = dict[str, int]
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Earlier:
    """The same span of days a year earlier."""

    days: Days
    sums: Sums


@dataclass(frozen=True, eq=False)
class Overview:
    """Totals of what matches, and for each filter how many its values find beside the others.

    It is kept, and what is drawn from it can be kept for it: each equals itself alone.
    """

    totals: Totals
    sports: Counts
    spans: Counts
    years: Counts
    """The latest first."""
    gear: Counts
    flags: dict[str, tuple[int, int]]
    """Of each flag, how many have it and how many have it not."""
    deleted: int
    earlier: Earlier | None
    """None where no first day is asked for."""


class Overviews:
    """Makes and keeps overviews. `version` is the data's: what it changes is made anew."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._totals = lru_cache(KEPT)(self._ask(totals.totals))
        self._flags = lru_cache(KEPT)(self._ask(totals.flags))
        self._made = lru_cache(KEPT)(self._make)
        # SQLite leaves Python to other threads while it scans, so that several scan at once.
        self._scans = ThreadPoolExecutor(thread_name_prefix="scan")

    def get(self, context: QueryContext, version: int, filters: Filters) -> Overview:
        """The overview of what these filters find."""
        return self._made(context, version, filters.matching)

    def worth_dropping(
        self, context: QueryContext, version: int, filters: Filters
    ) -> tuple[str, int] | None:
        """The filter without which most would match, and how many; None if none helps alone."""
        others = {name: filters.without(name).matching for name in filters.active}
        found = self._scan(self._totals, context, version, others.values())
        numbers = [(found[other].result().all.activities, name) for name, other in others.items()]
        number, name = max(numbers, default=(0, ""))
        return (name, number) if number else None

    def _make(self, context: QueryContext, version: int, filters: Filters) -> Overview:
        beside = {name: filters.without(name) for name in ("sport", "gear", *FLAGS)}
        any_day = filters.without("span", "start")
        spans = {span: replace(any_day, span=span) for span in SPANS}
        deleted = replace(filters, deleted=True)
        days = _year_earlier(filters.days(context.today, context.first_weekday), context.today)
        then = replace(any_day, start=days.start, end=days.end) if days else filters
        flags = self._scan(self._flags, context, version, (beside[flag] for flag in FLAGS))
        asked = (filters, *beside.values(), any_day, *spans.values(), deleted, then)
        found = self._scan(self._totals, context, version, asked)

        def number(of: Filters) -> int:
            return found[of].result().all.activities

        def has_and_has_not(flag: str) -> tuple[int, int]:
            has: int = getattr(flags[beside[flag]].result(), flag)
            return has, number(beside[flag]) - has

        sports = found[beside["sport"]].result().by_sport
        years = found[any_day].result().by_year
        return Overview(
            totals=found[filters].result(),
            sports={sport: sums.activities for sport, sums in sports.items()},
            spans={span: number(of) for span, of in spans.items()},
            years={year: sums.activities for year, sums in reversed(years.items())},
            gear=found[beside["gear"]].result().by_gear,
            flags={flag: has_and_has_not(flag) for flag in FLAGS},
            deleted=number(deleted),
            earlier=Earlier(days, found[then].result().all) if days else None,
        )

    def _scan(
        self,
        question: Callable[[QueryContext, int, Filters], Answer],
        context: QueryContext,
        version: int,
        asked: Iterable[Filters],
    ) -> dict[Filters, Future[Answer]]:
        return {one: self._scans.submit(question, context, version, one) for one in {*asked}}

    def _ask(
        self, question: Callable[[Session, QueryContext, Filters], Answer]
    ) -> Callable[[QueryContext, int, Filters], Answer]:
        def answer(context: QueryContext, _version: int, filters: Filters) -> Answer:
            with self._sessions() as session:
                return question(session, context, filters)

        return answer


def _year_earlier(days: Days, today: date) -> Days | None:
    """The same span of days a year earlier; None where it has no first day."""
    start, end = days
    # What is still to come has nothing to be compared with.
    end = min(end or today, today)
    if start is None or start > end or start.year == 1:
        return None
    return Days(_in_year(start, start.year - 1), _in_year(end, end.year - 1))


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
