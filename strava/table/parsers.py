"""Parsers of the values in the table's address. Each returns None if a text is invalid."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime

from .. import coerce
from ..analysis.tiles import TILES_AROUND
from ..folding import search_terms
from .columns import SORTS, current_key
from .filters import PAGE_SIZES, SPANS

MAX_SEARCH_LENGTH = 200
MAX_SEARCH_TERMS = 30
"""The most words and phrases of a search. Each is looked for in every name, and in the names of
all gear, devices and sports."""

_BOOLEANS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def search_text(text: str) -> str | None:
    if len(text) > MAX_SEARCH_LENGTH:
        return None
    terms = search_terms(storable(text))
    if len(terms) > MAX_SEARCH_TERMS:
        return None
    # Like spaces alone, quotes and invisible characters alone are not a search.
    return storable(text) if terms else ""


def gear_id(text: str) -> str | None:
    return storable(text) if len(text) <= MAX_SEARCH_LENGTH else None


def storable(text: str) -> str:
    # No name contains NUL or a lone surrogate, and a database does not accept them.
    return coerce.text(text) or ""


def day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return None


def year(text: str) -> str | None:
    return text if len(text) == 4 and _whole_number(text, most_digits=4) else None


def span(text: str) -> str | None:
    return text if text in SPANS else year(text)


def number(factor: float = 1) -> Callable[[str], float | None]:
    """Return a parser of numbers from 0, which multiplies by a factor."""

    def parse(text: str) -> float | None:
        try:
            number = float(text) if factor == 1 else round(float(text) * factor, 6)
        except ValueError:
            return None
        return number if math.isfinite(number) and number >= 0 else None

    return parse


def boolean(text: str) -> bool | None:
    return _BOOLEANS.get(text.lower())


def below(limit: int) -> Callable[[str], int | None]:
    """Return a parser of whole numbers from 0 to below a limit."""

    def parse(text: str) -> int | None:
        found = _whole_number(text, most_digits=9)
        return found if found is not None and found < limit else None

    return parse


def identifier(text: str) -> int | None:
    """Return the id of an activity."""
    return coerce.identifier(_whole_number(text, most_digits=19))


def tile(text: str) -> str | None:
    """Return an explorer tile as its column from the west and its row from the north."""
    column, row = map(below(TILES_AROUND), (text.partition("/")[0], text.partition("/")[2]))
    return None if column is None or row is None else f"{column}/{row}"


def page(text: str) -> int | None:
    return _whole_number(text, most_digits=9) or None


def page_size(text: str) -> int | None:
    return int(text) if text in map(str, PAGE_SIZES) else None


def sort(text: str) -> str | None:
    key = current_key(text)
    return key if key in SORTS else None


def one_of(choices: tuple[str, ...]) -> Callable[[str], str | None]:
    return lambda text: text if text in choices else None


def _whole_number(text: str, most_digits: int) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= most_digits
    return int(text) if is_number else None
