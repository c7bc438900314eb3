"""What the table tells beside its rows: totals, and what each other filter would find.

Each part takes a scan of all that is stored, so it is kept until the athlete's data changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TypeVar

from sqlalchemy.orm import Session, sessionmaker

from . import totals
from .filters import SPANS, Days, Filters
from .matching import Scope
from .totals import Sums, Totals

KEPT = 100
"""So many answers of each kind are kept."""

Counts = dict[str, int]
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Earlier:
    """The same span of days a year earlier."""

    days: Days
    sums: Sums


@dataclass(frozen=True)
class Overview:
    """Totals of what matches, and for each filter how many its values find beside the others."""

    totals: Totals
    sports: Counts
    spans: Counts
    years: Counts
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
        self._gear = lru_cache(KEPT)(self._ask(totals.gear))
        self._flags = lru_cache(KEPT)(self._ask(totals.flags))
        # Empty until the overview is made, so that it can be told whether it is.
        self._places: Callable[..., list[Overview]] = lru_cache(KEPT)(lambda *_key: [])

    def get(self, scope: Scope, version: int, filters: Filters) -> Overview:
        """The overview of what these filters find."""
        place = self._places(scope, version, filters.matching)
        if not place:
            place.append(self._make(scope, version, filters.matching))
        return place[0]

    def at_hand(self, scope: Scope, version: int, filters: Filters) -> Overview | None:
        """The same if it is kept already, else None."""
        return next(iter(self._places(scope, version, filters.matching)), None)

    def worth_dropping(
        self, scope: Scope, version: int, filters: Filters
    ) -> tuple[str, int] | None:
        """The filter without which most would match, and how many; None if none helps alone."""
        found = [
            (self._totals(scope, version, filters.without(name).matching).all.activities, name)
            for name in filters.active
        ]
        number, name = max(found, default=(0, ""))
        return (name, number) if number else None

    def _make(self, scope: Scope, version: int, filters: Filters) -> Overview:
        def without(*names: str) -> Totals:
            return self._totals(scope, version, filters.without(*names))

        def number(flag: str) -> tuple[int, int]:
            others = filters.without(flag)
            has: int = getattr(self._flags(scope, version, others), flag)
            return has, without(flag).all.activities - has

        def in_span(span: str) -> int:
            days = replace(filters.without("span", "start"), span=span)
            return self._totals(scope, version, days).all.activities

        return Overview(
            totals=without(),
            sports={sport: one.activities for sport, one in without("sport").by_sport.items()},
            spans={span: in_span(span) for span in SPANS},
            years=without("span", "start").by_year,
            gear=self._gear(scope, version, filters.without("gear")),
            flags={flag: number(flag) for flag in ("commute", "trainer", "private")},
            deleted=self._totals(scope, version, replace(filters, deleted=True)).all.activities,
            earlier=self._earlier(scope, version, filters),
        )

    def _earlier(self, scope: Scope, version: int, filters: Filters) -> Earlier | None:
        start, end = filters.days(scope.today, scope.first_weekday)
        # What is still to come has nothing to be compared with.
        end = min(end or scope.today, scope.today)
        if start is None or start > end or start.year == 1:
            return None
        days = Days(_year_earlier(start), _year_earlier(end))
        then = replace(filters, span=None, start=days.start, end=days.end)
        return Earlier(days, self._totals(scope, version, then).all)

    def _ask(
        self, question: Callable[[Session, Scope, Filters], Answer]
    ) -> Callable[[Scope, int, Filters], Answer]:
        def answer(scope: Scope, _version: int, filters: Filters) -> Answer:
            with self._sessions() as session:
                return question(session, scope, filters)

        return answer


def _year_earlier(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
