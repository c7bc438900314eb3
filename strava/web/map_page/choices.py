"""The parameters of the map: those of the table, and what the map shows."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from ...table.filters import Filters
from ...table.nearest import hint
from ...table.parameters import Notice, excerpt, parse_filters

TILES = "tiles"
SHOWN = {"": "how often", "sport": "by sport", "year": "by year", TILES: "explorer tiles"}
"""What the map can show, by the value of `show`."""


def parse_map(parameters: MultiDict[str, str]) -> tuple[Filters, str, list[Notice]]:
    """Return the filters in an address, what to show, and a notice for what was ignored."""
    parameters = MultiDict(parameters)
    show = (parameters.poplist("show") or [""])[0].strip()
    filters, notices = parse_filters(parameters)
    if show not in SHOWN:
        allowed = [value for value in SHOWN if value]
        reason = f"“{excerpt(show)}” is not one of {', '.join(allowed)}{hint([show], allowed)}"
        notices = [Notice(reason, "“show” was ignored"), *notices]
        show = ""
    return filters, show, notices
