"""Strava's rate limits: per 15 minutes and per day, for all calls and for read calls.

Source: https://developers.strava.com/docs/rate-limits/
"""

from __future__ import annotations

from dataclasses import dataclass

QUARTER_HOUR = 15 * 60
DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Limits:
    """The calls allowed per 15 minutes and per day (UTC); uploads do not count as `read`."""

    read: tuple[int, int] = (100, 1000)
    overall: tuple[int, int] = (200, 2000)


class CallCounter:
    """Counts calls against the limits.

    The sample has no uploads: every call is a read call, so both limits share one count.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._counts = [0, 0]
        self._windows = [-1, -1]

    def count(self, now: float) -> bool:
        """Count a call at `now` (Unix time) and return whether the limits allow it.

        Rejected calls count too. Windows start at :00, :15, :30 and :45 and at midnight UTC,
        which are multiples of their lengths in Unix time.
        """
        self._start_new_windows(now)
        self._counts = [used + 1 for used in self._counts]
        allowed = (*self._limits.read, *self._limits.overall)
        return all(used <= limit for used, limit in zip(self._counts * 2, allowed, strict=True))

    def headers(self, now: float) -> dict[str, str]:
        """Return the four rate limit headers that every API response carries."""
        self._start_new_windows(now)
        used = ",".join(map(str, self._counts))
        return {
            "X-RateLimit-Limit": ",".join(map(str, self._limits.overall)),
            "X-RateLimit-Usage": used,
            "X-ReadRateLimit-Limit": ",".join(map(str, self._limits.read)),
            "X-ReadRateLimit-Usage": used,
        }

    def _start_new_windows(self, now: float) -> None:
        for index, length in enumerate((QUARTER_HOUR, DAY)):
            window = int(now // length)
            if window != self._windows[index]:
                self._windows[index] = window
                self._counts[index] = 0
