"""Fetches the details of all activities in the background, newest first."""

from __future__ import annotations

from ..db.documents import store_documents
from ..errors import StravaError
from . import details, missing_details, runs
from .context import RunContext
from .failures import TRANSIENT_ERRORS, is_about_one_activity, leaves_the_rest
from .missing_details import MissingDetails

OUTAGE_THRESHOLD = 3
"""This many consecutive failures count as an outage rather than as broken activities."""


def fetch_all_details(context: RunContext) -> None:
    """Fetch the details of every activity that lacks them.

    An activity that fails is skipped, and an outage makes the run wait. Each retry tolerates one
    more failure, so a few broken activities cannot block the rest.
    """
    skipped: dict[int, str] = {}
    consecutive, tolerated = 0, OUTAGE_THRESHOLD + context.run.attempts
    while (missing := _next(context, skipped)) is not None:
        try:
            _fetch(context, missing)
        except StravaError as error:
            if not (is_about_one_activity(error) or isinstance(error, TRANSIENT_ERRORS)):
                raise
            consecutive += 1
            if consecutive == tolerated:
                raise
            name = f'"{missing.name}" ({missing.activity_id})'
            skipped[missing.activity_id] = f"The details of {name}: {error}"
            continue
        consecutive = 0
        with context.transaction() as (_, run):
            run.done += 1
    if skipped:
        with context.transaction() as (_, run):
            runs.name_skipped(run, skipped.values())


def _next(context: RunContext, skipped: dict[int, str]) -> MissingDetails | None:
    with context.logbook.sessions() as session:
        return missing_details.newest(session, context.run.athlete_id, skipped)


def _fetch(context: RunContext, missing: MissingDetails) -> None:
    """Fetch and store the kinds of documents one by one; then raise the first error, if any."""
    failures: list[StravaError] = []
    for kind in missing.kinds:
        requested_at = max(context.logbook.now(), missing.changed_at)
        try:
            bodies = details.fetch(
                context.client, missing.activity_id, kind, context.logbook.check_rate_limits
            )
        except StravaError as error:
            if not leaves_the_rest(error):
                raise
            failures.append(error)
            continue
        with context.transaction() as (session, _):
            store_documents(session, missing.activity_id, bodies, requested_at)
    if failures:
        raise failures[0]
