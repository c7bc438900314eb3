"""Routes as geometries of GeoJSON."""

from __future__ import annotations

from typing import Any

from ..polylines import cut_at_antimeridian, decode


def geometry(encoded: Any) -> dict[str, Any] | None:
    """Return a route as a LineString, or None if there is no usable one.

    A route across the 180th meridian is a MultiLineString, as RFC 7946 asks for in section 3.1.9.
    """
    lines = [
        [(longitude, latitude) for latitude, longitude in line]
        for line in cut_at_antimeridian(decode(encoded))
    ]
    if not lines:
        return None
    if len(lines) == 1:
        return {"type": "LineString", "coordinates": lines[0]}
    return {"type": "MultiLineString", "coordinates": lines}
