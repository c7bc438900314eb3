"""The figures of the chosen stretch, computed from the full recording."""

from __future__ import annotations

from typing import Any

from ...analysis.stretches import Recording, Stretch
from ...recordings.reading import read_recording
from ...sports import is_swim
from ..display import formats
from ..display.measures import average_heading
from .page import Page


def build(page: Page) -> dict[str, Any] | None:
    """Return the figures of the chosen stretch, and where it is; None if there is none."""
    if page.stretch is None:
        return None
    recording = read_recording(page.session, page.activity)
    if recording is None:
        return None
    stretch = recording.stretch(*page.stretch)
    if stretch.elapsed_time <= 0:
        return None
    figures = _figures(stretch, page.activity.sport_type, page.imperial)
    return {
        "place": _place(recording, stretch, page),
        "figures": [(label, value) for label, value in figures if value != formats.MISSING],
    }


def _place(recording: Recording, stretch: Stretch, page: Page) -> str:
    """Write where a stretch starts and ends: "2.00–4.00 km", or "10:00–20:00" of the time."""
    if stretch.distance is None:
        return f"{formats.duration(stretch.start)}–{formats.duration(stretch.end)}"
    before = recording.distance_at(stretch.start) or 0.0
    swims = is_swim(page.activity.sport_type)
    start, end = (
        formats.distance(meters, page.imperial, swims, decimals=2) if meters else "0"
        for meters in (before, before + stretch.distance)
    )
    return f"{start}–{end} {formats.distance_unit(page.imperial, swims)}"


def _figures(stretch: Stretch, sport_type: str, imperial: bool) -> list[tuple[str, str]]:
    swims = is_swim(sport_type)
    pace, pace_unit = average_heading(sport_type, imperial)
    distance = formats.distance(stretch.distance, imperial, swims, decimals=2)
    average = formats.average(sport_type, stretch.distance, stretch.moving_time, imperial)
    height = formats.elevation_unit(imperial)
    climb = formats.elevation(stretch.elevation_gain, imperial)
    descent = formats.elevation(stretch.elevation_loss, imperial)
    heartrate, watts = (
        (formats.integer(stretch.average_heartrate), formats.integer(stretch.max_heartrate)),
        (formats.integer(stretch.average_watts), formats.integer(stretch.max_watts)),
    )
    cadence = (
        formats.cadence_number(sport_type, stretch.average_cadence),
        formats.cadence_number(sport_type, stretch.max_cadence),
    )
    return [
        ("Distance", formats.with_unit(distance, formats.distance_unit(imperial, swims))),
        ("Moving time", formats.duration(stretch.moving_time)),
        ("Elapsed time", formats.duration(stretch.elapsed_time)),
        (pace, formats.with_unit(average, pace_unit)),
        ("Elevation gain", formats.with_unit(climb, height)),
        ("Elevation loss", formats.with_unit(descent, height)),
        ("Heart rate", _average_and_highest(*heartrate, "bpm")),
        ("Power", _average_and_highest(*watts, "W")),
        ("Cadence", _average_and_highest(*cadence, formats.cadence_unit(sport_type))),
    ]


def _average_and_highest(average: str, highest: str, unit: str) -> str:
    """Write an average with its unit, and the highest value: 148 bpm, highest 171."""
    if average == formats.MISSING:
        return formats.MISSING
    text = f"{average} {unit}"
    return text if highest == formats.MISSING else f"{text}, highest {highest}"
