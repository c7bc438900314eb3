"""Filters: which activities the table shows, in which order, and which page of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from ..analysis.tiles import Tile
from .columns import BY_KEY, Column

PAGE_SIZES = (25, 50, 100, 200)
SPANS = {
    "week": "This week",
    "month": "This month",
    "year": "This year",
    "30days": "Last 30 days",
}
"""Periods that end with the activities of today, wherever on Earth it is today. A span can also be
a year with four digits."""
_FURTHEST_AHEAD = timedelta(days=2)
"""How far the local day of an activity can be ahead of this computer's: clocks on Earth are up to
26 hours apart."""
RANGES = (
    ("start", "end"),
    ("min_km", "max_km"),
    ("min_minutes", "max_minutes"),
    ("min_climb", "max_climb"),
)
"""The fields that are the lower and upper end of a range."""
_ADDRESS_NAMES = {"start": "from", "end": "to"}
"""The fields whose parameters have another name. `from` is a keyword of Python."""

_UPPER_END = dict(RANGES)


class Days(NamedTuple):
    """A period: its first and last day. None means that it has no limit on that side."""

    start: date | None
    end: date | None

    def within(self, other: Days) -> Days:
        """Return the period that both have in common."""
        return Days(
            max(filter(None, (self.start, other.start)), default=None),
            min(filter(None, (self.end, other.end)), default=None),
        )


@dataclass(frozen=True)
class Filters:
    """Which activities to show, in which order, and which page of them.

    Distances are in kilometers, times in minutes, and elevation gains in meters. `start` and `end`
    are the first and last day, in local time. `span` is one of SPANS or a year. `weekday` is 0 for
    Monday to 6 for Sunday, and `hour` that of the local time at the start, from 0 to 23. `group`
    has keys of sports.GROUP_NAMES, `workout` those of workouts.NAMES. `gear` and `id` are Strava's
    ids. `tile` has explorer tiles like "8581/5737", of which an activity has passed at least one.
    With `deleted`, only activities that were deleted on Strava match; without it, only the others.
    `left_out` does the same for those that are left out as duplicates. `order` is "asc", "desc", or
    None for the default order of the column. `columns` has the keys of the columns to show; empty
    means the athlete's own choice. With `totals`, the page shows the totals by sport and by month.
    """

    q: str = ""
    sport: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    workout: tuple[str, ...] = ()
    span: str | None = None
    start: date | None = None
    end: date | None = None
    weekday: int | None = None
    hour: int | None = None
    min_km: float | None = None
    max_km: float | None = None
    min_minutes: float | None = None
    max_minutes: float | None = None
    min_climb: float | None = None
    max_climb: float | None = None
    gear: str | None = None
    commute: bool | None = None
    trainer: bool | None = None
    private: bool | None = None
    tile: tuple[str, ...] = ()
    id: tuple[int, ...] = ()
    deleted: bool = False
    left_out: bool = False
    sort: str = "date"
    order: str | None = None
    page: int = 1
    per_page: int = 50
    columns: tuple[str, ...] = ()
    totals: bool = False

    @property
    def matching(self) -> Filters:
        """Only the fields that decide which activities match; the others have their defaults."""
        return Filters(**{name: getattr(self, name) for name in _CONDITIONS})

    @property
    def narrowed(self) -> bool:
        """Whether any field restricts which activities match."""
        return self.matching != Filters()

    @property
    def ascending(self) -> bool:
        """Whether rows are sorted in ascending order."""
        return BY_KEY[self.sort].is_text if self.order is None else self.order == "asc"

    @property
    def active(self) -> list[str]:
        """The fields that restrict which activities match. A range is named by its lower end."""
        return [
            name
            for name in _CONDITIONS
            if name not in _UPPER_END.values()
            and any(getattr(self, end) != _DEFAULTS[end] for end in _ends(name))
        ]

    def sorted_by(self, sort: str) -> Filters:
        """Return filters sorted by a column; for the current column, in the opposite order."""
        opposite = "desc" if self.ascending else "asc"
        return replace(self, sort=sort, order=opposite if sort == self.sort else None, page=1)

    def on_page(self, page: int) -> Filters:
        """Return filters for another page."""
        return replace(self, page=page)

    def with_page_size(self, per_page: int) -> Filters:
        """Return filters for the first page with this number of rows per page."""
        return replace(self, per_page=per_page, page=1)

    def with_sports(self, sport_types: Iterable[str]) -> Filters:
        """Return filters for these sport types only, on the first page."""
        return replace(self, sport=tuple(sport_types), page=1)

    def with_days(self, days: Days) -> Filters:
        """Return filters for these days only, on the first page."""
        if (year := _whole_year(days)) is not None:
            return replace(self, span=year, start=None, end=None, page=1)
        return replace(self, span=None, start=days.start, end=days.end, page=1)

    def with_totals(self, totals: bool) -> Filters:
        """Return filters for a page with or without the totals by sport and by month."""
        return replace(self, totals=totals)

    def with_columns(self, columns: Iterable[Column] = ()) -> Filters:
        """Return filters with these columns."""
        return replace(self, columns=tuple(column.key for column in columns))

    def without(self, *names: str) -> Filters:
        """Return filters without these fields, on the first page.

        The lower end of a range also removes the upper end.
        """
        removed = {end for name in names for end in _ends(name)}
        return replace(self, **{name: _DEFAULTS[name] for name in removed}, page=1)

    def days(self, today: date, first_weekday: int = 0) -> Days:
        """Return the period that matches. Weeks begin on `first_weekday`; 0 is Monday."""
        return _span_days(self.span, today, first_weekday).within(Days(self.start, self.end))

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of an address with these filters, without default values."""
        parameters = {
            _ADDRESS_NAMES.get(name, name): _parameter_value(getattr(self, name))
            for name, default in _DEFAULTS.items()
            if getattr(self, name) != default
        }
        return parameters | ({"columns": ",".join(self.columns)} if self.columns else {})


_DEFAULTS: dict[str, Any] = {field.name: field.default for field in fields(Filters)}
_CONDITIONS = tuple(_DEFAULTS)[: tuple(_DEFAULTS).index("sort")]
"""The fields that decide which activities match."""


def _ends(name: str) -> tuple[str, ...]:
    """Return a field, and the upper end of the range if it is the lower end of one."""
    return (name, _UPPER_END[name]) if name in _UPPER_END else (name,)


def _span_days(span: str | None, today: date, first_weekday: int) -> Days:
    end = today + _FURTHEST_AHEAD
    match span:
        case None:
            return Days(None, None)
        case "week":
            return Days(today - timedelta(days=(today.weekday() - first_weekday) % 7), end)
        case "month":
            return Days(today.replace(day=1), end)
        case "year":
            return Days(today.replace(month=1, day=1), end)
        case "30days":
            return Days(today - timedelta(days=29), end)
    return Days(date(int(span), 1, 1), date(int(span), 12, 31))


def _whole_year(days: Days) -> str | None:
    """Return the year with four digits if these are all of its days."""
    if days.start is None or days != _span_days(year := f"{days.start.year:04}", days.start, 0):
        return None
    return year


NOT_IN_FORM = ("group", "weekday", "hour", "tile", "id")
"""Fields that decide which activities match, and that only links set."""


def parsed_tile(tile: str) -> Tile:
    """Return one of the tiles of `Filters.tile` as its column and row."""
    column, row = tile.split("/")
    return int(column), int(row)


def _parameter_value(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else repr(value)
    return value.isoformat() if isinstance(value, date) else value
