"""Ranks, and the neighbors of an activity in the table, over PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from strava.accounts import athletes
from strava.db.models import Activity, Effort, SegmentEffort
from strava.recordings import efforts, segments
from strava.settings import Settings
from strava.statistics import contenders
from strava.table.columns import SORTS
from strava.table.filters import Filters
from strava.table.neighbors import find_place
from strava.table.rows import page_ids

from ..actions import SyncActions
from ..sample_strava import Strava


def test_neighbors_and_ranks_are_found(
    connect: Callable[[Settings], SyncActions], settings: Settings, strava: Strava
) -> None:
    del strava.sample.activities[12:]
    app = connect(settings).app
    with app.extensions["logbook"].sessions() as session:
        athlete = athletes.get(session)
        for sort in SORTS:
            filters = Filters(sort=sort, per_page=25)
            context = app.extensions["table"].context(athlete, filters)
            ids = page_ids(session, context, filters, 12).ids
            for index in (0, 5, 11):
                place = find_place(session, context, filters, ids[index])
                assert place is not None
                assert place.above == index
                assert (place.next.id if place.next else None) == (
                    ids[index + 1] if index < 11 else None
                )
        for number, activity_id in enumerate(ids):
            owner = {"activity_id": activity_id, "athlete_id": athlete.id, "start": 0.0, "end": 9.0}
            values = {"family": "run", "size": 60.0, "value": 100.0 + number}
            session.add_all(Effort(kind=kind, **owner, **values) for kind in ("distance", "power"))
            session.add(
                SegmentEffort(
                    number=1, segment_id=7, name="Hill", elapsed_time=90.0 + number, **owner
                )
            )
        session.flush()
        own = session.get_one(Activity, ids[3])
        found = {one.id: one.kind for one in efforts.best_efforts(session, own.id)}
        ranked = {found[key]: rank[:2] for key, rank in efforts.ranks(session, own).items()}
        assert ranked == {"distance": (4, 12), "power": (9, 12)}
        (rank,) = segments.ranks(session, own).values()
        assert rank[:2] == (4, 12)
        assert rank.rival is not None
        assert rank.rival.value == pytest.approx(90.0)
        session.rollback()


def test_records_are_found(
    connect: Callable[[Settings], SyncActions],
    settings: Settings,
    strava: Strava,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del strava.sample.activities[12:]
    for one in strava.sample.activities:
        one |= {"sport_type": "Run", "moving_time": 3600, "distance": 10_000.0}
    app = connect(settings).app
    monkeypatch.setattr(contenders, "MOST_WHOLE", 2)
    with app.extensions["logbook"].sessions.begin() as session:
        athlete = athletes.get(session)
        ids = list(session.scalars(select(Activity.id).order_by(Activity.start_local)))
        for number, activity_id in enumerate(ids):
            owner = {"activity_id": activity_id, "athlete_id": athlete.id, "start": 0.0, "end": 9.0}
            for kind in ("distance", "power"):
                size = 1000.0 if kind == "distance" else 60.0
                session.add(
                    Effort(kind=kind, family="run", size=size, value=200.0 + number % 5, **owner)
                )
    client = app.test_client()
    found = client.get("/records.json").get_json()
    (distance,), (power,) = found["best_efforts"], found["power_curve"]
    assert [one["activity_id"] for one in distance["best"][:3]] == [ids[0], ids[5], ids[10]]
    assert [one["activity_id"] for one in distance["history"]] == [ids[0]]
    assert [one["activity_id"] for one in power["history"]] == ids[:5]
    assert found["activities"][0]["activity_id"] == ids[0]
    assert found["without_recording"] == 12
    assert client.get("/records").status_code == 200
