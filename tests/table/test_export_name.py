"""The names of exports."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from strava.table.context import QueryContext
from strava.table.export_name import file_name
from strava.table.filters import Filters

CONTEXT = QueryContext(1, (datetime(2026, 1, 1, tzinfo=UTC), 1), today=date(2026, 11, 25))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "activities"),
        ({"span": "2025", "sport": ("Run",)}, "activities-2025-run"),
        ({"sport": ("TrailRun", "Run")}, "activities-trail-run-run"),
        ({"sport": ("Run", "Ride", "Swim", "Yoga")}, "activities-4-sports"),
        ({"span": "year"}, "activities-2026"),
        ({"span": "month"}, "activities-2026-11"),
        ({"span": "week"}, "activities-2026-11-23-to-2026-11-25"),
        ({"span": "30days"}, "activities-2026-10-27-to-2026-11-25"),
        ({"start": date(2025, 3, 1)}, "activities-from-2025-03-01"),
        ({"end": date(2025, 3, 1)}, "activities-until-2025-03-01"),
        ({"start": date(2025, 3, 1), "end": date(2025, 3, 1)}, "activities-2025-03-01"),
        ({"start": date(2025, 1, 1), "end": date(2025, 12, 31)}, "activities-2025"),
        (
            {"span": "2025", "start": date(2025, 7, 1)},
            "activities-2025-07-01-to-2025-12-31",
        ),
        ({"workout": ("long_run",), "commute": False}, "activities-long-run-no-commutes"),
        ({"private": True, "deleted": True}, "activities-only-you-deleted"),
        ({"left_out": True}, "activities-left-out"),
        ({"q": "lake", "min_km": 5.0}, "activities-filtered"),
        ({"gear": "b1", "span": "2025"}, "activities-2025-filtered"),
        ({"sort": "distance", "page": 3, "columns": ("date",)}, "activities"),
    ],
)
def test_name_says_what_the_file_holds(fields: dict[str, Any], expected: str) -> None:
    assert file_name(CONTEXT, Filters(**fields), "csv") == f"{expected}.csv"


def test_name_of_one_page_says_which() -> None:
    filters = Filters(sport=("Run",), page=3)
    assert file_name(CONTEXT, filters, "json", only_page=True) == "activities-run-page-3.json"


@pytest.mark.parametrize("sport", ['"; rm -rf /', "../../etc", "Läufe\r\nX: 1", "x" * 5000, "🏃"])
def test_name_is_harmless_whatever_the_address_says(sport: str) -> None:
    name = file_name(CONTEXT, Filters(sport=(sport,), span="0001"), "json")
    assert re.fullmatch(r"[a-z0-9-]{1,100}\.json", name)
