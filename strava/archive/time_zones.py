"""The time zone in which something was recorded."""

from __future__ import annotations

import tzfpy

from ..db import archived

_LARGEST_OFFSET = 14 * 3600
_STEP = 15 * 60


def zone_at(latitude: float, longitude: float) -> str | None:
    """Return the name of the time zone at a position; None at sea, and if it is not known here."""
    name = tzfpy.get_tz(longitude, latitude)
    if not name or name.startswith("Etc/"):
        return None
    # Of two versions of the time zone database, only one may have it.
    return name if archived.time_zone(name) else None


def plausible_offset(seconds: int | None) -> int | None:
    """Return the seconds from UTC to local time that a device gives, if they can be true.

    Many devices give 0, whatever the time zone.
    """
    if not seconds or abs(seconds) > _LARGEST_OFFSET or seconds % _STEP:
        return None
    return seconds
