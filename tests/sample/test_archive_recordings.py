"""Recordings in the archive, read by libraries that were written for files of real devices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import fitdecode
import gpxpy
import pytest

from strava.sample.archive.files import assign_files
from strava.sample.archive.fit_writer import write_fit
from strava.sample.archive.gpx_writer import write_gpx
from strava.sample.archive.stops import find_stops
from strava.sample.archive.tcx_writer import write_tcx
from strava.sample.laps import make_laps
from strava.sample.recording import Recording, record

Activity = dict[str, Any]
TCX = "{http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2}"
EXTENSION = "{http://www.garmin.com/xmlschemas/ActivityExtension/v2}"


def recorded(activity: Activity) -> Recording:
    recording = record(activity, max_samples=60)
    assert recording is not None
    return recording


def times(activity: Activity, recording: Recording) -> list[datetime]:
    start = datetime.fromisoformat(activity["start_date"])
    return [start + timedelta(seconds=second) for second in recording.time]


@pytest.fixture
def ride(history: list[Activity]) -> Activity:
    """A ride with every sensor, and with a pause that the device did not record."""
    return next(
        one
        for one in reversed(history)
        if one["sport_type"] == "Ride"
        and one.get("device_watts")
        and one["has_heartrate"]
        and one["start_latlng"]
        and find_stops(recorded(one))
        and all(recorded(one).heartrate)
    )


@pytest.fixture
def failing_strap(history: list[Activity]) -> Activity:
    """An activity without a route whose heart rate is missing for a while."""
    return next(
        one
        for one in reversed(history)
        if not one["manual"] and not one["start_latlng"] and None in recorded(one).heartrate
    )


def fit_messages(content: bytes, name: str) -> list[dict[str, Any]]:
    with fitdecode.FitReader(BytesIO(content), error_handling=fitdecode.ErrorHandling.RAISE) as fit:
        return [
            {field.name: field.value for field in frame.fields}
            for frame in fit
            if isinstance(frame, fitdecode.FitDataMessage) and frame.name == name
        ]


def test_fitdecode_reads_each_sample_of_a_fit_file(ride: Activity) -> None:
    recording = recorded(ride)
    records = fit_messages(write_fit(ride, recording), "record")

    def channel(name: str) -> list[Any]:
        return [one[name] for one in records]

    assert channel("timestamp") == times(ride, recording)
    degrees = [
        (one["position_lat"] * 180 / 2**31, one["position_long"] * 180 / 2**31) for one in records
    ]
    assert [(round(a, 6), round(b, 6)) for a, b in degrees] == recording.latlng
    assert channel("distance") == recording.distance
    assert channel("enhanced_altitude") == pytest.approx(recording.altitude, abs=0.11)
    assert channel("enhanced_speed") == recording.speed
    assert channel("heart_rate") == recording.heartrate
    assert channel("cadence") == recording.cadence
    assert channel("power") == recording.watts
    assert channel("temperature") == recording.temp


def test_a_fit_file_has_device_sport_laps_and_pauses(ride: Activity) -> None:
    recording = recorded(ride)
    content = write_fit(ride, recording)
    (device,) = fit_messages(content, "file_id")
    assert (device["manufacturer"], device["garmin_product"]) == ("garmin", "edge_530")
    (session,) = fit_messages(content, "session")
    assert (session["sport"], session["sub_sport"]) == ("cycling", "road")
    assert session["total_distance"] == ride["distance"]
    assert session["total_elapsed_time"] == ride["elapsed_time"]
    stops = find_stops(recording)
    assert session["total_timer_time"] == ride["elapsed_time"] - sum(b - a for a, b in stops)
    laps = fit_messages(content, "lap")
    assert [one["total_distance"] for one in laps] == [
        lap["distance"] for lap in make_laps(ride, recording)
    ]
    start = datetime.fromisoformat(ride["start_date"])
    events = [
        (one["event_type"], (one["timestamp"] - start).total_seconds())
        for one in fit_messages(content, "event")
    ]
    assert events == [
        ("start", 0),
        *(
            (kind, at)
            for stop in stops
            for kind, at in zip(("stop_all", "start"), stop, strict=True)
        ),
        ("stop_all", recording.time[-1]),
    ]
    (activity,) = fit_messages(content, "activity")
    utc = activity["timestamp"].replace(tzinfo=None)
    assert (activity["local_timestamp"].replace(tzinfo=None) - utc).total_seconds() == ride[
        "utc_offset"
    ]


def test_a_heart_rate_that_is_missing_is_missing_in_every_format(failing_strap: Activity) -> None:
    recording = recorded(failing_strap)
    records = fit_messages(write_fit(failing_strap, recording), "record")
    assert [one["heart_rate"] for one in records] == recording.heartrate
    assert "position_lat" not in records[0]
    points = [values for lap in tcx_laps(write_tcx(failing_strap, recording)) for values in lap]
    assert [one.get("heart_rate") for one in points] == recording.heartrate


def test_gpxpy_reads_each_sample_of_a_gpx_file(ride: Activity) -> None:
    recording = recorded(ride)
    (track,) = gpxpy.parse(write_gpx(ride, recording)).tracks
    points = [point for segment in track.segments for point in segment.points]
    assert track.name == ride["name"]
    assert [point.time for point in points] == times(ride, recording)
    assert [(point.latitude, point.longitude) for point in points] == recording.latlng
    assert [point.elevation for point in points] == recording.altitude
    assert len(track.segments) == 1 + len(find_stops(recording))
    sensors = list(
        zip(recording.watts, recording.temp, recording.heartrate, recording.cadence, strict=True)
    )
    assert [gpx_sensors(point) for point in points] == sensors


def gpx_sensors(point: gpxpy.gpx.GPXTrackPoint) -> tuple[int, ...]:
    power, extension = point.extensions
    return int(power.text), *(int(child.text) for child in extension)


def tcx_laps(content: bytes) -> Iterator[list[dict[str, Any]]]:
    """Return the points of each lap; the file has spaces at its beginning."""
    assert content.startswith(b" ")
    for lap in ElementTree.fromstring(content.strip()).iter(f"{TCX}Lap"):
        yield [
            {
                name: float(found.text or "")
                for name, path in {
                    "latitude": f"{TCX}Position/{TCX}LatitudeDegrees",
                    "altitude": f"{TCX}AltitudeMeters",
                    "distance": f"{TCX}DistanceMeters",
                    "heart_rate": f"{TCX}HeartRateBpm/{TCX}Value",
                    "cadence": f"{TCX}Cadence",
                    "speed": f"{TCX}Extensions/{EXTENSION}TPX/{EXTENSION}Speed",
                    "watts": f"{TCX}Extensions/{EXTENSION}TPX/{EXTENSION}Watts",
                }.items()
                if (found := point.find(path)) is not None
            }
            | {"time": datetime.fromisoformat(point.findtext(f"{TCX}Time", ""))}
            for point in lap.iter(f"{TCX}Trackpoint")
        ]


def test_a_tcx_file_has_each_sample_once_in_its_laps(ride: Activity) -> None:
    recording = recorded(ride)
    content = write_tcx(ride, recording)
    laps = list(tcx_laps(content))
    assert len(laps) == len(make_laps(ride, recording)) > 1
    assert [point for lap in laps for point in lap] == [
        {
            "time": moment,
            "latitude": latitude,
            "altitude": altitude,
            "distance": distance,
            "heart_rate": heart_rate,
            "cadence": cadence,
            "speed": speed,
            "watts": watts,
        }
        for moment, (latitude, _), altitude, distance, heart_rate, cadence, speed, watts in zip(
            times(ride, recording),
            recording.latlng,
            recording.altitude,
            recording.distance,
            recording.heartrate,
            recording.cadence,
            recording.speed,
            recording.watts,
            strict=True,
        )
    ]
    assert b"<Name>Garmin Edge 530</Name>" in content


def test_an_archive_has_recordings_in_each_format_gzipped_and_not(history: list[Activity]) -> None:
    files = [file for file in assign_files(history).values() if file is not None]
    assert {file.extension for file in files} == {
        *(".fit", ".fit.gz", ".tcx", ".tcx.gz", ".gpx", ".gpx.gz")
    }
    assert len({file.name for file in files}) == len(files)


def test_only_recordings_with_positions_are_gpx(history: list[Activity]) -> None:
    files = assign_files(history)
    for activity in history:
        file = files.get(activity["id"])
        if file is not None and ".gpx" in file.extension:
            assert activity["start_latlng"]


@pytest.mark.parametrize("sport_type", ["Swim", "Rowing", "VirtualRide", "Yoga", "Padel"])
def test_a_fit_file_names_the_sport(history: list[Activity], sport_type: str) -> None:
    activity = next(
        one
        for one in reversed(history)
        if one["sport_type"] == sport_type and not one["manual"] and not one["start_latlng"]
    )
    (session,) = fit_messages(write_fit(activity, recorded(activity)), "session")
    assert (session["sport"], session["sub_sport"]) == {
        "Swim": ("swimming", "lap_swimming"),
        "Rowing": ("fitness_equipment", "indoor_rowing"),
        "VirtualRide": ("cycling", "virtual_activity"),
        "Yoga": ("training", "yoga"),
        "Padel": ("racket", "padel"),
    }[sport_type]
