"""The ranks of efforts, against a plain comparison of each with every other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from strava.db.models import Activity, Effort, LeftOut, SegmentEffort
from strava.recordings import efforts, segments
from strava.recordings.ranks import Rank, Rival

from ..applications import stored
from ..web.table_page import FIRST_ID, activity

COUNT = 12
DELETED = {FIRST_ID + 3, FIRST_ID + 7}
LEFT_OUT = {FIRST_ID + 4, FIRST_ID + 7}
"""As duplicates. One of them is deleted, too."""
SIZES = (("distance", 400.0), ("distance", 1000.0), ("power", 5.0), ("power", 60.0))


def is_better(one: Effort, other: Effort) -> bool:
    return one.value > other.value if one.kind == "power" else one.value < other.value


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    activities = [
        activity(number, "Run", f"2026-03-{number + 1:02}", 10) for number in range(COUNT)
    ]
    with stored(tmp_path_factory.mktemp("ranks"), activities) as app:
        yield app


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session whose changes are undone."""
    with app.extensions["logbook"].sessions() as session:
        session.execute(
            update(Activity)
            .where(Activity.id.in_(DELETED))
            .values(deleted_at=app.extensions["logbook"].now())
        )
        now = app.extensions["logbook"].now()
        session.add_all(LeftOut(activity_id=activity_id, since=now) for activity_id in LEFT_OUT)
        yield session
        session.rollback()


def make_efforts(session: Session, seed: int) -> list[Effort]:
    """Store efforts with many equal values, some of them put aside and some of another family."""
    chance = random.Random(seed)
    made = [
        Effort(
            activity_id=FIRST_ID + number,
            athlete_id=1,
            family=chance.choice(("run", "run", "run", "ride")),
            kind=kind,
            size=size,
            value=float(chance.randrange(100, 106)),
            start=0.0,
            end=100.0,
            set_aside=chance.random() < 0.2,
        )
        for number in range(COUNT)
        for kind, size in SIZES
        if chance.random() < 0.8
    ]
    session.add_all(made)
    session.flush()
    return made


@pytest.mark.parametrize("seed", range(5))
def test_ranks_are_those_of_a_plain_comparison(session: Session, seed: int) -> None:
    everything = make_efforts(session, seed)
    uncounted = DELETED | LEFT_OUT
    counted = [one for one in everything if not one.set_aside and one.activity_id not in uncounted]
    for number in range(COUNT):
        own = session.get_one(Activity, FIRST_ID + number)
        ranks = efforts.ranks(session, own)
        mine = [one for one in counted if one.activity_id == own.id]
        assert ranks.keys() == {one.id for one in mine}
        for one in mine:
            alike = [
                other
                for other in counted
                if (other.family, other.kind, other.size) == (one.family, one.kind, one.size)
            ]
            others = [other for other in alike if other.activity_id != own.id]
            rank = ranks[one.id]
            assert rank.total == len(alike)
            assert rank.position == 1 + sum(is_better(other, one) for other in alike)
            if others:
                assert rank.rival is not None
                best = [two for two in others if not any(is_better(other, two) for other in others)]
                assert rank.rival.value == best[0].value
                assert rank.rival.activity_id in {other.activity_id for other in best}
            else:
                assert rank.rival is None


def test_rival_is_named_with_its_day_and_its_stretch(session: Session) -> None:
    for number, value in ((0, 95.0), (1, 91.0)):
        session.add(
            Effort(
                activity_id=FIRST_ID + number,
                athlete_id=1,
                family="run",
                kind="distance",
                size=400.0,
                value=value,
                start=20.0,
                end=20.0 + value,
            )
        )
    session.flush()
    own = session.get_one(Activity, FIRST_ID)
    (rank,) = efforts.ranks(session, own).values()
    rival = session.get_one(Activity, FIRST_ID + 1)
    assert rank == Rank(2, 2, Rival(rival.id, rival.start_local, 91.0, 20.0, 111.0))


def segment(segment_id: int, seconds: Any, **fields: Any) -> dict[str, Any]:
    """An effort on a segment as Strava sends it."""
    return {
        "name": f"Segment {segment_id}",
        "elapsed_time": seconds,
        "start_index": 1,
        "end_index": 3,
        "segment": {"id": segment_id, "distance": 500.0, "average_grade": 4.2},
        **fields,
    }


TIMES = [0.0, 5.0, 9.0, 60.0]


def store(session: Session, number: int, *listed: Any) -> Activity:
    own = session.get_one(Activity, FIRST_ID + number)
    segments.store(session, own.id, 1, segments.read([*listed], TIMES))
    return own


def test_segment_is_ranked_among_all_efforts_on_it_also_those_of_the_same_activity(
    session: Session,
) -> None:
    store(session, 1, segment(7, 50))
    store(session, 3, segment(7, 10))  # deleted
    store(session, 2, segment(7, 90), segment(8, 1))
    own = store(session, 0, segment(7, 60), segment(7, 70), segment(9, 5))
    ranks = segments.ranks(session, own)
    found = segments.segment_efforts(session, own)
    assert [ranks[one.id][:2] for one in found] == [(2, 4), (3, 4), (1, 1)]
    assert [rank.rival and rank.rival.value for rank in ranks.values()] == [50.0, 50.0, None]
    assert segments.ranks(session, session.get_one(Activity, FIRST_ID + 3)) == {}


def test_segment_has_the_times_of_the_samples_that_strava_names(session: Session) -> None:
    own = store(session, 0, segment(7, 55, average_heartrate=150.5, average_watts=220))
    (one,) = segments.segment_efforts(session, own)
    assert (one.start, one.end) == (5.0, 60.0)
    assert (one.name, one.distance, one.grade) == ("Segment 7", 500.0, 4.2)
    assert (one.elapsed_time, one.average_heartrate, one.average_watts) == (55.0, 150.5, 220.0)


@pytest.mark.parametrize(
    "oddity",
    [{"end_index": 9}, {"start_index": None}, {"start_index": 3}, {"start_index": "x"}],
    ids=str,
)
def test_segment_without_a_place_in_the_recording_has_no_stretch(
    session: Session, oddity: dict[str, Any]
) -> None:
    own = store(session, 0, segment(7, 55, **oddity))
    (one,) = segments.segment_efforts(session, own)
    assert (one.start, one.end) == (None, None)


def test_what_is_no_effort_on_a_segment_is_left_out(session: Session) -> None:
    odd: tuple[Any, ...] = (
        None,
        5,
        {},
        {"segment": 5},
        segment(0, 5),
        segment(7, None),
        segment(7, -1),
    )
    own = store(session, 0, *odd, segment(7, 55))
    assert [one.number for one in segments.segment_efforts(session, own)] == [len(odd) + 1]
    segments.store(session, own.id, 1, segments.read("none", TIMES))
    assert segments.segment_efforts(session, own) == []


def test_efforts_on_segments_go_with_their_activity(session: Session) -> None:
    own = store(session, 0, segment(7, 55))
    session.execute(delete(Activity).where(Activity.id == own.id))
    assert session.scalars(select(SegmentEffort)).all() == []


def test_rank_of_a_day_without_a_time_does_not_fail(session: Session) -> None:
    session.get_one(Activity, FIRST_ID + 1).start_local = None
    store(session, 1, segment(7, 50))
    own = store(session, 0, segment(7, 60))
    (rank,) = segments.ranks(session, own).values()
    assert rank.rival is not None
    assert rank.rival.start_local is None
