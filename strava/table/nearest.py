"""The known value that a misspelled one is most like."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from ..folding import folded

_MAX_LENGTH = 60
"""Longer text is no misspelling, and would take long to compare."""
_MAX_HINTS = 5


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the known value that is most like a text; None if none is alike.

    Case, accents, and spaces do not count, so that "trail run" is "TrailRun".
    """
    if len(text) > _MAX_LENGTH:
        return None
    by_letters = {_letters(value): value for value in known}
    found = difflib.get_close_matches(_letters(text), by_letters, n=1)
    return by_letters[found[0]] if found else None


def hint(texts: Iterable[str], known: Iterable[str]) -> str:
    """Return " (the nearest is …)" for misspelled texts, or "" if nothing known is like them."""
    values = [*known]
    found = dict.fromkeys(nearest(text, values) for text in [*texts][:_MAX_HINTS])
    names = [value for value in found if value is not None]
    if not names:
        return ""
    return f" (the nearest {'is' if len(names) == 1 else 'are'} {', '.join(names)})"


def _letters(text: str) -> str:
    return "".join(folded(text).split())
