"""Values out of JSON that nobody vouches for: what is not as expected counts as missing."""

from __future__ import annotations

from typing import Any

_LARGEST_ID = 2**63 - 1
_LARGEST_MEASURE = 1e12
"""Far beyond any measurement, and far below what sums of them may not pass."""


def text(value: Any) -> str | None:
    """Text that a database can hold; None for anything else, and for nothing."""
    if type(value) is not str:
        return None
    if value.isascii() and "\0" not in value:
        return value or None
    # A lone surrogate and NUL are legal JSON, but no database stores them.
    return value.encode("utf-8", "replace").decode().replace("\0", "") or None


def number(value: Any) -> float | None:
    """A measurement."""
    if type(value) is float or type(value) is int:
        # Neither holds for NaN.
        return float(value) if -_LARGEST_MEASURE <= value <= _LARGEST_MEASURE else None
    return None


def whole_number(value: Any) -> int | None:
    """A measurement that is counted in ones."""
    if type(value) is int:
        return value if -_LARGEST_MEASURE <= value <= _LARGEST_MEASURE else None
    read = number(value)
    return None if read is None else round(read)


def identifier(value: Any) -> int | None:
    """An id of Strava's: positive, and at most what 64 bits hold."""
    return value if type(value) is int and 0 < value <= _LARGEST_ID else None
