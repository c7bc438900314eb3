"""A summary from Strava becomes a row of columns, whatever it lacks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from strava.db import summary

# The example of a SummaryActivity in https://developers.strava.com/docs/reference/, shortened.
DOCUMENTED: dict[str, Any] = {
    "id": 154504250376823,
    "name": "Happy Friday",
    "distance": 24931.4,
    "moving_time": 4500,
    "elapsed_time": 4500,
    "total_elevation_gain": 0,
    "type": "Ride",
    "sport_type": "MountainBikeRide",
    "start_date": "2018-05-02T12:15:09Z",
    "start_date_local": "2018-05-02T05:15:09Z",
    "timezone": "(GMT-08:00) America/Los_Angeles",
    "utc_offset": -25200,
    "private": False,
    "commute": True,
    "gear_id": "b12345678987654321",
    "average_heartrate": 140.3,
}


def test_documented_example_is_converted() -> None:
    row = summary.columns(DOCUMENTED)
    assert row["id"] == 154504250376823
    assert row["sport_type"] == "MountainBikeRide"
    assert row["start_date"] == datetime(2018, 5, 2, 12, 15, 9, tzinfo=UTC)
    assert row["start_local"] == datetime(2018, 5, 2, 5, 15, 9)
    assert (row["distance"], row["moving_time"], row["average_heartrate"]) == (24931.4, 4500, 140.3)
    assert (row["commute"], row["private"], row["trainer"]) == (True, False, False)


def test_day_is_that_of_the_local_wall_time() -> None:
    times = {"start_date": "2026-01-01T02:00:00Z", "start_date_local": "2025-12-31T21:00:00Z"}
    assert summary.columns({"id": 1, **times})["day"] == date(2025, 12, 31)


def test_time_zone_after_the_local_wall_time_is_ignored() -> None:
    row = summary.columns({"id": 1, "start_date_local": "2026-01-01T07:00:00+02:00"})
    assert row["start_local"] == datetime(2026, 1, 1, 7)


def test_missing_local_time_is_derived_from_the_utc_offset() -> None:
    row = summary.columns({"id": 1, "start_date": "2026-01-01T02:00:00Z", "utc_offset": -18000.0})
    assert row["start_local"] == datetime(2025, 12, 31, 21, 0)


def test_summary_needs_only_an_id() -> None:
    row = summary.columns({"id": 5})
    assert (row["id"], row["name"], row["sport_type"]) == (5, "", "Unknown")
    empty = ("start_date", "start_local", "day", "distance", "moving_time", "gear_id")
    assert {row[field] for field in empty} == {None}


@pytest.mark.parametrize(
    "value", [None, "12", True, [], {}, float("nan"), float("inf"), 10**400, 4 * 10**18]
)
def test_measurement_of_an_unexpected_type_counts_as_missing(value: Any) -> None:
    row = summary.columns({**DOCUMENTED, "distance": value, "moving_time": value})
    assert (row["distance"], row["moving_time"]) == (None, None)


@pytest.mark.parametrize("value", [None, "", "yesterday", 5, "2026-13-01T00:00:00Z", "0001-01-01"])
def test_time_in_an_unexpected_format_counts_as_missing(value: Any) -> None:
    row = summary.columns({"id": 1, "start_date": value})
    assert row["start_date"] is None or row["start_date"].year == 1


def test_unknown_sport_type_is_stored() -> None:
    assert summary.columns({"id": 1, "sport_type": "Padel"})["sport_type"] == "Padel"
    assert summary.columns({"id": 1, "type": "Ride"})["sport_type"] == "Ride"


@pytest.mark.parametrize(
    "name", ["x" * 255, "🚴‍♀️ emoji", "<b>markup</b> & 'quotes'", "مرحبا", "=1+1", " "]
)
def test_name_is_stored_unchanged(name: str) -> None:
    assert summary.columns({"id": 1, "name": name})["name"] == name


def test_characters_that_databases_reject_are_removed_from_a_name() -> None:
    row = summary.columns({"id": 1, "name": "a\0b\ud800c"})
    assert row["name"] == "ab?c"
    row["name"].encode()


@pytest.mark.parametrize("item", [None, 5, "text", [], {}, {"id": None}, {"id": "7"}, {"id": True}])
def test_item_without_a_usable_id_is_invalid(item: Any) -> None:
    with pytest.raises(summary.InvalidSummary):
        summary.columns(item)


@pytest.mark.parametrize("number", [0, -1, 2**63, 1.5])
def test_item_whose_id_cannot_be_stored_is_invalid_and_named(number: Any) -> None:
    with pytest.raises(summary.InvalidSummary, match="Morning Run"):
        summary.columns({"id": number, "name": "Morning Run"})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, False),
        ({"private": True}, True),
        ({"visibility": "only_me"}, True),
        ({"private": False, "visibility": "followers_only"}, False),
        ({"private": "true"}, False),
    ],
)
def test_activity_is_private_if_either_field_says_so(
    fields: dict[str, Any], expected: bool
) -> None:
    assert summary.columns({"id": 1, **fields})["private"] is expected


def test_hidden_start_time_has_a_day_but_no_time_of_day() -> None:
    row = summary.columns({"id": 1, "start_date_local": "2026-01-01T00:00:01Z"})
    assert (row["day"], row["time_of_day"]) == (date(2026, 1, 1), None)
    row = summary.columns({"id": 1, "start_date_local": "2026-01-01T01:02:03Z"})
    assert row["time_of_day"] == 3723


def test_indexed_text_is_cut_to_a_length_that_postgresql_can_index() -> None:
    row = summary.columns(
        {"id": 1, "name": "n" * 400, "sport_type": "s" * 400, "device_name": "d" * 400}
    )
    assert len(row["name"]) == 400
    assert (len(row["search"]), len(row["sport_type"]), len(row["device_name"])) == (300, 100, 100)


def test_long_item_is_shortened_in_the_message() -> None:
    with pytest.raises(summary.InvalidSummary, match="expected an activity, found") as caught:
        summary.columns(["x" * 200])
    assert str(caught.value).endswith("…")
    assert len(str(caught.value)) < 100
