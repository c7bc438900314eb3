"""Wrong and missing dates neither break the statistics nor make them endless."""

from __future__ import annotations

from pathlib import Path

import pytest

from strava.db.models import Effort

from ..applications import stored
from ..html import parse
from ..sample_strava import activity

DAYS = ("0001-01-01", "1969-12-31", "2024-02-29", "2026-11-22", "2026-11-24", "9999-12-31")
FIELDS = {"gear_id": "b1", "distance": 50_000.0, "kilojoules": -3.5, "suffer_score": 7}
ACTIVITIES = [
    *(
        activity(
            number,
            start_date=f"{day}T12:00:00Z",
            start_date_local=f"{day}T12:00:00Z",
            **FIELDS,
        )
        for number, day in enumerate(DAYS)
    ),
    activity(90, start_date="?", start_date_local=None, **FIELDS),
    activity(91, distance=-1000.0, moving_time=-60, total_elevation_gain=-5.0),
]


def test_records_of_wrong_and_missing_dates_have_a_place(tmp_path: Path) -> None:
    slow = [one | {"moving_time": 7200} for one in ACTIVITIES[:-1]]
    with stored(tmp_path / "odd", slow) as app:
        with app.extensions["logbook"].sessions.begin() as session:
            for number, one in enumerate(slow):
                whose = {"activity_id": one["id"], "athlete_id": 1, "family": "ride"}
                values = {"size": 10_000.0, "value": 2000.0 - number, "start": 0, "end": 2000}
                session.add(Effort(kind="distance", **whose, **values))
        client = app.test_client()
        page = client.get("/records").text
        (found,) = client.get("/records.json").get_json()["best_efforts"]
    dots = parse(page).by_id("distance-ride-10000").find("svg").find_all("circle")
    assert [one["date"] for one in found["history"]] == list(DAYS)
    assert len(dots) == len(DAYS)
    assert found["best"][0]["date"] is None


@pytest.mark.parametrize("by", ["week", "month", "year"])
def test_wrong_dates_have_a_place_and_missing_ones_are_counted(tmp_path: Path, by: str) -> None:
    with stored(tmp_path / "odd", ACTIVITIES) as app:
        client = app.test_client()
        for measure in ("distance", "energy", "moving_time"):
            response = client.get(f"/stats?by={by}&measure={measure}")
            assert response.status_code == 200
            assert len(response.data) < 100_000
        found = client.get(f"/stats.json?by={by}").get_json()
        client.get("/stats", headers={"Accept-Language": "en-US"})
    assert found["total"]["activities"] == len(ACTIVITIES)
    assert sum(one["activities"] for one in found["periods"]) == len(ACTIVITIES) - 1
    assert (found["days"][0]["day"], found["days"][-1]["day"]) == (DAYS[0], DAYS[-1])
    section = parse(response.text).by_id("by-period")
    assert "1 activity has no date, and is in no period." in section.text
    (link, *_) = section.find_all("a", "row-link")
    assert link.attributes["href"].endswith(
        {
            "week": "from=9999-12-27&to=9999-12-31",
            "month": "from=9999-12-01&to=9999-12-31",
            "year": "span=9999",
        }[by]
    )
