"""Strava's limits on calls: read from the headers, and when the next window opens.

Limits hold per application, over all its athletes: a window of 15 minutes that starts at :00,
:15, :30 and :45, and a day that starts at midnight UTC. Reads have lower limits of their own.
Source: https://developers.strava.com/docs/rate-limits/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

QUARTER_HOUR = timedelta(minutes=15)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """How many calls a window allows, and how many of them are used."""

    limit: int
    used: int

    @property
    def left(self) -> int:
        """Calls still allowed; never below 0, although refused calls go on counting."""
        return max(0, self.limit - self.used)


@dataclass(frozen=True, slots=True)
class RateLimits:
    """Limits and usage of reads, as the last answer told them."""

    quarter_hour: Window
    day: Window


def from_headers(headers: Mapping[str, str]) -> RateLimits | None:
    """The limits on reads in an answer's headers; None where they are missing or unreadable.

    The overall limits stand in where Strava sends no separate ones for reads.
    """
    for prefix in ("X-ReadRateLimit", "X-RateLimit"):
        limits = _pair(headers.get(f"{prefix}-Limit"))
        used = _pair(headers.get(f"{prefix}-Usage"))
        if limits and used:
            return RateLimits(Window(limits[0], used[0]), Window(limits[1], used[1]))
    return None


def opens_at(quota: RateLimits | None, now: datetime) -> datetime:
    """When calls are possible again after a refusal at `now`: an aware time in UTC.

    The next midnight UTC if the day's calls are used up, else the next quarter-hour.
    """
    if quota is not None and quota.day.left == 0:
        return day_start(now) + DAY
    return quarter_start(now) + QUARTER_HOUR


def quarter_start(now: datetime) -> datetime:
    """When the quarter-hour that `now` lies in began, in UTC."""
    midnight = day_start(now)
    return midnight + QUARTER_HOUR * ((now - midnight) // QUARTER_HOUR)


def day_start(now: datetime) -> datetime:
    """When the day that `now` lies in began, in UTC."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _pair(value: str | None) -> tuple[int, int] | None:
    try:
        quarter_hour, day = (int(part) for part in (value or "").split(","))
    except ValueError:
        return None
    return quarter_hour, day
