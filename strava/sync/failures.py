"""What an error means for a run: try again later, skip one activity, or fail."""

from __future__ import annotations

import logging

from ..db.damage import explain
from ..db.enums import RunState, WaitReason
from ..db.models import SyncRun
from ..errors import (
    BadRequest,
    Forbidden,
    NotGranted,
    RateLimited,
    StravaError,
    Unavailable,
    UnexpectedAnswer,
)
from . import runs, waits
from .context import RunContext

log = logging.getLogger(__name__)

TRANSIENT_ERRORS = (Unavailable, UnexpectedAnswer)
"""Errors that are worth a retry."""


def is_about_one_activity(error: StravaError) -> bool:
    """Return whether Strava refused only one activity and may well send the next."""
    return type(error) in (BadRequest, Forbidden, NotGranted)


def leaves_the_rest(error: StravaError) -> bool:
    """Return whether other documents of the same activity are worth a call.

    They are not if Strava cannot be reached, or refuses everything.
    """
    if isinstance(error, Unavailable):
        return error.response is not None
    return isinstance(error, UnexpectedAnswer) or is_about_one_activity(error)


def record_failure(context: RunContext, error: Exception) -> None:
    """Store why a run stopped, and when it will continue if it can."""
    now, run_id, calls = context.logbook.now(), context.run.id, context.calls
    with context.logbook.sessions() as session:
        if isinstance(error, RateLimited):
            reason, resume_at = WaitReason.RATE_LIMIT, max(error.opens_at, now)
            runs.wait(session, run_id, reason, resume_at, error=str(error), calls=calls)
        elif isinstance(error, TRANSIENT_ERRORS):
            attempts = session.get_one(SyncRun, run_id).attempts + 1
            reason, resume_at = WaitReason.NETWORK, now + waits.backoff(attempts)
            values = {"error": str(error), "calls": calls, "attempts": attempts}
            runs.wait(session, run_id, reason, resume_at, **values)
        else:
            values = {"error": _sentence(context, error), "calls": calls}
            runs.finish(session, run_id, RunState.FAILED, now, **values)


def _sentence(context: RunContext, error: Exception) -> str:
    reason = explain(error, lambda: context.logbook.settings)
    if reason is not None:
        return str(reason)
    log.error("Internal error in a sync", exc_info=error)
    return "Internal error in Logbook. The log has the details."
