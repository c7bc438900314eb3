"""The archive of the sample's athlete, imported, is the same history that its API gives."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from strava.accounts import athletes
from strava.archive import profiles
from strava.archive.importer import import_archive
from strava.archive.imports import record
from strava.archive.tables.rows import Profile
from strava.db.enums import Lane, RunState
from strava.db.models import Athlete
from strava.sample import athlete as sample_athlete
from strava.sample.archive import write_archive
from strava.sample.archive.files import assign_files
from strava.sample.archive.private_tables import PRIVATE_TABLES
from strava.settings import Settings
from strava.sync import details, runs
from strava.sync.engine import execute

from ..actions import SyncActions
from ..applications import MakeApp, database_url
from ..clock import Clock
from ..markers import slow
from ..sample_strava import Strava
from .imports import ReadingHere
from .merging.imports import Imports as Stored

Activity = dict[str, Any]
State = dict[str, Any]
Row = dict[str, Any]
Streams = dict[str, list[Any]]

EXTENSIONS = (".fit.gz", ".tcx.gz", ".gpx.gz")
NOT_IN_ARCHIVES = {
    *("kudos_count", "comment_count", "achievement_count", "pr_count", "visibility", "private")
}
RACES, LONG_RUN = {1, 11}, 2
EXACT = {"time", "latlng", "heartrate", "cadence", "watts", "temp"}
"""The streams that are equal, if they are in the format of the recording."""


class History:
    """An application, and an athlete whose archive is at a path."""

    def __init__(self, app: Flask, strava: Strava, clock: Clock, path: Path) -> None:
        self.sync = SyncActions(app, strava, clock)
        self.logbook = self.sync.logbook
        self.sample = strava.sample
        self.path = path

    def import_archive(self) -> None:
        with self.logbook.sessions() as session:
            if session.get(Athlete, sample_athlete.ID) is None:
                profile = Profile(sample_athlete.ID, "Noor Halvorsen")
                profiles.add(session, sample_athlete.ID, profile, self.logbook.now())
            run = record(session, self.path, sample_athlete.ID, False, self.logbook.now())
        run = execute(self.logbook, run, works={Lane.ARCHIVE: import_archive})
        assert (run.state, run.error) == (RunState.DONE, None)

    def fetch_everything(self) -> None:
        """Connect, sync, and fetch the details and recordings of all activities."""
        self.sync.connect_without_sync()
        profile = sample_athlete.profile(self.sample.activities)
        with self.logbook.sessions() as session:
            athletes.store_profile(session, sample_athlete.ID, profile, self.logbook.now())
            run = runs.begin(session, sample_athlete.ID, self.logbook.now())
        assert execute(self.logbook, run).state == RunState.DONE
        for activity in self.sample.activities:
            details.fetch_missing(self.logbook, sample_athlete.ID, activity["id"])

    def state(self) -> State:
        return Stored(self.sync).state()

    def streams(self, activity: Activity) -> Streams:
        stored = Stored(self.sync).streams(activity["id"])
        return {name: stream["data"] for name, stream in stored.items()}


def choose(history: list[Activity]) -> list[Activity]:
    """Return a few activities: each format, with and without a route, and one by hand."""
    recorded = [one for one in history if one["has_heartrate"]]
    indoors = [one for one in recorded if not one["start_latlng"]]
    chosen = [
        next(one for one in history if one["manual"]),
        *(next(one for one in reversed(recorded) if extension_of(one) == e) for e in EXTENSIONS),
        *(next(one for one in indoors if one["sport_type"] == s) for s in ("VirtualRide", "Swim")),
        next(one for one in recorded if one["workout_type"] in RACES),
    ]
    return list({one["id"]: one for one in chosen}.values())


def extension_of(activity: Activity) -> str | None:
    """Return the format of a recording."""
    file = assign_files([activity])[activity["id"]]
    return file.extension if file else None


@pytest.fixture(params=["de", *slow("en", "es", "fr", "nl", "pl", "zh")])
def archive(request: pytest.FixtureRequest, strava: Strava, tmp_path: Path) -> Path:
    """The archive of an athlete with a few activities, in each language."""
    strava.sample.activities[:] = choose(strava.sample.activities)
    strava.sample.max_samples = 150
    path = tmp_path / f"export_{sample_athlete.ID}.zip"
    write_archive(strava.sample, path, request.param)
    return path


@pytest.fixture
def archived(
    app: Flask, strava: Strava, clock: Clock, archive: Path, reading_here: type[ReadingHere]
) -> History:
    """An application whose athlete is going to import the archive first."""
    return History(app, strava, clock, archive)


@pytest.fixture
def synced(
    archived: History, settings: Settings, migrated_file: Path, make_app: MakeApp, tmp_path: Path
) -> History:
    """Another application whose athlete is going to connect first."""
    folder = tmp_path / "synced"
    folder.mkdir()
    shutil.copy(migrated_file, folder)
    (folder / "secret_key").write_text(secrets.token_hex(32), encoding="ascii")
    own = replace(settings, instance_path=folder, database_url=database_url(folder))
    return History(make_app(own), archived.sync.strava, archived.sync.clock, archived.path)


def test_archive_and_api_give_the_same_history_in_both_orders(
    archived: History, synced: History
) -> None:
    archived.import_archive()
    synced.fetch_everything()
    compare(archived, synced)
    archived.fetch_everything()
    synced.import_archive()
    one, other = archived.state(), synced.state()
    for state in (one, other):
        # The times to which a recording was cut mean nothing once the API's has replaced it.
        state["files"] = {number: file[:2] for number, file in state["files"].items()}
    for part in one:
        assert one[part] == other[part], part


def compare(archived: History, synced: History) -> None:
    """Compare what is known from the archive alone with what is known from the API alone."""
    alone, api = archived.state(), synced.state()
    files = assign_files(synced.sample.newest_first()[::-1])
    lost = {activity_id for activity_id, file in files.items() if file is None}
    assert lost
    for activity in synced.sample.activities:
        is_lost = activity["id"] in lost
        rows = [with_gear_names(state, activity) for state in (alone, api)]
        compare_columns(activity, *rows, is_lost=is_lost)
        if not (activity["manual"] or is_lost):
            compare_streams(activity, archived.streams(activity), synced.streams(activity))


def compare_columns(activity: Activity, alone: Row, api: Row, *, is_lost: bool) -> None:
    """Compare the columns of the table. What an archive does not say is unknown in all of them."""
    unknown = set(NOT_IN_ARCHIVES)
    if activity["workout_type"] not in (*RACES, LONG_RUN):
        unknown.add("workout_type")
    if activity["manual"]:
        unknown |= {"average_speed", "max_speed"}
    if not activity["start_latlng"]:
        unknown.add("timezone")  # the local time is known, by that of other activities
    if is_lost:
        unknown |= {"device_name", "trainer"}
    different = {column for column, value in api.items() if alone[column] != value}
    assert different <= unknown
    assert not any(alone[column] for column in different)


def compare_streams(activity: Activity, alone: Streams, api: Streams) -> None:
    """Compare what the device recorded; the rest is computed by Strava, or by Logbook."""
    extension = str(extension_of(activity))
    missing = {"temp"} if ".tcx" in extension else set()
    assert api.keys() - alone.keys() == {"grade_smooth", *missing} & api.keys()
    for name in EXACT & alone.keys() & api.keys():
        assert alone[name] == api[name], name
    assert alone.get("altitude") == pytest.approx(api.get("altitude"), abs=0.11)
    if ".gpx" not in extension:
        assert alone.get("distance") == pytest.approx(api.get("distance"), abs=0.1)


def with_gear_names(state: State, activity: Activity) -> Row:
    """Return the columns of an activity, with the name of its gear instead of the id."""
    row: Row = state["activities"][activity["id"]]
    gear, _ = state["gear"].get(row["gear_id"], (None, None))
    return {**row, "gear_id": gear}


def test_nothing_private_is_stored_or_logged(
    archived: History, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    archived.import_archive()
    stored = b"".join(path.read_bytes() for path in settings.instance_path.iterdir())
    text = stored.decode("latin-1") + caplog.text
    assert str(sample_athlete.ID) in text
    private = [cell for _, *rows in PRIVATE_TABLES.values() for row in rows for cell in row]
    assert not [cell for cell in (*private, "example.org") if len(cell) > 10 and cell in text]
