"""Limits on calls: a window of 15 minutes and a day, over all calls and over reads alone.

Source: https://developers.strava.com/docs/rate-limits/
"""

from __future__ import annotations

from dataclasses import dataclass

QUARTER_HOUR = 15 * 60
DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Limits:
    """Calls allowed per quarter-hour and per day (UTC); `read` counts what is no upload."""

    read: tuple[int, int] = (100, 1000)
    overall: tuple[int, int] = (200, 2000)


class CallCounter:
    """Calls counted against the limits.

    Every call of the sample is a read, so reads and calls overall are one count.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._counts = [0, 0]
        self._windows = [-1, -1]

    def count(self, now: float) -> bool:
        """Count a call made at `now` (Unix time); False when it is over a limit.

        A refused call counts too. The windows start on the quarter-hour and at midnight UTC,
        which is where whole multiples of their lengths lie in Unix time.
        """
        self._turn(now)
        self._counts = [used + 1 for used in self._counts]
        allowed = (*self._limits.read, *self._limits.overall)
        return all(used <= limit for used, limit in zip(self._counts * 2, allowed, strict=True))

    def headers(self, now: float) -> dict[str, str]:
        """The four headers that every answer of the API carries."""
        self._turn(now)
        used = ",".join(map(str, self._counts))
        return {
            "X-RateLimit-Limit": ",".join(map(str, self._limits.overall)),
            "X-RateLimit-Usage": used,
            "X-ReadRateLimit-Limit": ",".join(map(str, self._limits.read)),
            "X-ReadRateLimit-Usage": used,
        }

    def _turn(self, now: float) -> None:
        for index, length in enumerate((QUARTER_HOUR, DAY)):
            window = int(now // length)
            if window != self._windows[index]:
                self._windows[index] = window
                self._counts[index] = 0
