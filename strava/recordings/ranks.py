"""The ranks of efforts among all the athlete's own over the same distance, time or segment.

Efforts of activities that are deleted, or left out as duplicates, have no rank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    select,
    true,
    union,
)
from sqlalchemy.orm import Session, aliased

from ..db.activities import is_left_out
from ..db.models import Activity, Effort, LeftOut, SegmentEffort

Condition = Callable[[Any], ColumnElement[bool]]
"""A condition on an effort, given its model or an alias of it."""


class Rival(NamedTuple):
    """The best effort of another activity: its value, and where it is."""

    activity_id: int
    start_local: datetime | None
    value: float
    start: float | None
    end: float | None


class Rank(NamedTuple):
    """A position, counted from 1, among a number of efforts. Equal ones have the same position."""

    position: int
    total: int
    rival: Rival | None


@dataclass(frozen=True)
class Ranking:
    """How efforts are ranked: those that have the same in some columns, by the value of another."""

    model: type[Effort] | type[SegmentEffort]
    same: tuple[str, ...]
    value: str
    is_ranked: Condition = lambda effort: true()
    is_highest_best: Condition = lambda effort: false()
    """Otherwise, the lowest is the best."""

    def ranks(self, session: Session, activity: Activity) -> dict[int, Rank]:
        """Return the ranks of the efforts of an activity, by their ids."""
        if activity.deleted_at is not None or session.get(LeftOut, activity.id) is not None:
            return {}
        counted = session.execute(self._counts, {"activity_id": activity.id}).all()
        if not counted:
            return {}
        ids = [row.rival for row in counted if row.rival is not None]
        found = session.execute(self._rivals, {"ids": ids})
        rivals = {key: Rival(*fields) for key, *fields in found}
        uncounted = defaultdict[tuple[Any, ...], list[float]](list)
        for *key, value in session.execute(self._uncounted, {"athlete_id": activity.athlete_id}):
            uncounted[tuple(key)].append(value)
        ranked = {}
        for row in counted:
            gone = uncounted[tuple(getattr(row, name) for name in self.same)]
            sign = -1 if row.highest else 1
            better = row.better - sum(sign * value < sign * row.own for value in gone)
            ranked[row.id] = Rank(better + 1, row.total - len(gone), rivals.get(row.rival))
        return ranked

    @cached_property
    def _counts(self) -> Select[Any]:
        """The query for the number of comparable efforts, of better ones, and the rival.

        Activities that do not count are included, because 10,000 entries of an index are counted in
        a millisecond if nothing else has to be read.
        """
        mine, other = aliased(self.model), aliased(self.model)
        own, value = getattr(mine, self.value), getattr(other, self.value)
        highest = self.is_highest_best(mine)
        comparable = and_(
            *(getattr(other, name) == getattr(mine, name) for name in ("athlete_id", *self.same)),
            self.is_ranked(other),
        )
        is_candidate = and_(
            comparable,
            other.activity_id != mine.activity_id,
            ~exists().where(Activity.id == other.activity_id, Activity.deleted_at.is_not(None)),
            ~is_left_out(other.activity_id),
        )

        def count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
            counted = select(func.count()).select_from(other).where(comparable, *conditions)
            return counted.correlate(mine).scalar_subquery()

        def first(order: ColumnElement[Any]) -> ScalarSelect[int]:
            found = select(other.id).where(is_candidate).order_by(order).limit(1)
            return found.correlate(mine).scalar_subquery()

        return select(
            mine.id,
            *(getattr(mine, name) for name in self.same),
            own.label("own"),
            highest.label("highest"),
            count().label("total"),
            case((highest, count(value > own)), else_=count(value < own)).label("better"),
            case((highest, first(value.desc())), else_=first(value.asc())).label("rival"),
        ).where(mine.activity_id == bindparam("activity_id"), self.is_ranked(mine))

    @cached_property
    def _uncounted(self) -> Select[Any]:
        """The query for the values of the efforts of activities that do not count: few."""
        of_athlete = bindparam("athlete_id", type_=BigInteger)
        deleted = select(Activity.id).where(
            Activity.athlete_id == of_athlete, Activity.deleted_at.is_not(None)
        )
        uncounted = union(deleted, select(LeftOut.activity_id)).subquery()
        return (
            select(*(getattr(self.model, name) for name in (*self.same, self.value)))
            .join(uncounted, uncounted.c.id == self.model.activity_id)
            .where(self.model.athlete_id == of_athlete, self.is_ranked(self.model))
        )

    @cached_property
    def _rivals(self) -> Select[Any]:
        """The query for the fields of rivals, after their ids."""
        model = self.model
        return (
            select(
                model.id,
                *(model.activity_id, Activity.start_local, getattr(model, self.value)),
                *(model.start, model.end),
            )
            .join(Activity, Activity.id == model.activity_id)
            .where(model.id.in_(bindparam("ids", expanding=True)))
        )
