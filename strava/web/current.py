"""What a request is about: the parts behind it, and the athlete it shows."""

from __future__ import annotations

from flask import current_app, g, request, session

from ..accounts import athletes
from ..accounts.usage import Usage
from ..db.models import Athlete, SyncRun, db
from ..logbook import Logbook
from ..sync.jobs import Jobs
from ..table.cache import TableCache
from ..table.context import QueryContext
from ..table.filters import Filters
from .display.formats import DateStyle


def logbook() -> Logbook:
    """The wired parts of this application."""
    found: Logbook = current_app.extensions["logbook"]
    return found


def jobs() -> Jobs:
    """The background runs of this application."""
    found: Jobs = current_app.extensions["jobs"]
    return found


def table() -> TableCache:
    """Return the cache of the table."""
    cache: TableCache = current_app.extensions["table"]
    return cache


def athlete() -> Athlete | None:
    """The athlete chosen in this session, else the one who connected last, else None."""
    if "athlete" not in g:
        chosen = session.get("athlete")
        found = athletes.find(db.session(), chosen) if chosen is not None else None
        g.athlete = found or athletes.find(db.session())
    found_athlete: Athlete | None = g.athlete
    return found_athlete


def context(shown: Athlete, filters: Filters) -> QueryContext:
    """What these filters mean for an athlete, now and in this browser."""
    return table().context(shown, filters, first_weekday())


def latest_sync() -> SyncRun | None:
    """The newest run, as it was when this request first asked.

    A page that shows what runs bring asks before it reads: what it reads is then never older than
    what it says about the run.
    """
    if "latest_sync" not in g:
        shown = athlete()
        g.latest_sync = jobs().latest(shown.id) if shown is not None else None
    found: SyncRun | None = g.latest_sync
    return found


def usage() -> Usage | None:
    """Strava's limits, as they were when this request first asked."""
    if "usage" not in g:
        g.usage = logbook().usage()
    found: Usage | None = g.usage
    return found


def dates() -> DateStyle:
    """How the athlete shown reads dates: as chosen, else as in the browser's language."""
    shown = athlete()
    order = shown.date_order if shown is not None else None
    hours = shown.hours if shown is not None else None
    american = _american()
    return DateStyle(order or ("mdy" if american else "dmy"), hours or (12 if american else 24))


def first_weekday() -> int:
    """The day that weeks begin with, 0 for Monday: as chosen, else by the browser's language."""
    shown = athlete()
    if shown is not None and shown.first_weekday is not None:
        return shown.first_weekday
    return 6 if _american() else 0


def _american() -> bool:
    return (request.accept_languages.best or "").lower() == "en-us"


def choose(athlete_id: int) -> None:
    """Show this athlete from now on in this browser."""
    session["athlete"] = athlete_id
    session.permanent = True
    g.pop("athlete", None)
