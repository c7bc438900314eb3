"""For whatever the API and an archive say of an activity, their order does not matter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from strava.archive.formats.track import Lap, Track

from .imports import Imports
from .made_up import START, made_up_row, made_up_track, sent_summary

FIRST, SECOND = 9_100_000_001, 9_100_000_002
SENT = {"time": {"data": [0, 300, 600]}, "distance": {"data": [0.0, 1500.0, 3000.0]}}
HIDDEN = "2026-06-01T00:00:01Z"


def at(seconds: float) -> str:
    return f"{START + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"


CASES: dict[str, dict[str, Any]] = {
    "the same": {},
    "renamed": {"name": "Renamed"},
    "with a null for what the archive has": {"average_cadence": None, "gear_id": None},
    "without a visibility": {"visibility": None},
    "of another sport": {"sport_type": "GravelRide"},
    "virtual": {"sport_type": "VirtualRide", "timezone": "(GMT+00:00) Europe/London"},
    "cropped at the start": {"start_date": at(200), "elapsed_time": 400, "distance": 2000.0},
    "cropped at the end": {"elapsed_time": 400, "distance": 2000.0},
    "cropped a little": {"start_date": at(10), "elapsed_time": 590, "distance": 2950.0},
    "cropped, and somewhere else": {
        "elapsed_time": 400,
        "distance": 2000.0,
        "start_latlng": [48.0, 7.84],
        "end_latlng": [48.017, 7.84],
    },
    "with another distance": {"distance": 5000.0},
    "with a hidden start": {"start_date": HIDDEN, "start_date_local": HIDDEN},
    "with a hidden start, and cropped": {
        "start_date": HIDDEN,
        "start_date_local": HIDDEN,
        "elapsed_time": 580,
    },
    "without a date": {"start_date": None, "start_date_local": None},
    "without a duration": {"elapsed_time": None},
    "on another day": {"start_date": at(86_400 * 9), "start_date_local": at(86_400 * 9)},
}


def recording() -> Track:
    begin = START.timestamp()
    return made_up_track(laps=[Lap(begin, 300.0), Lap(begin + 300, 300.0)], utc_offset=7200)


def archived(imports: Imports, number: int) -> None:
    row = made_up_row(
        number, name="Activity", average_cadence=80, gear_name="Canyon", description="With Ana"
    )
    imports.import_archive([row], {row.id: recording()})


@pytest.mark.parametrize(
    "is_fetched", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["", "with details"]
)
@pytest.mark.parametrize("case", CASES)
def test_the_order_does_not_matter(imports: Imports, case: str, is_fetched: bool) -> None:
    imports.add_athlete(from_archive=False)
    archived(imports, 1)
    for number in (1, 2):
        imports.arrive(sent_summary(number, **{"name": "Activity", **CASES[case]}))
        if is_fetched and "streams" in imports.missing(9_100_000_000 + number):
            imports.fetch(9_100_000_000 + number, streams=SENT)
    archived(imports, 2)
    one, other = (flat(of_activity(imports, key)) for key in (FIRST, SECOND))
    different = {name for name in one | other if one.get(name) != other.get(name)}
    assert not {name: (one.get(name), other.get(name)) for name in sorted(different)}


def of_activity(imports: Imports, activity_id: int) -> dict[str, Any]:
    """Return what is stored of an activity, but for its id."""
    state = imports.state()
    documents = {kind: one for (key, kind), one in state["documents"].items() if key == activity_id}
    found: dict[str, Any] = {
        "columns": state["activities"][activity_id],
        "documents": documents,
        "file": state["files"][activity_id],
        "missing": imports.missing(activity_id),
    }
    return {**found, "columns": {**found["columns"], "id": None}}


def flat(value: Any, name: str = "") -> dict[str, Any]:
    """Return the leaves of nested dictionaries by their path, without ids."""
    if not isinstance(value, dict):
        return {} if name.endswith("/id") else {name: value}
    return {
        path: leaf
        for key, item in value.items()
        for path, leaf in flat(item, f"{name}/{key}").items()
    }
