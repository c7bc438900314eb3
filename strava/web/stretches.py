"""The parameters `from` and `to` of an activity's addresses, which choose a stretch."""

from __future__ import annotations

import re
from collections.abc import Mapping

Chosen = tuple[float, float]
"""Start and end in seconds since the start of the activity."""

_SECONDS = re.compile(r"[0-9]{1,7}(\.[0-9]{1,3})?")


def read_stretch(arguments: Mapping[str, str]) -> Chosen | None:
    """Return the chosen stretch; None if the parameters do not name one."""
    given = [arguments.get(name, "") for name in ("from", "to")]
    if not all(map(_SECONDS.fullmatch, given)):
        return None
    start, end = map(float, given)
    return (start, end) if start < end else None
