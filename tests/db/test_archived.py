"""What an archive says about an activity."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Self

import pytest

from strava.db import archived


class WindowsTime(datetime):
    """Times as Windows has them: before 1970, there is no local time."""

    def astimezone(self, tz: tzinfo | None = None) -> Self:
        if tz is None and self.timestamp() < 0:
            raise OSError(22, "Invalid argument")
        return super().astimezone(tz)


def test_a_time_before_1970_is_in_utc_where_local_times_are_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archived, "datetime", WindowsTime)
    fields = archived.fields({"row": {"start_date": "1965-06-01T06:00:00Z"}})
    assert fields["start_date_local"] == "1965-06-01T06:00:00Z"


def test_a_time_zone_that_this_computer_does_not_know_counts_as_none() -> None:
    row = {"start_date": "2026-06-01T06:00:00Z"}
    found = archived.fields({"row": row, "recording": {archived.ZONE: "Mars/Olympus"}})
    assert found == archived.fields({"row": row})
