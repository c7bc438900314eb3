"""Rate limits: read from headers, and when each window resets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from strava.api.rate_limits import RateLimits, Window, day_start, from_headers, opens_at

HEADERS = {
    "X-RateLimit-Limit": "200,2000",
    "X-RateLimit-Usage": "14,527",
    "X-ReadRateLimit-Limit": "100,1000",
    "X-ReadRateLimit-Usage": "14,512",
}


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 22, hour, minute, second, tzinfo=UTC)


def test_limits_on_reads_take_precedence() -> None:
    limits = from_headers(HEADERS)
    assert limits == RateLimits(Window(100, 14), Window(1000, 512))
    assert (limits.quarter_hour.left, limits.day.left) == (86, 488)


def test_overall_limits_are_the_fallback() -> None:
    overall = {name: value for name, value in HEADERS.items() if "Read" not in name}
    assert from_headers(overall) == RateLimits(Window(200, 14), Window(2000, 527))


IMPLAUSIBLE_LIMITS = [
    *("", "14", "a,b", "1,2,3", ",", "1,", "0,0", "0,1000", "100,0", "-1,5", "5,-1", "nan,inf"),
    *("1e3,1e4", "100.0,1000.0", f"{2**31},1000", f"100,{2**63}", f"100,{'9' * 5000}", "null,null"),
]


@pytest.mark.parametrize("value", IMPLAUSIBLE_LIMITS)
def test_limits_that_cannot_be_true_are_unknown(value: str) -> None:
    assert from_headers(dict.fromkeys(HEADERS, value)) is None
    limits = {name: value for name in HEADERS if name.endswith("Limit")}
    assert from_headers(HEADERS | limits) is None


@pytest.mark.parametrize("value", ["", "14", "a,b", "1,2,3", "-1,5", "5,-1", f"0,{2**31}"])
def test_usage_that_cannot_be_true_is_unknown(value: str) -> None:
    usage = {name: value for name in HEADERS if name.endswith("Usage")}
    assert from_headers(HEADERS | usage) is None


def test_overall_limits_replace_limits_on_reads_that_cannot_be_true() -> None:
    limits = from_headers(HEADERS | {"X-ReadRateLimit-Limit": "0,0"})
    assert limits == RateLimits(Window(200, 14), Window(2000, 527))


def test_remaining_calls_are_never_negative() -> None:
    assert Window(limit=100, used=104).left == 0


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at(12, 0), at(12, 15)),
        (at(12, 14, 59), at(12, 15)),
        (at(12, 15), at(12, 30)),
        (at(12, 59), at(13, 0)),
        (at(23, 50), datetime(2026, 11, 23, tzinfo=UTC)),
    ],
)
def test_calls_are_possible_again_at_the_next_quarter_hour(now: datetime, opens: datetime) -> None:
    assert opens_at(None, now) == opens
    used_up = RateLimits(Window(100, 100), Window(1000, 999))
    assert opens_at(used_up, now) == opens


def test_calls_are_possible_again_at_midnight_utc_if_the_day_is_used_up() -> None:
    used_up = RateLimits(Window(100, 3), Window(1000, 1000))
    assert opens_at(used_up, at(12, 1)) == datetime(2026, 11, 23, tzinfo=UTC)


def test_day_starts_at_midnight_utc_in_every_time_zone() -> None:
    now = datetime(2026, 11, 23, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert day_start(now) == at(0, 0)
