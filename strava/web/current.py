"""What a request needs: the parts of the application, the athlete, and their preferences."""

from __future__ import annotations

from flask import abort, current_app, g, request, session
from werkzeug.datastructures import MultiDict

from .. import coerce
from ..accounts import athletes
from ..accounts.usage import Usage
from ..db.enums import Lane
from ..db.models import Activity, Athlete, SyncRun, db
from ..logbook import Logbook
from ..sync.jobs import Jobs
from ..table import regions
from ..table.cache import TableCache
from ..table.context import QueryContext
from ..table.filters import Filters
from ..table.regions import Region
from .display.formats import DateStyle


def logbook() -> Logbook:
    """Return this application's installation of Logbook."""
    installation: Logbook = current_app.extensions["logbook"]
    return installation


def jobs() -> Jobs:
    """Return the background syncs of this application."""
    background_syncs: Jobs = current_app.extensions["jobs"]
    return background_syncs


def table() -> TableCache:
    """Return the cache of the table."""
    cache: TableCache = current_app.extensions["table"]
    return cache


def athlete() -> Athlete | None:
    """Return the athlete chosen in this browser, or else the one who connected last."""
    if "athlete" not in g:
        chosen_id = session.get("athlete")
        chosen = athletes.find(db.session(), chosen_id) if chosen_id is not None else None
        g.athlete = chosen or athletes.find(db.session())
    current_athlete: Athlete | None = g.athlete
    return current_athlete


def named_athlete(parameters: MultiDict[str, str]) -> Athlete | None:
    """Return the athlete whose `id` is in a form or an address; the current one without an id."""
    if "id" not in parameters:
        return athlete()
    # An id that is not a number belongs to nobody.
    return athletes.find(db.session(), parameters.get("id", 0, type=int))


def activity(shown: Athlete, activity_id: int) -> Activity:
    """Return an activity of this athlete; otherwise abort the request with 404."""
    found = db.session().get(Activity, activity_id) if coerce.identifier(activity_id) else None
    if found is None or found.athlete_id != shown.id:
        abort(404)
    return found


def context(shown: Athlete, filters: Filters) -> QueryContext:
    """Return the context for queries with these filters in this request."""
    return table().context(shown, filters, first_weekday())


def latest_sync(*, reload: bool = False) -> SyncRun | None:
    """Return the latest sync, as it was at the first call in this request, or at a reload.

    For an athlete who has never connected, it is the latest import.

    A page that shows synced data calls this before it reads the data, so that the data is never
    older than the run that the page shows.
    """
    if reload or "latest_sync" not in g:
        shown = athlete()
        g.latest_sync = _latest_run(shown) if shown is not None else None
    run: SyncRun | None = g.latest_sync
    return run


def _latest_run(shown: Athlete) -> SyncRun | None:
    return jobs().latest(shown.id, Lane.ARCHIVE) if shown.from_archive else jobs().latest(shown.id)


def usage() -> Usage | None:
    """Return the API calls used and left, as they were at the first call in this request."""
    if "usage" not in g:
        g.usage = logbook().usage()
    current_usage: Usage | None = g.usage
    return current_usage


def dates() -> DateStyle:
    """Return how to write dates: as the athlete chose, or else as the browser's language does."""
    shown = athlete()
    order = shown.date_order if shown is not None else None
    hours = shown.hours if shown is not None else None
    american = _is_american()
    return DateStyle(order or ("mdy" if american else "dmy"), hours or (12 if american else 24))


def region() -> Region:
    """Return how Excel reads CSV there: by the browser's language, and the chosen date order."""
    shown = athlete()
    order = shown.date_order if shown is not None else None
    return regions.find(request.accept_languages.best, order)


def first_weekday() -> int:
    """Return the day on which weeks begin, 0 for Monday, by choice or the browser's language."""
    shown = athlete()
    if shown is not None and shown.first_weekday is not None:
        return shown.first_weekday
    return 6 if _is_american() else 0


def choose(athlete_id: int) -> None:
    """Show this athlete in this browser from now on."""
    session["athlete"] = athlete_id
    session.permanent = True
    g.pop("athlete", None)


def _is_american() -> bool:
    return (request.accept_languages.best or "").lower() == "en-us"
