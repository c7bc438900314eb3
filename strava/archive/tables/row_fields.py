"""Converts the cells of a row of activities.csv into the fields of Strava's API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import sports
from . import cells as values
from .columns import FIELDS, SHOWN_FIRST, WEATHER, Convert
from .headers import Header

_SPORTS_SHOWN_IN_METERS = ("Swim", "Rowing", "VirtualRow")
_MOST_KILOJOULES = 20_000
"""More than anyone does in a day: a larger number is in joules."""


class FieldReader:
    """Reads rows with the same header, which have at least as many cells as it has."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self._plan = [step for name in FIELDS for step in _steps(header, name)]
        self._weather = [
            (header.places[name][-1], key) for name, key in WEATHER.items() if name in header.places
        ]

    def read(
        self, cells: Sequence[str], sport_type: str | None
    ) -> tuple[dict[str, Any], list[str]]:
        """Return the fields of a row, and the names of columns with an implausible cell."""
        fields: dict[str, Any] = {}
        implausible: list[str] = []
        for place, name, field, convert in self._plan:
            if (cell := cells[place]) and field not in fields and not cell.isspace():
                value = convert(cell)
                if value is None:
                    implausible.append(name)
                else:
                    fields[field] = value
        fields |= self._distance(cells, sport_type, fields, implausible)
        fields |= self._work(cells, fields)
        fields |= self._workout_type(cells, sport_type)
        if weather := self._read_weather(cells):
            fields["weather"] = weather
        for field in ("average_heartrate", "max_heartrate"):
            if fields.get(field) == 0:
                del fields[field]
        return fields, implausible

    def _distance(
        self,
        cells: Sequence[str],
        sport_type: str | None,
        fields: dict[str, Any],
        implausible: list[str],
    ) -> dict[str, float]:
        """Return the distance as shown, if there is none in meters."""
        places = self._header.places.get("Distance")
        if "distance" in fields or not places or not (cell := cells[places[0]].strip()):
            return {}
        is_in_meters = sport_type in _SPORTS_SHOWN_IN_METERS if sport_type else None
        distance = values.shown_distance(cell, is_in_meters=is_in_meters)
        if distance is None:
            implausible.append("Distance")
            return {}
        return {"distance": distance}

    def _work(self, cells: Sequence[str], fields: dict[str, Any]) -> dict[str, float]:
        """Return the kilojoules. Whether the column has joules is judged by the average watts."""
        work = values.amount(self._header.cell(cells, "Total Work"))
        if not work:
            return {}
        watts, moving_time = fields.get("average_watts"), fields.get("moving_time")
        if watts and moving_time:
            are_joules = work > watts * moving_time / 30
        else:
            are_joules = work > _MOST_KILOJOULES
        return {"kilojoules": work / 1000 if are_joules else work}

    def _workout_type(self, cells: Sequence[str], sport_type: str | None) -> dict[str, int]:
        """Return the code of a race or a long run."""
        if values.flag(self._header.cell(cells, "Competition")):
            is_ride = sport_type is not None and sports.group(sport_type) == "cycle"
            return {"workout_type": 11 if is_ride else 1}
        if values.flag(self._header.cell(cells, "Long Run")):
            return {"workout_type": 2}
        return {}

    def _read_weather(self, cells: Sequence[str]) -> dict[str, float | str]:
        return {
            key: value
            for place, key in self._weather
            if cells[place] and (value := values.number_or_word(cells[place])) is not None
        }


def _steps(header: Header, name: str) -> list[tuple[int, str, str, Convert]]:
    """Return how to read a column: its plain numbers, and where they are empty those as shown."""
    field, convert = FIELDS[name]
    places = header.places.get(name, ())
    steps = [(place, name, field, convert) for place in reversed(places)]
    if name in SHOWN_FIRST and steps:
        steps[-1] = (places[0], name, field, SHOWN_FIRST[name])
    if name == "Distance" and not header.is_distance_in_meters:
        # The first distance depends on the sport.
        del steps[-1:]
    return steps
