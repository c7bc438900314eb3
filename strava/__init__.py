"""Logbook for Strava: your whole Strava history, on your own computer, always current.

docs/architecture.md describes the packages. In a script:

    import strava

    api = strava.client()
    for activity in api.activities(after="2026-01-01"):
        print(activity["name"], activity["distance"])
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import errors
from .errors import LogbookError, StravaError

if TYPE_CHECKING:
    from .api.client import Client

__all__ = ["LogbookError", "StravaError", "__version__", "client", "errors"]

__version__ = "1.0.0"


def client(athlete: int | None = None) -> Client:
    """Return a client of Strava's API for the athlete with this ID.

    `athlete` defaults to the one who connected last. The client uses the same tokens as the
    pages, and refreshes them when they have expired. Settings come from the environment and
    `.env`. Raises SettingsError, StorageError or NotConnected; the client's methods raise the
    errors described at Client.get.
    """
    # Imported here, so that `import strava` alone loads no database.
    from .accounts import athletes  # noqa: PLC0415
    from .db.damage import database_errors  # noqa: PLC0415
    from .logbook import open_logbook  # noqa: PLC0415
    from .settings import from_environment  # noqa: PLC0415

    logbook = open_logbook(from_environment())
    with database_errors(logbook.settings), logbook.sessions() as session:
        athlete_id = athletes.get(session, athlete).id
    return logbook.client(athlete_id)
