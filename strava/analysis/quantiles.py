"""Quantiles, by which amounts are shaded: each shade has about as many of them as the others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

SHADES = 4


def limits(amounts: Iterable[float], shades: int = SHADES) -> list[float]:
    """Return the greatest amount of each shade but the darkest, ascending.

    Amounts that are not positive have no shade, and do not count.
    """
    ordered = sorted(amount for amount in amounts if amount > 0)
    return [ordered[-(-one * len(ordered) // shades) - 1] for one in range(1, shades) if ordered]


def shade(amount: float, limits: Sequence[float]) -> int:
    """Return the shade of an amount: 0 for nothing, 1 for the lightest."""
    return 1 + bisect_left(limits, amount) if amount > 0 else 0
