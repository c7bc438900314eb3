"""Routes as geometries of GeoJSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..polylines import cut_at_antimeridian, decode


def geometry(route: Sequence[str]) -> dict[str, Any] | None:
    """Return the encoded pieces of a route as a LineString, or None if there is no usable one.

    Several are a MultiLineString. So is a route across the 180th meridian, as RFC 7946 asks for in
    section 3.1.9.
    """
    lines = [
        [(longitude, latitude) for latitude, longitude in line]
        for encoded in route
        for line in cut_at_antimeridian(decode(encoded))
    ]
    if not lines:
        return None
    if len(lines) == 1:
        return {"type": "LineString", "coordinates": lines[0]}
    return {"type": "MultiLineString", "coordinates": lines}
