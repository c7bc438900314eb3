"""Strava's rate limits: read from response headers, and when they reset.

Limits apply to an application, over all its athletes: a window of 15 minutes that starts at :00,
:15, :30 and :45, and a day that starts at midnight UTC. Reads have lower limits of their own.
Source: https://developers.strava.com/docs/rate-limits/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

QUARTER_HOUR = timedelta(minutes=15)
DAY = timedelta(days=1)
_LARGEST = 2**31 - 1
"""Far above any limit. A larger number is a mistake."""


@dataclass(frozen=True, slots=True)
class Window:
    """How many calls a window allows, and how many of them are used."""

    limit: int
    used: int

    @property
    def left(self) -> int:
        """Remaining calls; never below 0, although Strava counts refused calls too."""
        return max(0, self.limit - self.used)

    @property
    def is_plausible(self) -> bool:
        """Whether the numbers can be true. A limit of 0 would prevent the call that corrects it."""
        return 0 < self.limit <= _LARGEST and 0 <= self.used <= _LARGEST


@dataclass(frozen=True, slots=True)
class RateLimits:
    """Limits and usage of reads, as reported by a response."""

    quarter_hour: Window
    day: Window


def from_headers(headers: Mapping[str, str]) -> RateLimits | None:
    """Return the limits on reads from response headers; None if missing or not plausible.

    Falls back to the overall limits if Strava sends none for reads.
    """
    for prefix in ("X-ReadRateLimit", "X-RateLimit"):
        limits = _pair(headers.get(f"{prefix}-Limit"))
        used = _pair(headers.get(f"{prefix}-Usage"))
        if limits and used:
            quarter_hour, day = Window(limits[0], used[0]), Window(limits[1], used[1])
            if quarter_hour.is_plausible and day.is_plausible:
                return RateLimits(quarter_hour, day)
    return None


def opens_at(limits: RateLimits | None, now: datetime) -> datetime:
    """Return when calls are possible again after a refusal at `now`, in UTC.

    That is the next midnight UTC if the day's calls are used up, else the next quarter-hour.
    """
    if limits is not None and limits.day.left == 0:
        return day_start(now) + DAY
    return quarter_start(now) + QUARTER_HOUR


def quarter_start(now: datetime) -> datetime:
    """Return the start of the quarter-hour that contains `now`, in UTC."""
    midnight = day_start(now)
    return midnight + QUARTER_HOUR * ((now - midnight) // QUARTER_HOUR)


def day_start(now: datetime) -> datetime:
    """Return the start of the day that contains `now`, in UTC."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _pair(value: str | None) -> tuple[int, int] | None:
    try:
        quarter_hour, day = (int(part) for part in (value or "").split(","))
    except ValueError:
        return None
    return quarter_hour, day
