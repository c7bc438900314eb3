"""An archive after the API and the API after an archive end in the same state."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from strava.archive.formats.track import Track
from strava.archive.tables.rows import Row
from strava.settings import Settings

from ...actions import SyncActions
from ...applications import MakeApp, database_url
from ...clock import Clock
from ...sample_strava import Strava
from .conftest import keep_four
from .imports import Imports, row

Make = Callable[[str], Imports]


@pytest.fixture
def make(
    make_app: MakeApp,
    settings: Settings,
    strava: Strava,
    clock: Clock,
    migrated_file: Path,
    tmp_path: Path,
) -> Make:
    """A function that makes an application with a database of its own."""
    keep_four(strava)

    def make(name: str) -> Imports:
        folder = tmp_path / name
        folder.mkdir(0o700)
        database = folder / "logbook.sqlite"
        database.write_bytes(migrated_file.read_bytes())
        (folder / "secret_key").write_text("0" * 64, encoding="ascii")
        own = replace(settings, instance_path=folder, database_url=database_url(folder))
        app = make_app(own)
        app.config["WTF_CSRF_ENABLED"] = False
        app.testing = True
        return Imports(SyncActions(app, strava, clock))

    return make


def archive(imports: Imports, **changes: Any) -> tuple[list[Row], dict[int, Track]]:
    """Return the rows and recordings of the sample's archive."""
    activities = imports.sync.strava.sample.activities
    tracks = {one["id"]: imports.track(one) for one in activities}
    gear = {**imports.gear_names(), "g15090218": "The name of the shoes before"}
    return [
        row(
            one,
            gear_name=gear.get(one["gear_id"] or ""),
            description="From the archive",
            calories=500,
            **changes,
        )
        for one in activities
    ], tracks


def fetch_details(imports: Imports) -> None:
    """Open the page of each activity, which fetches its details."""
    for one in imports.sync.strava.sample.activities:
        imports.sync.client.post(f"/activities/{one['id']}/details")


def assert_same(one: Imports, other: Imports) -> None:
    """Check that both have stored the same, field by field."""
    stored, others = flat(one.state()), flat(other.state())
    different = {name for name in stored | others if stored.get(name) != others.get(name)}
    assert not {name: (stored.get(name), others.get(name)) for name in sorted(different)}


def flat(value: Any, name: str = "") -> dict[str, Any]:
    """Return the leaves of nested dictionaries by their path."""
    if not isinstance(value, dict):
        return {name: value}
    return {
        path: leaf
        for key, item in value.items()
        for path, leaf in flat(item, f"{name}/{key}").items()
    }


@pytest.mark.parametrize("with_details", [pytest.param(False, marks=pytest.mark.slow), True])
def test_the_order_of_archive_and_api_does_not_matter(make: Make, with_details: bool) -> None:
    first, second = make("first"), make("second")
    first.add_athlete()
    first.import_archive(*archive(first))
    first.sync.connect()
    second.sync.connect()
    if with_details:
        fetch_details(second)
    second.import_archive(*archive(second))
    if with_details:
        fetch_details(first)
    assert_same(first, second)
    assert not first.athlete().from_archive


def test_a_start_cropped_at_strava_comes_back_in_neither_order(make: Make) -> None:
    first, second = make("first"), make("second")
    ride = first.ride()
    listed, tracks = archive(first)
    track = tracks[ride["id"]]
    home = [track.channels["latitude"][0], track.channels["longitude"][0]]
    first.add_athlete()
    first.import_archive(listed, tracks)
    assert home in first.streams(ride["id"])["latlng"]["data"]
    crop(ride, 1800, track)
    first.sync.connect()
    second.sync.connect()
    second.import_archive(listed, tracks)
    assert_same(first, second)
    for imports in (first, second):
        assert imports.source(ride["id"]) == "cut"
        assert imports.streams(ride["id"])["latlng"]["data"][0] == ride["start_latlng"]
        assert json.dumps(home, separators=(",", ":")) not in everything(imports, ride["id"])


def everything(imports: Imports, activity_id: int) -> str:
    """Return all that is stored of an activity, as text."""
    address = f"/activities/{activity_id}.json"
    response = imports.sync.client.get(address)
    assert response.status_code == 200
    return response.text


def crop(summary: dict[str, Any], seconds: int, track: Track) -> None:
    """Crop the start of an activity at Strava."""
    for name in ("start_date", "start_date_local"):
        moved = datetime.fromisoformat(summary[name]) + timedelta(seconds=seconds)
        summary[name] = f"{moved:%Y-%m-%dT%H:%M:%SZ}"
    start = datetime.fromisoformat(summary["start_date"]).timestamp()
    first = next(index for index, time in enumerate(track.times) if time >= start)
    summary["start_latlng"] = [track.channels[name][first] for name in ("latitude", "longitude")]
    summary["elapsed_time"] -= seconds
    summary["moving_time"] -= seconds
    summary["distance"] = round(summary["distance"] * 0.8, 1)
