"""The parameters of the table's address, parsed into Filters.

An invalid parameter is ignored, and a notice says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

from .. import coerce, workouts
from ..folding import search_terms
from ..units import METERS_PER_FOOT, METERS_PER_MILE
from .columns import BY_KEY, SORTS, current_key
from .filters import PAGE_SIZES, RANGES, SPANS, Filters
from .nearest import hint

MAX_SEARCH_LENGTH = 200
MAX_SEARCH_TERMS = 30
"""The most words and phrases of a search. Each is looked for in every name, and in the names of
all gear, devices and sports."""
MAX_SPORTS = 50
"""Every link of a page repeats the sports of its address."""
MAX_SPORT_BYTES = 100
MAX_NOTICES = 10
EXCEL = "excel"
"""The value of the parameter `for`, which only exports have."""

_BOOLEANS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_ORDERS = ("asc", "desc")
_MAX_EXCERPT_LENGTH = 40


class Notice(NamedTuple):
    """Why something in an address was ignored: two clauses of a sentence."""

    reason: str
    consequence: str

    def __str__(self) -> str:
        return f"{self.reason}, so {self.consequence}."


def excerpt(text: str) -> str:
    """Return the beginning of a text, as much as a notice repeats of it."""
    if len(text) <= _MAX_EXCERPT_LENGTH:
        return text
    return f"{text[: _MAX_EXCERPT_LENGTH - 1]}…"


class Parameter(NamedTuple):
    """A parameter with one value."""

    name: str
    field: str
    """The field of Filters that it sets."""
    parse: Callable[[str], Any]
    """Returns the value of the field, or None if the text is invalid."""
    expected: str
    """What a valid text is. Completes the sentence "This is not ..."."""
    choices: tuple[str, ...] = ()
    """The valid texts, if they can be listed."""


def _search_text(text: str) -> str | None:
    if len(text) > MAX_SEARCH_LENGTH:
        return None
    terms = search_terms(_storable(text))
    if len(terms) > MAX_SEARCH_TERMS:
        return None
    # Like spaces alone, quotes and invisible characters alone are not a search.
    return _storable(text) if terms else ""


def _gear_id(text: str) -> str | None:
    return _storable(text) if len(text) <= MAX_SEARCH_LENGTH else None


def _storable(text: str) -> str:
    # No name contains NUL or a lone surrogate, and a database does not accept them.
    return coerce.text(text) or ""


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return None


def _span(text: str) -> str | None:
    is_year = text.isascii() and text.isdigit() and len(text) == 4 and int(text) > 0
    return text if is_year or text in SPANS else None


def _number(factor: float = 1) -> Callable[[str], float | None]:
    """Return a parser of numbers from 0, which multiplies by a factor."""

    def parse(text: str) -> float | None:
        try:
            number = float(text) if factor == 1 else round(float(text) * factor, 6)
        except ValueError:
            return None
        return number if math.isfinite(number) and number >= 0 else None

    return parse


def _boolean(text: str) -> bool | None:
    return _BOOLEANS.get(text.lower())


def _page(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return int(text) or None if is_number else None


def _page_size(text: str) -> int | None:
    return int(text) if text in map(str, PAGE_SIZES) else None


def _sort(text: str) -> str | None:
    key = current_key(text)
    return key if key in SORTS else None


def _one_of(choices: tuple[str, ...]) -> Callable[[str], str | None]:
    return lambda text: text if text in choices else None


_MAX_LENGTH = f"at most {MAX_SEARCH_LENGTH} characters long"
_MAX_SEARCH = f"at most {MAX_SEARCH_LENGTH} characters and {MAX_SEARCH_TERMS} words long"
_DATE = "a date like 2026-11-22"
_MINUTES = "a time in minutes"
_KM, _MILES = "a distance in kilometers", "a distance in miles"
_METERS, _FEET = "an elevation gain in meters", "an elevation gain in feet"
_BOOLEAN = "1 or 0"
_KM_PER_MILE = METERS_PER_MILE / 1000

_CONDITIONS = (
    Parameter("q", "q", _search_text, _MAX_SEARCH),
    Parameter("span", "span", _span, f"a year or one of {', '.join(SPANS)}", tuple(SPANS)),
    Parameter("from", "start", _day, _DATE),
    Parameter("to", "end", _day, _DATE),
    Parameter("min_km", "min_km", _number(), _KM),
    Parameter("max_km", "max_km", _number(), _KM),
    Parameter("min_minutes", "min_minutes", _number(), _MINUTES),
    Parameter("max_minutes", "max_minutes", _number(), _MINUTES),
    Parameter("min_climb", "min_climb", _number(), _METERS),
    Parameter("max_climb", "max_climb", _number(), _METERS),
    Parameter("gear", "gear", _gear_id, _MAX_LENGTH),
    Parameter("commute", "commute", _boolean, _BOOLEAN),
    Parameter("trainer", "trainer", _boolean, _BOOLEAN),
    Parameter("private", "private", _boolean, _BOOLEAN),
    Parameter("deleted", "deleted", _boolean, _BOOLEAN),
)
# The form uses these for athletes with imperial units. Other addresses are always metric.
_IMPERIAL = (
    Parameter("min_mi", "min_km", _number(_KM_PER_MILE), _MILES),
    Parameter("max_mi", "max_km", _number(_KM_PER_MILE), _MILES),
    Parameter("min_feet", "min_climb", _number(METERS_PER_FOOT), _FEET),
    Parameter("max_feet", "max_climb", _number(METERS_PER_FOOT), _FEET),
)
_ORDER = (
    Parameter("sort", "sort", _sort, f"one of {', '.join(SORTS)}", SORTS),
    Parameter("order", "order", _one_of(_ORDERS), f"one of {', '.join(_ORDERS)}", _ORDERS),
)
_PAGE = (
    Parameter("page", "page", _page, "the number of a page"),
    Parameter("per_page", "per_page", _page_size, f"one of {', '.join(map(str, PAGE_SIZES))}"),
    Parameter("totals", "totals", _boolean, _BOOLEAN),
)
_PARAMETERS = (*_CONDITIONS, *_IMPERIAL, *_ORDER, *_PAGE)
_NAMES = {"sport", "workout", "columns", *(parameter.name for parameter in _PARAMETERS)}

REPEATABLE = ("sport", "workout")
"""The parameters that can have several values."""
EXPORT_PARAMETERS = (
    *REPEATABLE,
    *(parameter.name for parameter in (*_CONDITIONS, *_ORDER)),
    "columns",
)
"""The parameters that an export to a file takes."""

_WRONG_ORDER = {
    "start": "The first day is after the last",
    "min_km": "The minimum distance is greater than the maximum",
    "min_minutes": "The minimum time is greater than the maximum",
    "min_climb": "The minimum elevation gain is greater than the maximum",
}
"""What is wrong with a range whose ends are swapped, by its lower end."""


def parse_filters(parameters: MultiDict[str, str]) -> tuple[Filters, list[Notice]]:
    """Return the filters in an address, and a notice for each part that was ignored."""
    notices: list[Notice] = []
    values: dict[str, Any] = {}
    for parameter in _PARAMETERS:
        text = parameters.get(parameter.name, "").strip()
        if not text:
            continue
        value = parameter.parse(text)
        if value is None:
            like = hint([text], parameter.choices)
            reason = f"“{excerpt(text)}” is not {parameter.expected}{like}"
            notices.append(Notice(reason, f"“{parameter.name}” was ignored"))
        else:
            values[parameter.field] = value
    for name in parameters:
        if name not in _NAMES:
            notices.append(Notice(f"“{excerpt(name)}” is not a parameter", "it was ignored"))
    values["workout"] = _parse_workouts(parameters.getlist("workout"), notices)
    values["columns"] = _parse_columns(parameters.getlist("columns"), notices)
    values["sport"] = _parse_sports(parameters.getlist("sport"), notices)
    filters = _without_empty_ranges(Filters(**values), notices)
    return filters, _first(notices)


def parse_export(parameters: MultiDict[str, str], kind: str) -> tuple[Filters, bool, list[Notice]]:
    """Return the filters of an export, whether it is for Excel, and what was ignored."""
    parameters = MultiDict(parameters)
    purposes = [text.strip() for text in parameters.poplist("for")]
    filters, notices = parse_filters(parameters)
    if wrong := sorted({*purposes} - {"", EXCEL}):
        reason = f"“{excerpt(', '.join(wrong))}” is not {EXCEL}"
        notices.append(Notice(reason, "“for” was ignored"))
    for_excel = EXCEL in purposes
    if for_excel and kind != "csv":
        notices.append(Notice(f"Only CSV can be written for {EXCEL.title()}", "“for” was ignored"))
    return filters, for_excel and kind == "csv", notices


def _parse_sports(texts: list[str], notices: list[Notice]) -> tuple[str, ...]:
    sports = [*dict.fromkeys(sport for text in texts if (sport := _storable(text)))]
    short = [sport for sport in sports if len(sport.encode()) <= MAX_SPORT_BYTES]
    if len(short) < len(sports):
        reason = f"A sport type has at most {MAX_SPORT_BYTES} characters"
        notices.append(Notice(reason, "longer ones were ignored"))
    if len(short) > MAX_SPORTS:
        reason = f"There are more than {MAX_SPORTS} sports"
        notices.append(Notice(reason, f"only the first {MAX_SPORTS} are used"))
    return tuple(short[:MAX_SPORTS])


def _parse_workouts(texts: list[str], notices: list[Notice]) -> tuple[str, ...]:
    chosen = {text.strip() for text in texts} - {""}
    if unknown := sorted(chosen - workouts.NAMES.keys()):
        reason = f"“{excerpt(', '.join(unknown))}” is not one of {', '.join(workouts.NAMES)}"
        reason += hint(unknown, workouts.NAMES)
        notices.append(Notice(reason, "it was ignored"))
    return tuple(workout for workout in workouts.NAMES if workout in chosen)


def _parse_columns(texts: list[str], notices: list[Notice]) -> tuple[str, ...]:
    keys = [current_key(key.strip()) for text in texts for key in text.split(",") if key.strip()]
    unknown = [key for key in keys if key not in BY_KEY]
    if unknown:
        listed, like = f"“{excerpt(', '.join(unknown))}”", hint(unknown, BY_KEY)
        if len(unknown) == 1:
            notices.append(Notice(f"{listed} is not a column{like}", "it was ignored"))
        else:
            notices.append(Notice(f"{listed} are not columns{like}", "they were ignored"))
    return tuple(key for key in BY_KEY if key in keys)


def _without_empty_ranges(filters: Filters, notices: list[Notice]) -> Filters:
    """Remove the ranges whose lower end is above their upper end."""
    for low, high in RANGES:
        minimum, maximum = getattr(filters, low), getattr(filters, high)
        if minimum is not None and maximum is not None and minimum > maximum:
            notices.append(Notice(_WRONG_ORDER[low], "both were ignored"))
            filters = filters.without(low).on_page(filters.page)
    return filters


def _first(notices: list[Notice]) -> list[Notice]:
    """Return the first notices, and the number of the others as one more."""
    if (others := len(notices) - MAX_NOTICES) <= 0:
        return notices
    are_others = f"{others:,} more {'parameter is' if others == 1 else 'parameters are'} not valid"
    ignored = Notice(are_others, f"{'it was' if others == 1 else 'they were'} ignored")
    return [*notices[:MAX_NOTICES], ignored]
