"""Fetches the athlete's heart rate and power zones, at most once a week.

Source: https://developers.strava.com/docs/reference/#api-Athletes-getLoggedInAthleteZones
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from .. import ages
from ..accounts import athletes
from ..db.models import Athlete
from ..errors import RateLimited, StravaError
from ..recordings import pending, zones
from .context import RunContext
from .failures import TRANSIENT_ERRORS

MAX_AGE = timedelta(days=7)


def fetch(context: RunContext) -> None:
    """Fetch and store the zones, unless Strava was asked within a week.

    A sync does without them: if Strava refuses, it is asked again in a week, and after other
    errors by the next sync.
    """
    with context.logbook.sessions() as session:
        is_due = _is_due(context, session)
    if not is_due:
        return
    document: Any = None
    try:
        context.check_rate_limits()
        document = context.client.get("/athlete/zones")
    except (RateLimited, *TRANSIENT_ERRORS):
        return
    except StravaError:
        pass
    now, today = context.logbook.now(), context.logbook.today()
    with context.transaction() as (session, run):
        session.get_one(Athlete, run.athlete_id).zones_fetched_at = now
        since = zones.store(session, run.athlete_id, document, today)
        if since is not None:
            pending.outdate_ratings(session, run.athlete_id, since)


def _is_due(context: RunContext, session: Session) -> bool:
    athlete = session.get_one(Athlete, context.run.athlete_id)
    token = athletes.valid_token(session, athlete)
    is_granted = token is not None and athletes.sees_profile(token)
    return is_granted and not ages.is_within(
        MAX_AGE, athlete.zones_fetched_at, context.logbook.now()
    )
