"""A recording as GPX 1.1 with Garmin's extension for sensors, as phones and websites write it.

Source: https://www.topografix.com/GPX/1/1/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ..recording import Recording
from .stops import find_stops

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<gpx creator={creator} version="1.1" xmlns="http://www.topografix.com/GPX/1/1" \
xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd">
 <metadata>
  <time>{start}</time>
 </metadata>
 <trk>
  <name>{name}</name>
  <type>{sport}</type>
  <trkseg>
"""
_TAIL = """\
  </trkseg>
 </trk>
</gpx>
"""
_NEXT_SEGMENT = "  </trkseg>\n  <trkseg>\n"

_CREATORS = {"Strava App": "StravaGPX"}
_TYPES = {
    **dict.fromkeys(("Run", "TrailRun"), "running"),
    **dict.fromkeys(("Ride", "GravelRide", "MountainBikeRide"), "cycling"),
    **{"Walk": "walking", "Hike": "hiking", "Swim": "swimming"},
}


def write_gpx(activity: dict[str, Any], recording: Recording) -> bytes:
    """Return the file; without positions, it has no points."""
    device = activity["device_name"]
    start = activity["start_date"]
    head = _HEAD.format(
        creator=quoteattr(_CREATORS.get(device, device)),
        start=start,
        name=escape(activity["name"]),
        sport=_TYPES.get(activity["sport_type"], activity["sport_type"]),
    )
    points = _points(recording, datetime.fromisoformat(start.removesuffix("Z")))
    return "".join((head, *points, _TAIL)).encode()


def _points(recording: Recording, start: datetime) -> Iterator[str]:
    resumed = {stop.end for stop in find_stops(recording)}
    for number, (latitude, longitude) in enumerate(recording.latlng):
        second = recording.time[number]
        if second in resumed:
            yield _NEXT_SEGMENT
        elevation = f"    <ele>{recording.altitude[number]}</ele>\n" if recording.altitude else ""
        yield (
            f'   <trkpt lat="{latitude:.7f}" lon="{longitude:.7f}">\n{elevation}'
            f"    <time>{(start + timedelta(seconds=second)).isoformat()}Z</time>\n"
            f"{_sensors(recording, number)}   </trkpt>\n"
        )


def _sensors(recording: Recording, number: int) -> str:
    """Return the extensions of a point."""
    values = "".join(
        f"<gpxtpx:{element}>{channel[number]}</gpxtpx:{element}>"
        for element, channel in (
            ("atemp", recording.temp),
            ("hr", recording.heartrate),
            ("cad", recording.cadence),
        )
        if channel and channel[number] is not None
    )
    power = f"<power>{recording.watts[number]}</power>" if recording.watts else ""
    if values:
        values = f"<gpxtpx:TrackPointExtension>{values}</gpxtpx:TrackPointExtension>"
    return f"    <extensions>{power}{values}</extensions>\n" if power or values else ""
