"""Finds the columns of activities.csv: by name, or else by their place and content.

Columns have the English names of `column_names.LONG_FORM` here. Some names are there twice: first
as text for reading, later as a plain number.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...folding import folded
from .column_names import LONG_FORM, NAMES, NAMES_UNTIL_JUNE_2019, SHORT_FORM
from .dates import read_date
from .sport_names import sport_type

LOST_FILE = "#error#"
"""What Strava writes instead of a file name if it could not export the recording."""
_FIXED_PLACES = LONG_FORM[:84]
"""The columns that have had the same places since 2022, in every language seen."""
_LEAST_WIDTH = 80
_TAG = re.compile(r"<[^<>]*>")
_LEAST_NAMES = 3
"""How many names of a language a header must have."""


@dataclass(frozen=True)
class Header:
    """Where the columns are."""

    language: str | None
    """None if the names are in no known language."""
    places: dict[str, tuple[int, ...]]
    """The places of each column that was found, by its English name."""
    unknown: list[str]
    """The names of the columns that were not found."""
    is_distance_in_meters: bool = False
    """Whether the only distance is in meters, as until June 2019."""

    def has(self, name: str) -> bool:
        """Return whether there is a column."""
        return name in self.places

    def cell(self, cells: Sequence[str], name: str) -> str:
        """Return the cell of a column: the last one of its name that is not empty."""
        for place in reversed(self.places.get(name, ())):
            if place < len(cells) and (cell := cells[place].strip()):
                return cell
        return ""


def find_columns(names: Sequence[str], sample: Sequence[Sequence[str]]) -> Header:
    """Find the columns of a table by its header and some of its rows."""
    keys = [_key(name) for name in names]
    old = {"id", "date", "type"} <= set(keys)
    language = "en" if old else _language(keys)
    found = _by_name(keys, _OLD_NAMES if old else {}, language)
    found = _by_place(len(keys), found, sample) or found
    if language is None and "Activity ID" not in found.values():
        found |= _by_content(sample)
    places: dict[str, tuple[int, ...]] = {}
    for place in sorted(found):
        places[found[place]] = (*places.get(found[place], ()), place)
    unknown = [
        _shown(name) for place, name in enumerate(names) if place not in found and name.strip()
    ]
    return Header(language, places, unknown, is_distance_in_meters=old)


def _key(name: str) -> str:
    """Return the letters and digits of a name, without the HTML that some have."""
    return "".join(filter(str.isalnum, folded(_shown(name))))


def _shown(name: str) -> str:
    return html.unescape(_TAG.sub("", name)).strip()[:100]


_KEYS = {
    language: {_key(name): english for name, english in names.items()}
    for language, names in NAMES.items()
}
_OLD_NAMES = {_key(name): english for name, english in NAMES_UNTIL_JUNE_2019.items()}


def _language(keys: Sequence[str]) -> str | None:
    """Return the language of a header. Some are partly in English."""
    counts = {
        language: len({key for key in keys if key in known and key not in _KEYS["en"]})
        for language, known in _KEYS.items()
    }
    language = max(counts, key=lambda code: counts[code])
    if counts[language] >= _LEAST_NAMES:
        return language
    return "en" if sum(key in _KEYS["en"] for key in keys) >= _LEAST_NAMES else None


def _by_name(keys: Sequence[str], old: Mapping[str, str], language: str | None) -> dict[int, str]:
    """Return the English names of the columns with a known name, by place."""
    known = dict(old)
    for code in (language, "en", *_KEYS):
        for key, english in _KEYS.get(code or "", {}).items():
            known.setdefault(key, english)
    return {place: known[key] for place, key in enumerate(keys) if key in known}


def _by_place(
    width: int, found: Mapping[int, str], sample: Sequence[Sequence[str]]
) -> dict[int, str] | None:
    """Return the columns with those whose names are not known, by their places.

    None if the columns found by name, or the cells, are not in the places of a known form.
    """
    if width >= _LEAST_WIDTH:
        form = dict(enumerate(_FIXED_PLACES[: width - 1]))
    elif width == len(SHORT_FORM):
        form = dict(enumerate(SHORT_FORM))
    else:
        return None
    place_of_file = max(place for place, name in form.items() if name == "Filename")
    fits = all(form.get(place, name) == name for place, name in found.items())
    if fits and _are_ids(sample, 0) and _are_files(sample, place_of_file):
        return form | dict(found)
    return None


def _by_content(sample: Sequence[Sequence[str]]) -> dict[int, str]:
    """Return the columns that can be recognized by their cells alone."""
    found: dict[int, str] = {}
    for place in range(max(map(len, sample), default=0)):
        name = _content(sample, place)
        if name and name not in found.values():
            found[place] = name
    return found


def _content(sample: Sequence[Sequence[str]], place: int) -> str | None:
    cells = _cells(sample, place)
    if _are_ids(sample, place):
        return "Activity ID"
    if cells and _are_files(sample, place):
        return "Filename"
    if _are_most(cells, [read_date(cell) is not None for cell in cells]):
        return "Activity Date"
    if _are_most(cells, [sport_type(cell) is not None for cell in cells]):
        return "Activity Type"
    return None


def _cells(sample: Sequence[Sequence[str]], place: int) -> list[str]:
    """Return the cells of a column that are not empty."""
    return [row[place].strip() for row in sample if place < len(row) and row[place].strip()]


def _are_ids(sample: Sequence[Sequence[str]], place: int) -> bool:
    cells = _cells(sample, place)
    return _are_most(sample, [cell.isdecimal() and len(cell) >= 5 for cell in cells])


def _are_files(sample: Sequence[Sequence[str]], place: int) -> bool:
    """Return whether a column has names of files, or nothing."""
    cells = _cells(sample, place)
    names = [
        cell == LOST_FILE or cell.replace("\\", "/").startswith("activities/") for cell in cells
    ]
    return not cells or _are_most(cells, names)


def _are_most(of: Sequence[object], matches: Sequence[bool]) -> bool:
    return sum(matches) * 2 > len(of)
