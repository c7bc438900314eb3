"""Where the pictures behind a map come from, and whether the athlete allows a page to load them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from ..db.models import Athlete
from ..settings import Settings

_OPENSTREETMAP = "openstreetmap.org"


@dataclass(frozen=True)
class MapBackground:
    """A tile server. It learns which places someone looks at who loads its pictures."""

    url: str
    """The address of a tile, with {z}, {x} and {y}."""
    is_allowed: bool | None
    """What the athlete answered; None if they have not been asked."""

    @property
    def host(self) -> str:
        """The host that would learn it, without the part that varies between requests."""
        return (urlsplit(self.url).hostname or "").removeprefix("{s}.")

    @property
    def is_openstreetmap(self) -> bool:
        """Whether the pictures are OpenStreetMap's, which asks to be named and linked."""
        return self.host == _OPENSTREETMAP or self.host.endswith(f".{_OPENSTREETMAP}")


def of_athlete(settings: Settings, athlete: Athlete) -> MapBackground | None:
    """Return the background of an athlete's maps; None if the settings turn it off."""
    if not settings.tile_url:
        return None
    return MapBackground(settings.tile_url, athlete.map_background)
