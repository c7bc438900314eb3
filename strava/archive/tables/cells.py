"""The values of cells in the tables of an archive, None for what is not plausible."""

from __future__ import annotations

import re

from ... import coerce

_MOST_DIGITS = 20
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d*)?(?:[eE][-+]?\d{1,3})?")
_SHOWN_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*")
_GROUPS = re.compile(r"-?[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")
_SEPARATORS = re.compile(r"[\s'’]")
_KILOMETERS = re.compile(r".*[.,]\d\d")
_TRUE, _FALSE = ("true", "1", "1.0"), ("false", "0", "0.0")


def identifier(cell: str) -> int | None:
    """Return a Strava id."""
    digits = cell.strip()
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < _MOST_DIGITS
    return coerce.identifier(int(digits)) if is_number else None


def plain_number(cell: str) -> float | None:
    """Return a number that is written with a point, whatever the language."""
    if _PLAIN_NUMBER.fullmatch(cell):
        return coerce.number(float(cell))
    return shown_number(cell)


def shown_number(cell: str) -> float | None:
    """Return a number as a page shows it: with a decimal comma, or a mark for thousands.

    One mark before exactly three digits is a mark for thousands.
    """
    digits = _SEPARATORS.sub("", cell)
    if not _SHOWN_NUMBER.fullmatch(digits):
        return None
    if _GROUPS.fullmatch(digits):
        return coerce.number(float(digits.replace(",", "").replace(".", "")))
    whole, mark, decimals = digits.replace(",", ".").rpartition(".")
    return coerce.number(float(whole.replace(".", "") + mark + decimals))


def amount(cell: str) -> float | None:
    """Return a plain number that is not negative."""
    return _not_negative(plain_number(cell))


def shown_amount(cell: str) -> float | None:
    """Return a number as a page shows it that is not negative."""
    return _not_negative(shown_number(cell))


def seconds(cell: str) -> int | None:
    """Return a whole number that is not negative."""
    return coerce.whole_number(amount(cell))


def shown_seconds(cell: str) -> int | None:
    """Return a whole number that is not negative and may have marks for thousands."""
    return coerce.whole_number(shown_amount(cell))


def shown_distance(cell: str, *, is_in_meters: bool | None) -> float | None:
    """Return the meters of a distance as a page shows it.

    Kilometers have two decimals, and meters none. `is_in_meters` is None if the sport is unknown.
    """
    value = shown_amount(cell)
    if value is None:
        return None
    if is_in_meters is None or (not is_in_meters and _GROUPS.fullmatch(cell)):
        is_in_meters = not _KILOMETERS.fullmatch(cell)
    return value if is_in_meters else coerce.number(round(value * 1000, 3))


def flag(cell: str) -> bool | None:
    """Return whether a cell says yes."""
    word = cell.strip().lower()
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


def text(cell: str) -> str | None:
    """Return text with the line breaks of Unix."""
    return coerce.text(cell.replace("\r\n", "\n").replace("\r", "\n"))


def number_or_word(cell: str) -> float | str | None:
    """Return a plain number, or else a short text."""
    number = plain_number(cell)
    return coerce.short_text(cell) if number is None else number


def _not_negative(value: float | None) -> float | None:
    return None if value is None or value < 0 else value
