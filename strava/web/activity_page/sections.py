"""The sections of the page, in their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import (
    downloads,
    efforts,
    figures,
    laps,
    recording,
    same_route,
    segments,
    splits,
    zones,
)
from .page import Page

Build = Callable[[Page], dict[str, Any] | None]

SECTIONS: dict[str, Build] = {
    "figures": figures.build,
    "recording": recording.build,
    "splits": splits.build,
    "laps": laps.build,
    "efforts": efforts.build,
    "segments": segments.build,
    "zones": zones.build,
    "same_route": same_route.build,
    "downloads": downloads.build,
}
"""By the name of its template, templates/activity/_NAME.html, which gets it as a variable."""


def build(page: Page) -> dict[str, dict[str, Any]]:
    """Return what each section shows, without those that have nothing to show."""
    built = ((name, section(page)) for name, section in SECTIONS.items())
    return {name: content for name, content in built if content is not None}
