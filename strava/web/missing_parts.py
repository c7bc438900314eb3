"""Fetches what is missing of activities while a page waits for it, and says why that failed."""

from __future__ import annotations

from collections.abc import Iterable

from ..db.models import Activity, Athlete
from ..errors import LogbookError, StravaError
from ..sync import details
from ..sync.failures import leaves_the_rest
from . import current, error_sentences
from .display import formats


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
            failures.append(f"Some details could not be fetched at {tried_at}. {reason}")
            if not (isinstance(error, StravaError) and leaves_the_rest(error)):
                break
    return list(dict.fromkeys(failures))
