"""GPX and TCX files for tests: some made here, some of others, and what other programs read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import gpxpy

from strava.archive.formats.track import Track

FILES = Path(__file__).parent / "files" / "xml"

Point = dict[str, float]
"""Channels by name, and `time`."""

NAMES = {
    "ele": "altitude",
    "AltitudeMeters": "altitude",
    "LatitudeDegrees": "latitude",
    "LongitudeDegrees": "longitude",
    "DistanceMeters": "distance",
    "speed": "speed",
    "Speed": "speed",
    "hr": "heartrate",
    "Value": "heartrate",
    "cad": "cadence",
    "Cadence": "cadence",
    "RunCadence": "cadence",
    "power": "watts",
    "Watts": "watts",
    "atemp": "temp",
    "temp": "temp",
}


def gpx(points: str, *, creator: str = "Edge", kind: str = "<type>cycling</type>") -> bytes:
    """Return a GPX file with one track of one segment."""
    return (
        f'<gpx version="1.1" creator="{creator}"><trk>{kind}<trkseg>{points}</trkseg></trk></gpx>'
    ).encode()


def gpx_point(time: str, inside: str = "", *, at: tuple[float, float] = (47.5, 8.25)) -> str:
    """Return a point of a GPX file, with more elements after its time."""
    return f'<trkpt lat="{at[0]}" lon="{at[1]}"><time>{time}</time>{inside}</trkpt>'


def gpx_of_minute(count: int = 60) -> bytes:
    """Return a GPX file with one point a second."""
    return gpx("".join(gpx_point(f"2022-05-29T15:53:{second:02}Z") for second in range(count)))


def tcx(inside: str) -> bytes:
    """Return a TCX file with what is in its `Activities`."""
    activities = f"<Activities>{inside}</Activities>"
    return f"<TrainingCenterDatabase>{activities}</TrainingCenterDatabase>".encode()


def tcx_point(second: int, inside: str = "") -> str:
    """Return a point at a second of an hour of a TCX file."""
    time = f"2022-05-29T15:{second // 60:02}:{second % 60:02}Z"
    return f"<Trackpoint><Time>{time}</Time>{inside}</Trackpoint>"


def at(text: str) -> float:
    """Return the Unix time of a text in ISO 8601."""
    return datetime.fromisoformat(text).timestamp()


def read_by_gpxpy(data: bytes) -> list[Point]:
    """Return the points with a time that gpxpy finds in a GPX file."""
    points: list[Point] = []
    for track in gpxpy.parse(data).tracks:
        for point in (point for segment in track.segments for point in segment.points):
            read: dict[str, float | None] = {
                "time": None if point.time is None else _utc(point.time),
                "latitude": point.latitude,
                "longitude": point.longitude,
                "altitude": point.elevation,
                "speed": point.speed,
            }
            for extension in point.extensions:
                read |= _measures(extension)
            if point.time is not None:
                points.append({name: value for name, value in read.items() if value is not None})
    return points


def read_by_elementtree(data: bytes) -> list[Point]:
    """Return the points with a time of a GPX or TCX file, read from its tree."""
    points: list[Point] = []
    for element in ElementTree.fromstring(data).iter():
        if _local(element) not in ("trkpt", "Trackpoint"):
            continue
        read = _measures(element)
        if "lat" in element.attrib:
            read |= {"latitude": float(element.attrib["lat"])}
            read |= {"longitude": float(element.attrib["lon"])}
        times = [child.text or "" for child in element if _local(child) in ("time", "Time")]
        if times:
            read["time"] = _utc(datetime.fromisoformat(times[0]))
            points.append(read)
    return points


def points_of(track: Track) -> list[Point]:
    """Return the points of a track, without the channels that a point lacks."""
    points = [{"time": time} for time in track.times]
    for name, column in track.channels.items():
        for point, value in zip(points, column, strict=True):
            if value is not None:
                point[name] = value
    return points


def _measures(element: Any) -> Point:
    return {
        NAMES[_local(child)]: float(child.text)
        for child in element.iter()
        if _local(child) in NAMES and child.text
    }


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _utc(time: datetime) -> float:
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
