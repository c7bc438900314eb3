"""Asks Strava for its own totals, with one call.

Source: https://developers.strava.com/docs/reference/#api-Athletes-getStats
"""

from __future__ import annotations

from ..errors import UnexpectedAnswer
from ..logbook import Logbook
from ..statistics import strava_totals


def fetch(logbook: Logbook, athlete_id: int) -> None:
    """Fetch and store Strava's totals; raises LogbookError. May use the reserved calls."""
    logbook.check_rate_limits(reserve=0)
    client = logbook.client(athlete_id)
    try:
        asked_at = logbook.now()
        document = client.get(f"/athletes/{athlete_id}/stats")
    finally:
        client.close()
    with logbook.sessions.begin() as session:
        if not strava_totals.store(session, athlete_id, document, asked_at):
            raise UnexpectedAnswer
