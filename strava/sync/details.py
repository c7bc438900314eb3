"""Fetches the details of an activity: its detail with laps, and its streams.

They take two calls per activity, or three if the detail does not include the laps. So they are
fetched when an activity is opened, or for all activities in the background (see backfill).
Source: https://developers.strava.com/docs/reference/#api-Activities-getActivityById
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from .. import coerce
from ..analysis.streams import NAMES
from ..api.client import Client
from ..db.documents import store_documents
from ..errors import NotFound, StravaError, UnexpectedAnswer
from ..logbook import Logbook
from ..recordings import pending
from ..recordings.measuring import store as store_measures
from . import measuring, missing_details
from .failures import leaves_the_rest
from .missing_details import MissingDetails


def fetch_each(
    client: Client,
    missing: MissingDetails,
    before_call: Callable[[], None],
    now: Callable[[], datetime],
) -> Iterator[tuple[dict[str, str], datetime]]:
    """Yield the documents that an activity lacks, kind by kind, with the time of the request.

    A kind that Strava cannot send does not keep the next one from being fetched. At the end, this
    raises the first error. `before_call` is as in `_fetch`.
    """
    failures: list[StravaError] = []
    for kind in missing.kinds:
        requested_at = max(now(), missing.changed_at)
        try:
            bodies = _fetch(client, missing.activity_id, kind, before_call)
        except StravaError as error:
            if not leaves_the_rest(error):
                raise
            failures.append(error)
        else:
            yield bodies, requested_at
    if failures:
        raise failures[0]


def _fetch(
    client: Client, activity_id: int, kind: str, before_call: Callable[[], None]
) -> dict[str, str]:
    """Fetch one kind of document, and return the bodies to store by kind.

    A detail also returns the laps. The body is `null` if Strava has no such document, as with
    the streams of a manual entry. `before_call` is called before each request and raises
    RateLimited to prevent it. Raises a StravaError.
    """
    path = f"/activities/{activity_id}"
    if kind == "streams":
        params = {"keys": ",".join(NAMES), "key_by_type": "true"}
        return {kind: _dump(_get(client, f"{path}/streams", dict, before_call, **params))}
    # By default, Strava leaves out efforts on segments that it finds unimportant.
    detail = _get(client, path, dict, before_call, include_all_efforts="true")
    if detail is None or "laps" in detail:
        return {kind: _dump(detail)}
    laps = _get(client, f"{path}/laps", list, before_call)
    return {kind: _dump(detail), "laps": _dump(laps)}


def fetch_missing(logbook: Logbook, athlete_id: int, activity_id: int) -> None:
    """Fetch and store the documents that an activity lacks. May use the reserved calls.

    Raises LogbookError; what else could be fetched is stored.
    """
    with logbook.sessions() as session:
        missing = missing_details.of_activity(session, activity_id)
    if missing is None:
        return
    client = logbook.client(athlete_id)
    before_call = partial(logbook.check_rate_limits, reserve=0)
    try:
        for bodies, requested_at in fetch_each(client, missing, before_call, logbook.now):
            with logbook.sessions.begin() as session:
                store(session, activity_id, bodies, requested_at)
    finally:
        client.close()
        # Once, and also if only one of them could be fetched.
        _measure(logbook, activity_id)


def _measure(logbook: Logbook, activity_id: int) -> None:
    """Measure a recording, if it is stored. If that fails, it is tried again in the background."""
    computed, _ = measuring.compute(logbook, activity_id)
    if computed is not None:
        with logbook.sessions.begin() as session:
            store_measures(session, computed)


def store(
    session: Session, activity_id: int, bodies: dict[str, str], requested_at: datetime
) -> None:
    """Store documents that were fetched, and let the recording be measured later.

    Its measures follow from the detail, too: it has the laps, and says how power was measured.
    The caller commits.
    """
    store_documents(session, activity_id, bodies, requested_at)
    pending.outdate(session, activity_id)


def _get(
    client: Client, path: str, expected_type: type, before_call: Callable[[], None], **params: str
) -> Any:
    """Return the JSON at a path, or None if Strava responds 404."""
    before_call()
    try:
        body = client.get(path, **params)
    except NotFound:
        return None
    if not isinstance(body, expected_type) or coerce.is_too_deep(body):
        raise UnexpectedAnswer
    return body


def _dump(document: Any) -> str:
    return json.dumps(document, separators=(",", ":"), sort_keys=True)
