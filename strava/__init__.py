"""Logbook for Strava: your whole Strava history, on your own computer, always current.

    browser ──► views ──► queries ──────────────► models ◄── SQLite (instance/logbook.sqlite)
                  │                                  ▲
                  └─► sync ──► client ──► oauth      │
                       │         │                   │
     terminal ► cli ───┘         └──► Strava         │
     script ─► strava.client()  tokens ──────────────┘

In a script:

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
    """The API in the name of a connected athlete, by default the one who connected last.

    Uses the tokens that the pages use, and refreshes them when they have expired. Settings come
    from the environment and `.env`, as for the application. Raises NotConnected, and later what
    Client.get tells.
    """
    # Importing the package alone loads no database.
    from .accounts import athletes  # noqa: PLC0415
    from .logbook import open_logbook  # noqa: PLC0415
    from .settings import from_environment  # noqa: PLC0415

    logbook = open_logbook(from_environment())
    with logbook.sessions() as session:
        athlete_id = athletes.get(session, athlete).id
    return logbook.client(athlete_id)
