"""Errors as pages show them, with times of day in the style that the athlete chose."""

from __future__ import annotations

from datetime import datetime

from ..db.enums import WaitReason
from ..db.models import SyncRun
from ..errors import LogbookError, RateLimited
from . import current
from .display import formats


def of_error(error: LogbookError) -> str:
    """Return what an error says."""
    return _rate_limit(error.opens_at) if isinstance(error, RateLimited) else str(error)


def of_run(run: SyncRun) -> str | None:
    """Return why a run stopped; None if it did not."""
    if run.waiting_for == WaitReason.RATE_LIMIT and run.resume_at is not None:
        return _rate_limit(run.resume_at)
    return run.error


def _rate_limit(opens_at: datetime) -> str:
    resets_at = formats.moment(opens_at, current.dates())
    return f"Strava's rate limit is reached; it resets at {resets_at}."
