"""The statistics as JSON and CSV, in SI units."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from ... import sports
from ...analysis.periods import Periods
from ...statistics import amounts, parts, totals
from ...statistics.amounts import MEASURES, Amounts
from ...statistics.choices import Choices
from ...statistics.parts import Part
from ...table.context import QueryContext
from ...table.filters import Filters

_GROUPS = list(sports.GROUP_NAMES)


def to_json(
    session: Session, context: QueryContext, filters: Filters, choices: Choices
) -> dict[str, Any]:
    """Return all statistics of the matching activities as JSON."""
    found = parts.load_parts(session, context, filters)
    return {
        "by": choices.by,
        "periods": _periods(found, choices, context.first_weekday),
        "total": _fields(amounts.total(found)),
    }


def to_csv(session: Session, context: QueryContext, filters: Filters, choices: Choices) -> str:
    """Return the totals of each period as CSV, in all and by group of sports."""
    found = parts.load_parts(session, context, filters)
    rows = _periods(found, choices, context.first_weekday)
    groups = [group for group in _GROUPS if any(group in row["groups"] for row in rows)]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(
        [
            *("period", "from", "to", *MEASURES),
            *(f"{group}_{measure}" for group in groups for measure in MEASURES),
        ]
    )
    for row in rows:
        by_group = [row["groups"].get(group, {}) for group in groups]
        writer.writerow(
            [
                *(row[name] for name in ("period", "from", "to", *MEASURES)),
                *(sums.get(measure, 0) for sums in by_group for measure in MEASURES),
            ]
        )
    return buffer.getvalue()


def _periods(found: Sequence[Part], choices: Choices, first_weekday: int) -> list[dict[str, Any]]:
    by_period = totals.by_period(found, Periods(choices.by, first_weekday), _GROUPS)
    return [
        {
            "period": totals.name(one, choices.by),
            "from": one.start.isoformat(),
            "to": one.end.isoformat(),
            **_fields(one.all),
            "groups": {group: _fields(sums) for group, sums in one.by_group.items()},
        }
        for one in by_period
    ]


def _fields(sums: Amounts) -> dict[str, float]:
    # Strava sends one decimal. More would only show how computers add.
    return {
        name: round(value, 1) if isinstance(value, float) else value
        for name, value in sums._asdict().items()
    }
