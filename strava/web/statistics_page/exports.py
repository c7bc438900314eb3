"""The statistics as JSON and CSV, in SI units."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import Any, cast, get_args

from sqlalchemy.orm import Session

from ... import sports
from ...analysis import years
from ...analysis.eddington import eddington
from ...analysis.goals import progress
from ...analysis.periods import Periods, Unit
from ...analysis.streaks import Streak, streaks
from ...analysis.streaks import Unit as StreakUnit
from ...statistics import amounts, days, goals, parts, reminders, totals
from ...statistics.amounts import MEASURES, Amounts
from ...statistics.choices import Choices
from ...statistics.gear import by_gear
from ...statistics.parts import Part
from ...table.context import QueryContext
from ...table.filters import Filters
from .eddington import UNITS, distances

Row = dict[str, Any]
_GROUPS = list(sports.GROUP_NAMES)
_KEYS: dict[str, Callable[[Part], Hashable]] = {
    "weekday": lambda part: part.day and part.day.weekday(),
    "hour": lambda part: part.hour,
    "gear": lambda part: part.gear_id,
}
"""What the activities of a row have in common if it is not the period."""


def to_json(session: Session, context: QueryContext, filters: Filters, choices: Choices) -> Row:
    """Return all statistics of the matching activities as JSON."""
    found = parts.load_parts(session, context, filters)
    by_day = days.by_day(found)
    return {
        "by": choices.by,
        "periods": _rows(found, choices, context),
        "total": _fields(amounts.total(found)),
        "days": [{"day": day.isoformat(), **_fields(sums)} for day, sums in by_day.items()],
        "weekdays": [
            {"weekday": weekday, "hour": hour, **_fields(sums)}
            for (weekday, hour), sums in _sorted(days.by_weekday_and_hour(found))
        ],
        "streaks": _streaks(by_day, context),
        "years": _years(by_day, context.today),
        "eddington": _eddington(found),
        "gear": _gear(found, dict(context.gear), reminders.retired(session, context.athlete_id)),
        "goals": _goals(session, context),
        "reminders": _reminders(session, context),
    }


def to_csv(session: Session, context: QueryContext, filters: Filters, choices: Choices) -> str:
    """Return the totals of each period as CSV, in all and by group of sports."""
    found = parts.load_parts(session, context, filters)
    rows = _rows(found, choices, context)
    groups = [group for group in _GROUPS if any(group in row["groups"] for row in rows)]
    own = ["period", *([] if choices.by in _KEYS else ["from", "to"]), *MEASURES]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([*own, *(f"{group}_{measure}" for group in groups for measure in MEASURES)])
    for row in rows:
        by_group = [row["groups"].get(group, {}) for group in groups]
        writer.writerow(
            [
                *(row[name] for name in own),
                *(sums.get(measure, 0) for sums in by_group for measure in MEASURES),
            ]
        )
    return buffer.getvalue()


def _rows(found: Sequence[Part], choices: Choices, context: QueryContext) -> list[Row]:
    """Return the sums of each period, or of each weekday, hour, or gear, without unknown ones."""
    if choices.by in _KEYS:
        return _rows_by_key(found, _KEYS[choices.by])
    periods = Periods(cast(Unit, choices.by), context.first_weekday)
    return [
        {
            "period": totals.name(one, choices.by),
            "from": one.start.isoformat(),
            "to": one.end.isoformat(),
            **_fields(one.all),
            "groups": {group: _fields(sums) for group, sums in one.by_group.items()},
        }
        for one in totals.by_period(found, periods, _GROUPS)
    ]


def _rows_by_key(found: Sequence[Part], key: Callable[[Part], Hashable]) -> list[Row]:
    known = [part for part in found if key(part) is not None]
    by_group = amounts.by_key(((key(part), part.group), part) for part in known)
    return [
        {
            "period": value,
            **_fields(sums),
            "groups": {
                group: _fields(by_group[value, group])
                for group in _GROUPS
                if (value, group) in by_group
            },
        }
        for value, sums in _sorted(amounts.by_key((key(part), part) for part in known))
    ]


def _sorted(sums: dict[Any, Amounts]) -> list[tuple[Any, Amounts]]:
    """Return the items in the order of their keys; an unknown hour comes last."""

    def position(item: tuple[Any, Amounts]) -> Any:
        key = item[0]
        return (key[0], 24 if key[1] is None else key[1]) if isinstance(key, tuple) else key

    return sorted(sums.items(), key=position)


def _streaks(by_day: Iterable[Any], context: QueryContext) -> Row:
    dates = list(by_day)
    found = {
        unit: streaks(dates, unit, context.today, context.first_weekday)
        for unit in get_args(StreakUnit)
    }
    return {
        unit: {
            "running": _streak(one.running),
            "longest": _streak(one.longest),
            "due": one.due and one.due.isoformat(),
        }
        for unit, one in found.items()
    }


def _streak(one: Streak | None) -> Row | None:
    if one is None:
        return None
    return {"length": one.length, "from": one.start.isoformat(), "to": one.end.isoformat()}


def _years(by_day: dict[date, Amounts], today: date) -> list[Row]:
    """Return each year with its sums, and those up to the same day of the year as today."""
    measures = {
        measure: years.compare({day: sums[number] for day, sums in by_day.items()}, today)
        for number, measure in enumerate(MEASURES)
    }
    return [
        {
            "year": compared[0].year,
            "total": _rounded(MEASURES, [one.total for one in compared]),
            "so_far": _rounded(MEASURES, [one.so_far for one in compared]),
        }
        for compared in zip(*measures.values(), strict=True)
    ]


def _eddington(found: Sequence[Part]) -> list[Row]:
    rows = []
    for group, meters in distances(found).items():
        for unit, length in UNITS:
            one = eddington(meters, length)
            rows.append(
                {
                    "sport_group": group,
                    "unit": unit,
                    "number": one.number,
                    "missing": [{"number": number, "days": days} for number, days in one.missing],
                    "reached": [
                        {"day": day.isoformat(), "number": number} for day, number in one.reached
                    ],
                }
            )
    return rows


def _gear(found: Sequence[Part], names: dict[str, str], retired: set[str]) -> list[Row]:
    return [
        {
            "gear_id": use.gear_id,
            "name": names.get(use.gear_id),
            "retired": use.gear_id in retired,
            **_fields(use.all),
            "first": use.first and use.first.isoformat(),
            "last": use.last and use.last.isoformat(),
            "months": [
                {"month": f"{month:%Y-%m}", **_fields(sums)} for month, sums in use.by_month.items()
            ],
        }
        for use in by_gear(found)
    ]


def _goals(session: Session, context: QueryContext) -> list[Row]:
    rows = []
    sums: dict[int, dict[str, Amounts]] = {}
    for goal in goals.find_all(session, context.athlete_id):
        if goal.year not in sums:
            sums[goal.year] = goals.sums_of_year(session, context, goal.year)
        done = getattr(sums[goal.year].get(goal.sport_group, Amounts()), goal.measure)
        found = progress(goal.amount, done, goal.year, context.today)
        rows.append(
            {
                "year": goal.year,
                "sport_group": goal.sport_group,
                "measure": goal.measure,
                "goal": goal.amount,
                "done": done,
                "expected": found.expected,
                "per_week": found.per_week,
                "projection": found.projection,
            }
        )
    return rows


def _reminders(session: Session, context: QueryContext) -> list[Row]:
    found = reminders.find_all(session, context.athlete_id)
    distances = reminders.load_distances(session, context, {one.gear_id for one in found})
    rows = []
    for one in found:
        made = reminders.progress(one, distances)
        rows.append(
            {
                "gear_id": one.gear_id,
                "part": one.part,
                "since": one.since and one.since.isoformat(),
                "distance": one.distance,
                "done": round(made.done, 1),
                "reached": made.reached and made.reached.isoformat(),
            }
        )
    return rows


def _fields(sums: Amounts) -> dict[str, float]:
    return _rounded(MEASURES, sums)


def _rounded(names: Sequence[str], values: Iterable[float]) -> dict[str, float]:
    # Strava sends one decimal. More would only show how computers add.
    return {
        name: round(value, 1) if isinstance(value, float) else value
        for name, value in zip(names, values, strict=True)
    }
