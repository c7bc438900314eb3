"""A recording as GPX 1.1, with the extensions that Garmin and Strava read.

Formats: https://www.topografix.com/GPX/1/1/ and
https://www8.garmin.com/xmlschemas/TrackPointExtensionv1.xsd
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from statistics import median
from xml.sax.saxutils import escape, quoteattr

from .. import xml_text
from ..analysis.circles import Circles, crosses
from ..analysis.streams import LONGEST_HOLD, Position
from .samples import Samples

_GAP_RATIO = 3
"""By how many times a gap is longer than the usual time between positions. Some watches save power
by recording once a minute."""

_EASTERNMOST = 179.99999995
"""From here on, a longitude would be written as 180 degrees."""

_NAMESPACES = {
    "xmlns": "http://www.topografix.com/GPX/1/1",
    "xmlns:gpxtpx": "http://www.garmin.com/xmlschemas/TrackPointExtension/v1",
    "xmlns:gpxpx": "http://www.garmin.com/xmlschemas/PowerExtension/v1",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_SCHEMAS = " ".join(
    (
        "http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd",
        "http://www.garmin.com/xmlschemas/TrackPointExtension/v1",
        "http://www.garmin.com/xmlschemas/TrackPointExtensionv1.xsd",
    )
)
# Strava's own files have <power> in the namespace of GPX, which its schema forbids. Programs look
# for the name alone, so it stands in a namespace of its own, beside Garmin's element.
_POWER = '<gpxpx:PowerInWatts>{0}</gpxpx:PowerInWatts><power xmlns="urn:strava:power">{0}</power>'

_NO_START = "<desc>The points have no times: the start of the activity is unknown.</desc>"


@dataclass(frozen=True)
class Track:
    """What a GPX file says about a recording."""

    name: str
    sport_type: str
    start: datetime | None
    """When time 0 was, in UTC; None if it is not known."""
    link: str | None
    """The address of the activity on Strava."""


def to_gpx(track: Track, samples: Samples, hidden: Circles = ()) -> str | None:
    """Return a GPX file; None if the samples have no positions.

    Samples without a position are left out. No segment leads through what is hidden. Without a
    start, points have no times, and the file says why.
    """
    positions = samples.get("latlng")
    if positions is None:
        return None
    start = track.start and track.start.astimezone(UTC).replace(tzinfo=None)
    points = list(_points(start, samples))
    located = [
        (time, place) for time, place in zip(samples["time"], positions, strict=True) if place
    ]
    starts = {*_segment_starts([time for time, _ in located])}
    if hidden:
        starts |= _starts_after([place for _, place in located], hidden)
    bounds = [0, *sorted(starts), len(points)]
    lines = [*_head(track, *_times(start, samples["time"][:1]))]
    for first, end in pairwise(bounds):
        lines += ["<trkseg>", *points[first:end], "</trkseg>"]
    return "\n".join([*lines, "</trk>", "</gpx>", ""])


def _head(track: Track, start: str) -> Iterator[str]:
    """Yield the lines before the first segment. `start` is the element of the time."""
    attributes = {
        "version": "1.1",
        "creator": "Logbook for Strava",
        **_NAMESPACES,
        "xsi:schemaLocation": _SCHEMAS,
    }
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f"<gpx {' '.join(f'{name}={quoteattr(text)}' for name, text in attributes.items())}>"
    link = ""
    if track.link:
        link = f"<link href={quoteattr(track.link)}><text>Strava</text></link>"
    name = f"<name>{_text(track.name)}</name>"
    yield f"<metadata>{name}{start or _NO_START}</metadata>"
    yield f"<trk>{name}{link}<type>{_text(track.sport_type)}</type>"


def _text(text: str) -> str:
    """Return text as XML allows it: escaped, and without control characters."""
    return escape(xml_text.allowed(text))


def _segment_starts(times: Sequence[float]) -> list[int]:
    """Return the indices of the positions that begin a new segment, without the first one.

    After a gap, the recording was paused, or the GPS signal was lost.
    """
    gaps = [after - before for before, after in pairwise(times)]
    if not gaps:
        return []
    longest = max(LONGEST_HOLD, _GAP_RATIO * median(gaps))
    return [index for index, gap in enumerate(gaps, start=1) if gap > longest]


def _starts_after(positions: Sequence[Position], hidden: Circles) -> set[int]:
    """Return the indices of the positions before which something is hidden."""
    return {
        index
        for index, (start, end) in enumerate(pairwise(positions), start=1)
        if crosses(start, end, hidden)
    }


def _points(start: datetime | None, samples: Samples) -> Iterator[str]:
    """Yield a line for each sample that has a position."""
    places, times = samples["latlng"], _times(start, samples["time"])
    elevations, extensions = _texts(samples, "altitude", _elevation), _extensions(samples)
    for place, time, elevation, extension in zip(
        places, times, elevations, extensions, strict=True
    ):
        if place is not None:
            latitude, longitude = place
            # The schema has no 180 degrees east.
            longitude = -180.0 if longitude >= _EASTERNMOST else longitude
            yield (
                f'<trkpt lat="{latitude:.7f}" lon="{longitude:.7f}">'
                f"{elevation}{time}{extension}</trkpt>"
            )


def _times(start: datetime | None, times: Sequence[float]) -> list[str]:
    """Return the element of each time; nothing if it is unknown, or outside the calendar."""
    if start is None:
        return [""] * len(times)
    minute, shift = start.replace(second=0, microsecond=0), start.second

    @cache
    def text_of(minutes: int) -> str:
        return (minute + timedelta(minutes=minutes)).isoformat(timespec="minutes")

    def element(seconds: float) -> str:
        try:
            if type(seconds) is int:
                # Formatting each minute once takes a third of the time.
                minutes, rest = divmod(shift + seconds, 60)
                return f"<time>{text_of(minutes)}:{rest:02d}Z</time>"
            moment = start + timedelta(seconds=seconds)
            precision = "milliseconds" if moment.microsecond else "seconds"
            return f"<time>{moment.isoformat(timespec=precision)}Z</time>"
        except OverflowError:
            return ""

    return list(map(element, times))


def _extensions(samples: Samples) -> Iterator[str]:
    """Yield the measurements of sensors at each sample, in the order of Garmin's schema."""
    writers = {"temp": _temperature, "heartrate": _heartrate, "cadence": _cadence}
    sensors = (_texts(samples, name, write) for name, write in writers.items())
    for power, *parts in zip(_texts(samples, "watts", _power), *sensors, strict=True):
        garmin = "".join(parts)
        if garmin:
            garmin = f"<gpxtpx:TrackPointExtension>{garmin}</gpxtpx:TrackPointExtension>"
        yield f"<extensions>{power}{garmin}</extensions>" if power or garmin else ""


def _texts(samples: Samples, name: str, write: Callable[[float], str]) -> list[str]:
    """Return the element of each sample; nothing where the stream has no value."""
    values = samples.get(name) or [None] * len(samples["time"])
    # Values repeat: most are written once for many samples.
    written = {value: "" if value is None else write(value) for value in set(values)}
    return [written[value] for value in values]


def _elevation(meters: float) -> str:
    return f"<ele>{meters:.1f}</ele>"


def _temperature(degrees: float) -> str:
    return f"<gpxtpx:atemp>{degrees:.1f}</gpxtpx:atemp>"


# The schema of the extensions limits these.


def _heartrate(beats: float) -> str:
    return f"<gpxtpx:hr>{beats:.0f}</gpxtpx:hr>" if 0.5 < beats <= 255 else ""


def _cadence(revolutions: float) -> str:
    return f"<gpxtpx:cad>{revolutions:.0f}</gpxtpx:cad>" if 0 <= revolutions <= 254 else ""


def _power(watts: float) -> str:
    return _POWER.format(f"{watts:.0f}") if 0 <= watts <= 65535 else ""
