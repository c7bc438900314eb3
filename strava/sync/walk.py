"""Walks the whole list of activities and stores it.

The order of the list is not trusted: an activity whose start time does not fit its place would
make a walk that continues below that time skip everything between. So a walk goes by page number.
What could shift the pages meanwhile is kept apart or detected:

- Uploads are usually recent. The walk first fetches what started within the last 30 days, then
  the pages of what started before that. Together these are the whole list, in whatever order.
- Deletions while the walk is interrupted move the list up. Before it continues, it goes back to
  an activity that it has already stored.

Each page is stored with the position that the walk has reached.
"""

from __future__ import annotations

from datetime import timedelta

from ..api.pagination import PAGE_SIZE
from ..db.activities import count_activities
from ..db.enums import RunKind
from . import ingest
from .context import RunContext
from .failures import TRANSIENT_ERRORS
from .listing import Listing, Stretch
from .outages import raise_if_outage
from .runs import END_OF_LIST

SMALLER_PAGES = PAGE_SIZE // 2
"""The size of the pages when a walk looks at the list a second time."""
_RECENT = timedelta(days=30)
_MAX_RECENT = 5 * PAGE_SIZE


def walk(context: RunContext) -> None:
    """Fetch and store the list from the position of the run to its end."""
    position = _begin(context)
    if position == END_OF_LIST:
        return
    with context.logbook.sessions() as session:
        run = context.current_run(session)
        listing = Listing(context, before=run.list_before, size=run.page_size)
        # Requests beyond the end of the list would waste calls. The number of stored activities
        # tells about how many pages there are.
        stored = count_activities(session, run.athlete_id)
    parallel = context.parallel
    if run.kind != RunKind.FIRST:
        parallel = min(parallel, stored // listing.size + 1)
    position = _go_back_to_what_is_stored(context, listing, position)
    while position != END_OF_LIST:
        position = _store_pages(context, listing, position, parallel)
    with context.transaction() as (_, run):
        run.position = END_OF_LIST


def start_over(context: RunContext, *, page_size: int = PAGE_SIZE) -> None:
    """Make the run walk the whole list from its first page.

    What the walk skipped so far is forgotten, as it will be skipped again.
    """
    with context.transaction() as (_, run):
        run.position, run.page_size, run.skipped = None, page_size, []


def _begin(context: RunContext) -> int:
    """Return the position to continue at. A new walk first stores what is recent.

    The position is stored with the first page: a walk that is interrupted before begins again.
    """
    with context.transaction() as (_, run):
        if run.kind != RunKind.FIRST:
            run.kind = RunKind.FULL
        if run.position is not None:
            return run.position
        # The second look does not depend on any time.
        since = int((context.logbook.now() - _RECENT).timestamp())
        run.list_before = since if run.page_size == PAGE_SIZE else None
        list_before = run.list_before
    if list_before is not None and not _store_recent(context, list_before):
        with context.transaction() as (_, run):
            run.list_before = None
    return 0


def _store_recent(context: RunContext, since: int) -> bool:
    """Store what started at a Unix time or later; return False if that is too much.

    That happens if this computer's clock is years behind.
    """
    listing = Listing(context, after=since - 1)
    for stretch in listing.stretches():
        if stretch.start >= _MAX_RECENT:
            return False
        _store(context, listing, stretch, None)
    return True


def _go_back_to_what_is_stored(context: RunContext, listing: Listing, position: int) -> int:
    """Return a position before which the walk has stored everything."""
    while position > 0:
        if _is_stored_before(context, listing, position):
            return position
        position = (position - 1) // listing.size * listing.size
    return position


def _is_stored_before(context: RunContext, listing: Listing, position: int) -> bool:
    """Return whether the walk has stored the activity before a position.

    One that Strava cannot send, or that cannot be stored, shows nothing.
    """
    try:
        items = listing.first_at(position - 1)
    except TRANSIENT_ERRORS as error:
        raise_if_outage(context, error)
        return False
    page = ingest.parse_page(items, position)
    with context.logbook.sessions() as session:
        is_stored = ingest.all_seen(session, context.current_run(session), page)
    return bool(page.rows) and is_stored


def _store_pages(context: RunContext, listing: Listing, position: int, parallel: int) -> int:
    """Store pages in parallel until one fails, and that one in parts; return the new position."""
    if position % listing.size == 0:
        pages = context.client.parallel_pages(
            position // listing.size + 1,
            before=listing.before,
            size=listing.size,
            parallel=parallel,
            before_call=context.logbook.check_rate_limits,
        )
        try:
            for items in pages:
                stretch = Stretch(position, position + listing.size, items)
                _store(context, listing, stretch, stretch.end)
                position = stretch.end
        except TRANSIENT_ERRORS as error:
            raise_if_outage(context, error)
        else:
            return END_OF_LIST
    end = (position // listing.size + 1) * listing.size
    for stretch in listing.smaller_stretches(position, end):
        _store(context, listing, stretch, stretch.end)
    return end


def _store(context: RunContext, listing: Listing, stretch: Stretch, position: int | None) -> None:
    """Store a stretch together with the position that the walk has reached."""
    listing.check_progress(stretch)
    page = ingest.parse_page(stretch.items, stretch.start + 1, listing.name)
    with context.transaction() as (session, run):
        done_before = run.done
        ingest.store_page(session, run, page, context.logbook.now())
        run.position = position
        if run.done > done_before:
            run.attempts = 0
