"""The list of activities on Strava, fetched in pages that get smaller where Strava fails.

If Strava fails on a page every time, one of its activities is usually the cause. The page is
fetched again in smaller ones, down to single activities, so that only those are passed over that
Strava cannot send.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import NamedTuple

from ..api.endless_lists import EndlessListCheck
from ..api.pagination import PAGE_SIZE, Page
from ..errors import StravaError
from .context import RunContext
from .failures import TRANSIENT_ERRORS
from .outages import raise_if_outage

SMALLER_SIZES = (25, 5, 1)
"""The sizes of the smaller pages. Each divides the previous one, as pages are numbered."""

OUTAGE_THRESHOLD = 5
"""This many consecutive activities that fail count as an outage, one more with each attempt."""


@dataclass(frozen=True)
class Unfetched:
    """Stands in a page for an activity that Strava could not send."""

    error: StravaError


class Stretch(NamedTuple):
    """A part of the list: its items, and the positions where it begins and ends, from 0.

    It can have fewer items than positions, as a page of the list can.
    """

    start: int
    end: int
    items: Page


@dataclass(frozen=True)
class Listing:
    """The list of activities, or the part of it that started within time bounds."""

    context: RunContext
    before: int | None = None
    """Lists what started before this Unix time."""
    after: int | None = None
    """Lists what started after this Unix time, oldest first."""
    size: int = PAGE_SIZE
    """The size of the pages."""
    _endless: EndlessListCheck = field(default_factory=EndlessListCheck, init=False)

    @property
    def name(self) -> str:
        """How to call the listed activities, so that a place among them can be found."""
        if self.before is not None:
            return f"the activities before {_time(self.before)}"
        if self.after is not None:
            return f"the activities after {_time(self.after)}, oldest first"
        return "the list"

    def stretches(self) -> Iterator[Stretch]:
        """Yield the whole list in order, one page at a time, each fetched on demand."""
        for start in count(0, self.size):
            end = start + self.size
            try:
                items = self._page(start, self.size)
            except TRANSIENT_ERRORS as error:
                raise_if_outage(self.context, error)
                yield from self.smaller_stretches(start, end)
            else:
                if not items:
                    return
                yield Stretch(start, end, items)

    def smaller_stretches(self, start: int, end: int) -> Iterator[Stretch]:
        """Yield the list between two positions, in smaller pages where it fails.

        Activities that fail again are replaced by Unfetched and come together with what follows
        them. Many in a row count as an outage: then their error is raised.
        """
        tolerated = OUTAGE_THRESHOLD + self.context.run.attempts
        unfetched: Page = []
        for part in self._parts(start, end, (self.size, *SMALLER_SIZES)):
            if any(isinstance(item, Unfetched) for item, _ in part.items):
                unfetched += part.items
                if len(unfetched) == tolerated:
                    raise unfetched[-1][0].error
                continue
            is_end = not part.items
            first, last = part.start - len(unfetched), end if is_end else part.end
            yield Stretch(first, last, unfetched + part.items)
            if is_end:
                return
            unfetched = []
        if unfetched:
            yield Stretch(end - len(unfetched), end, unfetched)

    def check_progress(self, stretch: Stretch) -> None:
        """Look at the next stretch; raises EndlessList if the list goes on without anything new.

        A walk has to call this because it puts the list together from several sequences of pages.
        """
        self._endless.check(stretch.start, stretch.end, stretch.items)

    def first_at(self, position: int) -> Page:
        """Return the activity at a position as a page; an empty one if the list is shorter."""
        return self._page(position, 1)

    def _parts(self, start: int, end: int, sizes: Sequence[int]) -> Iterator[Stretch]:
        """Yield pages of the first size, or of smaller ones if that fails or does not fit."""
        size, *smaller = sizes
        at = start
        while at < end:
            if at % size:
                next_page = min(end, at + size - at % size)
                yield from self._parts(at, next_page, smaller)
                at = next_page
                continue
            try:
                yield Stretch(at, at + size, self._page(at, size))
            except TRANSIENT_ERRORS as error:
                if smaller:
                    yield from self._parts(at, at + size, smaller)
                else:
                    yield Stretch(at, at + 1, self._single(at, error))
            at += size

    def _single(self, position: int, error: StravaError) -> Page:
        """Fetch an activity again whose page failed."""
        raise_if_outage(self.context, error)
        try:
            return self._page(position, 1)
        except TRANSIENT_ERRORS as again:
            return [(Unfetched(again), "")]

    def _page(self, position: int, size: int) -> Page:
        self.context.check_rate_limits()
        return self.context.client.page(
            position // size + 1, size=size, before=self.before, after=self.after
        )


def _time(unix_time: int) -> str:
    return f"{datetime.fromtimestamp(unix_time, UTC):%d %B %Y, %H:%M:%S} UTC"
