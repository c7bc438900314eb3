"""Totals of the matching activities, by sport and by month, and the counts of flags."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, case, cast, func, select
from sqlalchemy.orm import Session

from .. import workouts
from ..db.activities import is_visible_to_others
from ..db.models import Activity
from . import conditions
from .context import QueryContext
from .filters import Filters
from .sums import DECIMALS, common_sums, real_sum, whole_sum


class Sums(NamedTuple):
    """Sums over activities: meters, seconds, kilojoules, and heartbeats."""

    activities: int = 0
    distance: float = 0.0
    moving_time: int = 0
    climb: float = 0.0
    energy: float = 0.0
    beats: float = 0.0
    """Beats per minute times seconds of moving time, where the heart rate is known."""
    beating_time: int = 0
    """Seconds of moving time for which the heart rate is known."""

    @property
    def heartrate(self) -> float | None:
        """The average heart rate, weighted by moving time."""
        return self.beats / self.beating_time if self.beating_time else None

    def per_activity(self, amount: float) -> float | None:
        """Return the average of a sum per activity."""
        return amount / self.activities if self.activities else None


class Totals(NamedTuple):
    """Sums over all matching activities, by sport type, and by month."""

    all: Sums
    by_sport: dict[str, Sums]
    """By sport type, the most frequent first."""
    by_month: dict[str, Sums]
    """By month like 2026-11, the earliest first. Activities without a date are left out."""
    by_gear: dict[str, int]
    """The number of activities by the ID of their gear."""
    by_workout: dict[str, int]
    """The number of activities by workout type, a key of workouts.NAMES."""

    @property
    def by_year(self) -> dict[str, Sums]:
        """Sums by year, the earliest first."""
        return _add_by_key((month[:4], sums) for month, sums in self.by_month.items())


@dataclass(frozen=True)
class Flags:
    """The numbers of commutes, of activities on a trainer, and of those only the athlete sees.

    `visible` is the number of those that others see. Of the rest, nobody knows who sees them.
    """

    commute: int
    trainer: int
    private: int
    visible: int


class _Group(NamedTuple):
    """Activities of the same month, sport type, gear and workout type."""

    month: str | None
    sport_type: str
    gear_id: str | None
    workout: str | None
    sums: Sums


def compute_totals(session: Session, context: QueryContext, filters: Filters) -> Totals:
    """Return the totals of the matching activities."""
    groups = _query_groups(session, context, filters)
    sports = _add_by_key((group.sport_type, group.sums) for group in groups)
    months = _add_by_key((group.month, group.sums) for group in groups if group.month)
    gear = _add_by_key((group.gear_id, group.sums) for group in groups if group.gear_id is not None)
    by_workout = _add_by_key((group.workout, group.sums) for group in groups if group.workout)
    return Totals(
        _add(sports.values()),
        dict(sorted(sports.items(), key=lambda item: (-item[1].activities, item[0]))),
        dict(sorted(months.items())),
        {gear_id: sums.activities for gear_id, sums in gear.items()},
        {workout: sums.activities for workout, sums in by_workout.items()},
    )


def count_flags(session: Session, context: QueryContext, filters: Filters) -> Flags:
    """Return how many of the matching activities have each flag."""
    conditions_by_flag = (
        Activity.commute,
        Activity.trainer,
        Activity.private,
        is_visible_to_others(),
    )
    counts = [func.sum(case((condition, 1), else_=0)) for condition in conditions_by_flag]
    row = session.execute(select(*counts).where(*conditions.where(context, filters))).one()
    # The sum over no rows is NULL.
    return Flags(*(int(count or 0) for count in row))


def _query_groups(session: Session, context: QueryContext, filters: Filters) -> list[_Group]:
    # The month comes first: it has the most values, so that sorting for the groups rarely
    # compares the others.
    keys = (
        func.substr(cast(Activity.start_local, Text), 1, 7),
        Activity.sport_type,
        Activity.gear_id,
        Activity.workout_type,
    )
    rows = session.execute(
        select(*keys, *_sums()).where(*conditions.where(context, filters)).group_by(*keys)
    )
    return [
        _Group(
            month,
            sport_type,
            gear_id,
            workouts.BY_CODE.get(workout_type),
            Sums(*amounts),
        )
        for month, sport_type, gear_id, workout_type, *amounts in rows
    ]


def _sums() -> list[ColumnElement[Any]]:
    """Return the SQL expressions for the fields of Sums."""
    has_heartrate = Activity.average_heartrate.is_not(None)
    return [
        *common_sums(),
        real_sum(Activity.average_heartrate * Activity.moving_time),
        whole_sum(case((has_heartrate, Activity.moving_time))),
    ]


def _add(sums: Iterable[Sums]) -> Sums:
    addends = list(sums)
    columns = zip(*addends, strict=True)
    return Sums(*(round(sum(column), DECIMALS) for column in columns)) if addends else Sums()


def _add_by_key(items: Iterable[tuple[str, Sums]]) -> dict[str, Sums]:
    addends: dict[str, list[Sums]] = {}
    for key, sums in items:
        addends.setdefault(key, []).append(sums)
    return {key: _add(sums) for key, sums in addends.items()}
