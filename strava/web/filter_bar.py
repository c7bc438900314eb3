"""The bar of filters, the chips and the totals, which all pages about many activities have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .. import workouts
from ..db.models import Athlete
from ..sports import are_swims
from ..table.context import QueryContext
from ..table.facets import Overview
from ..table.filters import NOT_IN_FORM, SPANS, Filters
from ..table.parsers import MAX_SEARCH_LENGTH
from . import current, links
from .display.chips import chips
from .display.range_fields import range_fields
from .display.sports import by_group


def variables(
    athlete: Athlete,
    context: QueryContext,
    filters: Filters,
    overview: Overview | None,
    link: Callable[[Filters], str],
    more_fields: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the template variables of the filters, the chips, the totals, and the header's links.

    `link` returns the address of the page with other filters, and `more_fields` has what its form
    sends besides the filters. Without an overview, there is nothing to choose from.
    """
    gear = dict(context.gear)
    return {
        "filters": filters,
        "overview": overview,
        "kept_query": links.query(filters.matching),
        "spans": SPANS,
        "ranges": range_fields(filters, imperial=athlete.imperial),
        "max_search_length": MAX_SEARCH_LENGTH,
        "gear": gear,
        "hidden_fields": _hidden_fields(filters, more_fields),
        "chips": chips(filters, gear, current.dates(), imperial=athlete.imperial),
        "cleared": filters.without(*filters.active),
        "swims": are_swims(filters.sport),
        "workouts": workouts.NAMES,
        "grouped": by_group(_sport_choices(overview.sports, filters.sport)) if overview else [],
        "link": link,
    }


def _sport_choices(counts: dict[str, int], selected: tuple[str, ...]) -> list[str]:
    """Return the sport types to choose from, including selected ones without activities."""
    return [*counts, *(sport for sport in selected if sport not in counts)]


def _hidden_fields(filters: Filters, more_fields: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return what the form sends besides its fields, such as the filters that only links set."""
    fields = {**more_fields} | {
        name: value for name in NOT_IN_FORM if (value := filters.parameters().get(name)) is not None
    }
    return [
        (name, one)
        for name, value in fields.items()
        for one in (value if isinstance(value, tuple) else (value,))
    ]
