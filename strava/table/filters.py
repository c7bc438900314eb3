"""What an address asks of the activities: read from its parameters, and written back into them.

A parameter that makes no sense falls back to its default, and a notice names it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

from ..units import METERS_PER_FOOT, METERS_PER_MILE
from .columns import BY_KEY, SORTS, Column

PAGE_SIZES = (25, 50, 100, 200)
SPANS = {
    "week": "This week",
    "month": "This month",
    "year": "This year",
    "30days": "Last 30 days",
}
"""Spans of days that end with today; a year of four digits is one too."""

_YES_NO = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_LONGEST = 200


class Days(NamedTuple):
    """A span of days, both inclusive; None is open."""

    start: date | None
    end: date | None


@dataclass(frozen=True)
class Filters:
    """Which activities, in which order, and which page of them.

    Distances are in kilometres, times in minutes, climbs in metres. `start` and `end` are days of
    the local wall time, both inclusive; in an address they are `from` and `to`. `span` is one of
    SPANS or a year. `gear` is Strava's id. Without an order, text goes up from A and measures go
    down from the most. `deleted` asks for what is gone from Strava instead of what is there.
    `columns` names the columns of the table; none means those chosen last.
    """

    q: str = ""
    sport: tuple[str, ...] = ()
    span: str | None = None
    start: date | None = None
    end: date | None = None
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
    deleted: bool = False
    sort: str = "date"
    order: str | None = None
    page: int = 1
    per_page: int = 50
    columns: tuple[str, ...] = ()

    @property
    def matching(self) -> Filters:
        """What decides which activities match, without their order, pages and columns."""
        return replace(self, sort="date", order=None, page=1, per_page=50, columns=())

    @property
    def narrowed(self) -> bool:
        """Whether any activity may be left out."""
        return self.matching != Filters()

    @property
    def ascending(self) -> bool:
        """Whether the rows go up by the column they are sorted by."""
        return BY_KEY[self.sort].told_in_words if self.order is None else self.order == "asc"

    def sorted_by(self, sort: str) -> Filters:
        """The same, sorted by another column; by the same one, the other way round."""
        turned = "desc" if self.ascending else "asc"
        return replace(self, sort=sort, order=turned if sort == self.sort else None, page=1)

    def on_page(self, page: int) -> Filters:
        """The same, another page."""
        return replace(self, page=page)

    def of_size(self, per_page: int) -> Filters:
        """The same, from the first page, each of so many rows."""
        return replace(self, per_page=per_page, page=1)

    def with_sports(self, sport_types: Iterable[str]) -> Filters:
        """The same for these sport types alone, from the first page."""
        return replace(self, sport=tuple(sport_types), page=1)

    def with_columns(self, columns: Iterable[Column] = ()) -> Filters:
        """The same with these columns."""
        return replace(self, columns=tuple(column.key for column in columns))

    def without(self, *names: str) -> Filters:
        """The same without these, from page 1; the lower end of a range takes the upper along."""
        taken = {*names, *(partner for name in names for partner in _TOGETHER.get(name, ()))}
        return replace(self, **{name: _DEFAULTS[name] for name in taken}, page=1)

    @property
    def active(self) -> list[str]:
        """The names of what narrows the activities down; of a range, its lower end alone."""
        return [
            name
            for name in _NARROWING
            if name not in _UPPER_ENDS
            and any(
                getattr(self, one) != _DEFAULTS[one] for one in (name, *_TOGETHER.get(name, ()))
            )
        ]

    def days(self, today: date, first_weekday: int = 0) -> Days:
        """The span of days that is asked for; `first_weekday` is 0 for Monday."""
        start, end = _span(self.span, today, first_weekday)
        return Days(
            max(filter(None, (start, self.start)), default=None),
            min(filter(None, (end, self.end)), default=None),
        )

    def parameters(self) -> dict[str, Any]:
        """What to put in an address; defaults are left out."""
        asked = {
            _ADDRESS.get(name, name): _written(getattr(self, name))
            for name, default in _DEFAULTS.items()
            if getattr(self, name) != default
        }
        return asked | ({"columns": ",".join(self.columns)} if self.columns else {})


_DEFAULTS: dict[str, Any] = {field.name: field.default for field in fields(Filters)}
_NARROWING = tuple(_DEFAULTS)[: tuple(_DEFAULTS).index("sort")]
_ADDRESS = {"start": "from", "end": "to"}
_RANGES = (
    ("start", "end", "The first day is after the last"),
    ("min_km", "max_km", "The least distance is more than the most"),
    ("min_minutes", "max_minutes", "The least time is more than the most"),
    ("min_climb", "max_climb", "The least climb is more than the most"),
)
"""The ends of each range, and what is wrong with one that begins beyond its end."""
_TOGETHER = {low: (high,) for low, high, _ in _RANGES}
_UPPER_ENDS = {high for _, high, _ in _RANGES}


class Misread(NamedTuple):
    """What was not understood, and what comes of it; together they are a sentence."""

    reason: str
    consequence: str

    def __str__(self) -> str:
        return f"{self.reason}, so {self.consequence}."


def parse(parameters: MultiDict[str, str]) -> tuple[Filters, list[Misread]]:
    """The filters in an address, and what of it was not understood and is left out."""
    notices: list[Misread] = []
    read: dict[str, Any] = {}
    for name, convert in _CONVERT.items():
        text = parameters.get(name, "").strip()
        if not text:
            continue
        try:
            read[_FIELD.get(name, name)] = convert(text)
        except ValueError as error:
            reason = f"“{_shortened(text)}” is not {error}"
            notices.append(Misread(reason, f"“{name}” is left out"))
    for name in parameters:
        if name not in (*_CONVERT, "sport", "columns"):
            notices.append(Misread(f"“{_shortened(name)}” is no parameter", "it is left out"))
    read["columns"] = _columns(parameters, notices)
    sports = (_without_nul(sport) for sport in parameters.getlist("sport"))
    filters = Filters(**read, sport=tuple(dict.fromkeys(filter(None, sports))))
    return _in_order(filters, notices), notices


def _in_order(filters: Filters, notices: list[Misread]) -> Filters:
    """The filters without the ranges that begin beyond their end."""
    for low, high, wrong in _RANGES:
        least, most = getattr(filters, low), getattr(filters, high)
        if least is not None and most is not None and least > most:
            notices.append(Misread(wrong, "both are left out"))
            filters = filters.without(low).on_page(filters.page)
    return filters


def _span(span: str | None, today: date, first_weekday: int) -> Days:
    match span:
        case None:
            return Days(None, None)
        case "week":
            return Days(today - timedelta(days=(today.weekday() - first_weekday) % 7), today)
        case "month":
            return Days(today.replace(day=1), today)
        case "year":
            return Days(today.replace(month=1, day=1), today)
        case "30days":
            return Days(today - timedelta(days=29), today)
    return Days(date(int(span), 1, 1), date(int(span), 12, 31))


def _columns(parameters: MultiDict[str, str], notices: list[Misread]) -> tuple[str, ...]:
    asked = [
        key.strip()
        for text in parameters.getlist("columns")
        for key in text.split(",")
        if key.strip()
    ]
    unknown = [key for key in asked if key not in BY_KEY]
    if unknown:
        reason = f"“{_shortened(', '.join(unknown))}” is no column"
        notices.append(Misread(reason, "it is left out of “columns”"))
    return tuple(key for key in BY_KEY if key in asked)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise ValueError("a date like 2026-11-22") from None


def _span_name(text: str) -> str:
    if text in SPANS or (text.isascii() and text.isdigit() and len(text) == 4 and int(text) > 0):
        return text
    raise ValueError(f"a year or one of {', '.join(SPANS)}")


def _number(meaning: str, factor: float = 1) -> Callable[[str], float]:
    def convert(text: str) -> float:
        try:
            number = float(text) if factor == 1 else round(float(text) * factor, 6)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or number < 0:
            raise ValueError(meaning)
        return number

    return convert


def _yes_no(text: str) -> bool:
    if text.lower() not in _YES_NO:
        raise ValueError("1 or 0")
    return _YES_NO[text.lower()]


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise ValueError("the number of a page")
    return int(text)


def _per_page(text: str) -> int:
    if text not in map(str, PAGE_SIZES):
        raise ValueError(f"one of {', '.join(map(str, PAGE_SIZES))}")
    return int(text)


def _one_of(*choices: str) -> Callable[[str], str]:
    def convert(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return text

    return convert


def _search(text: str) -> str:
    if len(text) > _LONGEST:
        raise ValueError(f"short enough ({_LONGEST} letters)")
    return _without_nul(text)


def _without_nul(text: str) -> str:
    # No name holds it, and PostgreSQL does not take it.
    return text.replace("\0", "")


_KM, _MILES = "a distance in kilometres", "a distance in miles"
_MINUTES = "a time in minutes"
_METRES, _FEET = "a climb in metres", "a climb in feet"
_KM_PER_MILE = METERS_PER_MILE / 1000

_CONVERT: dict[str, Callable[[str], Any]] = {
    "q": _search,
    "span": _span_name,
    "from": _day,
    "to": _day,
    "min_km": _number(_KM),
    "max_km": _number(_KM),
    # What the form asks for in miles and feet is told in kilometres and metres from then on.
    "min_mi": _number(_MILES, _KM_PER_MILE),
    "max_mi": _number(_MILES, _KM_PER_MILE),
    "min_minutes": _number(_MINUTES),
    "max_minutes": _number(_MINUTES),
    "min_climb": _number(_METRES),
    "max_climb": _number(_METRES),
    "min_feet": _number(_FEET, METERS_PER_FOOT),
    "max_feet": _number(_FEET, METERS_PER_FOOT),
    "gear": _search,
    "commute": _yes_no,
    "trainer": _yes_no,
    "private": _yes_no,
    "deleted": _yes_no,
    "sort": _one_of(*SORTS),
    "order": _one_of("asc", "desc"),
    "page": _page,
    "per_page": _per_page,
}
_FIELD = {
    **{address: field for field, address in _ADDRESS.items()},
    **{f"{end}_mi": f"{end}_km" for end in ("min", "max")},
    **{f"{end}_feet": f"{end}_climb" for end in ("min", "max")},
}
PARAMETERS = (
    "sport",
    *(name for name in _CONVERT if name not in ("page", "per_page") and name not in _FIELD),
    *_ADDRESS.values(),
    "columns",
)
"""The names, in an address, of all that says which activities, in which order and columns."""


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else repr(value)
    return value.isoformat() if isinstance(value, date) else value
