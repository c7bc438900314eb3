"""The parameters `from` and `to` of an activity's addresses, which choose a stretch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote_plus

from markupsafe import Markup, escape

Chosen = tuple[float, float]
"""Start and end in seconds since the start of the activity."""

NAMES = ("from", "to")
_SECONDS = re.compile(r"[0-9]{1,7}(\.[0-9]{1,3})?")


def read_stretch(arguments: Mapping[str, str]) -> Chosen | None:
    """Return the chosen stretch; None if the parameters do not name one."""
    given = [arguments.get(name, "") for name in NAMES]
    if not all(map(_SECONDS.fullmatch, given)):
        return None
    start, end = map(float, given)
    return (start, end) if start < end else None


class StretchLink(NamedTuple):
    """A link that chooses a stretch: its address, and the seconds for scripts."""

    address: str
    start: str
    end: str
    is_chosen: bool = False
    """Whether this stretch is the chosen one."""


def link(
    start: float | None,
    end: float | None,
    list_query: str = "",
    path: str = "",
    chosen: Chosen | None = None,
) -> StretchLink | None:
    """Return the link that chooses a stretch of the activity with this path, or of this page.

    None if it is not known where the stretch is, or if it is empty.
    """
    if start is None or end is None:
        return None
    first, last = (f"{max(time, 0):.1f}".removesuffix(".0") for time in (start, end))
    if first == last:
        return None
    listed = f"list={quote_plus(list_query)}&" if list_query else ""
    address = f"{path}?{listed}from={first}&to={last}#recording"
    is_chosen = chosen is not None and chosen == (float(first), float(last))
    return StretchLink(address, first, last, is_chosen)


def anchor(link: StretchLink | None, text: str) -> Markup:
    """Return the text, with the link if there is one. Scripts follow it without a new page."""
    if link is None:
        return escape(text)
    # A page has hundreds, and a template would take three times as long.
    current = ' aria-current="true"' if link.is_chosen else ""
    seconds = f'data-from="{link.start}" data-to="{link.end}"'
    return Markup(f'<a href="{escape(link.address)}" {seconds}{current}>{escape(text)}</a>')  # noqa: S704


def parameters(stretch: Chosen) -> dict[str, str]:
    """Return the parameters that choose a stretch."""
    return {
        name: f"{seconds:.3f}".rstrip("0").rstrip(".")
        for name, seconds in zip(NAMES, stretch, strict=True)
    }
