"""What an archive alone gives to an athlete who has never connected."""

from __future__ import annotations

from typing import Any

import pytest

from .imports import Imports, row


@pytest.fixture
def summary(imports: Imports) -> dict[str, Any]:
    """An activity of the sample with a route and a heart rate."""
    imports.add_athlete()
    return imports.ride()


def test_a_row_is_an_activity_of_the_table(imports: Imports, summary: dict[str, Any]) -> None:
    run = imports.import_archive([row(summary, file_name=None, description="With Ana")])
    stored = imports.activity(summary["id"])
    for name in ("name", "sport_type", "distance", "moving_time", "average_heartrate"):
        assert getattr(stored, name) == summary[name]
    assert (run.added, run.changed) == (1, 0)
    assert stored.manual


def test_an_activity_entered_by_hand_has_an_average_speed(
    imports: Imports, summary: dict[str, Any]
) -> None:
    imports.import_archive([row(summary, file_name=None, average_speed=None)])
    speed = imports.activity(summary["id"]).average_speed
    assert speed == round(summary["distance"] / summary["moving_time"], 3)


def test_what_an_archive_does_not_say_is_unknown(imports: Imports, summary: dict[str, Any]) -> None:
    imports.import_archive([row(summary)])
    stored = imports.activity(summary["id"])
    for name in ("visibility", "kudos_count", "comment_count", "pr_count", "workout_type"):
        assert getattr(stored, name) is None
    assert not stored.private


def test_a_recording_gives_streams_zone_device_and_route(
    imports: Imports, summary: dict[str, Any]
) -> None:
    imports.import_archive([row(summary)], {summary["id"]: imports.track(summary)})
    stored = imports.activity(summary["id"])
    assert stored.timezone == summary["timezone"]
    assert f"{stored.start_local:%Y-%m-%dT%H:%M:%SZ}" == summary["start_date_local"]
    assert stored.device_name == "Garmin Edge 530"
    assert imports.source(summary["id"]) == "archive"
    expected = imports.streams_of(summary)
    data = {name: stream["data"] for name, stream in imports.streams(summary["id"]).items()}
    for name in ("time", "distance", "latlng", "altitude", "heartrate"):
        assert data[name] == expected[name]
    assert imports.pending() == []
