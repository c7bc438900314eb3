"""The header that says which parts of an address were ignored, for responses without a page."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from ..table.parameters import Notice


def add_notices(response: Response, notices: Sequence[Notice]) -> None:
    """Say in a header what was ignored. Without notices, there is no such header."""
    if notices:
        response.headers["X-Notice"] = _ascii(" ".join(map(str, notices)))


def _ascii(text: str) -> str:
    """Replace the characters that a header cannot contain."""
    plain = text.replace("“", '"').replace("”", '"')
    return "".join(character if " " <= character <= "~" else "?" for character in plain)
