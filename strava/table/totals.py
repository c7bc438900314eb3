"""Sums over what matches, by sport and by month, and how many of it each filter would find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import NamedTuple

from sqlalchemy import Text, case, cast, func, select
from sqlalchemy.orm import Session

from ..db.models import Activity
from . import conditions
from .context import QueryContext
from .filters import Filters


class Sums(NamedTuple):
    """Sums over some activities: metres, seconds, kilojoules, heart beats."""

    activities: int = 0
    distance: float = 0.0
    moving_time: int = 0
    climb: float = 0.0
    energy: float = 0.0
    beats: float = 0.0
    """Heart beats per minute times seconds of moving time, where the heart rate is known."""
    beating_time: int = 0
    """Those seconds."""

    @property
    def heartrate(self) -> float | None:
        """The average heart rate, weighted by moving time."""
        return self.beats / self.beating_time if self.beating_time else None

    def per_activity(self, amount: float) -> float | None:
        """A sum's share of one activity."""
        return amount / self.activities if self.activities else None


# PostgreSQL adds some up to a Decimal.
_KINDS = (int, float, int, float, float, float, int)


class Totals(NamedTuple):
    """Sums over everything, by sport type, and by month."""

    all: Sums
    by_sport: dict[str, Sums]
    """The most frequent first."""
    by_month: dict[str, Sums]
    """By month as 2026-11, the earliest first; what has no date is in none."""
    by_gear: dict[str, int]
    """How many each bike or pair of shoes was used for, by its id."""

    @property
    def by_year(self) -> dict[str, Sums]:
        """By year, the earliest first."""
        return _added_by((month[:4], sums) for month, sums in self.by_month.items())


@dataclass(frozen=True)
class Flags:
    """How many activities are commutes, on a trainer, and seen by the athlete alone."""

    commute: int
    trainer: int
    private: int


def totals(session: Session, context: QueryContext, filters: Filters) -> Totals:
    """Sums over everything that matches."""
    # The month first: it differs most, so that sorting for the groups compares least.
    month = func.substr(cast(Activity.start_local, Text), 1, 7)
    groups = (month, Activity.sport_type, Activity.gear_id)
    known = Activity.average_heartrate.is_not(None)
    beats = Activity.average_heartrate * Activity.moving_time
    rows = session.execute(
        select(
            *groups,
            func.count(),
            func.sum(Activity.distance),
            func.sum(Activity.moving_time),
            func.sum(Activity.total_elevation_gain),
            func.sum(Activity.kilojoules),
            func.sum(beats),
            func.sum(case((known, Activity.moving_time))),
        )
        .where(*conditions.where(context, filters))
        .group_by(*groups)
    )
    parts = [
        (
            begun,
            sport,
            gear_id,
            Sums(*(to(amount or 0) for to, amount in zip(_KINDS, sums, strict=True))),
        )
        for begun, sport, gear_id, *sums in rows
    ]
    months = _added_by((begun, sums) for begun, _, _, sums in parts if begun)
    sports = _added_by((sport, sums) for _, sport, _, sums in parts)
    gear = _added_by((gear_id, sums) for _, _, gear_id, sums in parts if gear_id is not None)
    return Totals(
        _added(sports.values()),
        dict(sorted(sports.items(), key=lambda one: (-one[1].activities, one[0]))),
        dict(sorted(months.items())),
        {gear_id: sums.activities for gear_id, sums in gear.items()},
    )


def flags(session: Session, context: QueryContext, filters: Filters) -> Flags:
    """How many of what matches have each flag."""
    numbers = [func.sum(case((getattr(Activity, flag.name), 1), else_=0)) for flag in fields(Flags)]
    row = session.execute(select(*numbers).where(*conditions.where(context, filters))).one()
    return Flags(*(int(number or 0) for number in row))


def _added(some: Iterable[Sums]) -> Sums:
    parts = list(some)
    return Sums(*map(sum, zip(*parts, strict=True))) if parts else Sums()


def _added_by(some: Iterable[tuple[str, Sums]]) -> dict[str, Sums]:
    parts: dict[str, list[Sums]] = {}
    for key, sums in some:
        parts.setdefault(key, []).append(sums)
    return {key: _added(alike) for key, alike in parts.items()}
