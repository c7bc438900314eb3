"""How streams are stored, which are large."""

from __future__ import annotations

import json
import zlib
from typing import Any

LEVEL = 6
"""The level of compression. A recording shrinks to a third; higher levels hardly gain more."""


def compress(streams: Any) -> bytes:
    """Return streams as they are stored."""
    return zlib.compress(json.dumps(streams, separators=(",", ":"), sort_keys=True).encode(), LEVEL)
