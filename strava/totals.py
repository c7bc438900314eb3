"""Sums over what matches, by sport and by month, and how many activities each filter would find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import NamedTuple

from sqlalchemy import Text, case, cast, func, select
from sqlalchemy.orm import Session

from . import matching
from .filters import Filters
from .matching import Scope
from .models import Activity


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


class Totals(NamedTuple):
    """Sums over everything, by sport type, and by month."""

    all: Sums
    by_sport: dict[str, Sums]
    """The most frequent first."""
    by_month: dict[str, Sums]
    """By month as 2026-11, the earliest first; what has no date is in none."""

    @property
    def by_year(self) -> dict[str, int]:
        """How many activities each year has, the latest first."""
        years: dict[str, int] = {}
        for month, sums in reversed(self.by_month.items()):
            years[month[:4]] = years.get(month[:4], 0) + sums.activities
        return years


@dataclass(frozen=True)
class Flags:
    """How many activities are commutes, on a trainer, and seen by the athlete alone."""

    commute: int
    trainer: int
    private: int


def totals(session: Session, scope: Scope, filters: Filters) -> Totals:
    """Sums over everything that matches."""
    month = func.substr(cast(Activity.start_local, Text), 1, 7)
    known = Activity.average_heartrate.is_not(None)
    beats = Activity.average_heartrate * Activity.moving_time
    rows = session.execute(
        select(
            Activity.sport_type,
            month,
            func.count(),
            func.sum(Activity.distance),
            func.sum(Activity.moving_time),
            func.sum(Activity.total_elevation_gain),
            func.sum(Activity.kilojoules),
            func.sum(beats),
            func.sum(case((known, Activity.moving_time))),
        )
        .where(*matching.conditions(scope, filters))
        .group_by(Activity.sport_type, month)
    )
    parts = [
        (
            sport,
            begun or "",
            Sums(
                number,
                float(distance or 0),
                int(seconds or 0),
                float(climb or 0),
                float(energy or 0),
                float(beaten or 0),
                int(beating or 0),
            ),
        )
        for sport, begun, number, distance, seconds, climb, energy, beaten, beating in rows
    ]
    sports = _added_by((sport, sums) for sport, _, sums in parts)
    months = _added_by((begun, sums) for _, begun, sums in parts if begun)
    return Totals(
        _added(sums for _, _, sums in parts),
        dict(sorted(sports.items(), key=lambda one: (-one[1].activities, one[0]))),
        dict(sorted(months.items())),
    )


def gear(session: Session, scope: Scope, filters: Filters) -> dict[str, int]:
    """How many of what matches each bike or pair of shoes was used for, by its id."""
    rows = session.execute(
        select(Activity.gear_id, func.count())
        .where(*matching.conditions(scope, filters), Activity.gear_id.is_not(None))
        .group_by(Activity.gear_id)
    )
    return {gear_id: number for gear_id, number in rows if gear_id is not None}


def flags(session: Session, scope: Scope, filters: Filters) -> Flags:
    """How many of what matches have each flag."""
    numbers = [func.sum(case((getattr(Activity, flag.name), 1), else_=0)) for flag in fields(Flags)]
    row = session.execute(select(*numbers).where(*matching.conditions(scope, filters))).one()
    return Flags(*(int(number or 0) for number in row))


def _added(some: Iterable[Sums]) -> Sums:
    parts = list(some)
    return Sums(*map(sum, zip(*parts, strict=True))) if parts else Sums()


def _added_by(some: Iterable[tuple[str, Sums]]) -> dict[str, Sums]:
    parts: dict[str, list[Sums]] = {}
    for key, sums in some:
        parts.setdefault(key, []).append(sums)
    return {key: _added(alike) for key, alike in parts.items()}
