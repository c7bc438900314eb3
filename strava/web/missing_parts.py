"""Fetches what is missing of activities while a page waits for it, and says why that failed."""

from __future__ import annotations

from collections.abc import Iterable

from ..db.models import Activity, Athlete
from ..errors import LogbookError, StravaError
from ..sync import details, missing_details
from ..sync.failures import leaves_the_rest
from . import current, error_sentences
from .display import formats

_PARTS = {
    ("detail",): "The laps, the segments and the description",
    ("streams",): "The recording, with its map and charts,",
    missing_details.KINDS: "Some details (the recording, laps, segments and description)",
}
"""The kinds of missing_details in words."""


def fetch(athlete: Athlete, activities: Iterable[Activity]) -> list[str]:
    """Fetch the missing details of activities. Return when and why that failed, if it did.

    After a failure that would happen to the others as well, they are left out.
    """
    failures = []
    for activity_id in [one.id for one in activities]:
        try:
            details.fetch_missing(current.logbook(), athlete.id, activity_id)
        except LogbookError as error:
            tried_at = formats.clock_time(current.logbook().now(), current.dates())
            reason = error_sentences.of_error(error)
            parts = _missing_parts(activity_id)
            failures.append(f"{parts} could not be fetched at {tried_at}. {reason}")
            if not (isinstance(error, StravaError) and leaves_the_rest(error)):
                break
    return list(dict.fromkeys(failures))


def _missing_parts(activity_id: int) -> str:
    """Return what the page of an activity still lacks, for the beginning of a sentence."""
    with current.logbook().sessions() as session:
        missing = missing_details.of_activity(session, activity_id)
    kinds = missing.kinds if missing is not None else ()
    return _PARTS.get(kinds, "Some details")
