"""The pages of an athlete who has only an archive."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from strava.archive.formats.track import Lap
from strava.db.enums import Lane
from strava.recordings.measuring import store
from strava.sync import measuring

from .imports import Imports, send
from .made_up import START, made_up_row, made_up_track, sent_summary

ID = 9_100_000_001
BEGIN = START.timestamp()
LAPS = [Lap(BEGIN, 300.0, distance=1500.0), Lap(BEGIN + 300, 300.0, distance=1500.0)]


@pytest.fixture
def imported(imports: Imports) -> Imports:
    """An application after an import, whose recording is measured."""
    imports.add_athlete()
    listed = made_up_row(
        description="With Ana",
        private_note="Knee hurts",
        calories=321,
        perceived_exertion=7,
        weather={"temperature": 18.4, "humidity": 0.6, "wind_speed": 5.0},
        gear_name="Canyon",
    )
    imports.import_archive([listed], {ID: made_up_track(laps=LAPS)})
    measure(imports)
    return imports


def measure(imports: Imports) -> None:
    computed, _ = measuring.compute(imports.logbook, ID)
    assert computed is not None
    with imports.logbook.sessions.begin() as session:
        store(session, computed)


def test_the_page_of_an_activity_shows_what_the_archive_says(imported: Imports) -> None:
    page = imported.sync.page(f"/activities/{ID}")
    for text in (
        *("With Ana", "Knee hurts", "321 kcal", "7 of 10", "18 °C", "humidity 60 %"),
        *("wind 18.0 km/h", "Canyon", "Garmin Edge 530", "Lap 2", 'id="recording"'),
    ):
        assert text in page, text


def test_the_page_says_if_a_recording_was_cut(imported: Imports) -> None:
    cropped = made_up_row(elapsed_time=400, distance=2000)
    assert "The device recorded more or less" not in imported.sync.page(f"/activities/{ID}")
    imported.import_archive([cropped], {ID: made_up_track()})
    measure(imported)
    assert "The device recorded more or less" in imported.sync.page(f"/activities/{ID}")


@pytest.mark.parametrize(
    ("changes", "digest", "sentence"),
    [
        ({"file_name": None, "is_file_lost": True}, None, "Strava could not export the recording"),
        ({}, None, "The archive that was imported did not have the recording"),
        ({}, "damaged", "The recording in Strava’s archive could not be read"),
    ],
)
def test_the_page_says_why_there_is_no_recording(
    alone: Imports, changes: dict[str, Any], digest: str | None, sentence: str
) -> None:
    listed, by_hand = made_up_row(**changes), made_up_row(2, file_name=None)
    alone.import_archive([listed, by_hand], digests={"activities/1.fit.gz": digest})
    assert sentence in alone.sync.page(f"/activities/{ID}")
    assert "recording" not in alone.sync.page(f"/activities/{ID + 1}")
    # A later archive has it.
    alone.import_archive([made_up_row()], {ID: made_up_track()})
    assert sentence not in alone.sync.page(f"/activities/{ID}")


def test_the_page_of_an_activity_says_nothing_of_what_cannot_be_known(imported: Imports) -> None:
    page = imported.sync.page(f"/activities/{ID}").casefold()
    for text in ("fetch", "visible to", "kudos", "strava has nothing more", "reconnect"):
        assert text not in page, text


@pytest.mark.parametrize("query", ["private=1", "private=0"])
def test_nobody_knows_who_sees_it(imported: Imports, query: str) -> None:
    assert imported.sync.client.get(f"/activities.json?{query}").get_json() == []
    (exported,) = imported.sync.client.get("/activities.json").get_json()
    assert exported["private"] is None
    assert exported["visibility"] is None


def test_exports_have_what_the_archive_says(imported: Imports) -> None:
    text = imported.sync.client.get("/activities.csv").text.removeprefix("\ufeff")
    (exported,) = csv.DictReader(io.StringIO(text))
    assert exported["gear_name"] == "Canyon"
    assert exported["device_name"] == "Garmin Edge 530"
    assert exported["timezone"] == "(GMT+01:00) Europe/Berlin"
    assert exported["map.summary_polyline"]
    assert exported["private"] == exported["kudos_count"] == ""


def test_files_of_the_recording_can_be_downloaded(imported: Imports) -> None:
    assert "<trkpt" in imported.sync.client.get(f"/activities/{ID}.gpx").text
    whole = imported.sync.client.get(f"/activities/{ID}.json").get_json()
    assert whole["archive"]["row"]["private_note"] == "Knee hurts"


def test_syncs_say_that_the_recordings_are_stored_already(syncing: Imports) -> None:
    assert "recording is missing" not in syncing.sync.page("/sync")
    syncing.import_archive([made_up_row()], {made_up_row().id: made_up_track()})
    page = " ".join(syncing.sync.page("/sync").split())
    assert "<strong>1</strong> of 1 activities to go" in page
    assert "No recording is missing, only laps and descriptions, which take one call each." in page
    send(syncing, sent_summary(), sent_summary(2, name="Newer"))
    syncing.sync.run(full=True)
    page = " ".join(syncing.sync.page("/sync").split())
    assert "1 of them lacks a recording. Of the others, only laps and descriptions" in page


def test_nothing_is_left_to_fetch(imported: Imports) -> None:
    assert "Fetch" not in imported.sync.page("/sync")
    assert imported.missing(ID) == ()
    assert imported.sync.jobs.latest(imported.sync.athlete_id, Lane.SYNC) is None
