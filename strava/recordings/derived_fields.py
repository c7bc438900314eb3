"""The fields of a summary that follow from a recording, for activities without Strava's own."""

from __future__ import annotations

from typing import Any

from ..analysis import streams as analysis_streams
from ..analysis.climb import climbs
from ..analysis.moving import moving_times
from ..analysis.streams import Streams, steps
from ..polylines import encode, simplified
from ..sports import group

_MOST_POSITIONS = 1000
"""Of longer routes, positions at equal intervals are simplified, which is much faster."""
_ROUTE_POSITIONS = 150
"""About as many as the polylines in Strava's summaries have."""


def derived_fields(document: Any, sport_type: str | None) -> dict[str, Any]:
    """Return fields with the names of Strava's API; only those that were recorded."""
    streams = analysis_streams.read(document)
    if streams is None:
        return {}
    elapsed = streams.time[-1] - streams.time[0]
    moving = moving_times(streams, cycling=group(sport_type or "") == "cycle")[-1]
    return {
        "elapsed_time": round(elapsed),
        "moving_time": round(moving),
        **_route(streams),
        **_speeds(streams, moving),
        **_altitudes(streams),
        **_averages(streams),
    }


def _route(streams: Streams) -> dict[str, Any]:
    positions = [position for position in streams.latlng if position is not None]
    step = -(-len(positions) // _MOST_POSITIONS) or 1
    if len(positions) < 2:
        return {}
    route = [*positions[:-1:step], positions[-1]]
    return {
        "start_latlng": list(positions[0]),
        "end_latlng": list(positions[-1]),
        "map": {"summary_polyline": encode(simplified(route, _ROUTE_POSITIONS))},
    }


def _speeds(streams: Streams, moving: float) -> dict[str, Any]:
    if not streams.distance:
        return {}
    found = {"distance": round(streams.distance[-1] - streams.distance[0], 1)}
    if moving > 0:
        found["average_speed"] = round(found["distance"] / moving, 3)
    if fastest := max((speed for speed in streams.speed if speed is not None), default=0.0):
        found["max_speed"] = round(fastest, 3)
    return found


def _altitudes(streams: Streams) -> dict[str, Any]:
    if not streams.altitude:
        return {}
    return {
        "total_elevation_gain": round(climbs(streams.time, streams.altitude).gain[-1], 1),
        "elev_high": round(max(streams.altitude), 1),
        "elev_low": round(min(streams.altitude), 1),
    }


def _averages(streams: Streams) -> dict[str, Any]:
    durations = steps(streams.time)
    found: dict[str, Any] = {"has_heartrate": bool(streams.heartrate)}
    for name, values, digits in (
        ("heartrate", streams.heartrate, 1),
        ("cadence", streams.cadence, 1),
        ("watts", streams.watts, 1),
        ("temp", streams.temperature, 0),
    ):
        measured = [
            (value, lasts)
            for value, lasts in zip(values, durations, strict=False)
            if value is not None and (value or name != "cadence")
        ]
        total = sum(lasts for _, lasts in measured)
        if not total:
            continue
        found[f"average_{name}"] = round(sum(v * lasts for v, lasts in measured) / total, digits)
        if name in ("heartrate", "watts"):
            found[f"max_{name}"] = max(value for value, _ in measured)
        if name == "watts":
            found["device_watts"] = True
            found["kilojoules"] = round(sum(v * lasts for v, lasts in measured) / 1000, 1)
    return found
