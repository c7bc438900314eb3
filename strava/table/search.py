"""The search, as SQL conditions.

A word or a quoted phrase matches if it is anywhere in the name, the gear or the device, if a word
in the name of the sport or of its group begins with it, or if it is the year. Sports are matched
from the beginning of a word, because they stand for many activities: "all" would otherwise find
every game of volleyball.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, or_

from .. import sports
from ..db.models import Activity
from ..folding import folded, search_terms
from .context import QueryContext

_YEAR = re.compile(r"[1-9][0-9]{3}")


def search_conditions(context: QueryContext, text: str) -> list[ColumnElement[bool]]:
    """Return a condition for each word and each quoted phrase of a search."""
    gear = [(gear_id, folded(name)) for gear_id, name in context.gear]
    devices = [(device, folded(device)) for device in context.devices]
    return [_matches(term, gear, devices, context.sports) for term in search_terms(text)]


def _matches(
    term: str,
    gear: list[tuple[str, str]],
    devices: list[tuple[str, str]],
    sport_types: tuple[str, ...],
) -> ColumnElement[bool]:
    """Return the condition that an activity matches a folded term."""
    at_word_start = re.compile(rf"(?<!\w){re.escape(term)}")
    choices = (
        (Activity.sport_type, [one for one in sport_types if at_word_start.search(_names(one))]),
        (Activity.gear_id, [gear_id for gear_id, name in gear if term in name]),
        (Activity.device_name, [device for device, name in devices if term in name]),
    )
    conditions: list[ColumnElement[bool]] = [
        column.in_(values) for column, values in choices if values
    ]
    if _YEAR.fullmatch(term):
        conditions.append(_in_year(int(term)))
    # The name comes last, because it takes the longest to compare.
    return or_(*conditions, Activity.search.contains(term, autoescape=True))


def _in_year(year: int) -> ColumnElement[bool]:
    return Activity.start_local.between(
        datetime(year, 1, 1), datetime(year, 12, 31, 23, 59, 59, 999_999)
    )


@lru_cache(maxsize=256)
def _names(sport_type: str) -> str:
    """Return the folded names of a sport type, one a line, so that no phrase spans two."""
    return "\n".join(map(folded, sports.all_names(sport_type)))
