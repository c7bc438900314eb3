"""Statistics and fitness over PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from strava.db.models import Activity, Measured
from strava.recordings.versions import measures_changed

from ..actions import SyncActions
from ..sample_strava import Strava


def plain_sum(activities: list[dict[str, float]], field: str) -> float:
    return round(sum(one.get(field) or 0 for one in activities), 1)


def test_statistics_and_fitness_are_those_of_a_plain_sum(
    synced: SyncActions, strava: Strava
) -> None:
    client, activities = synced.app.test_client(), strava.sample.activities
    fields = {
        "distance": "distance",
        "moving_time": "moving_time",
        "elevation_gain": "total_elevation_gain",
        "energy": "kilojoules",
        "relative_effort": "suffer_score",
    }
    for by in ("week", "month", "year", "day", "hour", "weekday", "gear"):
        found = client.get(f"/stats.json?by={by}").get_json()
        for name, field in fields.items():
            assert found["total"][name] == plain_sum(activities, field), name
            if by not in ("hour", "gear"):
                periods = sum(one[name] for one in found["periods"])
                assert periods == pytest.approx(found["total"][name], abs=1)
    days = {one["day"]: one for one in found["days"]}
    assert len(days) == len({one["start_date_local"][:10] for one in activities})
    for address in ("/stats", "/stats?by=week&group=foot&q=run&bars=one", "/stats.csv"):
        assert client.get(address).status_code == 200
    fitness = client.get("/fitness.json").get_json()
    efforts = [one for one in activities if one.get("suffer_score")]
    assert fitness["sources"]["relative_effort"] == {
        "activities": len(efforts),
        "load": plain_sum(efforts, "suffer_score"),
    }
    for day, sums in days.items():
        (row,) = (one for one in fitness["days"] if one["day"] == day)
        assert row["load"] - row["estimated"] == pytest.approx(sums["relative_effort"], abs=0.11)
    assert client.get("/fitness?sport=Run&span=2025").status_code == 200
    assert client.get("/fitness.csv").status_code == 200


def test_loads_of_recordings_count_without_a_relative_effort(synced: SyncActions) -> None:
    logbook = synced.app.extensions["logbook"]
    with logbook.sessions.begin() as session:
        session.query(Measured).delete()
        activity = session.query(Activity).filter(Activity.suffer_score > 0).first()
        session.execute(update(Activity).where(Activity.id == activity.id).values(suffer_score=0))
        session.execute(
            update(Activity).where(Activity.id == activity.id).values(average_heartrate=None)
        )
        session.add(
            Measured(activity_id=activity.id, version=3, fetched_at=logbook.now(), trimp=44.0)
        )
        measures_changed(session, activity.athlete_id)
    found = synced.app.test_client().get("/fitness.json").get_json()["sources"]
    assert found["heartrate"] == {"activities": 1, "load": 44.0}
