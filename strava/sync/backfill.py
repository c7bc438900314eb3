"""Fetches the details of all activities in the background, newest first."""

from __future__ import annotations

import json

from ..db.documents import FAILURE, store_documents
from ..errors import StravaError
from ..recordings.measuring import store
from . import details, measuring, missing_details, runs
from .context import RunContext
from .failures import TRANSIENT_ERRORS, is_about_one_activity
from .missing_details import MissingDetails
from .outages import NEWEST_ACTIVITY, raise_if_outage

OUTAGE_THRESHOLD = 3
"""After this many consecutive failures the run waits, as the others will probably fail too."""


def fetch_all_details(context: RunContext) -> None:
    """Fetch the details of every activity that lacks them.

    What Strava cannot send is passed over until another day. Several failures in a row make the
    run wait. It continues below them, so that a few broken activities cannot block the rest.
    """
    consecutive = 0
    while (missing := _next(context)) is not None:
        try:
            _fetch(context, missing)
        except StravaError as error:
            if isinstance(error, TRANSIENT_ERRORS):
                raise_if_outage(context, error, probes=(NEWEST_ACTIVITY,))
            elif not is_about_one_activity(error):
                raise
            _pass_over(context, missing, error)
            consecutive += 1
            if consecutive == OUTAGE_THRESHOLD:
                raise
            continue
        consecutive = 0
        with context.transaction() as (_, run):
            run.done += 1
            run.attempts = 0


def _next(context: RunContext) -> MissingDetails | None:
    with context.logbook.sessions() as session:
        return missing_details.newest(session, context.run.athlete_id, context.logbook.now())


def _pass_over(context: RunContext, missing: MissingDetails, error: StravaError) -> None:
    failure = {FAILURE: json.dumps(str(error))}
    with context.transaction() as (session, run):
        store_documents(session, missing.activity_id, failure, context.logbook.now())
        name = f'"{missing.name}" ({missing.activity_id})'
        runs.name_skipped(run, [f"The details of {name}: {error}"])


def _fetch(context: RunContext, missing: MissingDetails) -> None:
    fetched = details.fetch_each(
        context.client, missing, context.logbook.check_rate_limits, context.logbook.now
    )
    for bodies, requested_at in fetched:
        with context.transaction() as (session, _):
            details.store(session, missing.activity_id, bodies, requested_at)
    # If one of them cannot be fetched, the recording is measured by a run of its own.
    computed, _ = measuring.compute(context.logbook, missing.activity_id)
    if computed is not None:
        with context.transaction() as (session, _):
            store(session, computed)
