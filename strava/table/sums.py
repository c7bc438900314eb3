"""The SQL of the sums that totals and statistics have in common."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Double, cast, func

from ..db.models import Activity

DECIMALS = 3
"""To how many decimals sums are rounded. Strava sends one or two, and the rest only shows in which
order a computer has added, so that the same sum could be written in two ways."""


def common_sums() -> list[ColumnElement[Any]]:
    """Return the number of activities, meters, seconds, meters of elevation gain and kilojoules."""
    return [
        func.count(),
        real_sum(Activity.distance),
        whole_sum(Activity.moving_time),
        real_sum(Activity.total_elevation_gain),
        real_sum(Activity.kilojoules),
    ]


def real_sum(amount: Any) -> ColumnElement[float]:
    """Return the sum of numbers, which is 0 without any.

    PostgreSQL would return a Decimal for some of them.
    """
    return cast(func.coalesce(func.sum(amount), 0), Double())


def whole_sum(amount: Any) -> ColumnElement[int]:
    """Return the sum of whole numbers, which is 0 without any."""
    return cast(func.coalesce(func.sum(amount), 0), BigInteger())
