"""Limits and usage are read from the headers, and tell when the next window opens."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from strava.api import rate_limits

HEADERS = {
    "X-RateLimit-Limit": "200,2000",
    "X-RateLimit-Usage": "14,527",
    "X-ReadRateLimit-Limit": "100,1000",
    "X-ReadRateLimit-Usage": "14,512",
}


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 22, hour, minute, second, tzinfo=UTC)


def test_the_limits_on_reads_count() -> None:
    seen = rate_limits.from_headers(HEADERS)
    assert seen == rate_limits.RateLimits(
        rate_limits.Window(100, 14), rate_limits.Window(1000, 512)
    )
    assert (seen.quarter_hour.left, seen.day.left) == (86, 488)


def test_the_overall_limits_stand_in_for_missing_ones_on_reads() -> None:
    overall = {name: value for name, value in HEADERS.items() if "Read" not in name}
    assert rate_limits.from_headers(overall) == rate_limits.RateLimits(
        rate_limits.Window(200, 14), rate_limits.Window(2000, 527)
    )


@pytest.mark.parametrize("value", ["", "14", "a,b", "1,2,3"])
def test_unreadable_headers_tell_nothing(value: str) -> None:
    assert rate_limits.from_headers({**dict.fromkeys(HEADERS, value)}) is None


def test_refused_calls_go_on_counting_but_nothing_is_left_below_zero() -> None:
    assert rate_limits.Window(limit=100, used=104).left == 0


@pytest.mark.parametrize(
    ("now", "opens"),
    [(at(12, 0), at(12, 15)), (at(12, 14, 59), at(12, 15)), (at(12, 59), at(13, 0))],
)
def test_the_quarter_hour_opens_at_the_next_quarter(now: datetime, opens: datetime) -> None:
    assert rate_limits.opens_at(None, now) == opens


def test_a_day_that_is_used_up_opens_at_midnight_utc() -> None:
    used_up = rate_limits.RateLimits(rate_limits.Window(100, 3), rate_limits.Window(1000, 1000))
    assert rate_limits.opens_at(used_up, at(12, 1)) == datetime(2026, 11, 23, tzinfo=UTC)
