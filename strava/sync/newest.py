"""Fetches what is newer than the stored activities."""

from __future__ import annotations

from ..api.pagination import PAGE_SIZE
from ..db.enums import WALKS
from . import deletions, ingest
from .context import RunContext
from .listing import Listing

MAX_NEW = 10 * PAGE_SIZE
"""At most this many new activities are held in memory. With more, the list has to be walked."""

_OVERLAP = 20


def fetch_newest(context: RunContext) -> bool:
    """Store everything above the stored activities; return False if the list has to be walked.

    That is so if too much is new, or if the list ends before it reaches what is stored.

    Pages are fetched from the top of the list until they end in stored activities. Then they are
    stored from the bottom to the top, so that the stored list has no gap wherever this stops.
    """
    pages: list[ingest.ParsedPage] = []
    is_stored: list[bool] = []
    for stretch in Listing(context).stretches():
        page = ingest.parse_page(stretch.items, stretch.start + 1)
        pages.append(page)
        with context.logbook.sessions() as session:
            stored = ingest.stored_ids(session, page)
        is_stored += [activity_id in stored for activity_id in page.rows]
        if _ends_in_stored(is_stored):
            break
        if stretch.end >= MAX_NEW:
            return False
    else:
        with context.logbook.sessions() as session:
            expected = deletions.count_expected(session, context.current_run(session))
        if expected > sum(is_stored):
            return False
    for page in reversed(pages):
        with context.transaction() as (session, run):
            ingest.store_page(session, run, page, context.logbook.now())
            # Otherwise a walk that fails again and again would not wait longer each time.
            if run.kind not in WALKS:
                run.attempts = 0
    return True


def _ends_in_stored(is_stored: list[bool]) -> bool:
    """Return whether the last activities are stored, and not just one out of its place."""
    enough = min(_OVERLAP, max(1, len(is_stored) // 2))
    return len(is_stored) >= enough and all(is_stored[-enough:])
