"""How ranks are written, and how far an effort is from the best of the others."""

from __future__ import annotations

from . import formats

_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}


def ordinal(number: int) -> str:
    """Write the number of a place: 1st, 22nd, 113th, 1,204th."""
    suffix = "th" if number % 100 in (11, 12, 13) else _SUFFIXES.get(number % 10, "th")
    return f"{number:,}{suffix}"


def position(number: int, total: int) -> str:
    """Write a position among all: 2nd of 143, or "the only one"."""
    return "the only one" if total == 1 else f"{ordinal(number)} of {total:,}"


def time_margin(seconds: float, other: float) -> str:
    """Write how far a time is from another one, before its name: "4 s behind", "1:05 ahead of"."""
    difference = round(seconds) - round(other)
    if difference == 0:
        return "level with"
    size = abs(difference)
    written = f"{size} s" if size < 60 else formats.duration(size)
    return f"{written} {'behind' if difference > 0 else 'ahead of'}"


def power_margin(watts: float, other: float) -> str:
    """Write how far a power is from another one, before its name: "12 W below", "5 W above"."""
    difference = round(watts) - round(other)
    if difference == 0:
        return "level with"
    return f"{abs(difference)} W {'above' if difference > 0 else 'below'}"
