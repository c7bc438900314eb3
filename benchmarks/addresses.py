"""What is asked of Logbook, and where Datasette has the same.

To measure one more page, add it to QUESTIONS.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from strava.sample.athlete import ID, ROAD_BIKE

PER_PAGE = 50


class Page(NamedTuple):
    """A page of both: what follows the `?` of its address.

    `{last}` is the number of the last page, `{to_10}` and `{to_last}` say where Datasette has to
    go on for page 10 and the last one. Unless said otherwise Datasette shows 50, newest first.
    """

    name: str
    logbook: str = ""
    datasette: str = ""


class Export(NamedTuple):
    """All rows as a file, and how to tell their number: this occurs once in each."""

    name: str
    logbook: str
    datasette: str
    mark: bytes
    heads: int = 0
    """How often the mark occurs beyond that."""


DEFAULT = Page("default page of 50", "", "_facet=sport_type")
QUESTIONS = (
    DEFAULT,
    Page("by distance", "sort=distance", "_sort_desc=distance"),
    Page("by name", "sort=name", "_sort=search"),
    Page("by heart rate", "sort=heartrate", "_sort_desc=average_heartrate"),
    Page("by kudos, fewest first", "sort=kudos&order=asc", "_sort=kudos_count"),
    Page("by weekday", "sort=weekday", "_sort=weekday"),
    Page("search for a frequent word", "q=morning", "search__contains=morning"),
    Page("search for what is nowhere", "q=xylophone", "search__contains=xylophone"),
    Page("one sport", "sport=Run", "sport_type=Run"),
    Page(
        "one year",
        "from=2025-01-01&to=2025-12-31",
        "day__gte=2025-01-01&day__lte=2025-12-31",
    ),
    Page("at least 100 km", "min_km=100", "distance__gte=100000"),
    Page("one bike", f"gear={ROAD_BIKE}", f"gear_id={ROAD_BIKE}"),
    Page("at least 1,000 m climb", "min_climb=1000", "total_elevation_gain__gte=1000"),
    Page("at least four hours", "min_minutes=240", "moving_time__gte=14400"),
    Page("commutes", "commute=1", "commute=1"),
    Page(
        "two sports, one year",
        "sport=Run&sport=Ride&from=2025-01-01&to=2025-12-31",
        "sport_type__in=Run,Ride&day__gte=2025-01-01&day__lte=2025-12-31",
    ),
)
"""The first pages of what can be asked."""
PAGES = (
    *QUESTIONS,
    Page("page 10", "page=10", "_next={to_10}"),
    Page("last page", "page={last}", "_next={to_last}"),
    Page("page of 200", "per_page=200", "_size=200"),
)

_NOT_EXPORTED = "".join(
    f"&_nocol={name}"
    for name in (
        "athlete_id",
        "search",
        "day",
        "weekday",
        "time_of_day",
        "deleted_at",
        "seen_in",
    )
)
_ALL = f"athlete_id={ID}&deleted_at__isnull=1&_sort_desc=start_local{_NOT_EXPORTED}"
EXPORTS = (
    # A thousand at once is what Datasette's own form asks for, unless its limits are raised.
    Export(
        "CSV",
        "/activities.csv",
        f"/logbook/activity.csv?_stream=on&_size=1000&{_ALL}",
        b"\n",
        heads=1,
    ),
    Export(
        "JSON",
        "/activities.json",
        f"/logbook/activity.json?_shape=array&_size=max&{_ALL}",
        b'"sport_type":',
    ),
)

_SHOWN = (
    "start_local",
    "sport_type",
    "name",
    "distance",
    "moving_time",
    "total_elevation_gain",
    "average_heartrate",
    "private",
)


def logbook_address(page: Page, places: dict[str, str]) -> str:
    """Where Logbook has a page."""
    return f"/activities?{page.logbook.format(**places)}"


def datasette_address(page: Page, places: dict[str, str], kind: str = "") -> str:
    """Where Datasette has it."""
    query = page.datasette.format(**places)
    asked: list[tuple[str, str | int]] = [("athlete_id", ID), ("deleted_at__isnull", 1)]
    if "_size=" not in query:
        asked.append(("_size", PER_PAGE))
    if "_sort" not in query:
        asked.append(("_sort_desc", "start_local"))
    asked += [("_col", name) for name in _SHOWN]
    return f"/logbook/activity{kind}?{urlencode(asked)}&{query}"
