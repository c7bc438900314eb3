"""Values out of JSON that nobody vouches for: what is not as expected counts as missing."""

from __future__ import annotations

import math
from typing import Any

_LARGEST_ID = 2**63 - 1
_LARGEST_MEASURE = 1e12
"""Far beyond any measurement, and far below what sums of them may not pass."""


def text(value: Any) -> str | None:
    """Text that a database can hold; None for anything else, and for nothing."""
    if not isinstance(value, str):
        return None
    # A lone surrogate and NUL are legal JSON, but no database stores them.
    return value.encode("utf-8", "replace").decode().replace("\0", "") or None


def number(value: Any) -> float | None:
    """A measurement."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= _LARGEST_MEASURE and math.isfinite(value) else None


def whole_number(value: Any) -> int | None:
    """A measurement that is counted in ones."""
    read = number(value)
    return None if read is None else round(read)


def identifier(value: Any) -> int | None:
    """An id of Strava's: positive, and at most what 64 bits hold."""
    return value if type(value) is int and 0 < value <= _LARGEST_ID else None
