"""Convert values from JSON that may not be as documented: unexpected ones become None."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import ne
from typing import Any

LARGEST_ID = 2**63 - 1
"""The largest integer that the databases store."""
_LARGEST_NUMBER = 1e12
"""Far above any measurement, and small enough that sums of them do not overflow."""
_SMALLEST_NUMBER = 1e-100
"""Far below any measurement. PostgreSQL refuses to divide numbers if the result is too small."""
_MAX_WORD_LENGTH = 100
_MAX_WORD_BYTES = 300

MAX_DEPTH = 64
"""How deeply JSON may be nested. Python reads somewhat more only while its stack is short."""


def text(value: Any) -> str | None:
    """Return text that a database can store; None for an empty string or another type."""
    if type(value) is not str:
        return None
    if value.isascii() and "\0" not in value:
        return value or None
    # JSON allows lone surrogates and NUL, but databases do not.
    return value.encode("utf-8", "replace").decode().replace("\0", "") or None


def short_text(value: Any) -> str | None:
    """Return text for a column with an index: `text`, cut to 100 characters or 300 bytes."""
    whole = text(value)
    return whole and cut(whole, _MAX_WORD_LENGTH, _MAX_WORD_BYTES)


def cut(whole: str, max_characters: int, max_bytes: int) -> str:
    """Return the beginning of a text that has at most this many characters, and bytes in UTF-8.

    PostgreSQL limits an index entry to some 2,700 bytes. Letters take up to four each.
    """
    beginning = whole[:max_characters]
    if beginning.isascii():
        return beginning[:max_bytes]
    return beginning.encode()[:max_bytes].decode(errors="ignore")


def number(value: Any) -> float | None:
    """Return a measurement as a float; None for NaN, a huge number or another type."""
    if type(value) is not float and type(value) is not int:
        return None
    if -_SMALLEST_NUMBER < value < _SMALLEST_NUMBER:
        return 0.0
    # Comparisons with NaN are false.
    return float(value) if -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER else None


def are_numbers(values: Sequence[Any]) -> bool:
    """Return whether `number` would return each value as it is. This is much faster for many."""
    # NaN does not equal itself.
    if not set(map(type, values)) <= {int, float} or any(map(ne, values, values)):
        return False
    sizes = list(filter(None, map(abs, values)))
    return not sizes or (max(sizes) <= _LARGEST_NUMBER and min(sizes) >= _SMALLEST_NUMBER)


def whole_number(value: Any) -> int | None:
    """Return a measurement rounded to an integer; None for what `number` rejects."""
    if type(value) is int:
        return value if -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER else None
    measured = number(value)
    return None if measured is None else round(measured)


def identifier(value: Any) -> int | None:
    """Return a Strava id, a positive integer of at most 64 bits; None for anything else."""
    return value if type(value) is int and 0 < value <= LARGEST_ID else None


def is_too_deep(value: Any) -> bool:
    """Return whether lists and objects are nested more than MAX_DEPTH deep."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return False
    return True


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
