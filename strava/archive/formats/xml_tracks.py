"""GPX and TCX files, read to tracks.

Both differ in little but their names, so one reader knows the names of both. Names count without
their prefix and in any case, because programs write prefixes that they never declare.
"""

from __future__ import annotations

import math
import re

from ..faults import UnreadableFile
from . import markup
from .timestamps import offset, unix_time
from .track import CHANNELS, MOST_POINTS, Track
from .xml_laps import SUM_OF, Leg, OpenLap, sessions

_DEEPEST = 50
_MOST_LAPS = 20_000
_MOST_NAMES = 1_000
_LONGEST_NAME = 100
_NO_NAME = re.compile(r"( -+)? ?\bhttps?://.*| with barometer$|^unknown$", re.IGNORECASE)

_POINTS = {"trkpt", "trackpoint"}
_CHANNEL_OF = {
    "time": "time",
    "latitudedegrees": "latitude",
    "longitudedegrees": "longitude",
    "distancemeters": "distance",
    "distance": "distance",
    "ele": "altitude",
    "altitudemeters": "altitude",
    "speed": "speed",
    "hr": "heartrate",
    "heartrate": "heartrate",
    "heartratebpm": "heartrate",
    "bpm": "heartrate",
    "value": "heartrate",
    "cad": "cadence",
    "cadence": "cadence",
    "runcadence": "cadence",
    "power": "watts",
    "powerinwatts": "watts",
    "bikepower": "watts",
    "pwr": "watts",
    "watts": "watts",
    "atemp": "temp",
    "temp": "temp",
    "temperature": "temp",
}
"""By the names of elements inside a point; `time` besides the channels. The one `Value` of a point
is in its HeartRateBpm."""


def read_xml(data: bytes) -> Track:
    """Return the track of a GPX or TCX file.

    What is whole of a cut or damaged file is kept, with a note. Raises UnreadableFile if the file
    holds no recorded points.
    """
    document = markup.source(data)
    if document is None:
        raise UnreadableFile("The file is not XML.")
    reader, flaw = markup.read(document, _Reader)
    return reader.finish(flaw)


class _Names(dict[str, str]):
    """The local names of tags, in lower case."""

    def __missing__(self, tag: str) -> str:
        name = tag.rpartition(":")[2].lower()
        if len(self) < _MOST_NAMES and len(tag) < _LONGEST_NAME:
            self[tag] = name
        return name


class _Reader:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self._names = _Names()
        self._path: list[str] = []
        self._track = Track()
        self._times = self._track.times
        self._columns: dict[str, list[float | None]] = {}
        self._point: dict[str, float] | None = None
        self._lap: OpenLap | None = None
        self._legs: list[Leg] = []
        self._first_time: str | None = None
        self._untimed = 0
        self._planned: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        path = self._path
        path.append(tag)
        self.texts.clear()
        if self._point is None:
            name = self._names[tag]
            path[-1] = name
            if name in _POINTS:
                self._start_point(attributes)
            else:
                self._start_part(name, attributes)
        if len(path) > _DEEPEST:
            raise markup.Malformed("The file is nested too deep; what comes before is kept.")

    def end(self, tag: str) -> None:
        self._path.pop()
        name = self._names[tag]
        texts = self.texts
        point = self._point
        if name in _POINTS:
            self._end_point()
        elif point is None:
            self._end_part(name, "".join(texts))
        elif texts:
            channel = _CHANNEL_OF.get(name)
            if channel is not None and channel not in point:
                self._measure(point, channel, texts[0] if len(texts) == 1 else "".join(texts))
        texts.clear()

    def _start_point(self, attributes: dict[str, str]) -> None:
        if "course" in self._path:
            self._planned = "course"
            return
        if not self._legs:
            self._start_leg(None, is_whole=False)
        self._point = point = {}
        if "lat" in attributes and "lon" in attributes:
            latitude, longitude = _number(attributes["lat"]), _number(attributes["lon"])
            if latitude is not None and longitude is not None:
                point["latitude"] = latitude
                point["longitude"] = longitude

    def _measure(self, point: dict[str, float], channel: str, text: str) -> None:
        value = unix_time(text) if channel == "time" else _number(text)
        if value is not None:
            point[channel] = value
            if channel == "time" and self._first_time is None:
                self._first_time = text

    def _end_point(self) -> None:
        point, self._point = self._point, None
        if point is None:
            return
        time = point.pop("time", None)
        if time is None:
            self._untimed += 1
            return
        if ("latitude" in point) != ("longitude" in point):
            point.pop("latitude", None)
            point.pop("longitude", None)
        columns = self._columns
        for channel in point:
            if channel not in columns:
                columns[channel] = [None] * len(self._times)
        for channel, column in columns.items():
            column.append(point.get(channel))
        self._times.append(time)
        if len(self._times) >= MOST_POINTS:
            raise markup.Malformed(f"Only the first {MOST_POINTS:,} points were read.")

    def _start_part(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._path) == 1:
            _check_root(name)
            self._track.device = _device(attributes.get("creator", ""))
        elif name == "trk":
            self._start_leg(None, is_whole=False)
        elif name == "activity" and self._path[0] != "gpx":
            self._start_leg(attributes.get("Sport", "").strip() or None, is_whole=True)
        elif name == "lap" and "course" not in self._path:
            if len(self._track.laps) >= _MOST_LAPS:
                raise markup.Malformed(f"Only the first {_MOST_LAPS:,} laps were read.")
            start = unix_time(attributes.get("StartTime", ""))
            self._lap = OpenLap(start, len(self._times))
        elif name == "track" and self._lap is not None:
            self._lap.start_part(len(self._times))
        elif name == "rtept":
            self._planned = name
        elif name == "wpt":
            self._planned = self._planned or name

    def _start_leg(self, sport: str | None, *, is_whole: bool) -> None:
        leg = Leg(sport, len(self._times), len(self._track.laps), is_whole)
        if self._legs and (self._legs[-1].point, self._legs[-1].lap) == (leg.point, leg.lap):
            self._legs.pop()
        self._legs.append(leg)

    def _end_part(self, name: str, text: str) -> None:
        parent = self._path[-1] if self._path else ""
        if name == "lap":
            self._end_lap()
        elif self._lap is not None:
            field = SUM_OF.get(parent if name == "value" else name)
            value = _number(text) if field is not None else None
            if field is not None and value is not None:
                self._lap.sums.setdefault(field, value)
        elif name == "type" and parent == "trk":
            self._legs[-1].sport = text.strip() or None
        elif name == "name" and parent == "creator":
            self._track.device = self._track.device or _device(text)

    def _end_lap(self) -> None:
        lap, self._lap = self._lap, None
        if lap is not None and (summed := lap.summed_up(self._times)) is not None:
            self._track.laps.append(summed)
            self._track.pauses += lap.pauses(summed, self._times)

    def finish(self, flaw: str | None) -> Track:
        """Return the track; raise UnreadableFile if it has no points."""
        self._end_lap()
        track = self._track
        if not self._times:
            raise UnreadableFile(self._why_empty(flaw))
        track.channels = {name: self._columns[name] for name in CHANNELS if name in self._columns}
        track.utc_offset = offset(self._first_time or "")
        track.sessions = sessions(self._legs, self._times, track.laps)
        if flaw is not None:
            track.notes.append(flaw)
        if self._untimed:
            track.notes.append(f"Points without a time were left out: {self._untimed:,}.")
        return track

    def _why_empty(self, flaw: str | None) -> str:
        if self._planned == "course":
            return "The file is a planned course, not a recorded activity."
        if self._untimed or self._planned == "rtept":
            return "The file is a route without times, not a recorded activity."
        if flaw is not None:
            return "The file is damaged or cut off before its first point."
        if self._planned == "wpt":
            return "The file has only waypoints, not a recorded activity."
        return "The file has no points: nothing was recorded."


def _check_root(name: str) -> None:
    if name in ("gpx", "trainingcenterdatabase"):
        return
    if name == "html":
        raise UnreadableFile("The file is a web page, not a recording.")
    raise UnreadableFile("The file is XML, but neither GPX nor TCX.")


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        # Some programs write the decimal comma of their user's language.
        try:
            value = float(text.replace(",", ".", 1))
        except ValueError:
            return None
    return value if math.isfinite(value) else None


def _device(text: str) -> str | None:
    """Return the name of the device that a creator names, without addresses."""
    name = _NO_NAME.sub("", " ".join(text.split()))
    return name[:_LONGEST_NAME].strip() or None
