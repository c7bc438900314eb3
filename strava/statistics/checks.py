"""What looks wrong in an athlete's activities: duplicates, impossible numbers, and long days."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, exists, func, select
from sqlalchemy.orm import Session

from ..analysis.overlaps import Overlap, Span, overlapping
from ..analysis.problems import KINDS, LONGEST, Figures, problems
from ..db.activities import is_current
from ..db.documents import NO_DOCUMENT, STREAMS
from ..db.models import Activity, Document, LeftOut
from ..sports import group
from ..table import conditions
from ..table.context import QueryContext
from ..table.filters import Filters
from ..table.sums import whole_sum

MOST_PAIRS = 2000
"""The pairs of overlapping activities that are looked for. More say no more."""
DAY = 86_400
"""Seconds."""
_EPOCH = datetime(1970, 1, 1)


class Odd(NamedTuple):
    """An activity and what cannot be right about it."""

    activity_id: int
    value: float | None


class LongDay(NamedTuple):
    """A day with more than 24 hours of moving time."""

    day: date
    seconds: int
    activities: int


@dataclass(frozen=True)
class Findings:
    """Everything that looks wrong, the newest activities first."""

    pairs: list[Overlap]
    """Activities that overlap by more than half of the shorter one, and both count. Those of the
    same group of sports come first."""
    left_out: dict[int, int | None]
    """Activities that are left out, and one that counts and that each overlaps, if any."""
    odd: dict[str, list[Odd]]
    """By kind, a key of problems.KINDS, in this order; only kinds that occur."""
    long_days: list[LongDay]
    has_more_pairs: bool
    """Whether the search for pairs was given up."""

    @property
    def number(self) -> int:
        """How many things there are to look at."""
        return len(self.pairs) + sum(map(len, self.odd.values())) + len(self.long_days)


def find(session: Session, context: QueryContext) -> Findings:
    """Look at all activities of the athlete of a context."""
    looked_at = list(_load(session, context))
    found = list(islice(overlapping(_spans(looked_at)), MOST_PAIRS + 1))
    by_id = {one.activity_id: one for one in looked_at}

    def counts(one: Overlap) -> bool:
        return not by_id[one.first].is_left_out and not by_id[one.second].is_left_out

    def likely_first(one: Overlap) -> tuple[bool, float]:
        first, second = by_id[one.first], by_id[one.second]
        is_other = group(first.figures.sport_type) != group(second.figures.sport_type)
        return is_other, -second.start

    left_out = sorted((one for one in looked_at if one.is_left_out), key=_newest_first)
    return Findings(
        pairs=sorted(filter(counts, found[:MOST_PAIRS]), key=likely_first),
        left_out=_partners(sorted(found, key=likely_first), [one.activity_id for one in left_out]),
        odd=_odd([one for one in looked_at if not one.is_left_out], context.today),
        long_days=_long_days(session, context),
        has_more_pairs=len(found) > MOST_PAIRS,
    )


def count_unrecorded(session: Session, athlete_id: int) -> int:
    """Return how many activities have no recording, other than those entered by hand."""
    is_recorded = exists().where(
        Document.activity_id == Activity.id,
        Document.kind == STREAMS,
        Document.body != NO_DOCUMENT,
    )
    query = select(func.count()).select_from(Activity)
    unrecorded = query.where(is_current(athlete_id), Activity.manual.is_(False), ~is_recorded)
    return session.scalar(unrecorded) or 0


class _LookedAt(NamedTuple):
    """What is looked at of an activity."""

    activity_id: int
    is_left_out: bool
    start: float
    """Seconds since 1970; infinity if it is not known."""
    is_start_known: bool
    """Whether the time of day is known, too."""
    figures: Figures


def _load(session: Session, context: QueryContext) -> Iterator[_LookedAt]:
    """Yield what is looked at of all activities, in any order: sorting them takes longer."""
    left_out = {*session.scalars(select(LeftOut.activity_id))}
    query = select(
        Activity.id,
        # As text, which is converted in half of the time here.
        cast(Activity.start_date, Text),
        Activity.time_of_day,
        Activity.sport_type,
        Activity.day,
        Activity.distance,
        Activity.moving_time,
        Activity.elapsed_time,
        Activity.total_elevation_gain,
        Activity.max_speed,
        Activity.max_heartrate,
        Activity.elev_high,
    ).where(is_current(context.athlete_id))
    # Without the session, which would take as long as the query for its thousands of rows.
    for key, start_date, time_of_day, *figures in session.connection().execute(query):
        start = math.inf
        if start_date is not None:
            start = (datetime.fromisoformat(start_date) - _EPOCH).total_seconds()
        is_known = start_date is not None and time_of_day is not None
        values = (key, key in left_out, start, is_known, tuple.__new__(Figures, figures))
        yield tuple.__new__(_LookedAt, values)


def _newest_first(one: _LookedAt) -> tuple[float, int]:
    return -one.start, -one.activity_id


def _spans(looked_at: Iterable[_LookedAt]) -> Iterator[Span]:
    """Yield when each activity took place, if that is known.

    An elapsed time of weeks, which is listed as wrong, would overlap everything: then the moving
    time counts. A hidden start would let all activities of a day begin together.
    """
    for key, _, start, is_start_known, figures in looked_at:
        seconds = figures.elapsed_time or figures.moving_time or 0
        if seconds > LONGEST:
            seconds = figures.moving_time or 0
        if is_start_known and 0 < seconds <= LONGEST:
            yield Span(key, start, start + seconds)


def _partners(found: Iterable[Overlap], left_out: Sequence[int]) -> dict[int, int | None]:
    """Return the first activity that counts and that each of these overlaps, if any."""
    partners: dict[int, int | None] = dict.fromkeys(left_out)
    for one in found:
        for out, other in ((one.first, one.second), (one.second, one.first)):
            if other not in partners and partners.get(out, other) is None:
                partners[out] = other
    return partners


def _odd(looked_at: Iterable[_LookedAt], today: date) -> dict[str, list[Odd]]:
    found: dict[str, list[tuple[_LookedAt, float | None]]] = {kind: [] for kind in KINDS}
    for one in looked_at:
        for problem in problems(one.figures, today):
            found[problem.kind].append((one, problem.value))
    return {
        kind: [
            Odd(one.activity_id, value)
            for one, value in sorted(odd, key=lambda item: _newest_first(item[0]))
        ]
        for kind, odd in found.items()
        if odd
    }


def _long_days(session: Session, context: QueryContext) -> list[LongDay]:
    day = func.date(Activity.start_local)
    seconds = whole_sum(Activity.moving_time)
    query = (
        select(day, seconds, func.count())
        .where(*conditions.where(context, Filters()), Activity.start_local.is_not(None))
        .group_by(day)
        .having(seconds > DAY)
        .order_by(day.desc())
    )
    return [LongDay(_as_date(one), *numbers) for one, *numbers in session.execute(query)]


def _as_date(stored: Any) -> date:
    return stored if isinstance(stored, date) else date.fromisoformat(stored)
