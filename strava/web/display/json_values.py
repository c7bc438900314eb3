"""How values from Strava's JSON are written, as in the list of what a sync has changed."""

from __future__ import annotations

import json
from typing import Any

from ... import coerce
from .formats import MISSING

_MAX_JSON_LENGTH = 80


def json_value(value: Any) -> str:
    """Write a value from Strava's JSON, shortened if it is long."""
    if value is None or value == "":
        return MISSING
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = coerce.text(written) or MISSING
    return text if len(text) <= _MAX_JSON_LENGTH else f"{text[: _MAX_JSON_LENGTH - 1]}…"


FILTERS = {"json_value": json_value}
"""Template filters."""
