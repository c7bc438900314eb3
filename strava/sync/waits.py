"""How long a run waits for a rate limit or for the network, and when a wait is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..api.rate_limits import DAY, QUARTER_HOUR, day_start, quarter_start
from ..db.enums import WaitReason
from ..db.models import SyncRun

SYNC_PAUSE = timedelta(seconds=10)
"""How long a run that leaves the computer to a sync waits before it looks again."""
_FIRST_BACKOFF, _MAX_BACKOFF = timedelta(seconds=2), timedelta(hours=1)


def backoff(attempts: int) -> timedelta:
    """Return the pause after this many consecutive failures: 2 seconds, doubled each time."""
    doublings = min(max(attempts, 1) - 1, 16)
    return min(_FIRST_BACKOFF * (1 << doublings), _MAX_BACKOFF)


def is_over(run: SyncRun, now: datetime) -> bool:
    """Return whether a waiting run can continue.

    It can when its time has come, and when its time is further away than a wait from `now` can
    be: then the clock was ahead when the wait began.
    """
    return run.resume_at is None or run.resume_at <= now or run.resume_at > _latest_end(run, now)


def _latest_end(run: SyncRun, now: datetime) -> datetime:
    """Return when a wait for the same reason that began now would end at the latest."""
    match run.waiting_for:
        case WaitReason.RATE_LIMIT:
            midnight = day_start(now) + DAY
            return midnight if run.resume_at == midnight else quarter_start(now) + QUARTER_HOUR
        case WaitReason.NETWORK:
            return now + backoff(run.attempts)
        case WaitReason.SYNC:
            return now + SYNC_PAUSE
    return now
