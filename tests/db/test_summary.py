"""An activity as Strava sends it becomes a row, whatever is missing from it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from strava.db import summary

# As https://developers.strava.com/docs/reference/ shows a SummaryActivity, shortened.
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


def test_a_documented_activity_is_understood() -> None:
    row = summary.columns(DOCUMENTED)
    assert row["id"] == 154504250376823
    assert row["sport_type"] == "MountainBikeRide"
    assert row["start_date"] == datetime(2018, 5, 2, 12, 15, 9, tzinfo=UTC)
    assert row["start_local"] == datetime(2018, 5, 2, 5, 15, 9)
    assert (row["distance"], row["moving_time"], row["average_heartrate"]) == (24931.4, 4500, 140.3)
    assert (row["commute"], row["private"], row["trainer"]) == (True, False, False)


def test_an_activity_belongs_to_the_day_of_its_local_wall_time() -> None:
    times = {"start_date": "2026-01-01T02:00:00Z", "start_date_local": "2025-12-31T21:00:00Z"}
    assert summary.columns({"id": 1, **times})["day"] == date(2025, 12, 31)


def test_local_wall_time_is_kept_whatever_zone_is_written_behind_it() -> None:
    row = summary.columns({"id": 1, "start_date_local": "2026-01-01T07:00:00+02:00"})
    assert row["start_local"] == datetime(2026, 1, 1, 7)


def test_a_missing_local_time_comes_from_the_offset() -> None:
    row = summary.columns({"id": 1, "start_date": "2026-01-01T02:00:00Z", "utc_offset": -18000.0})
    assert row["start_local"] == datetime(2025, 12, 31, 21, 0)


def test_an_id_is_enough() -> None:
    row = summary.columns({"id": 5})
    assert (row["id"], row["name"], row["sport_type"]) == (5, "", "Unknown")
    empty = ("start_date", "start_local", "day", "distance", "moving_time", "gear_id")
    assert {row[field] for field in empty} == {None}


@pytest.mark.parametrize(
    "value", [None, "12", True, [], {}, float("nan"), float("inf"), 10**400, 4 * 10**18]
)
def test_a_measurement_of_an_unknown_kind_counts_as_missing(value: Any) -> None:
    row = summary.columns({**DOCUMENTED, "distance": value, "moving_time": value})
    assert (row["distance"], row["moving_time"]) == (None, None)


@pytest.mark.parametrize("value", [None, "", "yesterday", 5, "2026-13-01T00:00:00Z", "0001-01-01"])
def test_a_time_of_an_unknown_kind_counts_as_missing_or_is_kept(value: Any) -> None:
    row = summary.columns({"id": 1, "start_date": value})
    assert row["start_date"] is None or row["start_date"].year == 1


def test_an_unknown_sport_is_kept() -> None:
    assert summary.columns({"id": 1, "sport_type": "Padel"})["sport_type"] == "Padel"
    assert summary.columns({"id": 1, "type": "Ride"})["sport_type"] == "Ride"


@pytest.mark.parametrize(
    "name", ["x" * 255, "🚴‍♀️ emoji", "<b>markup</b> & 'quotes'", "مرحبا", "=1+1", " "]
)
def test_any_name_is_kept_as_it_is(name: str) -> None:
    assert summary.columns({"id": 1, "name": name})["name"] == name


def test_what_no_database_stores_is_taken_out_of_a_name() -> None:
    row = summary.columns({"id": 1, "name": "a\0b\ud800c"})
    assert row["name"] == "ab?c"
    row["name"].encode()


@pytest.mark.parametrize("item", [None, 5, "text", [], {}, {"id": None}, {"id": "7"}, {"id": True}])
def test_without_a_usable_id_it_is_not_understood(item: Any) -> None:
    with pytest.raises(summary.InvalidSummary):
        summary.columns(item)


@pytest.mark.parametrize("number", [0, -1, 2**63, 1.5])
def test_an_id_that_cannot_be_stored_is_not_understood_and_named(number: Any) -> None:
    with pytest.raises(summary.InvalidSummary, match="Morning Run"):
        summary.columns({"id": number, "name": "Morning Run"})


def test_searching_ignores_case_and_accents() -> None:
    assert summary.folded("Zürich ÅRE Straße") == "zurich are strasse"
