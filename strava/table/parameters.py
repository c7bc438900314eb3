"""The parameters of the table's address, parsed into Filters.

An invalid parameter is ignored, and a notice says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from werkzeug.datastructures import MultiDict

from .. import sports, workouts
from ..analysis.tiles import TILES_AROUND
from ..units import METERS_PER_FOOT, METERS_PER_MILE
from . import parsers
from .columns import BY_KEY, SORTS, current_key
from .filters import PAGE_SIZES, RANGES, SPANS, Filters
from .nearest import hint
from .parsers import MAX_SEARCH_LENGTH, MAX_SEARCH_TERMS

Value = TypeVar("Value")

MAX_SPORTS = 50
"""Every link of a page repeats the sports of its address."""
MAX_SPORT_BYTES = 100
MAX_IDS = 200
MAX_TILES = 100
MAX_NOTICES = 10
EXCEL = "excel"
"""The value of the parameter `for`, which only exports have."""
ONLY_ID = "id"
"""The value of the parameter `fields`, which only the routes of a map have."""
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


_MAX_LENGTH = f"at most {MAX_SEARCH_LENGTH} characters long"
_MAX_SEARCH = f"at most {MAX_SEARCH_LENGTH} characters and {MAX_SEARCH_TERMS} words long"
_DATE = "a date like 2026-11-22"
_MINUTES = "a time in minutes"
_KM, _MILES = "a distance in kilometers", "a distance in miles"
_METERS, _FEET = "an elevation gain in meters", "an elevation gain in feet"
_BOOLEAN = "1 or 0"
_KM_PER_MILE = METERS_PER_MILE / 1000

REPEATABLE = ("sport", "group", "workout", "tile", "id")
"""The parameters that can have several values."""
_CONDITIONS = (
    Parameter("q", "q", parsers.search_text, _MAX_SEARCH),
    Parameter("span", "span", parsers.span, f"a year or one of {', '.join(SPANS)}", tuple(SPANS)),
    Parameter("from", "start", parsers.day, _DATE),
    Parameter("to", "end", parsers.day, _DATE),
    Parameter("weekday", "weekday", parsers.below(7), "a weekday from 0 for Monday to 6"),
    Parameter("hour", "hour", parsers.below(24), "an hour from 0 to 23"),
    Parameter("min_km", "min_km", parsers.number(), _KM),
    Parameter("max_km", "max_km", parsers.number(), _KM),
    Parameter("min_minutes", "min_minutes", parsers.number(), _MINUTES),
    Parameter("max_minutes", "max_minutes", parsers.number(), _MINUTES),
    Parameter("min_climb", "min_climb", parsers.number(), _METERS),
    Parameter("max_climb", "max_climb", parsers.number(), _METERS),
    Parameter("gear", "gear", parsers.gear_id, _MAX_LENGTH),
    Parameter("commute", "commute", parsers.boolean, _BOOLEAN),
    Parameter("trainer", "trainer", parsers.boolean, _BOOLEAN),
    Parameter("private", "private", parsers.boolean, _BOOLEAN),
    Parameter("deleted", "deleted", parsers.boolean, _BOOLEAN),
    Parameter("left_out", "left_out", parsers.boolean, _BOOLEAN),
)
# The form uses these for athletes with imperial units. Other addresses are always metric.
_IMPERIAL = (
    Parameter("min_mi", "min_km", parsers.number(_KM_PER_MILE), _MILES),
    Parameter("max_mi", "max_km", parsers.number(_KM_PER_MILE), _MILES),
    Parameter("min_feet", "min_climb", parsers.number(METERS_PER_FOOT), _FEET),
    Parameter("max_feet", "max_climb", parsers.number(METERS_PER_FOOT), _FEET),
)
_ORDER = (
    Parameter("sort", "sort", parsers.sort, f"one of {', '.join(SORTS)}", SORTS),
    Parameter("order", "order", parsers.one_of(_ORDERS), f"one of {', '.join(_ORDERS)}", _ORDERS),
)
_PAGE_SIZES = ", ".join(map(str, PAGE_SIZES))
_PAGE = (
    Parameter("page", "page", parsers.page, "the number of a page"),
    Parameter("per_page", "per_page", parsers.page_size, f"one of {_PAGE_SIZES}"),
    Parameter("totals", "totals", parsers.boolean, _BOOLEAN),
)
_PARAMETERS = (*_CONDITIONS, *_IMPERIAL, *_ORDER, *_PAGE)
_NAMES = {*REPEATABLE, "columns", *(parameter.name for parameter in _PARAMETERS)}

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
    for name, names in (("workout", workouts.NAMES), ("group", sports.GROUP_NAMES)):
        values[name] = _parse_names(parameters.getlist(name), names, notices)
    values["tile"] = _parse_tiles(parameters.getlist("tile"), notices)
    values["id"] = _parse_ids(parameters.getlist("id"), notices)
    values["columns"] = _parse_columns(parameters.getlist("columns"), notices)
    values["sport"] = _parse_sports(parameters.getlist("sport"), notices)
    filters = _without_empty_ranges(Filters(**values), notices)
    return filters, _first(notices)


def parse_routes(parameters: MultiDict[str, str]) -> tuple[Filters, bool, list[Notice]]:
    """Return the filters of the routes of a map, whether only ids are wanted, and what was ignored.

    The order and the page do not matter to a map.
    """
    parameters = MultiDict(parameters)
    fields = {text.strip() for text in parameters.poplist("fields")} - {""}
    filters, notices = parse_filters(parameters)
    if wrong := sorted(fields - {ONLY_ID}):
        reason = f"“{excerpt(', '.join(wrong))}” is not {ONLY_ID}"
        notices.append(Notice(reason, "“fields” was ignored"))
    return filters.matching, fields == {ONLY_ID}, notices


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
    sports = [*dict.fromkeys(sport for text in texts if (sport := parsers.storable(text)))]
    short = [sport for sport in sports if len(sport.encode()) <= MAX_SPORT_BYTES]
    if len(short) < len(sports):
        reason = f"A sport type has at most {MAX_SPORT_BYTES} characters"
        notices.append(Notice(reason, "longer ones were ignored"))
    if len(short) > MAX_SPORTS:
        reason = f"There are more than {MAX_SPORTS} sports"
        notices.append(Notice(reason, f"only the first {MAX_SPORTS} are used"))
    return tuple(short[:MAX_SPORTS])


def _parse_names(
    texts: list[str], names: Mapping[str, str], notices: list[Notice]
) -> tuple[str, ...]:
    """Return the keys of `names` that are among the texts."""
    chosen = {text.strip() for text in texts} - {""}
    if unknown := sorted(chosen - names.keys()):
        reason = f"“{excerpt(', '.join(unknown))}” is not one of {', '.join(names)}"
        reason += hint(unknown, names)
        notices.append(Notice(reason, "it was ignored"))
    return tuple(name for name in names if name in chosen)


def _parse_ids(texts: list[str], notices: list[Notice]) -> tuple[int, ...]:
    kind = _Listed("IDs", "the ID of an activity", MAX_IDS)
    return _parse_listed(texts, parsers.identifier, kind, notices)


def _parse_tiles(texts: list[str], notices: list[Notice]) -> tuple[str, ...]:
    last = TILES_AROUND - 1
    kind = _Listed("tiles", f"a tile from 0/0 to {last}/{last}, like 8581/5737", MAX_TILES)
    return _parse_listed(texts, parsers.tile, kind, notices)


class _Listed(NamedTuple):
    """What a parameter that can have many values has."""

    plural: str
    expected: str
    most: int


def _parse_listed(
    texts: list[str],
    parse: Callable[[str], Value | None],
    kind: _Listed,
    notices: list[Notice],
) -> tuple[Value, ...]:
    wanted = [text.strip() for text in texts if text.strip()]
    parsed = {text: parse(text) for text in wanted}
    if wrong := [text for text, found in parsed.items() if found is None]:
        reason = f"“{excerpt(', '.join(wrong))}” is not {kind.expected}"
        notices.append(Notice(reason, "it was ignored"))
    found = [*dict.fromkeys(one for one in parsed.values() if one is not None)]
    if len(found) > kind.most:
        reason = f"There are more than {kind.most} {kind.plural}"
        notices.append(Notice(reason, f"only the first {kind.most} are used"))
    return tuple(found[: kind.most])


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
