"""Which values were records when they were reached, and the positions of the best ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def fallen(values: Iterable[float], *, is_highest_best: bool = False) -> list[int]:
    """Return the places of the values that were better than all before them, from 0.

    The first value is the first record. One that is as good as the record does not break it.
    """
    found: list[int] = []
    record: float | None = None
    for place, value in enumerate(values):
        if record is None or (value > record if is_highest_best else value < record):
            record = value
            found.append(place)
    return found


def positions(values: Sequence[float]) -> list[int]:
    """Return the positions of values in order, from 1. Equal ones have the same position."""
    found: list[int] = []
    for place, value in enumerate(values):
        is_equal = place > 0 and value == values[place - 1]
        found.append(found[-1] if is_equal else place + 1)
    return found
