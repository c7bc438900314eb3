"""The addresses of the table and of exports, made from filters and read back into them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from flask import g, request, url_for
from werkzeug.datastructures import MultiDict

from ..folding import folded
from ..table.filters import Filters
from ..table.parameters import parse_filters


def to_table(filters: Filters) -> str:
    """Return the address of the table with these filters."""
    return _table_address(filters.parameters())


def to_map(show: str, filters: Filters) -> str:
    """Return the address of the map with these filters. `show` is what it shows, or ""."""
    parameters = filters.parameters() | ({"show": show} if show else {})
    return url_for("map.show", **parameters)


def to_download(filters: Filters, kind: str, **more: str) -> str:
    """Return the address that exports all matching rows. `kind` is the format, like "csv"."""
    parameters = replace(filters, page=1, per_page=50, totals=False).parameters() | more
    return url_for("exports.download", kind=kind, **parameters)


def to_statistics(choices: Mapping[str, str], filters: Filters, suffix: str = "") -> str:
    """Return the address of the statistics with these choices, with `.json` or `.csv` as these."""
    address = url_for("statistics.show") + suffix
    query = urlencode({**choices, **filters.matching.parameters()}, doseq=True)
    return f"{address}?{query}" if query else address


def to_fitness(filters: Filters, suffix: str = "") -> str:
    """Return the address of fitness with these filters, with `.json` or `.csv` as these."""
    address = url_for("fitness.show") + suffix
    query = urlencode(filters.matching.parameters(), doseq=True)
    return f"{address}?{query}" if query else address


def to_records(filters: Filters, suffix: str = "") -> str:
    """Return the address of the records, with `.json` or `.csv` as these."""
    address = url_for("records.show") + suffix
    query = urlencode(filters.matching.parameters(), doseq=True)
    return f"{address}?{query}" if query else address


def to_year(
    year: int, filters: Filters, more: Mapping[str, Any] | None = None, endpoint: str = "year.show"
) -> str:
    """Return the address of a year on one page, or of its picture, with the sports of filters."""
    sports = Filters(sport=filters.sport, group=filters.group).parameters()
    query = urlencode({**sports, **(more or {})}, doseq=True)
    address = url_for(endpoint, year=year)
    return f"{address}?{query}" if query else address


def to_similar(other_parameters: dict[str, Any], sport_type: str, distance: float | None) -> str:
    """Return the address of similar activities: the same sport, and a distance within 10 %.

    `distance` is in meters. `other_parameters` are added to the address.
    """
    parameters: dict[str, Any] = {"sport": sport_type}
    if distance and distance > 0:
        kilometers = distance / 1000
        parameters |= {"min_km": f"{kilometers * 0.9:.5g}", "max_km": f"{kilometers * 1.1:.5g}"}
    return _table_address(parameters | other_parameters)


def to_gear(gear_id: str) -> str:
    """Return the address of the activities with a bike or a pair of shoes."""
    return _table_address({"gear": gear_id})


def to_device(name: str) -> str:
    """Return the address of the activities that a device has recorded, found by its name."""
    # Quotation marks of any shape would end the phrase.
    parts = folded(name).split('"')
    phrases = [name] if len(parts) == 1 else [part.strip() for part in parts if part.strip()]
    return _table_address({"q": " ".join(f'"{phrase}"' for phrase in phrases)})


def query(filters: Filters) -> str:
    """Return the query string of these filters."""
    return to_table(filters).partition("?")[2]


def read(query: str) -> Filters:
    """Return the filters in a query string."""
    filters, _ = parse_filters(MultiDict(parse_qsl(query)))
    return filters


def split(address: str) -> SplitResult:
    """Return the parts of an address that a browser sent; no parts if it is not an address."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


def page_before() -> str | None:
    """Return the page of this Logbook that sent a form; None if the browser does not say."""
    referrer = split(request.referrer or "")
    return request.referrer if referrer.netloc == request.host else None


def filters_from_form() -> Filters:
    """Return the filters that a form sends as a query string, in its field `query`."""
    return read(request.form.get("query", ""))


def _table_address(parameters: dict[str, Any]) -> str:
    # A page has some two hundred of these addresses. With url_for, each would take five times
    # as long.
    if "table_address" not in g:
        g.table_address = url_for("activities.table")
    query = urlencode(parameters, doseq=True)
    return f"{g.table_address}?{query}" if query else str(g.table_address)
