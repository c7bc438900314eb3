"""Text as XML allows it."""

from __future__ import annotations

import re

# Parsers read a carriage return as a line feed.
_NOT_ALLOWED = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def allowed(text: str) -> str:
    """Return a text without the control characters that XML has no way to write."""
    return _NOT_ALLOWED.sub("", text)
