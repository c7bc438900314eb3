"""Tells an outage of Strava from a failure that concerns one page or one activity.

Strava can fail forever on a single page of the list, or on a single activity, while it responds
to everything else. Waiting does not help then: what fails has to be passed over.
"""

from __future__ import annotations

from typing import Any

from ..errors import StravaError, Unavailable
from .context import RunContext
from .failures import TRANSIENT_ERRORS

Probe = tuple[str, dict[str, Any]]
"""The path and the parameters of a request that shows whether Strava responds."""

PROFILE: Probe = ("/athlete", {})
NEWEST_ACTIVITY: Probe = ("/athlete/activities", {"page": 1, "per_page": 1})
OLDER_ACTIVITY: Probe = ("/athlete/activities", {"page": 100, "per_page": 1})

PATIENCE = 10
"""After this many failed attempts, about half an hour, the profile alone shows that Strava is up.
Until then a list that fails everywhere counts as an outage, so that few calls are lost to it."""


def raise_if_outage(
    context: RunContext,
    error: StravaError,
    *,
    probes: tuple[Probe, ...] = (NEWEST_ACTIVITY, OLDER_ACTIVITY),
) -> None:
    """Raise `error` if Strava does not respond to other requests either.

    One success is enough. An error that is not transient, such as a rate limit, is raised as it
    is.
    """
    if context.run.attempts >= PATIENCE:
        probes = (*probes, PROFILE)
    for path, params in probes:
        context.check_rate_limits()
        try:
            context.client.get(path, **params)
        except TRANSIENT_ERRORS:
            continue
        return
    raise error


def reason(error: StravaError) -> str:
    """Return why Strava did not send something, as the end of a sentence."""
    if not isinstance(error, Unavailable):
        return "Strava's response cannot be read"
    if error.response is None:
        return "the connection fails, or Strava takes too long"
    return f"Strava responds with an error (status {error.response.status_code})"
