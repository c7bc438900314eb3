"""The pages and exports of Logbook that are measured, and Datasette's equivalents.

To measure another page, add it to QUERIES.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from strava.sample.athlete import ID, ROAD_BIKE

PER_PAGE = 50


class Page(NamedTuple):
    """A page of both servers: the part of its address after the `?`.

    `{last}` stands for the number of the last page, and `{to_10}` and `{to_last}` for the tokens
    with which Datasette continues at page 10 and at the last page. Unless a page says otherwise,
    Datasette shows 50 rows, newest first.
    """

    name: str
    logbook: str = ""
    datasette: str = ""


class Export(NamedTuple):
    """All rows as a file; `marker` occurs once per row and `extra_markers` more times."""

    name: str
    logbook: str
    datasette: str
    marker: bytes
    extra_markers: int = 0


DEFAULT = Page("default page of 50", "", "_facet=sport_type")
QUERIES = (
    DEFAULT,
    Page("by distance", "sort=distance", "_sort_desc=distance"),
    Page("by name", "sort=name", "_sort=search"),
    Page("by heart rate", "sort=heartrate", "_sort_desc=average_heartrate"),
    Page("by kudos, fewest first", "sort=kudos&order=asc", "_sort=kudos_count"),
    Page("by weekday", "sort=weekday", "_sort=weekday"),
    Page("search for a common word", "q=morning", "search__contains=morning"),
    Page("search without matches", "q=xylophone", "search__contains=xylophone"),
    Page("one sport", "sport=Run", "sport_type=Run"),
    Page(
        "one year",
        "from=2025-01-01&to=2025-12-31",
        "day__gte=2025-01-01&day__lte=2025-12-31",
    ),
    Page("at least 100 km", "min_km=100", "distance__gte=100000"),
    Page("one bike", f"gear={ROAD_BIKE}", f"gear_id={ROAD_BIKE}"),
    Page("at least 1,000 m elevation gain", "min_climb=1000", "total_elevation_gain__gte=1000"),
    Page("at least four hours", "min_minutes=240", "moving_time__gte=14400"),
    Page("commutes", "commute=1", "commute=1"),
    Page(
        "two sports, one year",
        "sport=Run&sport=Ride&from=2025-01-01&to=2025-12-31",
        "sport_type__in=Run,Ride&day__gte=2025-01-01&day__lte=2025-12-31",
    ),
)
"""The first page of each kind of query."""
PAGES = (
    *QUERIES,
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
    # Datasette's own form requests 1,000 rows at a time, unless its limits are raised.
    Export(
        "CSV",
        "/activities.csv",
        f"/logbook/activity.csv?_stream=on&_size=1000&{_ALL}",
        b"\n",
        extra_markers=1,  # the header
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


def logbook_address(page: Page, positions: dict[str, str]) -> str:
    """Return the address of a page in Logbook."""
    return f"/activities?{page.logbook.format(**positions)}"


def datasette_address(page: Page, positions: dict[str, str], suffix: str = "") -> str:
    """Return the address of a page in Datasette, for example with the suffix `.json`."""
    query = page.datasette.format(**positions)
    parameters: list[tuple[str, str | int]] = [("athlete_id", ID), ("deleted_at__isnull", 1)]
    if "_size=" not in query:
        parameters.append(("_size", PER_PAGE))
    if "_sort" not in query:
        parameters.append(("_sort_desc", "start_local"))
    parameters += [("_col", name) for name in _SHOWN]
    return f"/logbook/activity{suffix}?{urlencode(parameters)}&{query}"
