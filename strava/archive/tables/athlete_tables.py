"""Reads who the athlete of an archive is, and their gear, and nothing else of them.

The tables have English headers in all archives seen. Where a header is in another language, columns
are taken by their places if their cells look right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import BinaryIO

from ... import coerce
from ...folding import folded
from ..faults import UnreadableArchive
from . import cells as values
from .csv_text import Table, read_table
from .rows import Profile

_PROFILE = {"Athlete ID": 0, "First Name": 2, "Last Name": 3, "Sex": 4}
_PREFERENCES = {
    "Functional Threshold Power": 2,
    "Maximum Heartrate": 3,
    "Measurement Preference": 5,
}
_MEASURE = re.compile(r"(\d[\d.,]*)\s*\w*")
_FEET = ("imper", "mile", "feet", "foot")
_METERS = ("metr", "meter", "kilom")
_SEXES = {"f": "F", "female": "F", "m": "M", "male": "M"}
_MAX_GEAR = 10_000
_PLAUSIBLE_POWERS = (20, 1000)
_PLAUSIBLE_HEART_RATES = (80, 260)


def read_profile(profile: BinaryIO | None, preferences: BinaryIO | None) -> Profile:
    """Return what profile.csv and general_preferences.csv say, as far as they can be read."""
    person = _first_row(profile, "profile.csv", _PROFILE)
    settings = _first_row(preferences, "general_preferences.csv", _PREFERENCES)
    names = (person.get("First Name", ""), person.get("Last Name", ""))
    return Profile(
        athlete_id=values.identifier(person.get("Athlete ID", "")),
        name=coerce.short_text(" ".join(filter(None, names))),
        measurement_preference=_measurement(settings.get("Measurement Preference", "")),
        ftp=_whole(settings.get("Functional Threshold Power", ""), _PLAUSIBLE_POWERS),
        max_heartrate=_whole(settings.get("Maximum Heartrate", ""), _PLAUSIBLE_HEART_RATES),
        sex=_SEXES.get(folded(person.get("Sex", ""))),
    )


def read_gear(bikes: BinaryIO | None, shoes: BinaryIO | None) -> list[str]:
    """Return the names in bikes.csv and shoes.csv, as far as they can be read."""
    return [*_gear(_table(bikes, "bikes.csv")), *_gear(_table(shoes, "shoes.csv"))]


def _gear(table: Table | None) -> Iterable[str]:
    for record in islice(table.rows(), _MAX_GEAR) if table else ():
        name, brand, model = (
            coerce.short_text(cell.strip()) for cell in [*record.cells, "", "", ""][:3]
        )
        # Gear without a name is shown as its brand and model.
        if shown := name or " ".join(filter(None, (brand, model))):
            yield shown


def _table(stream: BinaryIO | None, name: str) -> Table | None:
    try:
        return read_table(stream, name) if stream else None
    except UnreadableArchive:
        # The activities can be imported without it.
        return None


def _first_row(stream: BinaryIO | None, name: str, places: dict[str, int]) -> dict[str, str]:
    """Return the cells of the only row, by the English names of their columns."""
    table = _table(stream, name)
    record = next(table.rows(), None) if table else None
    if table is None or record is None:
        return {}
    keys = [folded(header.strip()) for header in table.header]
    by_name = {column: keys.index(folded(column)) for column in places if folded(column) in keys}
    found = by_name or (places if _fits(record.cells, places) else {})
    return {
        column: record.cells[place].strip()
        for column, place in found.items()
        if place < len(record.cells)
    }


def _fits(cells: list[str], places: dict[str, int]) -> bool:
    """Return whether the cells of a row in another language are plainly in their places."""
    if len(cells) <= max(places.values()):
        return False
    # An e-mail address follows the id. Anything else could put an address in a name's place.
    return places is not _PROFILE or (cells[0].isdecimal() and "@" in cells[1])


def _whole(cell: str, bounds: tuple[int, int]) -> int | None:
    """Return a number, with or without a unit, such as that of `200 W`."""
    found = _MEASURE.fullmatch(cell)
    number = values.amount(found[1]) if found else None
    is_plausible = number is not None and bounds[0] <= number <= bounds[1]
    return coerce.whole_number(number) if is_plausible else None


def _measurement(cell: str) -> str | None:
    word = folded(cell)
    if any(part in word for part in _FEET):
        return "feet"
    return "meters" if any(part in word for part in _METERS) else None
