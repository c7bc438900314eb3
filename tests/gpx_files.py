"""Reads GPX files as other programs do: by the schema, and with gpxpy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import gpxpy
import gpxpy.gpx
from lxml import etree

SCHEMAS = Path(__file__).parent / "schemas"


class Point(NamedTuple):
    """A point of a track, with its measurements by the local name of their element."""

    latitude: float
    longitude: float
    elevation: float | None
    time: str | None
    sensors: dict[str, float]


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(SCHEMAS / "all.xsd"))


def assert_valid(content: bytes) -> None:
    """Check a file against the schemas of GPX 1.1 and of Garmin's extensions."""
    _schema().assertValid(etree.fromstring(content))


def read(content: bytes) -> gpxpy.gpx.GPX:
    """Return what gpxpy reads, after a check of the file."""
    assert_valid(content)
    return gpxpy.parse(content)


def segments(content: bytes) -> list[list[Point]]:
    """Return the points of a file's only track, by segment."""
    (track,) = read(content).tracks
    return [[_point(point) for point in segment.points] for segment in track.segments]


def points(content: bytes) -> list[Point]:
    """Return the points of a file's only track."""
    return [point for segment in segments(content) for point in segment]


def _point(point: gpxpy.gpx.GPXTrackPoint) -> Point:
    elements = [element for extension in point.extensions for element in extension.iter()]
    return Point(
        point.latitude,
        point.longitude,
        point.elevation,
        None if point.time is None else f"{point.time:%Y-%m-%dT%H:%M:%S%z}",
        {
            element.tag.partition("}")[2]: float(element.text)
            for element in elements
            if element.text and element.text.strip()
        },
    )
