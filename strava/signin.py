"""What happens when Strava sends the athlete's browser back with an authorization code."""

from __future__ import annotations

import logging

from .accounts import athletes
from .api.oauth import READS_ACTIVITIES, parse_scope
from .db.models import Athlete
from .errors import LogbookError, RateLimited, TooLittleGranted, Unavailable, UnexpectedAnswer
from .logbook import Logbook

log = logging.getLogger(__name__)


def complete(logbook: Logbook, code: str, scope: str) -> Athlete:
    """Swap the code for tokens, store them, and ask for the athlete's profile once.

    `scope` is what the redirect says was granted; the token answer does not repeat it. Raises
    what OAuth.exchange raises, TooLittleGranted, and Forbidden with its kinds: that an
    application is inactive, or has too many athletes, shows only at the first call.
    """
    granted = logbook.oauth().exchange(code)
    if not READS_ACTIVITIES & parse_scope(scope):
        raise TooLittleGranted
    with logbook.lock("connect"), logbook.sessions() as session:
        known = athletes.find_granted(session, granted)
        athlete = athletes.connect(session, granted, scope)
    client = logbook.client(athlete.id)
    try:
        profile = client.get("/athlete")
        with logbook.sessions() as session:
            athletes.store_profile(session, athlete.id, profile, logbook.now())
    except (RateLimited, Unavailable, UnexpectedAnswer) as error:
        log.warning("The profile could not be read yet; the next sync will ask again: %s", error)
    except LogbookError:
        # Nobody is connected who cannot be served; who was there before keeps their data.
        if known is None:
            with logbook.sessions() as session:
                athletes.disconnect(session, athlete.id, with_data=True)
        raise
    finally:
        client.close()
    return athlete


def end(logbook: Logbook, athlete_id: int, *, with_data: bool) -> None:
    """Forget an athlete's tokens, and their data if asked; then revoke them at Strava.

    What is here is removed in any case. Raises StravaError or NoCredentials if Strava could
    not be told.
    """
    with logbook.sessions() as session:
        refresh_token = athletes.refresh_token(session, athlete_id)
        athletes.disconnect(session, athlete_id, with_data=with_data)
    if refresh_token is not None:
        logbook.oauth().revoke(refresh_token)
