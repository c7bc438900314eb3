"""What an address asks of the activities: read from its parameters, and written back into them.

A parameter that makes no sense falls back to its default, and a notice names it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

SORTS = ("date", "sport", "name", "distance", "moving_time", "speed", "climb", "heartrate")
ASCENDING_FIRST = frozenset({"sport", "name"})
PAGE_SIZES = (25, 50, 100, 200)
_YES_NO = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_LONGEST = 200


@dataclass(frozen=True)
class Filters:
    """Which activities, in which order, and which page of them; distances are in kilometres.

    `start` and `end` are days of the local wall time, both inclusive; in an address they are
    `from` and `to`. Without an order, text goes up from A and measures go down from the most.
    `deleted` asks for what is gone from Strava instead of what is there.
    """

    q: str = ""
    sport: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    min_km: float | None = None
    max_km: float | None = None
    gear: str | None = None
    commute: bool | None = None
    trainer: bool | None = None
    private: bool | None = None
    deleted: bool = False
    sort: str = "date"
    order: str | None = None
    page: int = 1
    per_page: int = 50

    @property
    def matching(self) -> Filters:
        """What decides which activities match, without their order and pages."""
        return replace(self, sort="date", order=None, page=1, per_page=50)

    @property
    def narrowed(self) -> bool:
        """Whether any activity may be left out."""
        return self.matching != Filters()

    @property
    def ascending(self) -> bool:
        """Whether the rows go up by the column they are sorted by."""
        return self.sort in ASCENDING_FIRST if self.order is None else self.order == "asc"

    def sorted_by(self, sort: str) -> Filters:
        """The same, sorted by another column; by the same one, the other way round."""
        turned = "desc" if self.ascending else "asc"
        return replace(self, sort=sort, order=turned if sort == self.sort else None, page=1)

    def on_page(self, page: int) -> Filters:
        """The same, another page."""
        return replace(self, page=page)

    def parameters(self) -> dict[str, Any]:
        """What to put in an address; defaults are left out."""
        return {
            _ADDRESS.get(field.name, field.name): _written(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }


_ADDRESS = {"start": "from", "end": "to"}


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
    sports = (_without_nul(sport) for sport in parameters.getlist("sport"))
    filters = Filters(**read, sport=tuple(filter(None, sports)))
    if filters.start and filters.end and filters.start > filters.end:
        notices.append(Misread("“from” is after “to”", "both are left out"))
        filters = replace(filters, start=None, end=None)
    return filters, notices


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise ValueError("a date like 2026-11-22") from None


def _kilometres(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise ValueError("a distance in kilometres")
    return number


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


_CONVERT: dict[str, Callable[[str], Any]] = {
    "q": _search,
    "from": _day,
    "to": _day,
    "min_km": _kilometres,
    "max_km": _kilometres,
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
PARAMETERS = ("sport", *(name for name in _CONVERT if name not in ("page", "per_page")))
"""The names, in an address, of all that says which activities and in which order."""

_FIELD = {address: field for field, address in _ADDRESS.items()}


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else repr(value)
    return value.isoformat() if isinstance(value, date) else value
