"""The charts: what is measured along the way, how it is scaled, and plain drawings of some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...analysis.hiding import Drawing
from ...sports import (
    SPORTS_WITH_STEPS,
    STEPS_PER_REVOLUTION,
    PaceUnit,
    is_swim,
    pace_unit,
)
from ...units import METERS_PER_FOOT, METERS_PER_MILE, METERS_PER_YARD
from ..display import axes, formats
from ..display.chart_path import chart_path
from ..display.measures import average_heading

_PLAIN = ("altitude", "speed")
"""The charts that are also drawn for browsers without JavaScript."""

_LEAST_SPANS = {
    "altitude": 30.0,
    "speed": 4.0,
    "heartrate": 30.0,
    "watts": 50.0,
    "cadence": 20.0,
    "temperature": 5.0,
    "grade": 6.0,
}
"""How much an axis shows at least, so that small changes do not look large."""

_ALL = (0.0, 1.0)
_PACES = (0.03, 0.995)
_SHOWN = {
    "speed": (0.02, 0.998),
    "heartrate": (0.005, 1.0),
    "cadence": (0.02, 1.0),
    "grade": (0.01, 0.99),
}
"""Which part of the values an axis shows, from the lowest (0) to the highest (1)."""
_NEVER_NEGATIVE = {"speed", "heartrate", "cadence"}


@dataclass(frozen=True)
class Measurement:
    """How a measurement is shown: `value * scale + offset` in its unit, or as a pace."""

    key: str
    label: str
    unit: str
    scale: float = 1.0
    offset: float = 0.0
    decimals: int = 0
    pace: float | None = None
    """Meters per unit of pace, of what is a speed and shown as a pace."""


@dataclass(frozen=True)
class Chart:
    """A chart of a measurement from its `low` to its `high` value."""

    measurement: Measurement
    low: float
    high: float
    ticks: list[axes.Tick]
    path: str
    """The `d` of an SVG path in a box of 1000 by 100; "" where the scripts alone draw it."""

    @property
    def settings(self) -> dict[str, Any]:
        """What the scripts need to draw it."""
        shown = ("key", "unit", "scale", "offset", "decimals", "pace")
        return {
            **{name: getattr(self.measurement, name) for name in shown},
            "low": self.low,
            "high": self.high,
            "ticks": self.ticks,
        }

    def with_line(
        self,
        positions: Sequence[float],
        values: Sequence[float | None],
        after_gaps: Sequence[int] = (),
    ) -> Chart:
        """Return the chart with a line through these values."""
        return replace(self, path=chart_path(positions, values, self.low, self.high, after_gaps))

    def place(self, value: float) -> float:
        """Return how far below the upper edge a value is, in percent of the height."""
        return round(100 * (self.high - value) / (self.high - self.low), 2)


def charts(
    drawing: Drawing, over: str, after_gaps: Sequence[int], sport_type: str, imperial: bool
) -> list[Chart]:
    """Return a chart of everything that was recorded, over its `time` or its `distance`.

    Lines have a gap before the samples in `after_gaps`.
    """
    found = [
        measurement
        for measurement in measurements(sport_type, imperial)
        if any(value is not None for value in drawing.get(measurement.key, ()))
    ]
    plain = [m.key for m in found if m.key in _PLAIN] or [m.key for m in found[:1]]
    charts = []
    for measurement in found:
        values = drawing[measurement.key]
        chart = axis(measurement, [value for value in values if value is not None])
        if measurement.key in plain:
            chart = chart.with_line(drawing[over], values, after_gaps)
        charts.append(chart)
    return charts


def axis(measurement: Measurement, values: list[float], *, shows_all: bool = False) -> Chart:
    """Return a chart with room for these values, or for most of them, and no line yet."""
    if shows_all:
        low, high = axes.bounds(values, _LEAST_SPANS[measurement.key] / 10, _ALL)
    else:
        low, high = _bounds(measurement, values)
    return Chart(measurement, low, high, _ticks(measurement, low, high), "")


def distance_measurement(sport_type: str, imperial: bool) -> Measurement:
    """Return how the distance below the charts is shown."""
    swims = is_swim(sport_type)
    length = (METERS_PER_YARD if imperial else 1.0) if swims else _long(imperial)
    unit = formats.distance_unit(imperial, swims)
    return Measurement("distance", "Distance", unit, 1 / length, decimals=0 if swims else 2)


def measurements(sport_type: str, imperial: bool) -> list[Measurement]:
    """Return what can be recorded of a sport, in the units of the athlete."""
    steps = STEPS_PER_REVOLUTION if sport_type in SPORTS_WITH_STEPS else 1
    height = 1 / METERS_PER_FOOT if imperial else 1.0
    return [
        Measurement("altitude", "Altitude", formats.elevation_unit(imperial), height),
        _speed(sport_type, imperial),
        Measurement("heartrate", "Heart rate", "bpm"),
        Measurement("watts", "Power", "W"),
        Measurement("cadence", "Cadence", formats.cadence_unit(sport_type), steps),
        Measurement("temperature", "Temperature", "°F", 1.8, 32.0)
        if imperial
        else Measurement("temperature", "Temperature", "°C"),
        Measurement("grade", "Grade", "%", decimals=1),
    ]


def _speed(sport_type: str, imperial: bool) -> Measurement:
    label, unit = average_heading(sport_type, imperial)
    paces = {
        PaceUnit.PACE: _long(imperial),
        PaceUnit.PACE_100: 100 * METERS_PER_YARD if imperial else 100.0,
        PaceUnit.PACE_500: 500.0,
    }
    pace = paces.get(pace_unit(sport_type))
    scale = 1.0 if pace else 3600 / _long(imperial)
    return Measurement("speed", label, unit, scale, decimals=1, pace=pace)


def _long(imperial: bool) -> float:
    return METERS_PER_MILE if imperial else 1000.0


def _bounds(measurement: Measurement, values: list[float]) -> tuple[float, float]:
    """Return what an axis shows. Errors of GPS do not squeeze the rest."""
    key = measurement.key
    if measurement.pace:
        low, high = axes.bounds(values, 0.3, _PACES)
        return max(low, high / 10), high
    if key == "cadence":
        # A break is not the slowest cadence.
        values = [value for value in values if value > 0] or values
    low, high = axes.bounds(values, _LEAST_SPANS[key], _SHOWN.get(key, _ALL))
    if key == "watts":
        return -0.04 * high, high
    return max(low, 0.0) if key in _NEVER_NEGATIVE else low, high


def _ticks(measurement: Measurement, low: float, high: float) -> list[axes.Tick]:
    if measurement.pace:
        return axes.pace_ticks(low, high, measurement.pace)
    return axes.ticks(low, high, measurement.scale, measurement.offset)
