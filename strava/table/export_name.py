"""The name of an export, which says what the file holds: activities-2025-run.csv."""

from __future__ import annotations

import re

from .. import sports, workouts
from .context import QueryContext
from .filters import Days, Filters

_MAX_SPORTS = 3
_MAX_LENGTH = 100
_FLAGS = {
    "commute": ("commutes", "no-commutes"),
    "trainer": ("on-a-trainer", "not-on-a-trainer"),
    "private": ("only-you", "visible-to-others"),
}
_NAMED = {"span", "start", "sport", "workout", "deleted", "left_out", *_FLAGS}
"""The filters that the name spells out. It says of the others only that there are some."""
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


def file_name(
    context: QueryContext, filters: Filters, kind: str, *, only_page: bool = False
) -> str:
    """Return the name of a file with the matching activities, or only those of the filters' page.

    `kind` is its ending, like "csv". The rest has only ASCII letters, digits, and hyphens,
    whatever is in the filters.
    """
    words = [
        "activities",
        _period(filters, context),
        *_sports(filters.sport),
        *(workouts.NAMES[workout] for workout in filters.workout),
        *(
            names[not getattr(filters, flag)]
            for flag, names in _FLAGS.items()
            if _is_set(filters, flag)
        ),
        "deleted" if filters.deleted else "",
        "left out" if filters.left_out else "",
        "filtered" if {*filters.active} - _NAMED else "",
        f"page {filters.page}" if only_page else "",
    ]
    name = "-".join(filter(None, map(_slug, words)))
    return f"{name[:_MAX_LENGTH].rstrip('-')}.{kind}"


def _is_set(filters: Filters, flag: str) -> bool:
    return getattr(filters, flag) is not None


def _period(filters: Filters, context: QueryContext) -> str:
    """Return the days: "2025", "2025-11", "2025-11-03-to-2025-11-09"."""
    today = context.today
    if filters.start is None and filters.end is None:
        match filters.span:
            case "year":
                return f"{today:%Y}"
            case "month":
                return f"{today:%Y-%m}"
            case "week" | "30days":
                return f"{filters.days(today, context.first_weekday).start}-to-{today}"
    return _range(filters.days(today, context.first_weekday))


def _range(days: Days) -> str:
    start, end = days
    if start is None:
        return f"until-{end}" if end is not None else ""
    if end is None:
        return f"from-{start}"
    if (start, end) == (start.replace(month=1, day=1), start.replace(month=12, day=31)):
        return f"{start:%Y}"
    return f"{start}" if start == end else f"{start}-to-{end}"


def _sports(chosen: tuple[str, ...]) -> list[str]:
    if len(chosen) > _MAX_SPORTS:
        return [f"{len(chosen)} sports"]
    return [sports.name(sport) for sport in chosen]


def _slug(text: str) -> str:
    return _NOT_IN_A_NAME.sub("-", text.lower()).strip("-")
