"""What the page of a comparison shows: a table, charts over the distance, and a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from ..analysis import comparison
from ..analysis.comparison import Profile
from ..analysis.hiding import Drawing
from ..db.models import Activity, Measured
from ..privacy import shown
from ..workouts import averaged_time
from . import comparison_map
from .activity_page.charts import (
    Chart,
    Measurement,
    axis,
    distance_measurement,
    measurements,
)
from .activity_page.recording import drawing_address
from .display import axes, formats
from .display.chart_path import chart_path
from .display.measures import average_heading
from .map_background import MapBackground

MOST = 4


@dataclass(frozen=True)
class Figures:
    """An activity's row of the table."""

    number: int
    """Counted from 1, by which its lines look the same everywhere."""
    activity: Activity
    address: str
    values: list[str]
    first: str | None
    """The address with this activity as the first one; None if it is."""
    drawing: str | None
    """The address of its drawing; None if it has no recorded distance."""


@dataclass(frozen=True)
class Overlay:
    """A chart with a line for each activity; None where an activity has none."""

    chart: Chart
    lines: list[str | None]
    zero: float | None = None
    """How far below the upper edge zero is, in percent, where that matters."""


def build(
    session: Session,
    activities: Sequence[Activity],
    background: MapBackground | None,
    *,
    imperial: bool,
    pauses: bool,
) -> dict[str, Any]:
    """Return what is shown about two to four activities."""
    sport_type = activities[0].sport_type
    packed = _drawings(session, activities)
    drawings = {key: drawing for key, (drawing, _) in packed.items()}
    in_order = [drawings.get(one.id) for one in activities]
    rows = [_figures(one, activities, packed, imperial) for one in activities]
    columns = [
        (heading, values)
        for heading, *values in zip(
            _headings(sport_type, imperial), *(row.values for row in rows), strict=True
        )
        if any(value != formats.MISSING for value in values)
    ]
    return {
        "headings": [heading for heading, _ in columns],
        "rows": [
            replace(row, values=[values[number] for _, values in columns])
            for number, row in enumerate(rows)
        ],
        **_overlays(in_order, sport_type, imperial, pauses),
        "map": comparison_map.build(in_order, background),
    }


def _drawings(session: Session, activities: Sequence[Activity]) -> dict[int, tuple[Drawing, str]]:
    """Return the drawings that have a distance with their addresses, by activity."""
    ids = [one.id for one in activities]
    measured = session.scalars(select(Measured).where(Measured.activity_id.in_(ids)))
    athlete_id = activities[0].athlete_id
    stored = {one.activity_id: shown.drawing(session, athlete_id, one) for one in measured}
    found = {
        activity_id: (one.read(), drawing_address(activity_id, one.version))
        for activity_id, one in stored.items()
        if one is not None
    }
    return {key: one for key, one in found.items() if comparison.length(one[0]) > 0}


def _headings(sport_type: str, imperial: bool) -> list[tuple[str, str]]:
    return [
        ("Distance", distance_measurement(sport_type, imperial).unit),
        ("Moving time", ""),
        ("Elapsed time", ""),
        average_heading(sport_type, imperial),
        ("Gain", formats.elevation_unit(imperial)),
        ("HR", "bpm"),
        ("Max HR", "bpm"),
        ("Power", "W"),
    ]


def _figures(
    activity: Activity,
    activities: Sequence[Activity],
    drawings: dict[int, tuple[Drawing, str]],
    imperial: bool,
) -> Figures:
    sport_type = activities[0].sport_type
    swims = distance_measurement(sport_type, imperial).unit in ("m", "yd")
    seconds = averaged_time(activity.workout_type, activity.moving_time, activity.elapsed_time)
    others = [one.id for one in activities if one is not activity]
    return Figures(
        number=activities.index(activity) + 1,
        activity=activity,
        address=url_for("activity.show", activity_id=activity.id),
        values=[
            formats.distance(activity.distance, imperial, swims, decimals=2),
            formats.duration(activity.moving_time),
            formats.duration(activity.elapsed_time),
            formats.average(sport_type, activity.distance, seconds, imperial),
            formats.elevation(activity.total_elevation_gain, imperial),
            formats.integer(activity.average_heartrate),
            formats.integer(activity.max_heartrate),
            formats.integer(activity.average_watts),
        ],
        first=None
        if activity is activities[0]
        else url_for("comparison.show", id=[activity.id, *others]),
        drawing=drawings[activity.id][1] if activity.id in drawings else None,
    )


def _overlays(
    drawings: Sequence[Drawing | None], sport_type: str, imperial: bool, pauses: bool
) -> dict[str, Any]:
    distance = distance_measurement(sport_type, imperial)
    lengths = [comparison.length(drawing) for drawing in drawings if drawing]
    if len(lengths) < 2:
        return {"overlays": []}
    distances = comparison.common_distances(lengths)
    profiles = [
        comparison.profile(drawing, distances, pauses=pauses) if drawing else None
        for drawing in drawings
    ]
    shown = {one.key: one for one in measurements(sport_type, imperial)}
    speeds = [one.speeds if one else None for one in profiles]
    heartrates = [one.heartrates if one else None for one in profiles]
    overlays = [
        _overlay(shown["speed"], distances, speeds),
        _gap_overlay(distances, profiles),
        _overlay(shown["heartrate"], distances, heartrates),
    ]
    return {
        "overlays": [overlay for overlay in overlays if overlay],
        "ticks": _distance_ticks(distances[-1], distance),
        "cursor": {
            "distance": asdict(distance),
            "longest": distances[-1],
            # In the order of the activities; None where one has ended, or was not recorded.
            "times": [_whole(one.times) if one else None for one in profiles],
        },
    }


def _whole(seconds: Sequence[float | None]) -> list[int | None]:
    return [None if one is None else round(one) for one in seconds]


def _overlay(
    measurement: Measurement,
    distances: Sequence[float],
    series: Sequence[Sequence[float | None] | None],
) -> Overlay | None:
    values = [value for one in series if one for value in one if value is not None]
    if not values:
        return None
    chart = axis(measurement, values)
    return Overlay(chart, [_line(chart, distances, one) for one in series])


def _gap_overlay(distances: Sequence[float], profiles: Sequence[Profile | None]) -> Overlay | None:
    """Return how far each is ahead of the first one that has a recording."""
    first = next(profile for profile in profiles if profile)
    series = [
        comparison.gaps(profile.times, first.times) if profile else None for profile in profiles
    ]
    values = [value for one in series if one for value in one if value is not None]
    low, high = axes.bounds(values, 20.0, (0.0, 1.0))
    in_minutes = high - low > 240
    unit, scale = ("min", 1 / 60) if in_minutes else ("s", 1.0)
    measurement = Measurement("gap", "Ahead of the first (above 0) or behind", unit, scale)
    chart = Chart(measurement, low, high, axes.ticks(low, high, scale, steps=6), "")
    lines = [_line(chart, distances, one) for one in series]
    return Overlay(chart, lines, zero=chart.place(0.0))


def _line(
    chart: Chart, distances: Sequence[float], values: Sequence[float | None] | None
) -> str | None:
    if values is None or not any(value is not None for value in values):
        return None
    # What an axis leaves out, like a standstill, is drawn at its edge.
    kept = [None if v is None else min(max(v, chart.low), chart.high) for v in values]
    return chart_path(distances, kept, chart.low, chart.high)


def _distance_ticks(longest: float, distance: Measurement) -> list[tuple[float, str]]:
    ticks = axes.ticks(0.0, longest, distance.scale, steps=7)
    return [
        (round(100 * place / longest, 2), label if number else f"{label} {distance.unit}")
        for number, (place, label) in enumerate(ticks)
    ]
