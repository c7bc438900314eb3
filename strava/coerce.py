"""Convert values from JSON that may not be as documented: unexpected ones become None."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_LARGEST_ID = 2**63 - 1
_LARGEST_NUMBER = 1e12
"""Far above any measurement, and small enough that sums of them do not overflow."""

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


def number(value: Any) -> float | None:
    """Return a measurement as a float; None for NaN, a huge number or another type."""
    if type(value) is float or type(value) is int:
        # Comparisons with NaN are false.
        return float(value) if -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER else None
    return None


def whole_number(value: Any) -> int | None:
    """Return a measurement rounded to an integer; None for what `number` rejects."""
    if type(value) is int:
        return value if -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER else None
    measured = number(value)
    return None if measured is None else round(measured)


def identifier(value: Any) -> int | None:
    """Return a Strava id, a positive integer of at most 64 bits; None for anything else."""
    return value if type(value) is int and 0 < value <= _LARGEST_ID else None


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
