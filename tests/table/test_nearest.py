"""The nearest known value to a misspelled one."""

from __future__ import annotations

import pytest

from strava.table.nearest import hint, nearest

KNOWN = ("Run", "TrailRun", "Ride", "Yoga")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Runn", "Run"),
        ("RUN", "Run"),
        ("trail run", "TrailRun"),
        ("Ríde", "Ride"),
        ("joga", "Yoga"),
        ("Quidditch", None),
        ("", None),
        ("Run" * 100, None),
    ],
)
def test_nearest(text: str, expected: str | None) -> None:
    assert nearest(text, KNOWN) == expected


def test_hint_names_each_nearest_value_once() -> None:
    assert hint(["Runn", "Rum", "Joga"], KNOWN) == " (the nearest are Run, Yoga)"
    assert hint(["Runn"], KNOWN) == " (the nearest is Run)"
    assert hint(["Quidditch"], KNOWN) == hint(["Runn"], ()) == ""
