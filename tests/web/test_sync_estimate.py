"""The page of syncs estimates how long fetching all details takes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from strava.accounts.usage import Usage
from strava.api.rate_limits import Window
from strava.sync.missing_details import Remaining
from strava.web.views.sync import estimate


def usage(quarter_limit: int = 100, day_used: int = 0) -> Usage:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return Usage(Window(quarter_limit, 0), now, Window(1000, day_used), now)


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        (0, ""),
        (90, "about 15 minutes"),
        (300, "about 60 minutes"),
        (450, "about 1 hour"),
        (900, "about 2 hours"),
        (990, "about 3 hours"),  # all that is left today, without the reserve of 10
        (991, "about 2 days at today's limit"),
        (16_840, "about 18 days at today's limit"),
    ],
)
def test_estimate_divides_the_calls_by_the_rate_limits(calls: int, expected: str) -> None:
    assert estimate(Remaining(calls // 2, calls // 2, calls), usage()) == expected


def test_estimate_with_a_small_limit_reserves_at_most_half_of_it() -> None:
    assert estimate(Remaining(8, 8, 16), usage(quarter_limit=8)) == "about 60 minutes"


def test_estimate_needs_days_if_the_daily_limit_is_nearly_used() -> None:
    assert estimate(Remaining(5, 5, 10), usage(day_used=995)) == "about 1 day at today's limit"


def test_there_is_no_estimate_before_the_limits_are_known() -> None:
    assert estimate(Remaining(5, 5, 10), None) == ""
