"""The addresses of the table: written from filters, and read back into them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import g, request, url_for
from werkzeug.datastructures import MultiDict

from ..table.filters import Filters, parse
from ..table.rows import ActivityRow


def to_table(filters: Filters) -> str:
    """The address of the table with these filters."""
    return _address(filters.parameters())


def to_download(filters: Filters, kind: str) -> str:
    """The address of every row that matches, as one of the kinds of export."""
    whole = replace(filters, page=1, per_page=50)
    return url_for("exports.download", kind=kind, **whole.parameters())


def to_alike(kept: dict[str, Any], row: ActivityRow) -> str:
    """The address of what is like an activity: the same sport, a tenth shorter to longer.

    `kept` are parameters to go with it.
    """
    asked: dict[str, Any] = {"sport": row.sport_type}
    if row.distance:
        kilometres = row.distance / 1000
        asked |= {"min_km": f"{kilometres * 0.9:.5g}", "max_km": f"{kilometres * 1.1:.5g}"}
    return _address(asked | kept)


def query(filters: Filters) -> str:
    """What stands behind the question mark of the address of these filters."""
    return to_table(filters).partition("?")[2]


def read(query: str) -> Filters:
    """The filters in what stands behind a question mark."""
    filters, _ = parse(MultiDict(parse_qsl(query)))
    return filters


def brought_along() -> Filters:
    """The filters that a form brought along as the query of an address."""
    return read(request.form.get("query", ""))


def _address(parameters: dict[str, Any]) -> str:
    # A page has some two hundred of them; for each, url_for would take five times as long.
    if "table_address" not in g:
        g.table_address = url_for("activities.table")
    query = urlencode(parameters, doseq=True)
    return f"{g.table_address}?{query}" if query else str(g.table_address)
