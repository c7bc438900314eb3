"""The archive of the sample's athlete says the same in every language, and what the API says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, cast
from zipfile import ZipFile

import pytest

from strava.archive.formats.device_files import read_device_file
from strava.archive.formats.track import Track
from strava.archive.tables.activities_table import read_activities
from strava.archive.tables.rows import ActivitiesTable
from strava.sample import Sample, create_sample
from strava.sample.archive import LANGUAGES, write_archive
from strava.sample.archive.files import assign_files

Activity = dict[str, Any]

ONLY_IN_ARCHIVE = {"weather", "from_upload"}
STREAMS = {
    "distance": "distance",
    "altitude": "altitude",
    "speed": "velocity_smooth",
    "heartrate": "heartrate",
    "cadence": "cadence",
    "watts": "watts",
    "temp": "temp",
}
"""The stream of the API by the name of its channel."""
NOT_IN_FORMAT: dict[str, set[str]] = {
    ".fit": set(),
    ".tcx": {"temp"},
    ".gpx": {"distance", "velocity_smooth"},
}
PRECISION = {"altitude": 0.11, "latitude": 1e-6, "longitude": 1e-6}
"""FIT counts altitudes in fifths of a meter, and degrees in 2^31 parts of a half turn."""


class Api:
    """The API of a sample, read with all scopes."""

    def __init__(self, activities: list[Activity]) -> None:
        app = create_sample(activities=activities, max_samples=40)
        self.sample: Sample = app.extensions["sample"]
        self._http = app.test_client()
        code = self.sample.issue_code(frozenset({"activity:read_all", "profile:read_all"}))
        token = self.sample.exchange(code).access_token
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        response = self._http.get(f"/api/v3{path}", headers=self._headers)
        assert response.status_code == 200, response.text
        return response.get_json()

    def streams(self, activity_id: int) -> dict[str, list[Any]]:
        keys = ",".join(("time", "latlng", *STREAMS.values()))
        path = f"/activities/{activity_id}/streams?key_by_type=true&keys={keys}"
        return {key: stream["data"] for key, stream in self.get(path).items()}


@pytest.fixture(scope="module")
def api(history: list[Activity]) -> Api:
    """The latest activity of each sport with heart rate, and one that was entered by hand."""
    latest = {one["sport_type"]: one for one in history if one["has_heartrate"]}
    by_hand = next(one for one in history if one["manual"])
    return Api([by_hand, *latest.values()])


@pytest.fixture(scope="module")
def tables(api: Api, tmp_path_factory: pytest.TempPathFactory) -> dict[str, ActivitiesTable]:
    """The tables of activities by language."""
    read = {}
    for language in LANGUAGES:
        path = tmp_path_factory.mktemp("archive") / f"{language}.zip"
        write_archive(api.sample, path, language)
        with ZipFile(path) as archive, archive.open("activities.csv") as stream:
            read[language] = read_activities(cast(BinaryIO, stream))
    return read


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same(tables: dict[str, ActivitiesTable], language: str) -> None:
    table, english = tables[language], tables["en"]
    assert table.language == language
    assert (table.unknown_columns, table.unknown_sports) == ([], [])
    assert [replace(row, sport="", digest="") for row in table.rows] == [
        replace(row, sport="", digest="") for row in english.rows
    ]
    assert [problem.row for problem in table.problems] == [
        row.number for row in table.rows if row.is_file_lost
    ]


def test_the_table_has_every_field_that_archives_have(tables: dict[str, ActivitiesTable]) -> None:
    found = {field for row in tables["en"].rows for field in row.fields}
    assert found - ONLY_IN_ARCHIVE == {
        *("distance", "moving_time", "elapsed_time", "total_elevation_gain", "elev_low"),
        *("elev_high", "average_speed", "max_speed", "average_cadence", "average_heartrate"),
        *("max_heartrate", "average_watts", "max_watts", "weighted_average_watts", "kilojoules"),
        *("calories", "suffer_score", "average_temp", "commute", "flagged", "description"),
        *("private_note", "perceived_exertion", "workout_type"),
    }


def test_the_table_says_what_the_api_says(api: Api, tables: dict[str, ActivitiesTable]) -> None:
    rows = tables["en"].rows
    assert len(rows) == len(api.sample.activities)
    for row in rows:
        detail = api.get(f"/activities/{row.id}")
        fields = row.fields.keys() - ONLY_IN_ARCHIVE
        assert {name: row.fields[name] for name in fields} == {
            name: detail[name] for name in fields
        }
        assert (row.name, row.sport_type) == (detail["name"], detail["sport_type"])
        assert f"{row.start:%Y-%m-%dT%H:%M:%SZ}" == detail["start_date"]
        assert (row.gear_key, row.gear_name) == (
            (detail["gear"]["id"], detail["gear"]["name"]) if detail["gear"] else (None, None)
        )
        assert detail["manual"] == (row.file_name is None and not row.is_file_lost)


@pytest.mark.parametrize("extension", [".fit.gz", ".fit", ".tcx.gz", ".tcx", ".gpx.gz", ".gpx"])
def test_recordings_say_what_the_api_says(
    history: list[Activity], tmp_path: Path, extension: str
) -> None:
    activity = recorded_as(extension, history)
    api = Api([activity])
    write_archive(api.sample, tmp_path / "archive.zip")
    with ZipFile(tmp_path / "archive.zip") as archive:
        (name,) = (name for name in archive.namelist() if name.startswith("activities/"))
        assert name.endswith(extension)
        with archive.open(name) as stream:
            track = read_device_file(cast(BinaryIO, stream), name)
    assert_equal(track, api.streams(activity["id"]), extension.removesuffix(".gz"))
    assert track.device == ("StravaGPX" if extension == ".gpx" else activity["device_name"])


def recorded_as(extension: str, history: list[Activity]) -> Activity:
    """Return the activity with a route and most sensors that has its recording in a format."""
    with_route = [one for one in history if one["start_latlng"]]
    recorded = [
        one
        for one in with_route
        if (file := assign_files([one])[one["id"]]) is not None and file.extension == extension
    ]
    return max(recorded, key=lambda one: (one.get("device_watts") or False, one["has_heartrate"]))


def assert_equal(track: Track, streams: dict[str, list[Any]], extension: str) -> None:
    assert [moment - track.times[0] for moment in track.times] == streams.pop("time")
    places = streams.pop("latlng")
    expected = {
        "latitude": [place[0] for place in places],
        "longitude": [place[1] for place in places],
    } | {
        channel: streams[key]
        for channel, key in STREAMS.items()
        if key in streams and key not in NOT_IN_FORMAT[extension]
    }
    assert track.channels.keys() == expected.keys()
    for name, values in expected.items():
        allowed = PRECISION.get(name, 0.001)
        assert track.channels[name] == pytest.approx(values, abs=allowed), name
