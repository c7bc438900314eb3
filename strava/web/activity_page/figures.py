"""The figures of the whole activity."""

from __future__ import annotations

from typing import Any

from ..display import measures
from .page import Page


def build(page: Page) -> dict[str, Any] | None:
    """Return the measures, and facts that are not measurements."""
    return {
        "measures": measures.measures(page.fields, page.imperial),
        "facts": measures.facts(page.fields),
    }
