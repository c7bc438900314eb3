"""Links from a number to the table with the activities that it adds up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any, NamedTuple
from urllib.parse import urlencode

from ...table.filters import Days, Filters
from .. import links

MOST_CHARACTERS = 500
"""The length of the address of some filters from which on small parts of a page have no links."""


class Cell(NamedTuple):
    """An amount in a table, and the address of its activities."""

    text: str
    address: str


class TableLinks:
    """Makes the addresses of the table for parts of the activities that match some filters."""

    def __init__(self, filters: Filters, days: Days) -> None:
        """`days` is the period of the filters."""
        self._filters = filters.matching
        self._start = days.start or date.min
        self._end = days.end or date.max
        self._addresses: dict[tuple[str, ...], str] = {}
        self._queries: dict[tuple[tuple[str, Any], ...], str] = {}
        self.is_long = len(links.to_table(self._filters)) > MOST_CHARACTERS
        """Whether thousands of links would make a page endless, as each repeats the filters."""

    def of_days(self) -> Callable[[date], str]:
        """Return a faster function for the tags that begin a link to a day with an activity.

        They have no address if the filters are long.
        """
        if self.is_long:
            return lambda _: "<a>"
        start = escape(self(self._start, self._start).partition("from=")[0])
        return lambda day: f'<a href="{start}from={day}&amp;to={day}" tabindex="-1">'

    def detail(self, start: date | None = None, end: date | None = None, **fields: Any) -> str:
        """Return the address for a small part of a page; "" if the filters are long."""
        return "" if self.is_long else self(start, end, **fields)

    def __call__(self, start: date | None = None, end: date | None = None, **fields: Any) -> str:
        """Return the address of the activities of these days whose fields have these values.

        It is empty if the filters leave none of the days.
        """
        names = tuple(fields) if start is None else (*fields, "span", "start")
        if names not in self._addresses:
            # A page has a thousand addresses with the same filters.
            address = links.to_table(self._filters.without(*names))
            self._addresses[names] = f"{address}{'&' if '?' in address else '?'}"
        query = self._query(tuple(fields.items()))
        if start is not None and end is not None:
            start, end = max(start, self._start), min(end, self._end)
            if start > end:
                return ""
            days = _period(start, end)
            query = f"{days}&{query}" if query else days
        return (self._addresses[names] + query).rstrip("?&")

    def _query(self, fields: tuple[tuple[str, Any], ...]) -> str:
        if fields not in self._queries:
            self._queries[fields] = urlencode(fields)
        return self._queries[fields]


def _period(start: date, end: date) -> str:
    is_year = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if is_year and start.year == end.year:
        return f"span={start.year:04}"
    return f"from={start}&to={end}"
