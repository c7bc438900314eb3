"""The fields for ranges of numbers among the filters, in the athlete's units."""

from __future__ import annotations

from typing import NamedTuple

from ...table.filters import Filters
from ...units import METERS_PER_FOOT, METERS_PER_MILE


class RangeField(NamedTuple):
    """A pair of number fields; `minimum` and `maximum` are (parameter, value) of each."""

    label: str
    unit: str
    minimum: tuple[str, str]
    maximum: tuple[str, str]


def range_fields(filters: Filters, *, imperial: bool) -> list[RangeField]:
    """Return the fields for distance, time and elevation gain, with the values of the filters."""
    mile, foot = METERS_PER_MILE / 1000, METERS_PER_FOOT
    length = _Unit("mi", "mi", mile) if imperial else _Unit("km", "km", 1)
    height = _Unit("ft", "feet", foot) if imperial else _Unit("m", "climb", 1)
    return [
        _field("Distance", length, filters.min_km, filters.max_km),
        _field("Time", _Unit("min", "minutes", 1), filters.min_minutes, filters.max_minutes),
        _field("Elevation", height, filters.min_climb, filters.max_climb),
    ]


class _Unit(NamedTuple):
    name: str
    suffix: str
    """How the parameters of this unit end."""
    size: float
    """In the unit of the filters."""


def _field(label: str, unit: _Unit, minimum: float | None, maximum: float | None) -> RangeField:
    return RangeField(
        label,
        unit.name,
        (f"min_{unit.suffix}", _number(minimum, unit)),
        (f"max_{unit.suffix}", _number(maximum, unit)),
    )


def _number(value: float | None, unit: _Unit) -> str:
    return "" if value is None else f"{value / unit.size:.9g}"
